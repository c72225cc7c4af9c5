/* SPDX-License-Identifier: MIT */
#include "stats/binomial.h"

#include <limits.h>

#include <gsl/gsl_cdf.h>

#include "stats/quiet.h"

double t4_binomial_tail(uint64_t count, uint64_t n, double p)
{
    t4_quiet_gsl();
    if (count == 0)
        return 1;
    if (count > n || n > UINT_MAX)
        return count > n ? 0 : 1;
    return gsl_cdf_binomial_Q((unsigned)count - 1, p, (unsigned)n);
}
