/* SPDX-License-Identifier: MIT */
#include "model/flows.h"

#include <string.h>
#include <strings.h>

#include "base/memory.h"

t4_status t4_flows_init(t4_flows *flows, t4_error *err)
{
    *flows = (t4_flows){.count = 0};
    flows->places = t4_dict_new(T4_FLOWS_TEXTS_MOST);
    flows->codes = t4_dict_new(T4_FLOWS_TEXTS_MOST);
    flows->units = t4_dict_new(T4_FLOWS_TEXTS_MOST);
    if (flows->places && flows->codes && flows->units && t4_dict_add(flows->units, "", 0) == 0)
        return T4_OK;
    t4_flows_release(flows);
    return t4_fail_memory(err);
}

void t4_flows_release(t4_flows *flows)
{
    t4_dict_free(flows->places);
    t4_dict_free(flows->codes);
    t4_dict_free(flows->units);
    t4_free(flows->rows);
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
        return t4_fail(err, T4_ERR_MEMORY, "more than %d distinct codes, places or units", T4_FLOWS_TEXTS_MOST);
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
