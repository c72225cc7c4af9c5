/* SPDX-License-Identifier: MIT */
/* What a test of a published series could have missed: power and least detectable change. */
#ifndef T4_STATS_POWER_H
#define T4_STATS_POWER_H

#include "base/status.h"

/* A one-sided test for a rise of the mean: n0 periods before against n1 after. */
typedef struct {
    double sd;        /* of one period, the same before and after */
    double n0, n1;
    double alpha;     /* of this one test */
} t4_power_normal;

/* alpha of each of `tests` so that all together keep `family` (Bonferroni, 1936). */
double t4_power_bonferroni(double family, double tests);
/* Least rise per period that is seen with the given power. */
double t4_power_least(const t4_power_normal *test, double power);
/* Probability that a rise per period is seen. */
double t4_power_of(const t4_power_normal *test, double rise);
/*
 * The share of `runs` simulated pairs of series in which the rise is seen: a
 * check of the formula.  The noise is normal; sd is taken as known.
 */
t4_status t4_power_simulate(double *share, const t4_power_normal *test, double rise, unsigned long seed,
                            size_t runs, t4_error *err);

/* Smallest count c with P(N >= c) <= alpha when N is Poisson with the given mean. */
t4_status t4_power_poisson_alarm(double *count, double mean, double alpha, t4_error *err);
/* P(N >= count) when `added` is expected beside the mean. */
double t4_power_poisson_of(double count, double mean, double added);
/* The addition that is seen with the given power: root of the above. */
t4_status t4_power_poisson_least(double *added, double mean, double alpha, double power, t4_error *err);
t4_status t4_power_poisson_simulate(double *share, double count, double mean, double added,
                                    unsigned long seed, size_t runs, t4_error *err);

/* Growth of a heading when one of its codes goes from before to after and the rest stands still. */
double t4_power_growth(double before, double after, double rest);

#endif
