/* SPDX-License-Identifier: MIT */
#include "watch/series.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

/* One row under the key of its series. */
typedef struct {
    uint32_t reporter, partner, code, period;  /* ranks, but the period */
    uint8_t flow, hidden;
    t4_int128 value;
} entry;

typedef struct {
    t4_flows *flows;
    const t4_series_question *question;
    t4_series_set *set;
    t4_period_kind kind;         /* of the rows that are used */
    int level;                   /* of the rows that are used */
    entry *entries;
    size_t count, room;
    uint32_t *place_rank, *code_rank, *place_at, *code_at;
} making;

/* --- which rows ------------------------------------------------------------------------- */

/* A row of the asked flow that has a value, or says that it hides one. */
static bool flow_fits(const making *m, const t4_flows_row *row)
{
    return (m->question->flow == T4_FLOWS || row->flow == m->question->flow) &&
           row->given & (T4_FLOWS_VALUE | T4_FLOWS_HIDDEN);
}

/* The level of the rows to use: the asked one, else the nearest finer, else (asked: the finest) the finest. */
static t4_status choose_level(making *m, t4_error *err)
{
    int asked = m->question->by_tier ? T4_SERIES_FINEST : m->question->level, best = -1;

    for (size_t i = 0; i < m->flows->count; i++) {
        int level = m->flows->rows[i].level;

        if (!flow_fits(m, &m->flows->rows[i]) || (level == T4_FLOWS_NAMED && asked != T4_SERIES_FINEST))
            continue;  /* names of goods cannot be shortened to codes */
        if (asked == T4_SERIES_FINEST ? level > best : level >= asked && (best < 0 || level < best))
            best = level;
    }
    m->level = best;
    m->set->level = asked == T4_SERIES_FINEST ? best : asked;
    if (best < 0)
        return t4_fail(err, T4_ERR_DATA, "no rows of %d or more digits%s in the flows", asked < 0 ? 0 : asked,
                       m->question->flow == T4_FLOWS ? ""
                       : t4_flow_total(m->question->flow) == T4_M ? " that are imports" : " that are exports");
    return T4_OK;
}

/* Periods of the asked kind where there are any, else the coarsest finer ones. */
static void choose_kind(making *m)
{
    bool there[T4_PERIOD_KINDS] = {false};

    for (size_t i = 0; i < m->flows->count; i++)
        if (flow_fits(m, &m->flows->rows[i]))
            there[t4_period_kind_of(m->flows->rows[i].period)] = true;
    m->kind = m->question->kind;
    while (!there[m->kind] && m->kind < T4_MONTH)
        m->kind++;
}

/* Rows for all partners together, where they are wanted and there. */
static void choose_world(making *m)
{
    for (size_t i = 0; i < m->flows->count && !m->question->each_partner; i++)
        m->set->world_rows |= flow_fits(m, &m->flows->rows[i]) && m->flows->rows[i].world &&
                              m->flows->rows[i].level == m->level;
}

static bool is_used(const making *m, const t4_flows_row *row)
{
    return flow_fits(m, row) && row->level == m->level && t4_period_kind_of(row->period) == m->kind &&
           row->world == m->set->world_rows;
}

/* --- periods ------------------------------------------------------------------------------ */

static t4_period month_at(int month)
{
    return t4_period_month((month) / 12, month % 12 + 1);
}

/* All periods of the kind between first and last month, whole ones only. */
static t4_status make_periods(making *m, int first, int last, t4_error *err)
{
    t4_series_set *set = m->set;

    set->periods = t4_alloc(T4_SERIES_PERIODS_MOST, sizeof *set->periods);
    if (!set->periods)
        return t4_fail_memory(err);
    for (int month = first; month <= last; month++) {
        t4_period p = t4_period_coarsen(month_at(month), m->question->kind);

        if (t4_period_first_month(p) < first || t4_period_last_month(p) > last ||
            (set->n && set->periods[set->n - 1] == p))
            continue;
        if (set->n == T4_SERIES_PERIODS_MOST)
            return t4_fail(err, T4_ERR_MEMORY, "more than %d periods", T4_SERIES_PERIODS_MOST);
        set->periods[set->n++] = p;
    }
    if (!set->n)
        return t4_fail(err, T4_ERR_DATA, "the flows cover no whole period of the asked kind");
    return T4_OK;
}

