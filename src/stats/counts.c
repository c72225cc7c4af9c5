/* SPDX-License-Identifier: MIT */
#include "stats/counts.h"

#include <limits.h>
#include <math.h>

#include <gsl/gsl_cdf.h>

#include "stats/quiet.h"

double t4_counts_binomial(uint64_t count, uint64_t n, double p)
{
    t4_quiet_gsl();
    if (count == 0)
        return 1;
    if (count > n)
        return 0;
    return n > UINT_MAX ? NAN : gsl_cdf_binomial_Q((unsigned)count - 1, p, (unsigned)n);
}

double t4_counts_rise_p(const t4_counts_rates *r)
{
    return t4_counts_binomial((uint64_t)llround(r->n1), (uint64_t)llround(r->n0 + r->n1), r->t1 / (r->t0 + r->t1));
}

/* n ln(n / expected), 0 for no events. */
static double term(double n, double expected)
{
    return n > 0 ? n * log(n / expected) : 0;
}

double t4_counts_g2(const t4_counts_rates *r)
{
    double rate = (r->n0 + r->n1) / (r->t0 + r->t1);

    return rate > 0 ? 2 * (term(r->n1, r->t1 * rate) + term(r->n0, r->t0 * rate)) : 0;
}

double t4_counts_root_p(const t4_counts_rates *r)
{
    double root = sqrt(fmax(0, t4_counts_g2(r)));

    t4_quiet_gsl();
    return gsl_cdf_ugaussian_Q(r->n1 * r->t0 >= r->n0 * r->t1 ? root : -root);
}

t4_counts_scan t4_counts_change(const double *counts, size_t n)
{
    t4_counts_scan best = {0, SIZE_MAX};
    double total = 0, before = 0;

    for (size_t i = 0; i < n; i++)
        total += counts[i];
    for (size_t at = 1; at < n && total > 0; at++) {
        double g2;

        before += counts[at - 1];
        g2 = t4_counts_g2(&(t4_counts_rates){before, (double)at, total - before, (double)(n - at)});
        if (best.at == SIZE_MAX || g2 > best.g2)
            best = (t4_counts_scan){g2, at};
    }
    return best;
}

double t4_counts_nb_z(double x, double mu, double size)
{
    return (x - mu) / sqrt(mu + mu * mu / size);
}

double t4_counts_nb_p(double x, double mu, double size)
{
    t4_quiet_gsl();
    if (x < 1)
        return 1;
    if (isinf(size))
        return t4_counts_poisson_p(x, mu);
    return x - 1 > UINT_MAX ? NAN : gsl_cdf_negative_binomial_Q((unsigned)(x - 1), size / (size + mu), size);
}

double t4_counts_poisson_p(double x, double mu)
{
    t4_quiet_gsl();
    if (x < 1)
        return 1;
    if (!(mu > 0))
        return 0;
    return x - 1 > UINT_MAX ? NAN : gsl_cdf_poisson_Q((unsigned)(x - 1), mu);
}

double t4_counts_nb_size(const double *counts, size_t n, double *mean)
{
    double variance = 0;

    *mean = 0;
    for (size_t i = 0; i < n; i++)
        *mean += counts[i] / (double)n;
    for (size_t i = 0; i < n; i++)
        variance += (counts[i] - *mean) * (counts[i] - *mean);
    variance = n > 1 ? variance / (double)(n - 1) : 0;
    return variance > *mean && *mean > 0 ? *mean * *mean / (variance - *mean) : INFINITY;
}
