/* SPDX-License-Identifier: MIT */
/* Tails of counts. */
#ifndef T4_STATS_BINOMIAL_H
#define T4_STATS_BINOMIAL_H

#include <stdint.h>

/* P(N >= count) when N is binomial of n trials with probability p; 1 for count 0. */
double t4_binomial_tail(uint64_t count, uint64_t n, double p);

#endif
