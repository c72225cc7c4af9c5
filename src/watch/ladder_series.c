/* SPDX-License-Identifier: MIT */
/* The public question: what a design shows of the watch list, and which diversions its series would reveal. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "stats/power.h"
#include "stats/sum.h"
#include "watch/ladder_state.h"
#include "watch/ladder_structure.h"

enum { LEAST_BEFORE = 3 };   /* periods before, without which nothing is tested */

#define CERTAIN 0.1          /* of the upper bound: what must be certain, or the item counts as gone */

static const int traders_of[T4_LADDER_TESTS] = {1, 2, 5, 20, 2};   /* the last: a switch of codes */

/* The view of the cells that are asked about: listed codes, or the finest ones. */
static const t4_ladder_view *asked(const t4_ladder *l)
{
    size_t digits = t4_structure_digits(l->options.listed, l->options.listed_count);
    int level = digits ? t4_ladder_level_at(l, (int)digits) : 0;

    return &l->views[t4_ladder_view_index(l, level < 0 ? 0 : level, 0, 0)];
}

static bool is_asked(const t4_ladder *l, const t4_ladder_view *v, uint64_t key)
{
    return !l->options.listed_count || l->levels[v->level].listed[t4_ladder_place_of(key).code];
}

/* --- what is shown of the list -------------------------------------------------------------- */

t4_status t4_ladder_watch(t4_ladder *l, t4_ladder_row *row, const t4_ladder_pattern *pattern, t4_error *err)
{
    const t4_ladder_view *v = asked(l);
    t4_sum all = {{0}, 0, 0}, exact = {{0}, 0, 0}, bounded = {{0}, 0, 0}, width = {{0}, 0, 0};

    if (!l->options.listed_count)
        return T4_OK;
    for (size_t c = 0; c < v->cells; c++) {
        double x = (double)v->total[c];
        t4_ladder_part *part = t4_ladder_part_at(l, row, v, v->key[c]);
        t4_ladder_bound b;

        if (x <= 0 || !is_asked(l, v, v->key[c]))
            continue;
        if (part)
            part->listed += x;
        b = t4_ladder_bound_of(l, &row->design, pattern, v, c);
        t4_sum_add(&all, x);
        if (b.upper <= b.lower || (row->design.lists && t4_ladder_list_cell(l, v, v->key[c]) != SIZE_MAX)) {
            t4_sum_add(&exact, x);
            if (part)
                part->list_exact += x;
        } else if (b.lower >= CERTAIN * b.upper) {
            t4_sum_add(&bounded, x);
            if (part)
                part->list_bounded += x;
            t4_sum_add(&width, x * (b.upper - b.lower) / b.upper);
        }
    }
    if (t4_sum_value(&all) <= 0)
        return T4_OK;
    row->watched.exact = t4_sum_value(&exact) / t4_sum_value(&all);
    row->watched.bounded = t4_sum_value(&bounded) / t4_sum_value(&all);
    row->watched.gone = fmax(0, 1 - row->watched.exact - row->watched.bounded);
    row->watched.width = t4_sum_value(&bounded) > 0 ? t4_sum_value(&width) / t4_sum_value(&bounded) : 0;
    return t4_run_check(l->run, err);
}

/* --- power ------------------------------------------------------------------------------------- */

/* One series: cells of a view over its periods. */
typedef struct {
    const t4_ladder_view *view;
    size_t cell[T4_LADDER_PERIODS_MAX];   /* SIZE_MAX = no trade */
    uint32_t count;
    t4_power_normal test;
    double mean;
    bool testable, hidden;
} series;

static void read_series(const t4_ladder *l, const t4_ladder_pattern *pattern, const t4_ladder_view *view,
                        uint64_t key, series *s)
{
    t4_ladder_place at = t4_ladder_place_of(key);
    double sum = 0, squares = 0;
    int64_t low, high;

    *s = (series){.view = view, .count = l->periods[view->period].count};
    s->test.n1 = fmax(1, floor((double)s->count / 4));
    s->test.n0 = (double)s->count - s->test.n1;
    s->test.alpha = l->options.alpha;
    s->testable = s->test.n0 >= LEAST_BEFORE;
    for (uint32_t i = 0; i < s->count; i++) {
        double x;

        at.period = i;
        s->cell[i] = t4_ladder_find(view, t4_ladder_key(&at));
        if (s->cell[i] == SIZE_MAX)
            continue;
        s->hidden = s->hidden || t4_ladder_hidden(l, pattern, view, s->cell[i], &low, &high);
        x = (double)view->total[s->cell[i]];
        if (i < s->test.n0)
            sum += x;
    }
    s->mean = sum / s->test.n0;
    for (uint32_t i = 0; i < s->test.n0; i++) {
        double x = s->cell[i] == SIZE_MAX ? 0 : (double)view->total[s->cell[i]];

        squares += (x - s->mean) * (x - s->mean);
    }
    s->test.sd = s->test.n0 > 1 ? sqrt(squares / (s->test.n0 - 1)) : 0;
}

