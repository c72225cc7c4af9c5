/* SPDX-License-Identifier: MIT */
/* Tests of counts: rates before and after, the largest change of a rate, counts more spread than Poisson's. */
#ifndef T4_STATS_COUNTS_H
#define T4_STATS_COUNTS_H

#include "base/status.h"

/* n0 events in a time t0 before against n1 in t1 after. */
typedef struct {
    double n0, t0, n1, t1;
} t4_counts_rates;

/* P(N >= count) when N is binomial of n trials with probability p; 1 for count 0. */
double t4_counts_binomial(uint64_t count, uint64_t n, double p);
/* One-sided chance of as many after, both rates alike: n1 given n0 + n1 is binomial (Przyborowski and Wilenski 1940). */
double t4_counts_rise_p(const t4_counts_rates *rates);
/* Likelihood ratio 2 (n1 ln(n1/(t1 l)) + n0 ln(n0/(t0 l))), l the pooled rate. */
double t4_counts_g2(const t4_counts_rates *rates);
/* One-sided chance by the signed root of G2. */
double t4_counts_root_p(const t4_counts_rates *rates);

typedef struct {
    double g2;     /* largest over all changes of rate */
    size_t at;     /* length of the first regime; SIZE_MAX = shorter than two, or no events */
} t4_counts_scan;

t4_counts_scan t4_counts_change(const double *counts, size_t n);

/* z and P(X >= x) of a negative binomial with mean mu and variance mu + mu^2 / size. */
double t4_counts_nb_z(double x, double mu, double size);
double t4_counts_nb_p(double x, double mu, double size);
/* P(X >= x) of Poisson's law. */
double t4_counts_poisson_p(double x, double mu);
/*
 * Size of a negative binomial by moments from a baseline of n counts: mean^2 /
 * (variance - mean); infinite (Poisson) where the variance is not above the mean.
 */
double t4_counts_nb_size(const double *counts, size_t n, double *mean);

#endif
