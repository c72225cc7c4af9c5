/* SPDX-License-Identifier: MIT */
#include "stats/robust.h"

#include <math.h>
#include <string.h>

#include <gsl/gsl_sort.h>
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

t4_status t4_robust_croux(const double *values, size_t n, double *sn, double *qn)
{
    double *sorted = t4_alloc(n, 4 * sizeof *sorted);
    int *ints = t4_alloc(n, 5 * sizeof *ints);

    t4_quiet_gsl();
    if (!sorted || !ints) {
        t4_free(sorted);
        t4_free(ints);
        return T4_ERR_MEMORY;
    }
    memcpy(sorted, values, n * sizeof *sorted);
    gsl_sort(sorted, 1, n);
    *sn = gsl_stats_Sn_from_sorted_data(sorted, 1, n, sorted + n);
    *qn = gsl_stats_Qn_from_sorted_data(sorted, 1, n, sorted + n, ints);
    t4_free(sorted);
    t4_free(ints);
    return T4_OK;
}

static double mean_deviation(const double *values, size_t n, double median)
{
    double sum = 0;

    for (size_t i = 0; i < n; i++)
        sum += fabs(values[i] - median);
    return sum / (double)n * sqrt(acos(-1) / 2);
}

t4_status t4_robust_measure(const double *values, size_t n, t4_robust *robust)
{
    double sn = 0, qn = 0;
    t4_status status = t4_robust_scale(values, n, &robust->median, &robust->spread);

    robust->kind = T4_ROBUST_MAD;
    if (status || robust->spread > 0)
        return status;
    status = n > 1 ? t4_robust_croux(values, n, &sn, &qn) : T4_OK;
    robust->kind = T4_ROBUST_QN;
    robust->spread = qn;
    if (status || qn > 0)
        return status;
    robust->kind = T4_ROBUST_MEAN_DEVIATION;
    robust->spread = mean_deviation(values, n, robust->median);
    if (!(robust->spread > 0)) {
        robust->kind = T4_ROBUST_DEGENERATE;
        robust->spread = 0;
    }
    return T4_OK;
}

double t4_robust_z(const t4_robust *robust, double value)
{
    return robust->kind == T4_ROBUST_DEGENERATE ? NAN : (value - robust->median) / robust->spread;
}

t4_status t4_robust_slope(const double *x, const double *y, size_t n, double *slope)
{
    double *slopes;
    size_t count = 0;

    *slope = NAN;
    if (n > T4_ROBUST_PAIRS_FROM)
        return T4_ERR_USAGE;
    slopes = t4_alloc(n > 1 ? n * (n - 1) / 2 : 1, sizeof *slopes);
    if (!slopes)
        return T4_ERR_MEMORY;
    for (size_t i = 0; i < n; i++)
        for (size_t j = i + 1; j < n; j++)
            if (x[i] < x[j] || x[i] > x[j])
                slopes[count++] = (y[j] - y[i]) / (x[j] - x[i]);
    if (count)
        *slope = gsl_stats_median(slopes, 1, count);
    t4_free(slopes);
    return T4_OK;
}