static t4_status find_periods(making *m, t4_error *err)
{
    int first = INT32_MAX, last = 0;

    for (size_t i = 0; i < m->flows->count; i++) {
        const t4_flows_row *row = &m->flows->rows[i];

        if (!is_used(m, row))
            continue;
        first = t4_period_first_month(row->period) < first ? t4_period_first_month(row->period) : first;
        last = t4_period_last_month(row->period) > last ? t4_period_last_month(row->period) : last;
    }
    return first <= last ? make_periods(m, first, last, err)
                         : t4_fail(err, T4_ERR_DATA, "no row of the flows answers the question");
}

size_t t4_series_find(const t4_series_set *set, t4_period period)
{
    int month = t4_period_first_month(period);

    for (size_t i = 0; i < set->n; i++)
        if (set->periods[i] == period || (t4_period_first_month(set->periods[i]) <= month &&
                                          month <= t4_period_last_month(set->periods[i])))
            return i;
    return SIZE_MAX;
}

/* --- entries ------------------------------------------------------------------------------- */

/* The id of what a row's code counts under; T4_DICT_NONE = under nothing. */
static t4_status code_of(making *m, const t4_flows_row *row, uint32_t *id, t4_error *err)
{
    const char *text = t4_flows_code_text(m->flows, row->code);
    size_t n = strlen(text);

    *id = row->code;
    if (m->question->by_tier) {
        t4_period last = row->period;
        int month = t4_period_last_month(last);
        const t4_watchlist_entry *listed = t4_watchlist_find(m->question->watchlist, text, n,
                                                             (t4_watchday)(month / 12 * 10000 + (month % 12 + 1) * 100 + 28));

        *id = T4_DICT_NONE;
        return listed ? t4_flows_code(m->flows, listed->tier, strlen(listed->tier), id, err) : T4_OK;
    }
    if (m->set->level == 0)
        return t4_flows_code(m->flows, "TOTAL", 5, id, err);
    return (int)n > m->set->level ? t4_flows_code(m->flows, text, (size_t)m->set->level, id, err) : T4_OK;
}

static t4_status gather(making *m, t4_error *err)
{
    for (size_t i = 0; i < m->flows->count; i++) {
        t4_flows_row row = m->flows->rows[i];
        bool net = m->question->measure == T4_SERIES_NET;
        entry e = {.flow = row.flow, .value = net ? row.net_kg : row.value,
                   .hidden = net ? row.value != 0 && (!(row.given & T4_FLOWS_NET) || row.net_kg <= 0)
                                 : (row.given & T4_FLOWS_HIDDEN) != 0};
        uint32_t code;
        size_t period;
        t4_status status;

        if (!is_used(m, &row)) {
            m->set->left_out++;
            continue;
        }
        period = t4_series_find(m->set, row.period);
        status = code_of(m, &row, &code, err);
        if (status)
            return status;
        if (period == SIZE_MAX || code == T4_DICT_NONE)
            continue;
        e.reporter = m->question->each_reporter ? row.reporter : T4_DICT_NONE;
        e.partner = m->question->each_partner ? row.partner : T4_DICT_NONE;
        e.code = code;
        e.period = (uint32_t)period;
        if (!t4_grow(&m->entries, &m->room, m->count, sizeof *m->entries))
            return t4_fail_memory(err);
        m->entries[m->count++] = e;
        m->set->rows++;
    }
    return m->count ? T4_OK : t4_fail(err, T4_ERR_DATA, "no row of the flows answers the question");
}

static int compare_keys(const entry *a, const entry *b)
{
    if (a->reporter != b->reporter)
        return a->reporter < b->reporter ? -1 : 1;
    if (a->flow != b->flow)
        return a->flow - b->flow;
    if (a->partner != b->partner)
        return a->partner < b->partner ? -1 : 1;
    return (a->code > b->code) - (a->code < b->code);
}

