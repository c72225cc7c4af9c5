/* SPDX-License-Identifier: MIT */
#include "watch/mirror_work.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "stats/gap.h"
#include "watch/guards.h"

enum { PARTNERS_LEAST = 5 };     /* of an importer, before a fall of all of them means anything */

typedef t4_mirror_pair pair;
typedef t4_mirror_work comparing;

const char *t4_mirror_flag_name(int bit)
{
    static const char *const names[T4_MIRROR_FLAGS] = {"incomplete", "union", "hub", "edition", "confidential",
                                                         "coverage", "origin"};

    return names[bit];
}

/* --- pairs ---------------------------------------------------------------------------------- */

static int by_place(const void *left, const void *right, void *context)
{
    const pair *a = left, *b = right;
    const uint32_t *rank = context;

    if (a->importer != b->importer)
        return rank[a->importer] < rank[b->importer] ? -1 : 1;
    if (a->exporter != b->exporter)
        return rank[a->exporter] < rank[b->exporter] ? -1 : 1;
    if (a->code != b->code)
        return a->code < b->code ? -1 : 1;
    return (a->exports == NULL) - (b->exports == NULL);
}

static t4_status make_pairs(comparing *c, t4_error *err)
{
    size_t most = c->exports->count + c->imports->count, kept = 0;

    c->rank = t4_dict_ranks(c->flows->places);
    c->pairs = t4_alloc(most ? most : 1, sizeof *c->pairs);
    c->gaps = t4_alloc(most ? most : 1, sizeof *c->gaps);
    if (!c->rank || !c->pairs || !c->gaps)
        return t4_fail_memory(err);
    for (size_t i = 0; i < c->exports->count; i++) {
        const t4_series *s = &c->exports->items[i];

        c->pairs[c->count++] = (pair){s->partner, s->reporter, s->code, s, NULL};
    }
    for (size_t i = 0; i < c->imports->count; i++) {
        const t4_series *s = &c->imports->items[i];

        c->pairs[c->count++] = (pair){s->reporter, s->partner, s->code, NULL, s};
    }
    qsort_r(c->pairs, c->count, sizeof *c->pairs, by_place, c->rank);
    for (size_t i = 0; i < c->count; i++) {
        pair *last = kept ? &c->pairs[kept - 1] : NULL;

        if (last && last->importer == c->pairs[i].importer && last->exporter == c->pairs[i].exporter &&
            last->code == c->pairs[i].code && !last->imports)
            last->imports = c->pairs[i].imports;
        else
            c->pairs[kept++] = c->pairs[i];
    }
    c->count = kept;
    return T4_OK;
}

/* --- guards ---------------------------------------------------------------------------------- */

/* At least four of five partners, five or more of them, fall below a quarter of the period before. */
static bool is_incomplete(const comparing *c, size_t from, size_t end, t4_period period)
{
    size_t at = t4_series_find(c->imports, period), partners = 0, fallen = 0;

    if (at == 0 || at == SIZE_MAX)
        return false;
    for (size_t i = from, next; i < end; i = next) {
        double before = 0, now = 0;

        for (next = i; next < end && c->pairs[next].exporter == c->pairs[i].exporter; next++) {
            before += c->pairs[next].imports ? c->pairs[next].imports->value[at - 1] : 0;
            now += c->pairs[next].imports ? c->pairs[next].imports->value[at] : 0;
        }
        partners += before > 0;
        fallen += before > 0 && now * 4 < before;
    }
    return partners >= PARTNERS_LEAST && fallen * 5 >= partners * 4;
}

