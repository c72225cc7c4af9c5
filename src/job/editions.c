/* SPDX-License-Identifier: MIT */
#include "job/editions.h"

#include <string.h>

#include "base/memory.h"
#include "io/correlation_read.h"

t4_status t4_job_edition(const char *option, const char *text, t4_hsedition *edition, t4_error *err)
{
    if (t4_hsedition_parse(text, strlen(text), edition))
        return T4_OK;
    return t4_fail(err, T4_ERR_USAGE, "%s '%.40s' is no edition; expected a name such as HS2017, HS2022 or CN2021",
                   option, text);
}

/* *no_way: the tables are good but do not lead there. */
static t4_status load(t4_correlation **c, t4_run *run, const t4_editions_input *input, const t4_hsedition *from,
                      const t4_hsedition *to, bool *no_way, t4_error *err)
{
    t4_status status = T4_OK;

    *no_way = false;
    *c = t4_correlation_new();
    if (!*c)
        return t4_fail_memory(err);
    for (size_t i = 0; !status && i < input->map_count; i++)
        status = t4_correlation_read(*c, run, input->maps[i], from, to, err);
    if (!status) {
        status = t4_correlation_chain(*c, from, to, err);
        *no_way = status != T4_OK;
    }
    for (size_t step = 0; !status && step + 1 < t4_correlation_editions(*c); step++)
        status = t4_correlation_read_facts(*c, step, err);
    if (!status)
        status = t4_correlation_finish(*c, input->families, err);
    if (status) {
        t4_correlation_free(*c);
        *c = NULL;
    }
    return status;
}

t4_status t4_job_editions(t4_correlation **c, t4_run *run, const t4_editions_input *input, const t4_hsedition *from,
                          const t4_hsedition *to, t4_error *err)
{
    bool no_way;

    if (!input->map_count)
        return t4_fail(err, T4_ERR_USAGE, "no correlation table from %s to %s: none is part of this program; take the "
                       "'Correlation and conversion tables' of the UN Statistics Division (for the HS: "
                       "unstats.un.org/unsd/classifications/Econ) or your office's own table, as XLSX or CSV, and name "
                       "it with --map FILE", from->name, to->name);
    return load(c, run, input, from, to, &no_way, err);
}

/* --- a list and flows ------------------------------------------------------------------------- */

enum { HS_SHIPPED = 2022, SUBHEADING = 6 };  /* the edition of the built-in codes */

/* Do all six-digit beginnings of the list stand in the codes? */
static bool all_known(const t4_watchlist *list, const t4_codelist *codes)
{
    for (size_t i = 0; i < t4_watchlist_count(list); i++) {
        const char *code = t4_watchlist_at(list, i)->code;
        size_t n = strlen(code);

        if (t4_codelist_find(codes, code, n < SUBHEADING ? n : SUBHEADING, 0) < 0)
            return false;
    }
    return t4_watchlist_count(list) > 0;
}

/* The edition of a list: as said, else as its first entry says, else HS 2022 when that has all of it. */
static t4_status list_edition(t4_listing_maps *maps, const t4_watchlist *list, const t4_codelist *codes,
                              const char *said, t4_error *err)
{
    const char *own = list && t4_watchlist_count(list) ? t4_watchlist_at(list, 0)->edition : "";

    if (said)
        return t4_job_edition("--list-edition", said, &maps->list, err);
    for (size_t i = 0; list && i < t4_watchlist_count(list); i++)
        if (strcmp(t4_watchlist_at(list, i)->edition, own))
            return t4_fail(err, T4_ERR_DATA, "the watch list has codes of %s and of %s; expected one edition in a list",
                           own, t4_watchlist_at(list, i)->edition);
    if (t4_hsedition_parse(own, strlen(own), &maps->list))
        return T4_OK;
    maps->guessed = list && all_known(list, codes);
    if (maps->guessed)
        t4_hsedition_parse("HS2022", 6, &maps->list);
    return T4_OK;
}

static t4_status find_way(t4_listing_maps *maps, size_t id, t4_run *run, const t4_editions_input *input, t4_error *err)
{
    t4_listing_edition *of = &maps->of[id];
    t4_error none = {0};
    bool no_way;
    t4_status status;

    of->foreign = of->edition.year && maps->list.year && !t4_hsedition_same_six(&of->edition, &maps->list);
    if (!of->foreign || !input->map_count)
        return T4_OK;
    status = load(&of->map, run, input, &of->edition, &maps->list, &no_way, &none);
    if (!status || no_way)
        return T4_OK;
    *err = none;
    return status;
}

t4_status t4_job_listing_maps(t4_listing_maps *maps, t4_run *run, const t4_editions_input *input,
                              const t4_flows *flows, const t4_watchlist *list, const t4_codelist *codes,
                              const t4_editions_said *said, t4_error *err)
{
    size_t count = t4_dict_count(flows->notes);
    bool *used = t4_alloc_zero(count + 1, sizeof *used);
    t4_status status;

    *maps = (t4_listing_maps){.count = count, .of = t4_alloc_zero(count + 1, sizeof *maps->of)};
    status = maps->of && used ? list_edition(maps, list, codes, said->list, err) : t4_fail_memory(err);
    if (!status && maps->list.hs == HS_SHIPPED)
        maps->codes = codes;
    for (size_t i = 0; !status && i < flows->count; i++)
        used[flows->rows[i].edition] = true;
    for (size_t i = 0; !status && i < count; i++) {
        const char *text = i ? t4_flows_note_text(flows, (uint32_t)i) : said->flows ? said->flows : "";

        if (!used[i])
            continue;
        if (!i && said->flows)
            status = t4_job_edition("--edition", text, &maps->of[i].edition, err);
        else if (!t4_hsedition_parse(text, strlen(text), &maps->of[i].edition))
            maps->of[i].edition = (t4_hsedition){.year = 0};
        if (!status)
            status = find_way(maps, i, run, input, err);
    }
    t4_free(used);
    if (status)
        t4_listing_maps_release(maps);
    return status;
}
