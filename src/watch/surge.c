/* SPDX-License-Identifier: MIT */
#include "watch/surge.h"

#include <math.h>
#include <stdlib.h>

#include "base/memory.h"
#include "base/parallel.h"
#include "stats/change.h"
#include "stats/multiple.h"
#include "stats/power.h"

enum { PIECE = 64 };             /* series of one task */

static const char *const states[] = {"tested", "too short", "sparse", "degenerate", "new", "new edition"};

const char *t4_surge_state_name(t4_surge_state state)
{
    return states[state];
}

typedef struct {
    const t4_series_set *set;
    const t4_surge_question *question;
    t4_surge *surge;
    size_t baseline;             /* periods of it */
} testing;

/* A series without its empty and hidden periods. */
typedef struct {
    double *log, *z;
    size_t *at;
    size_t n, baseline;          /* values; those of the baseline */
} points;

/* --- first appearances ------------------------------------------------------------------------ */

/* Months in which an edition of the Harmonized System came into force: new codes begin then without new trade. */
static bool is_edition(t4_period p)
{
    static const int years[] = {1996, 2002, 2007, 2012, 2017, 2022};
    int month = t4_period_first_month(p);

    for (size_t i = 0; i < sizeof years / sizeof *years; i++)
        if (month == years[i] * 12)
            return true;
    return false;
}

static void look_for_first(const testing *t, const t4_series *s, t4_surge_found *found)
{
    size_t first = 0;

    while (first < t->set->n && !(s->value[first] > 0) && !s->hidden[first])
        first++;
    if (first < T4_SURGE_SILENCE || first + 1 >= t->set->n || !(s->value[first + 1] > 0))
        return;
    found->at = first;
    found->state = is_edition(t->set->periods[first]) ? T4_SURGE_EDITION : T4_SURGE_NEW;
    found->flagged = found->rise = found->state == T4_SURGE_NEW;
}

/* --- the tests ---------------------------------------------------------------------------------- */

static void take_points(const testing *t, const t4_series *s, points *p, t4_surge_found *found)
{
    p->n = p->baseline = 0;
    for (size_t i = 0; i < t->set->n; i++) {
        found->hidden += s->hidden[i];
        found->empty += !(s->value[i] > 0) && !s->hidden[i];
        if (!(s->value[i] > 0) || s->hidden[i])
            continue;
        p->baseline += i < t->baseline;
        p->at[p->n] = i;
        p->log[p->n++] = log(s->value[i]);
    }
    found->n = p->n;
}

/* Robust z after the baseline, by place and spread of the baseline; their cumulative sums. */
static t4_status date(const testing *t, points *p, t4_surge_found *found)
{
    t4_robust robust;
    size_t alarm;
    t4_status status = t4_robust_measure(p->log, p->baseline, &robust);

    if (status || robust.kind == T4_ROBUST_DEGENERATE)
        return status;
    found->z_most = -INFINITY;
    for (size_t i = p->baseline; i < p->n; i++) {
        p->z[i] = t4_robust_z(&robust, p->log[i]);
        found->z_most = fmax(found->z_most, p->z[i]);
        if (p->z[i] > t->question->z_alarm && found->z_first == SIZE_MAX)
            found->z_first = p->at[i];
    }
    alarm = t4_change_cusum(p->z + p->baseline, p->n - p->baseline, t->question->cusum_k, t->question->cusum_h, NULL);
    found->cusum_first = alarm == T4_CHANGE_NONE ? SIZE_MAX : p->at[p->baseline + alarm];
    return T4_OK;
}

static void measure_sides(const t4_series *s, const points *p, size_t length, t4_surge_found *found)
{
    for (size_t i = 0; i < p->n; i++)
        *(i < length ? &found->before : &found->after) +=
            s->value[p->at[i]] / (double)(i < length ? length : p->n - length);
    found->rise = found->after > found->before;
}

static t4_status test(const testing *t, size_t index, const t4_series *s, points *p, t4_surge_found *found)
{
    t4_change_break seen = t4_change_sup_f(p->log, p->n, t->question->trim);
    t4_change_chance how = {t->question->trim, t->question->block, t->question->runs, 20,
                            t->question->seed * 1000003 + index};
    t4_status status;

    if (seen.at == T4_CHANGE_NONE) {
        found->state = T4_SURGE_DEGENERATE;
        return T4_OK;
    }
    found->f = seen.f;
    found->at = p->at[seen.at];
    measure_sides(s, p, seen.at, found);
    status = t4_change_p(&found->p, p->log, p->n, &how);
    return !status && p->baseline >= T4_SURGE_BASELINE_LEAST && p->baseline < p->n ? date(t, p, found) : status;
}

static t4_status test_series(const testing *t, size_t index, points *p)
{
    const t4_series *s = &t->set->items[index];
    t4_surge_found *found = &t->surge->found[index];

    *found = (t4_surge_found){.f = NAN, .p = NAN, .adjusted = NAN, .at = SIZE_MAX, .z_most = NAN, .z_first = SIZE_MAX,
                              .cusum_first = SIZE_MAX, .least_seen = NAN};
    take_points(t, s, p, found);
    if (found->empty * 4 > t->set->n) {
        found->state = T4_SURGE_SPARSE;
        look_for_first(t, s, found);
        return T4_OK;
    }
    found->state = p->n < T4_SURGE_LEAST ? T4_SURGE_SHORT : T4_SURGE_TESTED;
    return found->state == T4_SURGE_SHORT ? T4_OK : test(t, index, s, p, found);
}

