/* SPDX-License-Identifier: MIT */
/* The chance that the series of a design reveal a diversion, and the least one that they reveal. */
#include "watch/ladder_power.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "stats/student.h"
#include "stats/sum.h"
#include "watch/ladder_structure.h"

enum {
    LEAST_BEFORE = 3,        /* periods before, without which nothing is tested */
    CHECK_EACH = 1024
};

#define SEEN 0.8             /* of the time: what counts as just seen */

const int t4_ladder_diverters[T4_LADDER_TESTS] = {1, 2, 5, 20, 2};

t4_power_normal t4_ladder_test_of(const t4_ladder *l, int period)
{
    double count = (double)l->periods[period].count;
    t4_power_normal test = {.n1 = fmax(1, floor(count / 4)), .alpha = l->options.alpha};

    test.n0 = count - test.n1;
    return test;
}

/* The test of a table: of the periods in which it shows what is asked about. */
static t4_power_normal test_in(const t4_ladder *l, const t4_ladder_table *table)
{
    return t4_ladder_test_of(l, t4_ladder_table_view(l, table, t4_ladder_asked(l), 0)->period);
}

/* --- which series ------------------------------------------------------------------------------ */

static int compare_series(const void *a, const void *b)
{
    const t4_ladder_series *x = a, *y = b;

    if (x->view->level != y->view->level)
        return x->view->level - y->view->level;
    return (x->key << 10 > y->key << 10) - (x->key << 10 < y->key << 10);
}

static bool is_total(const t4_ladder_series *s)
{
    return s->view->level == T4_LADDER_LEVELS;
}

/* The series of a set that holds a key of the asked view: of the table where no total holds all of it. */
static t4_ladder_series place_of(const t4_ladder *l, const t4_ladder_design *design, int number, uint64_t key)
{
    const t4_ladder_table *table = &design->table[number % design->tables];
    const t4_ladder_view *asked = t4_ladder_asked(l), *view = NULL;
    uint64_t at = 0;

    if (number >= design->tables)
        view = t4_ladder_list_of(l, table, asked, key, &at);
    if (view)
        return (t4_ladder_series){.view = view, .key = at};
    view = t4_ladder_holder(l, table, asked, key);
    return (t4_ladder_series){.view = view, .key = t4_ladder_lift(l, asked, key, view)};
}

static size_t find_series(const t4_ladder_series_set *set, t4_ladder_series wanted)
{
    const t4_ladder_series *found = bsearch(&wanted, set->items, set->count, sizeof wanted, compare_series);

    return found ? (size_t)(found - set->items) : SIZE_MAX;
}

static t4_status list_series(t4_ladder_series_set *set, const t4_ladder *l, const t4_ladder_design *design, int number,
                             const t4_ladder_planting *plantings, size_t count, t4_error *err)
{
    set->items = t4_alloc(count + 1, sizeof *set->items);
    set->of = t4_alloc(count + 1, sizeof *set->of);
    if (!set->items || !set->of)
        return t4_fail_memory(err);
    for (size_t i = 0; i < count; i++)
        set->items[i] = place_of(l, design, number, plantings[i].key);
    qsort(set->items, count, sizeof *set->items, compare_series);
    for (size_t i = 0; i < count; i++)
        if (set->count == 0 || compare_series(&set->items[set->count - 1], &set->items[i]))
            set->items[set->count++] = set->items[i];
    for (size_t i = 0; i < count; i++)
        set->of[i] = find_series(set, place_of(l, design, number, plantings[i].key));
    return T4_OK;
}

/* --- how noisy they are -------------------------------------------------------------------------- */

/* One more period before (Welford, 1962). */
static void take_period(t4_ladder_series *s, uint32_t period, double sum)
{
    double off = sum - s->mean;

    s->mean += off / (period + 1);
    s->squares += off * (sum - s->mean);
}

/* The finest periods of a series: what its cells of the same codes and partners were in each. */
static void read_months(const t4_ladder *l, t4_ladder_series *s, double *months)
{
    const t4_ladder_view *finest = is_total(s) ? &l->lists[s->view->partner]
        : &s->view->of->views[t4_ladder_view_index(l, s->view->level, 0, s->view->partner)];
    t4_ladder_place at = t4_ladder_place_of(s->key);
    double before = t4_ladder_test_of(l, 0).n0;

    for (at.period = 0; at.period < l->periods[0].count; at.period++) {
        size_t cell = t4_ladder_find(finest, t4_ladder_key(&at));
        double sum = cell == SIZE_MAX ? 0 : (double)finest->total[cell];

        if (months)
            months[at.period] = sum;
        if (at.period >= before)
            continue;
        take_period(s, at.period, sum);
        s->records += cell == SIZE_MAX ? 0 : finest->records[cell] / before;
    }
}

