/* SPDX-License-Identifier: MIT */
/* Did a series change, and when: cumulative sums, the largest break of the mean, its chance. */
#ifndef T4_STATS_CHANGE_H
#define T4_STATS_CHANGE_H

#include "base/status.h"

#define T4_CHANGE_NONE SIZE_MAX

/*
 * One-sided cumulative sums of z (Page 1954): S = max(0, S + z - k).  path may
 * be NULL, else n numbers.  Index of the first S above h (strictly), or T4_CHANGE_NONE.
 */
size_t t4_change_cusum(const double *z, size_t n, double k, double h, double *path);

typedef struct {
    double f;              /* largest F of one against two means; infinite where both halves are constant */
    size_t at;             /* length of the first regime; T4_CHANGE_NONE = too short or constant: degenerate */
    double before, after;  /* means of the two */
} t4_change_break;

/*
 * The largest F statistic over all breaks that leave at least `trim` of the
 * series, and two points, on each side (Quandt 1960; Andrews 1993).
 */
t4_change_break t4_change_sup_f(const double *y, size_t n, double trim);

/*
 * The chance of a break as large: residuals around one mean are permuted in
 * blocks of `block` points (so that autocorrelation within a block stays), and
 * the statistic is found again.  p = (1 + as large) / (1 + runs).  NaN when
 * degenerate.
 */
t4_status t4_change_p(double *p, const double *y, size_t n, double trim, size_t block, size_t runs, uint64_t seed);

#endif