static unsigned guard(const comparing *c, size_t from, size_t end, t4_period period)
{
    const char *importer = t4_flows_place_text(c->flows, c->pairs[from].importer);
    unsigned flags = is_incomplete(c, from, end, period) ? T4_MIRROR_INCOMPLETE : 0;
    int year = t4_period_year_of(period);
    size_t x = t4_series_find(c->exports, period), m = t4_series_find(c->imports, period);

    if (c->question->level && t4_guards_edition(t4_period_year(year)))
        flags |= T4_MIRROR_EDITION;
    flags |= t4_guards_hub(importer) ? T4_MIRROR_HUB : 0;
    for (size_t i = from; i < end; i++) {
        const pair *p = &c->pairs[i];
        const char *exporter = t4_flows_place_text(c->flows, p->exporter);

        flags |= t4_guards_same_union(importer, exporter) ? T4_MIRROR_UNION : 0;
        flags |= t4_guards_hub(exporter) ? T4_MIRROR_HUB : 0;
        if ((p->exports && x != SIZE_MAX && p->exports->hidden[x]) ||
            (p->imports && m != SIZE_MAX && p->imports->hidden[m]) ||
            t4_guards_confidential(t4_flows_code_text(c->flows, p->code)))
            flags |= T4_MIRROR_CONFIDENTIAL;
    }
    return flags;
}

/* --- one importer, one period ------------------------------------------------------------------- */

static double value_of(const t4_series *s, size_t at)
{
    return s && at != SIZE_MAX ? s->value[at] : 0;
}

/* Pairs that a side reports in a period. */
static size_t pairs_of(const comparing *c, size_t from, size_t end, bool exports, size_t at)
{
    size_t count = 0;

    for (size_t i = from; i < end; i++)
        count += value_of(exports ? c->pairs[i].exports : c->pairs[i].imports, at) > 0;
    return count;
}

/* Does either side report half as many pairs as in the period before, or twice as many?  Below PARTNERS_LEAST it says little. */
static bool has_jumped(const comparing *c, size_t from, size_t end, size_t x, size_t m)
{
    for (int side = 0; side < 2; side++) {
        size_t at = side ? m : x, now, before;

        if (at == 0 || at == SIZE_MAX)
            continue;
        now = pairs_of(c, from, end, !side, at);
        before = pairs_of(c, from, end, !side, at - 1);
        if ((now >= PARTNERS_LEAST || before >= PARTNERS_LEAST) && (now * 2 <= before || before * 2 <= now))
            return true;
    }
    return false;
}

static t4_mirror_row compare(comparing *c, size_t from, size_t end, t4_period period)
{
    size_t x = t4_series_find(c->exports, period), m = t4_series_find(c->imports, period), gaps = 0;
    t4_mirror_row row = {.importer = c->pairs[from].importer, .period = period, .excess_missing = NAN};

    for (size_t i = from; i < end; i++) {
        double sent = value_of(c->pairs[i].exports, x);
        double arrived = t4_gap_fob(value_of(c->pairs[i].imports, m), c->question->tau);

        if (sent > 0 && arrived > 0) {
            row.pairs++;
            row.exports += sent;
            row.imports += arrived;
            row.weighted += t4_mirror_weigh(c, &c->pairs[i], sent, arrived);
            c->gaps[gaps++] = sent - arrived;
        } else if (sent > 0) {
            row.orphaned_pairs++;
            row.orphaned += sent;
        } else if (arrived > 0) {
            row.unsent_pairs++;
            row.unsent += arrived;
        }
    }
    row.lost_share = t4_gap_lost_share(row.exports, row.imports);
    row.asymmetry = t4_gap_asymmetry(row.exports, row.imports);
    row.log_gap = row.exports > 0 && row.imports > 0 ? log(row.imports / row.exports) : NAN;
    row.cancellation = t4_gap_cancellation(c->gaps, gaps);
    row.flags = guard(c, from, end, period) | (has_jumped(c, from, end, x, m) ? T4_MIRROR_COVERAGE : 0);
    if (!c->question->weights)
        row.weighted = NAN;
    return row;
}

static bool in_base(const t4_mirror *mirror, t4_period period)
{
    return t4_period_within(period, mirror->base_from, mirror->base_until);
}

