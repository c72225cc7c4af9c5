/* SPDX-License-Identifier: MIT */
/* What surge would have seen: trade added to single series, tested where they are published. */
#include <math.h>
#include <string.h>

#include "base/memory.h"
#include "base/parallel.h"
#include "watch/surge_work.h"

const double t4_surge_sizes[T4_SURGE_SIZES] = {0.5, 1, 2, 5, 10};

typedef struct {
    t4_surge_testing coarse;
    const t4_series_set *fine;
    const size_t *holder;
    size_t *tried;               /* fine series, spread evenly */
    size_t count;
    double chance;               /* at which a series is flagged */
    uint8_t *hit;                /* count * T4_SURGE_SIZES */
} simulating;

static double mean_before(const simulating *s, size_t index)
{
    double sum = 0;

    for (size_t i = 0; i < s->coarse.baseline; i++)
        sum += s->fine->items[index].value[i];
    return sum / (double)s->coarse.baseline;
}

/* Trade on both sides of the baseline's end, in a series that is tested at the coarse level. */
static bool is_fit(const simulating *s, size_t index)
{
    const t4_series *series = &s->fine->items[index];
    size_t holder = s->holder[index], after = 0;

    if (holder == SIZE_MAX || isnan(s->coarse.surge->found[holder].p) ||
        s->coarse.surge->found[holder].state == T4_SURGE_NEW || s->coarse.surge->found[holder].flagged)
        return false;
    for (size_t i = s->coarse.baseline; i < s->fine->n; i++)
        after += series->value[i] > 0;
    return after && mean_before(s, index) > 0;
}

static t4_status choose(simulating *s, size_t most, t4_error *err)
{
    size_t fit = 0, seen = 0;

    for (size_t i = 0; i < s->fine->count; i++)
        fit += is_fit(s, i);
    most = fit < most ? fit : most;
    s->tried = t4_alloc(most + 1, sizeof *s->tried);
    s->hit = t4_alloc_zero(most + 1, T4_SURGE_SIZES);
    if (!s->tried || !s->hit)
        return t4_fail_memory(err);
    for (size_t i = 0; i < s->fine->count && s->count < most; i++)
        if (is_fit(s, i) && seen++ * most / fit == s->count)
            s->tried[s->count++] = i;
    return T4_OK;
}

/* Add trade to one series at each size; what is seen at one is not always seen at the next. */
static t4_status try_one(simulating *s, size_t index, double *value, t4_surge_points *points)
{
    size_t holder = s->holder[s->tried[index]], n = s->coarse.set->n;
    double mean = mean_before(s, s->tried[index]);
    t4_status status = T4_OK;

    for (size_t size = 0; !status && size < T4_SURGE_SIZES; size++) {
        t4_series series = s->coarse.set->items[holder];
        double p;

        memcpy(value, series.value, n * sizeof *value);
        for (size_t i = s->coarse.baseline; i < n; i++)
            value[i] += t4_surge_sizes[size] * mean;
        if (s->coarse.question->counts)
            for (size_t i = s->coarse.baseline; i < n; i++)
                value[i] = floor(value[i] + 0.5);
        series.value = value;
        status = t4_surge_chance(&s->coarse, 7919 * (holder + 1) + size, &series, points, &p);
        s->hit[index * T4_SURGE_SIZES + size] = p <= s->chance;
    }
    return status;
}

static t4_status task(void *context, unsigned worker, size_t index, t4_error *err)
{
    simulating *s = context;
    double *value = t4_alloc(s->coarse.set->n, sizeof *value);
    t4_surge_points points;
    t4_status status = t4_surge_points_init(&points, s->coarse.set->n);

    if (!status && value)
        status = try_one(s, index, value, &points);
    if (!value)
        status = T4_ERR_MEMORY;
    t4_free(value);
    t4_surge_points_release(&points);
    return status ? t4_fail_memory(err) : t4_run_check(s->coarse.run, err);
}

/* The size that is seen eight times in ten, between the two sizes around on a logarithmic scale. */
static double least_of(const double seen[T4_SURGE_SIZES])
{
    for (int i = 0; i < T4_SURGE_SIZES; i++) {
        double part;

        if (seen[i] < 0.8)
            continue;
        if (i == 0)
            return t4_surge_sizes[0];
        part = (0.8 - seen[i - 1]) / (seen[i] - seen[i - 1]);
        return t4_surge_sizes[i - 1] * pow(t4_surge_sizes[i] / t4_surge_sizes[i - 1], fmin(1, fmax(0, part)));
    }
    return NAN;
}

static void count_hits(const simulating *s, t4_surge_power *power)
{
    size_t last = SIZE_MAX;

    for (size_t i = 0; i < s->count; i++) {
        power->series += s->holder[s->tried[i]] != last;
        last = s->holder[s->tried[i]];
        for (int size = 0; size < T4_SURGE_SIZES; size++)
            power->seen[size] += s->hit[i * T4_SURGE_SIZES + (size_t)size] / (double)s->count;
    }
    power->planted = s->count;
    power->least = s->count ? least_of(power->seen) : NAN;
}

t4_status t4_surge_simulate(t4_surge_power *power, const t4_run *run, const t4_series_set *fine,
                            const t4_series_set *coarse, const t4_surge *found, const size_t *holder, size_t most,
                            const t4_surge_question *question, t4_error *err)
{
    t4_surge copy = *found;
    simulating s = {.coarse = {.run = run, .set = coarse, .question = question, .surge = &copy},
                    .fine = fine, .holder = holder};
    double tested = found->tested ? (double)found->tested : 1;
    t4_status status;

    *power = (t4_surge_power){.least = NAN};
    t4_surge_choose_baseline(&s.coarse);
    /* one more than are flagged: the largest p that Benjamini and Hochberg would then flag (with any dependence: less) */
    s.chance = question->fdr * ((double)found->flagged + 1) / tested;
    if (question->any_dependence)
        s.chance /= log(tested) + 0.5772156649 + 0.5 / tested;
    power->chance = s.chance;
    status = choose(&s, most, err);
    if (!status && s.count)
        status = t4_parallel_for(run, s.count, task, &s, err);
    if (!status)
        count_hits(&s, power);
    t4_free(s.tried);
    t4_free(s.hit);
    return status;
}

/* --- whose part each series is ------------------------------------------------------------------ */

static bool holds(const t4_flows *flows, const t4_series_set *coarse, const t4_series *s, const t4_series *big)
{
    const char *code = t4_flows_code_text(flows, s->code), *head = t4_flows_code_text(flows, big->code);

    return s->reporter == big->reporter && s->flow == big->flow && s->partner == big->partner &&
           (coarse->level == 0 || !strncmp(code, head, (size_t)coarse->level));
}

void t4_surge_holders(const t4_flows *flows, const t4_series_set *fine, const t4_series_set *coarse, size_t *holder)
{
    size_t j = 0;

    for (size_t i = 0; i < fine->count; i++) {
        size_t k = j;

        /* both are in the same order, so the next one is here or soon */
        while (k < coarse->count && !holds(flows, coarse, &fine->items[i], &coarse->items[k]))
            k++;
        holder[i] = k < coarse->count ? k : SIZE_MAX;
        j = k < coarse->count ? k : j;
    }
}
