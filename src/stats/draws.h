/* SPDX-License-Identifier: MIT */
/* Random numbers of simulations: the Mersenne twister (Matsumoto, Nishimura, 1998) of the GNU Scientific Library. */
#ifndef T4_STATS_DRAWS_H
#define T4_STATS_DRAWS_H

#include "base/status.h"

typedef struct t4_draws t4_draws;

t4_status t4_draws_open(t4_draws **draws, unsigned long seed, t4_error *err);
void t4_draws_free(t4_draws *draws);
/* Standard normal; uniform in [0, 1); uniform in 0 .. count-1. */
double t4_draws_normal(t4_draws *draws);
double t4_draws_unit(t4_draws *draws);
unsigned long t4_draws_below(t4_draws *draws, unsigned long count);

#endif