static int by_key(const void *left, const void *right)
{
    const entry *a = left, *b = right;
    int order = compare_keys(a, b);

    return order ? order : (a->period > b->period) - (a->period < b->period);
}

static t4_status rank(making *m, t4_error *err)
{
    m->place_rank = t4_dict_ranks(m->flows->places);
    m->code_rank = t4_dict_ranks(m->flows->codes);
    m->place_at = t4_dict_order(m->flows->places);
    m->code_at = t4_dict_order(m->flows->codes);
    if (!m->place_rank || !m->code_rank || !m->place_at || !m->code_at)
        return t4_fail_memory(err);
    for (size_t i = 0; i < m->count; i++) {
        entry *e = &m->entries[i];

        e->reporter = e->reporter == T4_DICT_NONE ? T4_DICT_NONE : m->place_rank[e->reporter];
        e->partner = e->partner == T4_DICT_NONE ? T4_DICT_NONE : m->place_rank[e->partner];
        e->code = m->code_rank[e->code];
    }
    qsort(m->entries, m->count, sizeof *m->entries, by_key);
    return T4_OK;
}

/* --- the set -------------------------------------------------------------------------------- */

static void fill(making *m, t4_series *s, size_t from, size_t end)
{
    const entry *first = &m->entries[from];

    s->reporter = first->reporter == T4_DICT_NONE ? T4_DICT_NONE : m->place_at[first->reporter];
    s->partner = first->partner == T4_DICT_NONE ? T4_DICT_NONE : m->place_at[first->partner];
    s->code = m->code_at[first->code];
    s->flow = first->flow;
    for (size_t i = from; i < end;) {
        uint32_t period = m->entries[i].period;
        t4_int128 sum = 0;

        for (; i < end && m->entries[i].period == period; i++) {
            sum += m->entries[i].value;
            s->hidden[period] |= m->entries[i].hidden;
        }
        s->value[period] = (double)sum / pow(10, T4_FLOWS_DECIMALS);
    }
}

static t4_status make_items(making *m, t4_error *err)
{
    t4_series_set *set = m->set;
    size_t series = 1, at = 0;

    for (size_t i = 1; i < m->count; i++)
        series += compare_keys(&m->entries[i - 1], &m->entries[i]) != 0;
    if (series > T4_SERIES_MOST)
        return t4_fail(err, T4_ERR_MEMORY, "%zu series; at most %d are worked on at once: choose fewer digits or one flow",
                       series, T4_SERIES_MOST);
    set->items = t4_alloc_zero(series, sizeof *set->items);
    set->values = t4_alloc_zero(series, set->n * sizeof *set->values);
    set->states = t4_alloc_zero(series, set->n * sizeof *set->states);
    if (!set->items || !set->values || !set->states)
        return t4_fail_memory(err);
    for (size_t i = 0, end; i < m->count; i = end) {
        t4_series *s = &set->items[at];

        s->value = set->values + at * set->n;
        s->hidden = set->states + at++ * set->n;
        for (end = i + 1; end < m->count && !compare_keys(&m->entries[i], &m->entries[end]);)
            end++;
        fill(m, s, i, end);
    }
    set->count = series;
    return T4_OK;
}

t4_status t4_series_make(t4_series_set *set, t4_flows *flows, const t4_series_question *question, t4_error *err)
{
    making m = {.flows = flows, .question = question, .set = set};
    t4_status status;

    *set = (t4_series_set){.n = 0};
    status = choose_level(&m, err);
    if (!status) {
        choose_kind(&m);
        choose_world(&m);
        status = find_periods(&m, err);
    }
    if (!status)
        status = gather(&m, err);
    if (!status)
        status = rank(&m, err);
    if (!status)
        status = make_items(&m, err);
    t4_free(m.entries);
    t4_free(m.place_rank);
    t4_free(m.code_rank);
    t4_free(m.place_at);
    t4_free(m.code_at);
    return status;
}

void t4_series_release(t4_series_set *set)
{
    t4_free(set->periods);
    t4_free(set->items);
    t4_free(set->values);
    t4_free(set->states);
    *set = (t4_series_set){.n = 0};
}