/* Would the cell with the diverters in it break a rule? */
static bool unsafe_with(const t4_ladder *l, const series *s, uint32_t period, int traders, double each)
{
    size_t c = s->cell[period];
    int keep = t4_rules_tops(&l->rules), n = 0;
    uint64_t top[T4_TOPS_MOST + 4], amount = (uint64_t)fmin(each, 1e18);
    t4_tops_cell cell = {.sum = amount * (uint64_t)traders, .contributors = (uint32_t)traders};
    t4_tops tops = {&cell, top, keep};
    int64_t level;

    if (c != SIZE_MAX) {
        cell.sum += (uint64_t)llabs(s->view->total[c]);
        cell.contributors += s->view->contributors[c];
    }
    memset(top, 0, sizeof top);
    for (int i = 0, had = 0, added = 0; i < keep; i++, n++) {
        uint64_t own = c == SIZE_MAX || had > 1 ? 0 : (uint64_t)(had ? s->view->top2[c] : s->view->top1[c]);
        bool take = added < traders && amount >= own;

        top[i] = take ? amount : own;
        added += take;
        had += !take;
    }
    return t4_rules_cell(&l->rules, &tops, 0, false, &level) != T4_RULE_NONE;
}

/* Can goods of the heading be declared under another code that this series does not hold? */
static bool switch_shows(const t4_ladder *l, const t4_ladder_view *view, uint64_t key)
{
    int heading = t4_ladder_level_at(l, 4);
    t4_ladder_view above = {.of = view->of, .level = heading, .period = view->period, .partner = view->partner};

    return view->level < heading &&
           t4_ladder_codes_in(&above, t4_ladder_lift(l, view, key, &above)) > t4_ladder_codes_in(view, key);
}

/* Power in one table, for each kind of diversion of `amount` a finest period. */
static void powers_in(const t4_ladder *l, const t4_ladder_row *row, const series *s, uint64_t key, double amount,
                      double power[T4_LADDER_TESTS])
{
    uint32_t last = s->count - 1;
    double rise = amount * (double)l->periods[s->view->period].below[last];

    for (int k = 0; k < T4_LADDER_TESTS; k++) {
        power[k] = 0;
        if (!s->testable || s->hidden)
            continue;
        if (k == T4_LADDER_TESTS - 1 && !switch_shows(l, s->view, key))
            continue;
        if ((row->design.suppress || row->design.adaptive) && unsafe_with(l, s, last, traders_of[k], rise / traders_of[k]))
            continue;
        power[k] = t4_power_of(&s->test, rise);
    }
}

/* Keys of the finest period in which each series of the view appears: the first. */
static int compare_series(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a << 10, y = *(const uint64_t *)b << 10;

    if (x != y)
        return x < y ? -1 : 1;
    return (*(const uint64_t *)a > *(const uint64_t *)b) - (*(const uint64_t *)a < *(const uint64_t *)b);
}

static uint64_t *series_keys(const t4_ladder *l, const t4_ladder_view *v, size_t *count)
{
    uint64_t *keys = t4_alloc(v->cells + 1, sizeof *keys);
    size_t n = 0;

    *count = 0;
    if (!keys)
        return NULL;
    for (size_t c = 0; c < v->cells; c++)
        if (is_asked(l, v, v->key[c]))
            keys[n++] = v->key[c];
    qsort(keys, n, sizeof *keys, compare_series);
    for (size_t i = 0; i < n; i++)
        if (*count == 0 || keys[*count - 1] << 10 != keys[i] << 10)
            keys[(*count)++] = keys[i];
    return keys;
}

t4_status t4_ladder_power(t4_ladder *l, t4_ladder_row *row, const t4_ladder_pattern *pattern, t4_error *err)
{
    const t4_ladder_view *v = asked(l);
    t4_sum weight = {{0}, 0, 0}, power[T4_LADDER_TESTS] = {{{0}, 0, 0}};
    size_t count;
    uint64_t *keys = series_keys(l, v, &count);
    series *s = t4_alloc(1, sizeof *s);
    t4_status status = keys && s ? T4_OK : t4_fail_memory(err);

    for (size_t i = 0; i < count && !status; i++) {
        double amount = l->options.diversion, best[T4_LADDER_TESTS] = {0}, one[T4_LADDER_TESTS], mean;

        if (i % 256 == 0)
            status = t4_run_check(l->run, err);
        read_series(l, NULL, v, keys[i], s);
        mean = s->mean;
        if (amount <= 0)
            amount = t4_power_least(&s->test, 0.8);
        if (!s->testable || mean <= 0 || amount <= 0)
            continue;
        for (int t = 0; t < row->design.tables; t++) {
            const t4_ladder_view *holder = t4_ladder_holder(l, &row->design.table[t], v, keys[i]);
            uint64_t key = t4_ladder_lift(l, v, keys[i], holder);

            read_series(l, pattern, holder, key, s);
            powers_in(l, row, s, key, amount, one);
            for (int k = 0; k < T4_LADDER_TESTS; k++)
                best[k] = fmax(best[k], one[k]);
        }
        t4_sum_add(&weight, mean);
        for (int k = 0; k < T4_LADDER_TESTS; k++)
            t4_sum_add(&power[k], mean * best[k]);
    }
    for (int k = 0; k < T4_LADDER_TESTS && t4_sum_value(&weight) > 0; k++)
        row->power[k] = t4_sum_value(&power[k]) / t4_sum_value(&weight);
    t4_free(keys);
    t4_free(s);
    return status;
}
