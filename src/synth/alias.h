/* SPDX-License-Identifier: MIT */
/* Draw from a fixed discrete distribution in constant time. */
#ifndef T4_SYNTH_ALIAS_H
#define T4_SYNTH_ALIAS_H

#include "base/status.h"

/* The alias method (Walker, 1977; tables as by Vose, 1991): 32-bit thresholds. */
typedef struct {
    uint32_t count;
    uint32_t *threshold;
    uint32_t *other;
} t4_alias;

/* weights > 0, not all need be; they are used up. */
t4_status t4_alias_init(t4_alias *alias, double *weights, uint32_t count, t4_error *err);
void t4_alias_release(t4_alias *alias);
/* Weights 1/(k + shift)^slope, k = 1 .. count, the law of Zipf and Mandelbrot. */
t4_status t4_alias_zipf(t4_alias *alias, uint32_t count, double slope, double shift, t4_error *err);
/* The share of the item in a law of Zipf and Mandelbrot, 0 = the first. */
double t4_alias_zipf_share(uint32_t item, uint32_t count, double slope, double shift);

/* One draw out of 64 random bits. */
static inline uint32_t t4_alias_draw(const t4_alias *alias, uint64_t bits)
{
    uint32_t slot = (uint32_t)(((bits >> 32) * alias->count) >> 32);

    return (uint32_t)bits < alias->threshold[slot] ? slot : alias->other[slot];
}

#endif
