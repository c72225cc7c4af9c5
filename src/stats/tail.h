/* SPDX-License-Identifier: MIT */
/* Chances smaller than a number of permutations can show: the tail of what was drawn, continued. */
#ifndef T4_STATS_TAIL_H
#define T4_STATS_TAIL_H

#include <stddef.h>

/* No smaller chance is claimed. */
#define T4_TAIL_LEAST 1e-12

/*
 * The chance of `seen` or more from n drawn statistics, which are reordered.
 * Ten or more as large: their share, (1 + larger) / (1 + n).  Fewer: a generalised
 * Pareto law through the largest tenth (Knijnenburg and others 2009; moments after Hosking and
 * Wallis 1987), never with a lighter tail than the exponential law, so that it rather
 * errs to the large side; never above (1 + larger) / (1 + n).
 */
double t4_tail_p(double *drawn, size_t n, double seen);

#endif
