/* SPDX-License-Identifier: MIT */
/* Robust place and spread of a few numbers. */
#ifndef T4_STATS_ROBUST_H
#define T4_STATS_ROBUST_H

#include "base/status.h"

/*
 * Median and median absolute deviation from it, the latter scaled by 1.4826
 * so that it estimates the standard deviation of normal numbers (Hampel 1974).
 * Works on a copy; n >= 1.  mad is 0 where more than half are alike.
 */
t4_status t4_robust_scale(const double *values, size_t n, double *median, double *mad);

#endif