static bool is_open(const t4_ladder *l, const t4_ladder_pattern *pattern, const t4_ladder_series *s)
{
    t4_ladder_place at = t4_ladder_place_of(s->key);
    int64_t lower, upper;

    for (at.period = 0; at.period < l->periods[s->view->period].count; at.period++) {
        size_t cell = t4_ladder_find(s->view, t4_ladder_key(&at));

        if (cell != SIZE_MAX && (is_total(s) ? !t4_ladder_list_shown(l, pattern, s->view, cell)
                                             : t4_ladder_hidden(l, pattern, s->view, cell, &lower, &upper)))
            return false;
    }
    return true;
}

/* What a test of the series has to know. */
static void make_test(const t4_ladder *l, const t4_ladder_pattern *pattern, t4_ladder_series *s, double *months)
{
    const t4_ladder_periods *periods = &l->periods[s->view->period];
    double before = t4_ladder_test_of(l, 0).n0;

    read_months(l, s, months);
    s->test = t4_ladder_test_of(l, s->view->period);
    s->test.sd = before > 1 ? sqrt(s->squares / (before - 1) * periods->below[periods->count - 1]) : 0;
    s->open = s->test.n0 >= LEAST_BEFORE && is_open(l, pattern, s);
}

t4_status t4_ladder_series_read(t4_ladder_series_set *set, const t4_ladder *l, const t4_ladder_design *design, int number,
                                const t4_ladder_pattern *pattern, const t4_ladder_planting *plantings, size_t count,
                                bool keep_months, t4_error *err)
{
    t4_power_normal test = test_in(l, &design->table[number % design->tables]);
    t4_status status;

    *set = (t4_ladder_series_set){.limit = test.n0 >= LEAST_BEFORE ? t4_student_limit(&test) : INFINITY};
    status = list_series(set, l, design, number, plantings, count, err);
    if (!status && keep_months && !(set->months = t4_alloc(set->count * l->periods[0].count + 1, sizeof *set->months)))
        status = t4_fail_memory(err);
    for (size_t i = 0; i < set->count && !status; i++) {
        if (i % CHECK_EACH == 0)
            status = t4_run_check(l->run, err);
        make_test(l, pattern, &set->items[i], set->months ? set->months + i * l->periods[0].count : NULL);
    }
    return status;
}

void t4_ladder_series_release(t4_ladder_series_set *set)
{
    t4_free(set->items);
    t4_free(set->of);
    t4_free(set->months);
    *set = (t4_ladder_series_set){.count = 0};
}

/* --- diverters ------------------------------------------------------------------------------------- */

/* A cell with the diverters in it: its largest contributions, as far as two are known, and theirs. */
static bool breaks_rule(const t4_ladder *l, const t4_ladder_view *view, size_t c, int diverters, double each)
{
    int keep = t4_rules_tops(&l->rules);
    uint64_t top[T4_TOPS_MOST + 4], amount = (uint64_t)fmin(each, 1e17);
    t4_tops_cell cell = {.sum = amount * (uint64_t)diverters, .contributors = (uint32_t)diverters};
    t4_tops tops = {&cell, top, keep};
    int64_t level;

    if (c != SIZE_MAX) {
        cell.sum += (uint64_t)llabs(view->total[c]);
        cell.contributors += view->contributors[c];
    }
    memset(top, 0, sizeof top);
    for (int i = 0, had = 0, added = 0; i < keep; i++) {
        uint64_t own = c == SIZE_MAX || had > 1 ? 0 : (uint64_t)(had ? view->top2[c] : view->top1[c]);
        bool take = added < diverters && amount >= own;

        top[i] = take ? amount : own;
        added += take;
        had += !take;
    }
    return t4_rules_cell(&l->rules, &tops, 0, false, &level) != T4_RULE_NONE;
}

/* Would a period after hold a cell that breaks a rule, with so many diverters of `each` in it? */
static bool is_unsafe(const t4_ladder *l, const t4_ladder_series *s, int diverters, double each)
{
    t4_ladder_place at = t4_ladder_place_of(s->key);

    for (at.period = (uint32_t)s->test.n0; at.period < l->periods[s->view->period].count; at.period++)
        if (breaks_rule(l, s->view, t4_ladder_find(s->view, t4_ladder_key(&at)), diverters, each))
            return true;
    return false;
}

