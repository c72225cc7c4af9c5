/* SPDX-License-Identifier: MIT */
#include "stats/power.h"

#include <math.h>
#include <gsl/gsl_cdf.h>
#include <gsl/gsl_errno.h>
#include <gsl/gsl_randist.h>
#include <gsl/gsl_roots.h>

#include "stats/quiet.h"

enum { ROUNDS = 200 };

double t4_power_bonferroni(double family, double tests)
{
    return family / tests;
}

static double error_of(const t4_power_normal *t)
{
    return t->sd * sqrt(1 / t->n0 + 1 / t->n1);
}

double t4_power_least(const t4_power_normal *t, double power)
{
    t4_quiet_gsl();
    return (gsl_cdf_ugaussian_Qinv(t->alpha) + gsl_cdf_ugaussian_Pinv(power)) * error_of(t);
}

double t4_power_of(const t4_power_normal *t, double rise)
{
    double error = error_of(t);

    t4_quiet_gsl();
    if (error == 0)
        return rise > 0 ? 1 : t->alpha;
    return gsl_cdf_ugaussian_P(rise / error - gsl_cdf_ugaussian_Qinv(t->alpha));
}

static t4_status open_random(gsl_rng **rng, unsigned long seed, t4_error *err)
{
    t4_quiet_gsl();
    *rng = gsl_rng_alloc(gsl_rng_mt19937);
    if (!*rng)
        return t4_fail_memory(err);
    gsl_rng_set(*rng, seed);
    return T4_OK;
}

static double mean_of(gsl_rng *rng, double sd, double n, double shift)
{
    double sum = 0;

    for (double i = 0; i < n; i++)
        sum += gsl_ran_gaussian_ziggurat(rng, sd) + shift;
    return sum / n;
}

t4_status t4_power_simulate(double *share, const t4_power_normal *t, double rise, unsigned long seed,
                            size_t runs, t4_error *err)
{
    gsl_rng *rng;
    double threshold;
    size_t seen = 0;
    t4_status status = open_random(&rng, seed, err);

    if (status)
        return status;
    threshold = gsl_cdf_ugaussian_Qinv(t->alpha) * error_of(t);
    for (size_t i = 0; i < runs; i++) {
        double before = mean_of(rng, t->sd, t->n0, 0);

        seen += mean_of(rng, t->sd, t->n1, rise) - before > threshold;
    }
    gsl_rng_free(rng);
    *share = runs ? (double)seen / (double)runs : 0;
    return T4_OK;
}

/* GSL's tail is "greater than". */
static double at_least(double count, double mean)
{
    return count < 1 ? 1 : gsl_cdf_poisson_Q((unsigned)count - 1, mean);
}

t4_status t4_power_poisson_alarm(double *count, double mean, double alpha, t4_error *err)
{
    double low = 0, high = 1;

    t4_quiet_gsl();
    if (!(mean >= 0) || !(mean < 1e9) || !(alpha > 0) || !(alpha < 1))
        return t4_fail(err, T4_ERR_USAGE, "a Poisson test needs 0 <= mean < 1e9 and 0 < alpha < 1");
    while (at_least(high, mean) > alpha) {
        low = high;
        high *= 2;
    }
    while (high - low > 1) {
        double middle = floor((low + high) / 2);

        *(at_least(middle, mean) > alpha ? &low : &high) = middle;
    }
    *count = high;
    return T4_OK;
}

double t4_power_poisson_of(double count, double mean, double added)
{
    t4_quiet_gsl();
    return at_least(count, mean + added);
}

typedef struct {
    double count, mean, power;
} poisson_goal;

static double missing(double added, void *context)
{
    const poisson_goal *g = context;

    return at_least(g->count, g->mean + added) - g->power;
}

/* The root within low .. high by Brent's method. */
static int find_root(gsl_root_fsolver *solver, poisson_goal *goal, double high, double *root)
{
    gsl_function function = {missing, goal};
    int code = gsl_root_fsolver_set(solver, &function, 0, high);

    for (int i = 0; i < ROUNDS && !code; i++) {
        code = gsl_root_fsolver_iterate(solver);
        if (!code && gsl_root_test_interval(gsl_root_fsolver_x_lower(solver), gsl_root_fsolver_x_upper(solver), 0,
                                            1e-15) == GSL_SUCCESS)
            break;
    }
    *root = gsl_root_fsolver_root(solver);
    return code;
}

t4_status t4_power_poisson_least(double *added, double mean, double alpha, double power, t4_error *err)
{
    poisson_goal goal = {.mean = mean, .power = power};
    gsl_root_fsolver *solver;
    double high = 1;
    int code;
    t4_status status = t4_power_poisson_alarm(&goal.count, mean, alpha, err);

    if (status)
        return status;
    if (!(power > alpha) || !(power < 1))
        return t4_fail(err, T4_ERR_USAGE, "the power must lie between alpha and 1");
    while (missing(high, &goal) < 0)
        high *= 2;
    if (missing(0, &goal) >= 0) {
        *added = 0;
        return T4_OK;
    }
    solver = gsl_root_fsolver_alloc(gsl_root_fsolver_brent);
    if (!solver)
        return t4_fail_memory(err);
    code = find_root(solver, &goal, high, added);
    gsl_root_fsolver_free(solver);
    return code ? t4_fail(err, T4_ERR_DATA, "no root found: %s", gsl_strerror(code)) : T4_OK;
}

t4_status t4_power_poisson_simulate(double *share, double count, double mean, double added,
                                    unsigned long seed, size_t runs, t4_error *err)
{
    gsl_rng *rng;
    size_t seen = 0;
    t4_status status = open_random(&rng, seed, err);

    if (status)
        return status;
    for (size_t i = 0; i < runs; i++)
        seen += gsl_ran_poisson(rng, mean + added) >= count;
    gsl_rng_free(rng);
    *share = runs ? (double)seen / (double)runs : 0;
    return T4_OK;
}

double t4_power_growth(double before, double after, double rest)
{
    return (after + rest) / (before + rest) - 1;
}
