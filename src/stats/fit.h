/* SPDX-License-Identifier: MIT */
/* Straight lines through points: least squares, and a robust one that a few bad points do not move. */
#ifndef T4_STATS_FIT_H
#define T4_STATS_FIT_H

#include "base/status.h"

typedef struct {
    double at_zero, slope;
    double spread;           /* of residuals; robust for the robust line */
} t4_fit;

/* Ordinary least squares; NaN throughout when n < 2 or all x are alike. */
t4_fit t4_fit_line(const double *x, const double *y, size_t n);
/*
 * Bisquare weights (Beaton and Tukey 1974; Holland and Welsch 1977), iterated; NaN when n < 4, all x are alike, or
 * the weights do not settle.  T4_ERR_MEMORY only.
 */
t4_status t4_fit_robust(t4_fit *fit, const double *x, const double *y, size_t n);

typedef struct {
    double trend;            /* a point */
    double shift, error;     /* the level from `at` on above what the trend gives; its standard error */
} t4_fit_level;

/*
 * A trend and a shift of level from point `at` on, with the same weights: the part of a change that neither the trend
 * nor a few odd points explain (a plain form of Rousseeuw, Perrotta, Riani and Hubert 2019).  place: of each point
 * in time.  NaN when n < 8 or there are fewer than 3 points on a side.
 */
t4_status t4_fit_shift(t4_fit_level *level, const double *place, const double *y, size_t n, size_t at);

#endif
