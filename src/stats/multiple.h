/* SPDX-License-Identifier: MIT */
/* Many tests at once: p-values adjusted so that the share of false findings stays below what is asked. */
#ifndef T4_STATS_MULTIPLE_H
#define T4_STATS_MULTIPLE_H

#include "base/status.h"

/*
 * Adjusted p-values in the order of p, at most 1.  Benjamini and Hochberg
 * (1995) for independent or positively dependent tests; any: Benjamini and
 * Yekutieli (2001) for any dependence.  A p that is NaN (no test) stays so and
 * does not count.  adjusted may be p itself.
 */
t4_status t4_multiple_adjust(const double *p, size_t n, bool any, double *adjusted);

#endif
