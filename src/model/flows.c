/* SPDX-License-Identifier: MIT */
#include "model/flows.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "base/memory.h"

static void release_source(t4_flows_source *source)
{
    t4_free(source->path);
    t4_free(source->sheet);
    t4_free(source->profile);
    t4_free(source->why);
    t4_free(source->unread);
}

static void release_refusal(t4_flows_refusal *refusal)
{
    t4_free(refusal->column);
    t4_free(refusal->text);
    t4_free(refusal->expected);
}

t4_status t4_flows_init(t4_flows *flows, t4_error *err)
{
    *flows = (t4_flows){.count = 0};
    flows->places = t4_dict_new(T4_FLOWS_TEXTS_MOST);
    flows->codes = t4_dict_new(T4_FLOWS_TEXTS_MOST);
    flows->units = t4_dict_new(T4_FLOWS_TEXTS_MOST);
    flows->notes = t4_dict_new(T4_FLOWS_TEXTS_MOST);
    if (flows->places && flows->codes && flows->units && flows->notes && t4_dict_add(flows->units, "", 0) == 0 &&
        t4_dict_add(flows->notes, "", 0) == 0)
        return T4_OK;
    t4_flows_release(flows);
    return t4_fail_memory(err);
}

void t4_flows_release(t4_flows *flows)
{
    t4_dict_free(flows->places);
    t4_dict_free(flows->codes);
    t4_dict_free(flows->units);
    t4_dict_free(flows->notes);
    t4_free(flows->rows);
    for (size_t i = 0; i < flows->source_count; i++)
        release_source(&flows->sources[i]);
    for (size_t i = 0; i < flows->refusal_count; i++)
        release_refusal(&flows->refusals[i]);
    t4_free(flows->sources);
    t4_free(flows->refusals);
    *flows = (t4_flows){.count = 0};
}

t4_status t4_flows_add(t4_flows *flows, const t4_flows_row *row, t4_error *err)
{
    if (flows->count >= T4_FLOWS_ROWS_MOST)
        return t4_fail(err, T4_ERR_MEMORY, "more than %d rows of flows", T4_FLOWS_ROWS_MOST);
    if (!t4_grow(&flows->rows, &flows->room, flows->count, sizeof *flows->rows))
        return t4_fail_memory(err);
    flows->rows[flows->count++] = *row;
    return T4_OK;
}

static t4_status add_text(t4_dict *dict, const char *text, size_t n, uint32_t *id, t4_error *err)
{
    *id = t4_dict_add(dict, text, n);
    if (*id != T4_DICT_NONE)
        return T4_OK;
    if (t4_dict_count(dict) >= T4_FLOWS_TEXTS_MOST)
        return t4_fail(err, T4_ERR_MEMORY, "more than %d distinct codes, places, units or notes", T4_FLOWS_TEXTS_MOST);
    return t4_fail_memory(err);
}

t4_status t4_flows_place(t4_flows *flows, const char *text, size_t n, uint32_t *id, t4_error *err)
{
    return add_text(flows->places, text, n, id, err);
}

t4_status t4_flows_code(t4_flows *flows, const char *text, size_t n, uint32_t *id, t4_error *err)
{
    return add_text(flows->codes, text, n, id, err);
}

t4_status t4_flows_unit(t4_flows *flows, const char *text, size_t n, uint32_t *id, t4_error *err)
{
    return add_text(flows->units, text, n, id, err);
}

t4_status t4_flows_note(t4_flows *flows, const char *text, size_t n, uint32_t *id, t4_error *err)
{
    return add_text(flows->notes, text, n, id, err);
}

t4_status t4_flows_open(t4_flows *flows, const char *path, const char *sheet, const char *profile, const char *why,
                        uint32_t *source, t4_error *err)
{
    t4_flows_source *made;

    if (flows->source_count >= T4_FLOWS_SOURCES_MOST)
        return t4_fail(err, T4_ERR_MEMORY, "more than %d files and sheets of flows", T4_FLOWS_SOURCES_MOST);
    if (!t4_grow(&flows->sources, &flows->source_room, flows->source_count, sizeof *flows->sources))
        return t4_fail_memory(err);
    made = &flows->sources[flows->source_count];
    *made = (t4_flows_source){.path = t4_strdup(path ? path : ""), .sheet = t4_strdup(sheet ? sheet : ""),
                              .profile = t4_strdup(profile ? profile : ""), .why = t4_strdup(why ? why : "")};
    *source = (uint32_t)flows->source_count++;
    return made->path && made->sheet && made->profile && made->why ? T4_OK : t4_fail_memory(err);
}

