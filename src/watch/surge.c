/* SPDX-License-Identifier: MIT */
#include <math.h>
#include <stdlib.h>

#include "base/memory.h"
#include "base/parallel.h"
#include "stats/multiple.h"
#include "stats/power.h"
#include "watch/surge_work.h"

enum { PIECE = 64 };             /* series of one task */

static const char *const states[] = {"tested", "too short", "sparse", "degenerate", "new", "new edition"};

const char *t4_surge_state_name(t4_surge_state state)
{
    return states[state];
}

typedef t4_surge_testing testing;

static t4_status task(void *context, unsigned worker, size_t index, t4_error *err)
{
    const testing *t = context;
    size_t end = (index + 1) * PIECE < t->set->count ? (index + 1) * PIECE : t->set->count;
    t4_surge_points points;
    t4_status status = t4_surge_points_init(&points, t->set->n);

    for (size_t i = index * PIECE; !status && i < end; i++)
        status = t4_surge_test(t, i, &t->set->items[i], &points, &t->surge->found[i]);
    t4_surge_points_release(&points);
    return status ? t4_fail_memory(err) : t4_run_check(t->run, err);
}

/* --- all of them ---------------------------------------------------------------------------------- */

/* Unless said: 2022-02 where there is enough on both sides, else the first half. */
void t4_surge_choose_baseline(testing *t)
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

/* Dates and chances that are not adjusted belong to findings alone: beside others they would be findings of their own. */
static void forget(t4_surge_found *found)
{
    found->z_first = found->cusum_first = found->scan_at = SIZE_MAX;
    found->poisson_p = found->nb_p = found->scan_g2 = found->z_most = NAN;
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
        found->flagged = p[i] <= t->question->fdr && !found->edition;
        found->edition = found->edition && (found->state == T4_SURGE_EDITION || p[i] <= t->question->fdr);
        if (!found->flagged)
            forget(found);
        surge->tested += !isnan(p[i]);
        surge->fresh += found->flagged && found->state == T4_SURGE_NEW;
        surge->flagged += found->flagged;
    }
    t4_free(p);
    return T4_OK;
}

/* Flagged series: the shift of level; tested ones: the rise that is seen with power 0.8 at their part of the rate. */
static t4_status measure(void *context, unsigned worker, size_t index, t4_error *err)
{
    const testing *t = context;
    double alpha = t4_power_bonferroni(t->question->fdr, t->surge->tested ? (double)t->surge->tested : 1);
    size_t end = (index + 1) * PIECE < t->set->count ? (index + 1) * PIECE : t->set->count;
    t4_surge_points points;
    t4_status status = t4_surge_points_init(&points, t->set->n);

    for (size_t i = index * PIECE; !status && i < end; i++) {
        if (!isnan(t->surge->found[i].p))
            status = t4_surge_measure(t, &t->set->items[i], alpha, &points, &t->surge->found[i]);
    }
    t4_surge_points_release(&points);
    return status ? t4_fail_memory(err) : T4_OK;
}

t4_status t4_surge_run(t4_surge *surge, const t4_run *run, const t4_series_set *set, const t4_surge_question *question,
                       t4_error *err)
{
    testing t = {.set = set, .question = question, .surge = surge, .run = run};
    t4_status status;

    *surge = (t4_surge){.found = t4_alloc_zero(set->count, sizeof *surge->found)};
    if (!surge->found)
        return t4_fail_memory(err);
    t4_surge_choose_baseline(&t);
    status = t4_parallel_for(run, (set->count + PIECE - 1) / PIECE, task, &t, err);
    if (!status)
        status = adjust(&t, err);
    if (!status)
        status = t4_parallel_for(run, (set->count + PIECE - 1) / PIECE, measure, &t, err);
    return status ? status : rank(&t, err);
}

void t4_surge_release(t4_surge *surge)
{
    t4_free(surge->found);
    t4_free(surge->ranked);
    *surge = (t4_surge){.found = NULL};
}