/* The part of the other codes of the heading whose goods were not in this series before a switch. */
static double outside_of(const t4_ladder *l, const t4_ladder_series *s, uint64_t key)
{
    const t4_ladder_view *asked = t4_ladder_asked(l);
    t4_ladder_view heading = {.of = l, .level = t4_ladder_level_at(l, 4), .period = 0, .partner = asked->partner};
    double all, own = t4_ladder_codes_in(asked, key), held;
    uint64_t at;

    if (heading.level < asked->level || (!is_total(s) && s->view->level >= heading.level))
        return 0;
    at = t4_ladder_lift(l, asked, key, &heading);
    all = t4_ladder_codes_in(&heading, at);
    held = is_total(s) ? l->tier_below[heading.level][t4_ladder_place_of(at).code * (l->tiers + 1) + t4_ladder_place_of(s->key).code]
                       : t4_ladder_codes_in(s->view, s->key);
    return all > own ? fmax(0, all - held) / (all - own) : 0;
}

/* --- power --------------------------------------------------------------------------------------------- */

/* A series of the asked view as it is, before any design. */
static t4_ladder_series own_series(const t4_ladder *l, uint64_t key)
{
    t4_ladder_series s = {.view = t4_ladder_asked(l), .key = key, .test = t4_ladder_test_of(l, 0)};
    t4_ladder_place at = t4_ladder_place_of(key);

    for (at.period = 0; at.period < s.test.n0; at.period++) {
        size_t cell = t4_ladder_find(s.view, t4_ladder_key(&at));

        take_period(&s, at.period, cell == SIZE_MAX ? 0 : (double)s.view->total[cell]);
    }
    s.test.sd = s.test.n0 > 1 ? sqrt(s.squares / (s.test.n0 - 1)) : 0;
    return s;
}

t4_status t4_ladder_plant(const t4_ladder *l, t4_ladder_planting **plantings, size_t *count, t4_error *err)
{
    size_t keys_count;
    uint64_t *keys = t4_ladder_asked_keys(l, &keys_count);
    t4_power_normal unit = t4_ladder_test_of(l, 0);
    double least = 0;

    *count = 0;
    *plantings = keys ? t4_alloc(keys_count + 1, sizeof **plantings) : NULL;
    unit.sd = 1;
    if (l->options.diversion <= 0 && unit.n0 >= LEAST_BEFORE)
        least = t4_student_least(&unit, SEEN);
    for (size_t i = 0; *plantings && i < keys_count && unit.n0 >= LEAST_BEFORE; i++) {
        t4_ladder_series s = own_series(l, keys[i]);
        double amount = l->options.diversion > 0 ? l->options.diversion : least * s.test.sd;

        if (s.mean > 0 && amount > 0)
            (*plantings)[(*count)++] = (t4_ladder_planting){keys[i], s.mean, amount};
    }
    t4_free(keys);
    return *plantings ? T4_OK : t4_fail_memory(err);
}

double t4_ladder_rise(const t4_ladder *l, const t4_ladder_series *s, double amount)
{
    const t4_ladder_periods *periods = &l->periods[s->view->period];

    return amount * (double)periods->below[periods->count - 1];
}

void t4_ladder_chances(const t4_ladder *l, const t4_ladder_design *design, const t4_ladder_series_set *set,
                       size_t planting, const t4_ladder_planting *p, double chance[T4_LADDER_TESTS], double *outside)
{
    const t4_ladder_series *s = &set->items[set->of[planting]];
    double rise = t4_ladder_rise(l, s, p->amount), seen = s->open ? t4_student_of(&s->test, set->limit, rise) : 0;

    *outside = outside_of(l, s, p->key);
    for (int k = 0; k < T4_LADDER_TESTS; k++) {
        int n = t4_ladder_diverters[k];
        bool hides = seen > 0 && (design->suppress || design->adaptive) && is_unsafe(l, s, n, rise / n);

        chance[k] = hides ? 0 : k == T4_LADDER_TESTS - 1 ? seen * *outside : seen;
    }
}

/* --- one row ---------------------------------------------------------------------------------------------- */

/* What one planting needs to be seen, and how many consignments there are beside it. */
typedef struct {
    double least, weight;
    double records, span;      /* a finest period before; finest periods after */
} need;

static int compare_least(const void *a, const void *b)
{
    const need *x = a, *y = b;

    return (x->least > y->least) - (x->least < y->least);
}

/* Counts in n periods are the harder to tell the more of them there are for each period. */
static int compare_records(const void *a, const void *b)
{
    const need *x = a, *y = b;
    double p = x->records / x->span, q = y->records / y->span;

    if (p != q)
        return p > q ? 1 : -1;
    return (x->records > y->records) - (x->records < y->records);
}

