/* SPDX-License-Identifier: MIT */
/* Power by simulation: diversions planted into the records' own months, tested as the design publishes them. */
#include <math.h>
#include <stdlib.h>

#include "base/memory.h"
#include "stats/draws.h"
#include "stats/student.h"
#include "watch/ladder_power.h"

enum { CHECK_EACH = 256 };

/* Where the months of a history come from. */
typedef enum { NORMAL, RESAMPLED, NOISES } noise;

typedef struct {
    const t4_ladder *ladder;
    const t4_ladder_row *row;
    t4_ladder_planting *plantings;      /* those that were drawn */
    t4_ladder_series_set sets[T4_LADDER_SETS];
    t4_draws *draws;
    double before;                      /* finest periods */
    double *history;                    /* of a published series */
    size_t hits[NOISES][T4_LADDER_TESTS];
} simulating;

/* --- which series ------------------------------------------------------------------------------ */

/* Plantings drawn with a chance in proportion to their trade, from `count` to options.simulate of them. */
static t4_status draw_plantings(simulating *s, const t4_ladder_planting *from, size_t count, t4_error *err)
{
    size_t most = s->ladder->options.simulate;
    double *until = t4_alloc(count + 1, sizeof *until), sum = 0;

    s->plantings = t4_alloc(most + 1, sizeof *s->plantings);
    if (!until || !s->plantings) {
        t4_free(until);
        return t4_fail_memory(err);
    }
    for (size_t i = 0; i < count; i++)
        until[i] = sum += from[i].weight;
    for (size_t n = 0; n < most; n++) {
        double at = t4_draws_unit(s->draws) * sum;
        size_t low = 0, high = count - 1;

        while (low < high) {
            size_t middle = low + (high - low) / 2;

            if (until[middle] > at)
                high = middle;
            else
                low = middle + 1;
        }
        s->plantings[n] = from[low];
    }
    t4_free(until);
    return T4_OK;
}

/* --- one history ----------------------------------------------------------------------------------- */

/*
 * A finest period of the series: the sum of all its finest cells, drawn
 * together, so that what codes and partners have in common stays.  Resampled
 * deviations are widened to the estimated variance of the population.
 */
static double draw_period(simulating *s, const t4_ladder_series *series, const double *months, noise how)
{
    double n = s->before;

    if (how == NORMAL)
        return series->mean + sqrt(series->squares / (n - 1)) * t4_draws_normal(s->draws);
    return series->mean + (months[t4_draws_below(s->draws, (unsigned long)n)] - series->mean) * sqrt(n / (n - 1));
}

/* Fill the history: published periods before, then after, each with the diversion in it. */
static void draw_history(simulating *s, const t4_ladder_series *series, const double *months, double amount, noise how)
{
    const t4_ladder_periods *periods = &s->ladder->periods[series->view->period];

    for (uint32_t i = 0; i < periods->count; i++) {
        s->history[i] = 0;
        for (uint32_t m = 0; m < periods->below[i]; m++)
            s->history[i] += draw_period(s, series, months, how) + (i >= series->test.n0 ? amount : 0);
    }
}

/* The table, or its totals, that shows each planting best is the one that is looked at. */
static void try_one(simulating *s, size_t n)
{
    const t4_ladder *l = s->ladder;
    const t4_ladder_planting *p = &s->plantings[n];
    double chance[T4_LADDER_SETS][T4_LADDER_TESTS], outside[T4_LADDER_SETS], donor = t4_draws_unit(s->draws);
    int sets = t4_ladder_sets(&s->row->design);

    for (int t = 0; t < sets; t++)
        t4_ladder_chances(l, &s->row->design, &s->sets[t], n, p, chance[t], &outside[t]);
    for (int how = 0; how < NOISES; how++) {
        bool seen[T4_LADDER_SETS] = {false};

        for (int t = 0; t < sets; t++) {
            const t4_ladder_series_set *set = &s->sets[t];
            const t4_ladder_series *series = &set->items[set->of[n]];

            if (!series->open)
                continue;
            draw_history(s, series, set->months + set->of[n] * l->periods[0].count, p->amount, (noise)how);
            seen[t] = t4_student_sees(&series->test, set->limit, s->history);
        }
        for (int k = 0; k < T4_LADDER_TESTS; k++) {
            int best = 0;

            for (int t = 1; t < sets; t++)
                best = chance[t][k] > chance[best][k] ? t : best;
            s->hits[how][k] += seen[best] && chance[best][k] > 0 &&
                               (k < T4_LADDER_TESTS - 1 || donor < outside[best]);
        }
    }
}

t4_status t4_ladder_simulate(t4_ladder *l, t4_ladder_row *row, const t4_ladder_pattern *pattern, t4_error *err)
{
    simulating s = {.ladder = l, .row = row, .before = t4_ladder_test_of(l, 0).n0,
                    .history = t4_alloc(l->periods[0].count + 1, sizeof *s.history)};
    t4_ladder_planting *all = NULL;
    size_t most = l->options.simulate, count = 0;
    t4_status status = s.history ? t4_ladder_plant(l, &all, &count, err) : t4_fail_memory(err);

    if (!status)
        status = t4_draws_open(&s.draws, l->options.seed, err);
    if (!status && count)
        status = draw_plantings(&s, all, count, err);
    for (int t = 0; t < t4_ladder_sets(&row->design) && !status && count; t++)
        status = t4_ladder_series_read(&s.sets[t], l, &row->design, t, pattern, s.plantings, most, true, err);
    for (size_t n = 0; n < most && count && !status; n++) {
        if (n % CHECK_EACH == 0)
            status = t4_run_check(l->run, err);
        try_one(&s, n);
    }
    for (int k = 0; k < T4_LADDER_TESTS && !status; k++) {
        row->simulated[k] = (double)s.hits[NORMAL][k] / (double)most;
        row->resampled[k] = (double)s.hits[RESAMPLED][k] / (double)most;
    }
    for (int t = 0; t < t4_ladder_sets(&row->design); t++)
        t4_ladder_series_release(&s.sets[t]);
    t4_draws_free(s.draws);
    t4_free(s.history);
    t4_free(s.plantings);
    t4_free(all);
    return status;
}
