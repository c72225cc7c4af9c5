/* SPDX-License-Identifier: MIT */
/* Sums of doubles that are exact until they are read, so that no order and no thread count changes them. */
#ifndef T4_STATS_SUM_H
#define T4_STATS_SUM_H

#include <stdint.h>

/* 32-bit digits from 2^-1152 upwards: every finite double fits, with 2^30 additions between carries. */
enum { T4_SUM_DIGITS = 72 };

/*
 * A long accumulator (Kulisch, 1981; Neal, 2015).  All zeros is the empty
 * sum.  An infinite or undefined term makes the sum undefined (NaN).
 */
typedef struct {
    int64_t digit[T4_SUM_DIGITS];
    uint32_t pending;      /* additions since the last carry */
    int undefined;
} t4_sum;

void t4_sum_add(t4_sum *sum, double term);
/* Add what another accumulator holds: threads sum apart and merge. */
void t4_sum_merge(t4_sum *sum, const t4_sum *other);
/* The exact sum, rounded once, to the nearest double (half to even). */
double t4_sum_value(const t4_sum *sum);

#endif
