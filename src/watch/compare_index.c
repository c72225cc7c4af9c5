/* SPDX-License-Identifier: MIT */
/* Rows of both sides under common names, in order of reporter, period, flow and code. */
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "watch/compare_state.h"

enum { FLOW_BITS = 3, CODE_BITS = 24, PERIOD_BITS = 14 };

typedef struct {
    uint64_t key;
    uint32_t row;
} keyed;

/* --- names ------------------------------------------------------------------------------------ */

static t4_status copy_names(const t4_dict *from, t4_dict *to, uint32_t **ids, t4_error *err)
{
    size_t count = t4_dict_count(from);

    *ids = t4_alloc(count + 1, sizeof **ids);
    if (!*ids)
        return t4_fail_memory(err);
    for (size_t i = 0; i < count; i++) {
        size_t n;
        const char *text = t4_dict_text(from, (uint32_t)i, &n);

        (*ids)[i] = t4_dict_add(to, text, n);
        if ((*ids)[i] == T4_DICT_NONE)
            return t4_fail_memory(err);
    }
    return T4_OK;
}

static t4_status common_names(t4_compare_work *w, t4_error *err)
{
    uint32_t *ranks;
    t4_status status = T4_OK;

    w->places = t4_dict_new(2 * T4_FLOWS_TEXTS_MOST);
    w->codes = t4_dict_new(2 * T4_FLOWS_TEXTS_MOST);
    w->labels = t4_dict_new(2 * T4_FLOWS_TEXTS_MOST);
    if (!w->places || !w->codes || !w->labels)
        return t4_fail_memory(err);
    for (int s = 0; !status && s < T4_COMPARE_SIDES; s++) {
        status = copy_names(w->half[s].flows->places, w->places, &w->half[s].place, err);
        if (!status)
            status = copy_names(w->half[s].flows->codes, w->codes, &w->half[s].code, err);
    }
    if (status)
        return status;
    w->code_count = t4_dict_count(w->codes);
    if (w->code_count >= (size_t)1 << CODE_BITS)
        return t4_fail(err, T4_ERR_MEMORY, "more than %d distinct codes to compare", 1 << CODE_BITS);
    ranks = t4_dict_ranks(w->codes);
    w->code_order = t4_dict_order(w->codes);
    for (int s = 0; ranks && s < T4_COMPARE_SIDES; s++)
        for (size_t i = 0; i < t4_dict_count(w->half[s].flows->codes); i++)
            w->half[s].code[i] = ranks[w->half[s].code[i]];
    t4_free(ranks);
    return ranks && w->code_order ? T4_OK : t4_fail_memory(err);
}

const char *t4_compare_code_text(const t4_compare_work *w, uint32_t rank)
{
    size_t n;

    return t4_dict_text(w->codes, w->code_order[rank], &n);
}

/* --- periods ------------------------------------------------------------------------------------- */

static int by_period(const void *left, const void *right)
{
    t4_period a = *(const t4_period *)left, b = *(const t4_period *)right;

    return (a > b) - (a < b);
}

static t4_status add_period(t4_compare_work *w, t4_period period, t4_error *err)
{
    size_t low = 0, high = w->period_count;

    while (low < high) {
        size_t middle = (low + high) / 2;

        if (w->periods[middle] < period)
            low = middle + 1;
        else
            high = middle;
    }
    if (low < w->period_count && w->periods[low] == period)
        return T4_OK;
    if (w->period_count == T4_COMPARE_PERIODS_MOST)
        return t4_fail(err, T4_ERR_MEMORY, "more than %d periods to compare", T4_COMPARE_PERIODS_MOST);
    if (!t4_grow(&w->periods, &w->period_room, w->period_count, sizeof *w->periods))
        return t4_fail_memory(err);
    memmove(w->periods + low + 1, w->periods + low, (w->period_count - low) * sizeof *w->periods);
    w->periods[low] = period;
    w->period_count++;
    return T4_OK;
}

static t4_status common_periods(t4_compare_work *w, t4_error *err)
{
    t4_status status = T4_OK;

    for (int s = 0; s < T4_COMPARE_SIDES; s++) {
        const t4_flows *flows = w->half[s].flows;
        t4_period last = 0;

        for (size_t i = 0; !status && i < flows->count; i++)
            if (flows->rows[i].period != last)
                status = add_period(w, last = flows->rows[i].period, err);
    }
    return status;
}

