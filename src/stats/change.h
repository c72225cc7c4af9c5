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

/* How the chance of a break is found. */
typedef struct {
    double trim;           /* as for the statistic */
    size_t block;          /* points that stay together when innovations are permuted */
    size_t runs;           /* most permutations */
    size_t enough;         /* stop when so many were as large (Besag and Clifford 1991); 0 = never */
    bool tail;             /* continue the tail of what was drawn where hardly any was as large (stats/tail) */
    bool seasonal;         /* a season was taken out of the series */
    uint64_t seed;
} t4_change_chance;

/*
 * The chance of a break as large in a series without one: the series is freed
 * of the first-order autocorrelation that is left around the two means
 * (corrected for its bias after Kendall 1954, and drawn within its error each time), the innovations are permuted in
 * blocks, the series is built again, the statistic found again.  p = (1 + as large) / (1
 * + runs), or as large / runs when `enough` were met.  NaN when degenerate.
 * The tail is that of n ln(1 + F / (n - 2)), twice the logarithm of the likelihood ratio.
 */
t4_status t4_change_p(double *p, const double *y, size_t n, const t4_change_chance *how);

#endif
