/* SPDX-License-Identifier: MIT */
#include "stats/draws.h"

#include <gsl/gsl_randist.h>

#include "base/memory.h"
#include "stats/quiet.h"

struct t4_draws {
    gsl_rng *rng;
};

t4_status t4_draws_open(t4_draws **draws, unsigned long seed, t4_error *err)
{
    t4_draws *d = *draws = t4_alloc_zero(1, sizeof *d);

    t4_quiet_gsl();
    if (d)
        d->rng = gsl_rng_alloc(gsl_rng_mt19937);
    if (!d || !d->rng)
        return t4_fail_memory(err);
    gsl_rng_set(d->rng, seed);
    return T4_OK;
}

void t4_draws_free(t4_draws *d)
{
    if (d && d->rng)
        gsl_rng_free(d->rng);
    t4_free(d);
}

double t4_draws_normal(t4_draws *d) { return gsl_ran_gaussian_ziggurat(d->rng, 1); }
double t4_draws_unit(t4_draws *d) { return gsl_rng_uniform(d->rng); }
unsigned long t4_draws_below(t4_draws *d, unsigned long count) { return gsl_rng_uniform_int(d->rng, count); }
