/* SPDX-License-Identifier: MIT */
/* Robust place, spread and slope of a few numbers. */
#ifndef T4_STATS_ROBUST_H
#define T4_STATS_ROBUST_H

#include "base/status.h"

/* Which estimator of spread could be used; degenerate: all numbers are alike. */
typedef enum { T4_ROBUST_MAD, T4_ROBUST_QN, T4_ROBUST_MEAN_DEVIATION, T4_ROBUST_DEGENERATE } t4_robust_kind;

typedef struct {
    double median;
    double spread;           /* estimates the standard deviation of normal numbers; 0 when degenerate */
    t4_robust_kind kind;
} t4_robust;

/*
 * Median and spread of n >= 1 numbers: the median absolute deviation scaled
 * by 1.4826 (Hampel 1974); where that is 0 (more than half are alike) Qn
 * (Rousseeuw and Croux 1993); where that is 0 too the mean absolute deviation
 * scaled by sqrt(pi / 2).  T4_ERR_MEMORY only.
 */
t4_status t4_robust_measure(const double *values, size_t n, t4_robust *robust);
/* Median and scaled MAD as they are, the latter 0 where more than half are alike. */
t4_status t4_robust_scale(const double *values, size_t n, double *median, double *mad);
/* Sn and Qn (Rousseeuw and Croux 1993) as GSL gives them. */
t4_status t4_robust_croux(const double *values, size_t n, double *sn, double *qn);
/* (value - median) / spread; NaN when degenerate. */
double t4_robust_z(const t4_robust *robust, double value);
/*
 * Slope by Theil (1950) and Sen (1968): median of the slopes of all pairs with
 * different x.  n >= 2; NaN when all x are alike.  n above T4_ROBUST_PAIRS_FROM
 * is a T4_ERR_USAGE.
 */
enum { T4_ROBUST_PAIRS_FROM = 3000 };   /* most points of a slope over all pairs */
t4_status t4_robust_slope(const double *x, const double *y, size_t n, double *slope);

#endif