static t4_status task(void *context, unsigned worker, size_t index, t4_error *err)
{
    const testing *t = context;
    size_t n = t->set->n, end = (index + 1) * PIECE < t->set->count ? (index + 1) * PIECE : t->set->count;
    points p = {.log = t4_alloc(n, sizeof(double)), .z = t4_alloc(n, sizeof(double)), .at = t4_alloc(n, sizeof(size_t))};
    t4_status status = p.log && p.z && p.at ? T4_OK : T4_ERR_MEMORY;

    for (size_t i = index * PIECE; !status && i < end; i++)
        status = test_series(t, i, &p);
    t4_free(p.log);
    t4_free(p.z);
    t4_free(p.at);
    return status ? t4_fail_memory(err) : T4_OK;
}

/* --- all of them ---------------------------------------------------------------------------------- */

/* Unless said: 2022-02 where there is enough on both sides, else the first half. */
static void choose_baseline(testing *t)
{
    const t4_series_set *set = t->set;
    t4_period until = t->question->until ? t->question->until : t4_period_month(2022, 2);
    size_t at = t4_series_find(set, until);

    if (at == SIZE_MAX || (!t->question->until && (at + 1 < T4_SURGE_SILENCE || set->n - at - 1 < 3)))
        at = set->n / 2 ? set->n / 2 - 1 : 0;
    t->baseline = at + 1;
    t->surge->baseline_until = set->periods[at];
}

typedef struct {
    const t4_surge_found *found;
    size_t index;
} place;

static int by_weight(const void *left, const void *right)
{
    const t4_surge_found *a = ((const place *)left)->found, *b = ((const place *)right)->found;
    double pa = isnan(a->adjusted) ? 2 : a->adjusted, pb = isnan(b->adjusted) ? 2 : b->adjusted;
    double fa = isnan(a->f) ? -1 : a->f, fb = isnan(b->f) ? -1 : b->f;

    if (a->flagged != b->flagged)
        return a->flagged ? -1 : 1;
    if (pa < pb || pa > pb)
        return pa < pb ? -1 : 1;
    if (fa < fb || fa > fb)
        return fa > fb ? -1 : 1;
    return ((const place *)left)->index < ((const place *)right)->index ? -1 : 1;
}

static t4_status rank(testing *t, t4_error *err)
{
    t4_surge *surge = t->surge;
    place *places = t4_alloc(t->set->count, sizeof *places);

    surge->ranked = t4_alloc(t->set->count, sizeof *surge->ranked);
    if (!places || !surge->ranked) {
        t4_free(places);
        return t4_fail_memory(err);
    }
    for (size_t i = 0; i < t->set->count; i++)
        places[i] = (place){&surge->found[i], i};
    qsort(places, t->set->count, sizeof *places, by_weight);
    for (size_t i = 0; i < t->set->count; i++)
        surge->ranked[i] = places[i].index;
    t4_free(places);
    return T4_OK;
}

static t4_status adjust(testing *t, t4_error *err)
{
    t4_surge *surge = t->surge;
    double *p = t4_alloc(t->set->count, sizeof *p);

    if (!p)
        return t4_fail_memory(err);
    for (size_t i = 0; i < t->set->count; i++)
        p[i] = surge->found[i].p;
    if (t4_multiple_adjust(p, t->set->count, t->question->any_dependence, p)) {
        t4_free(p);
        return t4_fail_memory(err);
    }
    for (size_t i = 0; i < t->set->count; i++) {
        t4_surge_found *found = &surge->found[i];

        found->adjusted = p[i];
        found->flagged |= p[i] <= t->question->fdr;
        surge->tested += !isnan(p[i]);
        surge->fresh += found->state == T4_SURGE_NEW;
        surge->flagged += found->flagged;
    }
    t4_free(p);
    return T4_OK;
}

/* Smallest lasting rise that is seen with power 0.8 when each test keeps its part of the rate of false findings. */
static t4_status find_power(testing *t, t4_error *err)
{
    double alpha = t4_power_bonferroni(t->question->fdr, t->surge->tested ? (double)t->surge->tested : 1);

    for (size_t i = 0; i < t->set->count; i++) {
        const t4_series *s = &t->set->items[i];
        t4_robust robust;
        t4_power_normal test = {0, (double)t->baseline, (double)(t->set->n - t->baseline), alpha};

        if (isnan(t->surge->found[i].p) || t->baseline < T4_SURGE_BASELINE_LEAST || t->set->n == t->baseline)
            continue;
        if (t4_robust_measure(s->value, t->baseline, &robust))
            return t4_fail_memory(err);
        test.sd = robust.spread;
        if (robust.spread > 0)
            t->surge->found[i].least_seen = t4_power_least(&test, 0.8);
    }
    return T4_OK;
}

t4_status t4_surge_run(t4_surge *surge, const t4_run *run, const t4_series_set *set, const t4_surge_question *question,
                       t4_error *err)
{
    testing t = {.set = set, .question = question, .surge = surge};
    t4_status status;

    *surge = (t4_surge){.found = t4_alloc_zero(set->count, sizeof *surge->found)};
    if (!surge->found)
        return t4_fail_memory(err);
    choose_baseline(&t);
    status = t4_parallel_for(run, (set->count + PIECE - 1) / PIECE, task, &t, err);
    if (!status)
        status = adjust(&t, err);
    if (!status)
        status = find_power(&t, err);
    return status ? status : rank(&t, err);
}

void t4_surge_release(t4_surge *surge)
{
    t4_free(surge->found);
    t4_free(surge->ranked);
    *surge = (t4_surge){.found = NULL};
}