/* What the base's rate of arrival leads one to expect, less what arrived; incomplete periods are no base. */
static void set_excess(t4_mirror *mirror, size_t from)
{
    double exports = 0, imports = 0;

    for (size_t i = from; i < mirror->count; i++)
        if (in_base(mirror, mirror->rows[i].period) && !(mirror->rows[i].flags & T4_MIRROR_INCOMPLETE)) {
            exports += mirror->rows[i].exports;
            imports += mirror->rows[i].imports;
        }
    for (size_t i = from; i < mirror->count; i++) {
        t4_mirror_row *row = &mirror->rows[i];

        row->flags |= exports > 0 && imports > exports ? T4_MIRROR_ORIGIN : 0;
        if (!in_base(mirror, row->period) && !(row->flags & T4_MIRROR_INCOMPLETE))
            row->excess_missing = t4_gap_excess_missing(exports, imports, row->exports, row->imports);
    }
}

static t4_status compare_importer(comparing *c, size_t from, size_t end, t4_error *err)
{
    t4_mirror *mirror = c->mirror;
    size_t first = mirror->count, exporters = 0, importers = 0;

    for (size_t i = from; i < end; i++) {
        exporters += c->pairs[i].exports != NULL;
        importers += c->pairs[i].imports != NULL;
    }
    if (!exporters || !importers)
        return T4_OK;  /* this place reports no imports, or nobody reports exports to it */
    for (size_t i = 0; i < c->exports->n; i++) {
        t4_period period = c->exports->periods[i];

        if (t4_series_find(c->imports, period) == SIZE_MAX)
            continue;
        if (!t4_grow(&mirror->rows, &mirror->room, mirror->count, sizeof *mirror->rows))
            return t4_fail_memory(err);
        mirror->rows[mirror->count++] = compare(c, from, end, period);
    }
    set_excess(mirror, first);
    return T4_OK;
}

/* --- all -------------------------------------------------------------------------------------------- */

/* Unless said: 2019 to 2021 where they are there, else the first half. */
static void choose_base(comparing *c)
{
    t4_mirror *mirror = c->mirror;
    const t4_series_set *set = c->exports;

    mirror->base_from = c->question->base_from;
    mirror->base_until = c->question->base_until;
    if (mirror->base_from)
        return;
    mirror->base_from = t4_period_year(2019);
    mirror->base_until = t4_period_year(2021);
    if (t4_period_first_month(set->periods[0]) <= 2019 * 12 &&
        t4_period_last_month(set->periods[set->n - 1]) > 2021 * 12 + 11)
        return;
    mirror->base_from = set->periods[0];
    mirror->base_until = set->periods[(set->n - 1) / 2];
}

t4_status t4_mirror_compare(t4_mirror *mirror, const t4_flows *flows, const t4_series_set *exports,
                            const t4_series_set *imports, const t4_mirror_question *question, t4_error *err)
{
    comparing c = {.flows = flows, .exports = exports, .imports = imports, .question = question, .mirror = mirror};
    t4_status status;

    *mirror = (t4_mirror){.count = 0};
    choose_base(&c);
    status = make_pairs(&c, err);
    if (!status && question->weights)
        status = t4_mirror_find_errors(&c, err);
    for (size_t i = 0, end; !status && i < c.count; i = end) {
        for (end = i + 1; end < c.count && c.pairs[end].importer == c.pairs[i].importer;)
            end++;
        status = compare_importer(&c, i, end, err);
    }
    if (!status && !mirror->count)
        status = t4_fail(err, T4_ERR_DATA, "no importer of the one side is a reporter of the other in a common period; "
                         "places are compared by their codes");
    t4_free(c.pairs);
    t4_free(c.gaps);
    t4_free(c.rank);
    t4_free(c.sd[0]);
    t4_free(c.sd[1]);
    return status;
}

void t4_mirror_release(t4_mirror *mirror)
{
    t4_free(mirror->rows);
    t4_free(mirror->errors);
    *mirror = (t4_mirror){.count = 0};
}
