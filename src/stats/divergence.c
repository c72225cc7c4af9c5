/* SPDX-License-Identifier: MIT */
#include "stats/divergence.h"

#include <math.h>

#include "stats/detail.h"
#include "stats/sum.h"

static double total(const double *x, size_t n)
{
    t4_sum sum = {{0}, 0, 0};

    for (size_t i = 0; i < n; i++)
        t4_sum_add(&sum, x[i]);
    return t4_sum_value(&sum);
}

double t4_divergence_kl(const double *truth, const double *guess, size_t n)
{
    double t = total(truth, n), g = total(guess, n);
    t4_sum sum = {{0}, 0, 0};

    for (size_t i = 0; i < n; i++) {
        if (truth[i] <= 0)
            continue;
        if (guess[i] <= 0)
            return INFINITY;
        t4_sum_add(&sum, truth[i] / t * log(truth[i] / t / (guess[i] / g)));
    }
    return t4_sum_value(&sum);
}

double t4_divergence_js(const double *truth, const double *guess, size_t n)
{
    double t = total(truth, n), g = total(guess, n);
    t4_sum sum = {{0}, 0, 0};

    for (size_t i = 0; i < n; i++) {
        double p = truth[i] / t, q = guess[i] / g, middle = (p + q) / 2;

        if (p > 0)
            t4_sum_add(&sum, p / 2 * log(p / middle));
        if (q > 0)
            t4_sum_add(&sum, q / 2 * log(q / middle));
    }
    return t4_sum_value(&sum) * T4_BITS;
}

double t4_divergence_misplaced(const double *truth, const double *guess, size_t n)
{
    double t = total(truth, n), g = total(guess, n);
    t4_sum sum = {{0}, 0, 0};

    for (size_t i = 0; i < n; i++)
        t4_sum_add(&sum, fabs(truth[i] / t - guess[i] / g));
    return t4_sum_value(&sum) / 2;
}