/* --- what is compared ---------------------------------------------------------------------------- */

bool t4_compare_open(const t4_compare_work *w, const t4_flows_row *row)
{
    return row->given & (w->result->net_mass ? T4_FLOWS_NET : T4_FLOWS_VALUE);
}

t4_int128 t4_compare_value(const t4_compare_work *w, const t4_flows_row *row)
{
    return !t4_compare_open(w, row) ? 0 : w->result->net_mass ? row->net_kg : row->value;
}

/* Values, but where a side has none at all and both have masses. */
static void choose_measure(t4_compare_work *w)
{
    unsigned given[T4_COMPARE_SIDES] = {0};

    for (int s = 0; s < T4_COMPARE_SIDES; s++)
        for (size_t i = 0; i < w->half[s].flows->count; i++)
            given[s] |= w->half[s].flows->rows[i].given;
    w->result->net_mass = !(given[0] & given[1] & T4_FLOWS_VALUE) && (given[0] & given[1] & T4_FLOWS_NET);
}

/* --- order --------------------------------------------------------------------------------------- */

static int by_key(const void *left, const void *right)
{
    const keyed *a = left, *b = right;

    return a->key != b->key ? (a->key < b->key ? -1 : 1) : (a->row > b->row) - (a->row < b->row);
}

/* The reporter's number: 0 where there is one on each side, whatever it is called. */
static t4_status reporter_of(t4_compare_work *w, t4_dict *reporters, int side, const t4_flows_row *row,
                             uint32_t *reporter, t4_error *err)
{
    const char *text = t4_flows_place_text(w->half[side].flows, row->reporter);

    *reporter = t4_dict_add(reporters, text, strlen(text));
    if (*reporter != T4_DICT_NONE)
        return T4_OK;
    return t4_fail(err, T4_ERR_MEMORY, "more than %d reporters to compare", T4_COMPARE_REPORTERS_MOST);
}

/* Sums of all rows, brought to another unit, must fit: a value over 10^19 or so of a million rows is no figure of trade. */
static t4_status check_size(const t4_compare_work *w, const t4_compare_half *h, const t4_flows_row *row, t4_error *err)
{
    const t4_int128 value = t4_compare_value(w, row);
    const t4_int128 most = ((t4_int128)1 << 126) / 1000000000 / (t4_int128)(h->flows->count + 1);

    if (value <= most && value >= -most)
        return T4_OK;
    return t4_fail_at(err, T4_ERR_DATA, row->source < h->flows->source_count ? h->flows->sources[row->source].path : "", row->line,
                      0, "a value too large to be added up with %zu others", h->flows->count);
}

static t4_status sort_rows(t4_compare_work *w, t4_dict *reporters, int side, bool *one, t4_error *err)
{
    t4_compare_half *h = &w->half[side];
    bool has[T4_FLOWS] = {false};
    keyed *keys = t4_alloc(h->flows->count + 1, sizeof *keys);
    t4_status status = keys ? t4_run_check(w->run, err) : t4_fail_memory(err);
    uint32_t first = T4_DICT_NONE, reporter = 0;

    for (size_t i = 0; i < h->flows->count; i++)
        has[h->flows->rows[i].flow] = true;
    for (size_t i = 0; !status && i < h->flows->count; i++) {
        const t4_flows_row *row = &h->flows->rows[i];
        t4_flow total = t4_flow_total((t4_flow)row->flow);
        const t4_period *at = bsearch(&row->period, w->periods, w->period_count, sizeof *w->periods, by_period);

        if ((t4_flow)row->flow != total && has[total])
            continue;   /* a part of a flow that is there as a whole */
        status = check_size(w, h, row, err);
        if (!status)
            status = reporter_of(w, reporters, side, row, &reporter, err);
        *one = *one && (first == T4_DICT_NONE || first == reporter);
        first = reporter;
        keys[h->used++] = (keyed){((((uint64_t)reporter << PERIOD_BITS | (uint64_t)(at - w->periods)) << FLOW_BITS |
                                    row->flow) << CODE_BITS) | h->code[row->code], (uint32_t)i};
    }
    if (!status && h->used)
        qsort(keys, h->used, sizeof *keys, by_key);
    h->order = status ? NULL : t4_alloc(h->used + 1, sizeof *h->order);
    for (size_t i = 0; h->order && i < h->used; i++)
        h->order[i] = keys[i].row;
    t4_free(keys);
    return status || h->order ? status : t4_fail_memory(err);
}