bool t4_flows_unread(t4_flows *flows, uint32_t source, const char *heading)
{
    enum { MOST = 300 };
    t4_flows_source *s = &flows->sources[source];
    size_t used = s->unread ? strlen(s->unread) : 0, room = used + strlen(heading) + 8;
    char *longer;

    if (used > MOST)
        return true;
    longer = t4_realloc(s->unread, room, 1);
    if (!longer)
        return false;
    s->unread = longer;
    snprintf(longer + used, room - used, "%s%s%s", used ? "; " : "", heading, used + strlen(heading) > MOST ? "; ..." : "");
    return true;
}

t4_status t4_flows_refuse(t4_flows *flows, uint32_t source, uint64_t line, const char *column, const char *text,
                          size_t n, const char *expected, t4_error *err)
{
    enum { TEXT = 120 };
    t4_flows_refusal *made;

    flows->sources[source].refused++;
    if (flows->refusal_count >= T4_FLOWS_REFUSED_MOST)
        return T4_OK;
    if (!t4_grow(&flows->refusals, &flows->refusal_room, flows->refusal_count, sizeof *flows->refusals))
        return t4_fail_memory(err);
    while (n > TEXT || (n && n == TEXT && ((unsigned char)text[n] & 0xC0) == 0x80))
        n = n > TEXT ? TEXT : n - 1;
    made = &flows->refusals[flows->refusal_count++];
    *made = (t4_flows_refusal){source, (uint32_t)line, t4_strdup(column), t4_strndup(text, n), t4_strdup(expected)};
    return made->column && made->text && made->expected ? T4_OK : t4_fail_memory(err);
}

const char *t4_flows_place_text(const t4_flows *flows, uint32_t id)
{
    size_t n;

    return t4_dict_text(flows->places, id, &n);
}

const char *t4_flows_code_text(const t4_flows *flows, uint32_t id)
{
    size_t n;

    return t4_dict_text(flows->codes, id, &n);
}

const char *t4_flows_unit_text(const t4_flows *flows, uint32_t id)
{
    size_t n;

    return t4_dict_text(flows->units, id, &n);
}

const char *t4_flows_note_text(const t4_flows *flows, uint32_t id)
{
    size_t n;

    return t4_dict_text(flows->notes, id, &n);
}

t4_status t4_flows_currency(t4_flows *flows, const char *currency, const char *path, t4_error *err)
{
    if (!*currency)
        return T4_OK;
    if (*flows->currency && strcmp(flows->currency, currency))
        return t4_fail_at(err, T4_ERR_DATA, path, 1, 0, "values in %s beside others in %s; convert one of them first",
                          currency, flows->currency);
    snprintf(flows->currency, sizeof flows->currency, "%s", currency);
    return T4_OK;
}

void t4_flows_note_all(char *kept, size_t room, const char *text, size_t n)
{
    if (!n)
        return;
    if (!*kept)
        snprintf(kept, room, "%.*s", (int)n, text);
    else if (strncmp(kept, text, n) || (strlen(kept) != n && strlen(kept) + 1 < room))
        snprintf(kept, room, "mixed");
}

static bool is_one_of(const char *const *words, const char *text, size_t n)
{
    for (; *words; words++)
        if (strlen(*words) == n && !strncasecmp(*words, text, n))
            return true;
    return false;
}

bool t4_flows_is_world(const char *text, size_t n)
{
    static const char *const words[] = {"W00", "WLD", "World", "Total", "0", "000", "All", "WORLD TOTAL", "Весь мир",
                                        "Всего", NULL};

    return is_one_of(words, text, n);
}

bool t4_flows_is_total(const char *text, size_t n)
{
    static const char *const words[] = {"TOTAL", "0", "_T", "AG0", "All commodities", "Всего", NULL};

    return is_one_of(words, text, n);
}

t4_flow t4_flows_parse_flow(const char *text, size_t n)
{
    static const char *const imports[] = {"1", "Import", "Imports", "IMP", "I", "ИМ", "импорт", NULL};
    static const char *const exports[] = {"2", "Export", "Exports", "EXP", "E", "ЭК", "экспорт", NULL};
    t4_flow flow = t4_flow_parse(text, n);

    if (flow != T4_FLOWS)
        return flow;
    return is_one_of(imports, text, n) ? T4_M : is_one_of(exports, text, n) ? T4_X : T4_FLOWS;
}

void t4_flows_span(const t4_flows *flows, t4_period *first, t4_period *last, t4_period_kind *kind)
{
    *first = *last = 0;
    *kind = T4_YEAR;
    for (size_t i = 0; i < flows->count; i++) {
        t4_period p = flows->rows[i].period;

        if (!*first || t4_period_first_month(p) < t4_period_first_month(*first))
            *first = p;
        if (!*last || t4_period_last_month(p) > t4_period_last_month(*last))
            *last = p;
        if (t4_period_kind_of(p) > *kind)
            *kind = t4_period_kind_of(p);
    }
}
