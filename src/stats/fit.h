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

#endif