/* --- entries --------------------------------------------------------------------------------------- */

bool t4_compare_begins(const t4_compare_work *w, uint32_t code, uint32_t prefix)
{
    const char *a = t4_compare_code_text(w, code), *b = t4_compare_code_text(w, prefix);
    size_t n = strlen(b);

    return strlen(a) > n && !strncmp(a, b, n) && strspn(b, "0123456789") == n;   /* names of goods begin nothing */
}

static void take_row(t4_compare_entry *e, const t4_flows_row *row, bool open, t4_int128 value, t4_int128 rounding)
{
    *(row->world ? &e->world_rounding : &e->single_rounding) += rounding;
    e->rows++;
    if (row->world) {
        e->has_world = true;
        e->world_open = open;
        e->world += value;
    } else {
        e->singles++;
        e->hidden += !open;
        e->single += value;
    }
}

static bool same_place(const t4_compare_entry *a, const t4_compare_entry *b)
{
    return a->reporter == b->reporter && a->period == b->period && a->flow == b->flow;
}

/* In order a code is followed by what it begins; all goods are split by any other code. */
static void mark_leaves(t4_compare_work *w, t4_compare_half *h)
{
    for (size_t i = 0; i < h->count; i++) {
        t4_compare_entry *e = &h->entries[i];
        bool more = i + 1 < h->count && same_place(e, e + 1), before = i > 0 && same_place(e, e - 1);

        e->leaf = e->level ? !more || !t4_compare_begins(w, e[1].code, e->code) : !more && !before;
    }
}

static t4_status make_entries(t4_compare_work *w, t4_dict *reporters, int side, t4_error *err)
{
    t4_compare_half *h = &w->half[side];

    for (size_t i = 0; i < h->used; i++) {
        const t4_flows_row *row = &h->flows->rows[h->order[i]];
        const char *text = t4_flows_place_text(h->flows, row->reporter);
        const t4_period *at = bsearch(&row->period, w->periods, w->period_count, sizeof *w->periods, by_period);
        t4_compare_entry next = {.period = (uint32_t)(at - w->periods), .code = h->code[row->code], .flow = row->flow,
                                 .level = row->level < T4_COMPARE_LEVELS ? row->level : T4_COMPARE_LEVELS - 1,
                                 .first = (uint32_t)i,
                                 .reporter = w->one_reporter ? 0 : (uint16_t)t4_dict_find(reporters, text, strlen(text))};
        t4_compare_entry *last = h->count ? &h->entries[h->count - 1] : NULL;

        if (!last || !same_place(last, &next) || last->code != next.code) {
            if (!t4_grow(&h->entries, &h->room, h->count, sizeof *h->entries))
                return t4_fail_memory(err);
            h->entries[h->count++] = next;
        }
        take_row(&h->entries[h->count - 1], row, t4_compare_open(w, row), t4_compare_value(w, row), t4_compare_rounding(w, side, row));
    }
    mark_leaves(w, h);
    return T4_OK;
}

t4_int128 t4_compare_entry_value(const t4_compare_entry *e, bool *hidden)
{
    *hidden = e->has_world ? !e->world_open : e->hidden > 0;
    return e->has_world && e->world_open ? e->world : e->single;
}

t4_int128 t4_compare_entry_rounding(const t4_compare_entry *e)
{
    return e->has_world && e->world_open ? e->world_rounding : e->single_rounding;
}

t4_status t4_compare_index(t4_compare_work *w, t4_error *err)
{
    t4_dict *reporters = t4_dict_new(T4_COMPARE_REPORTERS_MOST);
    bool one = true;
    t4_status status = reporters ? common_names(w, err) : t4_fail_memory(err);

    choose_measure(w);
    if (!status)
        status = common_periods(w, err);
    for (int s = 0; !status && s < T4_COMPARE_SIDES; s++)
        status = sort_rows(w, reporters, s, &one, err);
    w->one_reporter = one;
    for (int s = 0; !status && s < T4_COMPARE_SIDES; s++) {
        t4_compare_find_units(w, s);
        w->result->side[s].reporters = one ? 1 : t4_dict_count(reporters);
        status = make_entries(w, reporters, s, err);
    }
    t4_dict_free(reporters);
    return status;
}