/* The median by weight. */
static need median(need *needs, size_t count, int compare(const void *, const void *))
{
    double sum = 0, half = 0;

    qsort(needs, count, sizeof *needs, compare);
    for (size_t i = 0; i < count; i++)
        half += needs[i].weight / 2;
    for (size_t i = 0; i + 1 < count; i++) {
        sum += needs[i].weight;
        if (sum >= half)
            return needs[i];
    }
    return count ? needs[count - 1] : (need){.least = INFINITY, .records = INFINITY};
}

/* Counting consignments: known mean, Poisson. */
static double least_by_count(need at, double alpha)
{
    double added;

    if (!(at.records * at.span < 1e9) || t4_power_poisson_least(&added, at.records * at.span, alpha, SEEN, NULL))
        return INFINITY;
    return added / at.span;
}

static need need_of(const t4_ladder *l, const t4_ladder_series *s, double unit, double weight)
{
    double below = t4_ladder_rise(l, s, 1);

    if (!s->open)
        return (need){INFINITY, weight, INFINITY, 1};
    return (need){unit * s->test.sd / below, weight, s->records, below * s->test.n1};
}

/* Of one test, and of as many as there are series (Bonferroni). */
static t4_status least_of(const t4_ladder *l, t4_ladder_row *row, const t4_ladder_series_set *sets,
                          const t4_ladder_planting *plantings, size_t count, t4_error *err)
{
    need *needs = t4_alloc(count + 1, sizeof *needs);
    double tests = 0;

    for (int t = 0; t < t4_ladder_sets(&row->design); t++)
        for (size_t i = 0; i < sets[t].count; i++)
            tests += sets[t].items[i].open;
    for (int all = 0; needs && all < 2; all++) {
        double alpha = t4_power_bonferroni(l->options.alpha, all && tests > 1 ? tests : 1), unit[T4_LADDER_TABLES];

        for (int t = 0; t < row->design.tables; t++) {
            t4_power_normal test = test_in(l, &row->design.table[t]);

            test.sd = 1;
            test.alpha = alpha;
            unit[t] = test.n0 >= LEAST_BEFORE ? t4_student_least(&test, SEEN) : INFINITY;
        }
        for (size_t i = 0; i < count; i++)
            for (int t = 0; t < t4_ladder_sets(&row->design); t++) {
                need one = need_of(l, &sets[t].items[sets[t].of[i]], unit[t % row->design.tables], plantings[i].weight);

                needs[i] = t == 0 || compare_least(&one, &needs[i]) < 0 ? one : needs[i];
            }
        row->least[all] = median(needs, count, compare_least).least;
        row->least_records[all] = least_by_count(median(needs, count, compare_records), alpha);
    }
    t4_free(needs);
    return needs ? T4_OK : t4_fail_memory(err);
}

static void mean_power(const t4_ladder *l, t4_ladder_row *row, const t4_ladder_series_set *sets,
                       const t4_ladder_planting *plantings, size_t count)
{
    t4_sum weight = {{0}, 0, 0}, power[T4_LADDER_TESTS] = {{{0}, 0, 0}};

    for (size_t i = 0; i < count; i++) {
        double best[T4_LADDER_TESTS] = {0}, one[T4_LADDER_TESTS], outside;

        for (int t = 0; t < t4_ladder_sets(&row->design); t++) {
            t4_ladder_chances(l, &row->design, &sets[t], i, &plantings[i], one, &outside);
            for (int k = 0; k < T4_LADDER_TESTS; k++)
                best[k] = fmax(best[k], one[k]);
        }
        t4_sum_add(&weight, plantings[i].weight);
        for (int k = 0; k < T4_LADDER_TESTS; k++)
            t4_sum_add(&power[k], plantings[i].weight * best[k]);
    }
    for (int k = 0; k < T4_LADDER_TESTS && count; k++)
        row->power[k] = t4_sum_value(&power[k]) / t4_sum_value(&weight);
}

t4_status t4_ladder_power(t4_ladder *l, t4_ladder_row *row, const t4_ladder_pattern *pattern, t4_error *err)
{
    t4_ladder_series_set sets[T4_LADDER_SETS] = {{.count = 0}};
    t4_ladder_planting *plantings;
    size_t count;
    t4_status status = t4_ladder_plant(l, &plantings, &count, err);

    for (int t = 0; t < t4_ladder_sets(&row->design) && !status; t++)
        status = t4_ladder_series_read(&sets[t], l, &row->design, t, pattern, plantings, count, false, err);
    if (!status)
        mean_power(l, row, sets, plantings, count);
    if (!status)
        status = least_of(l, row, sets, plantings, count, err);
    for (int t = 0; t < t4_ladder_sets(&row->design); t++)
        t4_ladder_series_release(&sets[t]);
    t4_free(plantings);
    return status;
}
