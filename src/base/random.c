/* SPDX-License-Identifier: MIT */
#include "base/random.h"

static uint64_t splitmix(uint64_t *state)
{
    uint64_t z = (*state += 0x9E3779B97F4A7C15u);

    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
    return z ^ (z >> 31);
}

static uint64_t rotate(uint64_t x, int by)
{
    return (x << by) | (x >> (64 - by));
}

void t4_random_seed(t4_random *random, uint64_t seed)
{
    for (int i = 0; i < 4; i++)
        random->s[i] = splitmix(&seed);
}

uint64_t t4_random_next(t4_random *random)
{
    uint64_t *s = random->s, result = rotate(s[1] * 5, 7) * 9, t = s[1] << 17;

    s[2] ^= s[0];
    s[3] ^= s[1];
    s[1] ^= s[2];
    s[0] ^= s[3];
    s[2] ^= t;
    s[3] = rotate(s[3], 45);
    return result;
}

uint64_t t4_random_below(t4_random *random, uint64_t bound)
{
    uint64_t threshold = -bound % bound, x;

    do
        x = t4_random_next(random);
    while (x < threshold);
    return x % bound;
}

double t4_random_unit(t4_random *random)
{
    return (double)(t4_random_next(random) >> 11) * 0x1p-53;
}
