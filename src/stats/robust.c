/* SPDX-License-Identifier: MIT */
#include "stats/robust.h"

#include <string.h>

#include <gsl/gsl_statistics_double.h>

#include "base/memory.h"
#include "stats/quiet.h"

t4_status t4_robust_scale(const double *values, size_t n, double *median, double *mad)
{
    double *copy = t4_alloc(n, 2 * sizeof *copy);

    t4_quiet_gsl();
    if (!copy)
        return T4_ERR_MEMORY;
    memcpy(copy, values, n * sizeof *copy);
    *median = gsl_stats_median(copy, 1, n);
    *mad = gsl_stats_mad(copy, 1, n, copy + n);
    t4_free(copy);
    return T4_OK;
}
