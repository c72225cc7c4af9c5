/* SPDX-License-Identifier: MIT */
#include "stats/gap.h"

#include <math.h>

#include "stats/sum.h"

double t4_gap_fob(double imports, double tau)
{
    return imports / (1 + tau);
}

double t4_gap_asymmetry(double exports, double imports)
{
    return exports + imports > 0 ? (exports - imports) / (exports + imports) : NAN;
}

double t4_gap_lost_share(double exports, double imports)
{
    return exports > 0 ? 1 - imports / exports : NAN;
}

double t4_gap_excess_missing(double exports0, double imports0, double exports1, double imports1)
{
    return exports0 > 0 ? exports1 * imports0 / exports0 - imports1 : NAN;
}

double t4_gap_cancellation(const double *gaps, size_t n)
{
    t4_sum net = {0}, gross = {0};
    double all;

    for (size_t i = 0; i < n; i++) {
        t4_sum_add(&net, gaps[i]);
        t4_sum_add(&gross, fabs(gaps[i]));
    }
    all = t4_sum_value(&gross);
    return all > 0 ? 1 - fabs(t4_sum_value(&net)) / all : NAN;
}

double t4_gap_weighted(double exports, double imports, double sd_exports, double sd_imports)
{
    double x = 1 / (sd_exports * sd_exports), m = 1 / (sd_imports * sd_imports);

    return (x * exports + m * imports) / (x + m);
}

double t4_gap_matched(const double *excess_imports, const double *excess_exports, size_t n)
{
    t4_sum sum = {0};

    for (size_t i = 0; i < n; i++)
        t4_sum_add(&sum, fmin(fmax(0, excess_imports[i]), fmax(0, excess_exports[i])));
    return t4_sum_value(&sum);
}

double t4_gap_matched_total(const double *excess_imports, const double *excess_exports, size_t n)
{
    t4_sum in = {0}, out = {0};

    for (size_t i = 0; i < n; i++) {
        t4_sum_add(&in, fmax(0, excess_imports[i]));
        t4_sum_add(&out, fmax(0, excess_exports[i]));
    }
    return fmin(t4_sum_value(&in), t4_sum_value(&out));
}

double t4_gap_substitution(double direct0, double direct1, double via0, double via1)
{
    return direct0 > direct1 ? fmax(0, via1 - via0) / (direct0 - direct1) : NAN;
}
