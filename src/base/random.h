/* SPDX-License-Identifier: MIT */
/* Seeded random numbers, the same on every machine. */
#ifndef T4_BASE_RANDOM_H
#define T4_BASE_RANDOM_H

#include <stdint.h>

typedef struct {
    uint64_t s[4];
} t4_random;

/* xoshiro256** (Blackman and Vigna, 2018) seeded through splitmix64. */
void t4_random_seed(t4_random *random, uint64_t seed);
uint64_t t4_random_next(t4_random *random);
/* Uniform in 0 .. bound-1 (bound > 0), without bias. */
uint64_t t4_random_below(t4_random *random, uint64_t bound);
/* Uniform in [0, 1). */
double t4_random_unit(t4_random *random);

#endif
