/* SPDX-License-Identifier: MIT */
#include "stats/student.h"

#include <math.h>
#include <gsl/gsl_cdf.h>
#include <gsl/gsl_sf_gamma.h>

#include "stats/quiet.h"

enum { TERMS = 100000, HALVINGS = 100 };

#define FAR 37.0          /* beyond this shift the terms of the series vanish */
#define SMALL 1e-13

/* The sums of the noncentral t: incomplete beta functions under Poisson weights, odd and even terms. */
typedef struct {
    double x, a, b;
    double odd, odd_step, even, even_step;
    double p, q, left;
} series;

static series first_terms(double t, double freedom, double shift)
{
    series s = {.x = t * t / (t * t + freedom), .a = 0.5, .b = 0.5 * freedom};
    double rest = pow(freedom / (t * t + freedom), s.b);
    double beta = 0.5 * log(M_PI) + gsl_sf_lngamma(s.b) - gsl_sf_lngamma(0.5 + s.b);

    s.p = 0.5 * exp(-0.5 * shift * shift);
    s.q = sqrt(2 / M_PI) * s.p * shift;
    s.left = 0.5 - s.p;
    s.odd = gsl_cdf_beta_P(s.x, s.a, s.b);
    s.odd_step = 2 * rest * exp(s.a * log(s.x) - beta);
    s.even = 1 - rest;
    s.even_step = s.b * s.x * rest;
    return s;
}

static void next_terms(series *s, int i, double shift)
{
    s->a += 1;
    s->odd -= s->odd_step;
    s->even -= s->even_step;
    s->odd_step *= s->x * (s->a + s->b - 1) / s->a;
    s->even_step *= s->x * (s->a + s->b - 0.5) / (s->a + 0.5);
    s->p *= shift * shift / (2.0 * i);
    s->q *= shift * shift / (2.0 * i + 1);
    s->left -= s->p;
}

/* Far from zero the noise of the estimate is all that counts: its distribution, the mean's taken at three points. */
static double far_below(double t, double freedom, double shift)
{
    static const double node[3] = {-1.7320508075688772, 0, 1.7320508075688772}, weight[3] = {1 / 6.0, 4 / 6.0, 1 / 6.0};
    double sum = 0;

    if (shift < 0)
        return 1;
    for (int i = 0; i < 3; i++)
        sum += weight[i] * gsl_cdf_chisq_Q(freedom * pow((shift + node[i]) / t, 2), freedom);
    return sum;
}

double t4_student_below(double t, double freedom, double shift)
{
    series s;
    double sum;

    t4_quiet_gsl();
    if (t <= 0)   /* by reflection */
        return t < 0 ? 1 - t4_student_below(-t, freedom, -shift) : gsl_cdf_ugaussian_P(-shift);
    if (fabs(shift) > FAR)
        return far_below(t, freedom, shift);
    s = first_terms(t, freedom, shift);
    sum = s.p * s.odd + s.q * s.even;
    for (int i = 1; i < TERMS && 2 * s.left * (s.odd - s.odd_step) > SMALL; i++) {
        next_terms(&s, i, shift);
        sum += s.p * s.odd + s.q * s.even;
    }
    return fmin(1, fmax(0, sum + gsl_cdf_ugaussian_P(-shift)));
}

/* Of a difference of two means, in units of the noise. */
static double error_of(const t4_power_normal *test)
{
    return sqrt(1 / test->n0 + 1 / test->n1);
}

double t4_student_limit(const t4_power_normal *test)
{
    t4_quiet_gsl();
    return gsl_cdf_tdist_Qinv(test->alpha, test->n0 - 1);
}

double t4_student_of(const t4_power_normal *test, double limit, double rise)
{
    double error = test->sd * error_of(test);

    if (error == 0)
        return rise > 0 ? 1 : test->alpha;
    return 1 - t4_student_below(limit, test->n0 - 1, rise / error);
}

double t4_student_least(const t4_power_normal *test, double power)
{
    double limit = t4_student_limit(test), low = 0, high = 1;

    if (!isfinite(limit))
        return INFINITY;
    while (1 - t4_student_below(limit, test->n0 - 1, high) < power && high < 1e12)
        high *= 2;
    for (int i = 0; i < HALVINGS && low < high; i++) {
        double middle = 0.5 * (low + high);

        *(1 - t4_student_below(limit, test->n0 - 1, middle) < power ? &low : &high) = middle;
    }
    return high * test->sd * error_of(test);
}

bool t4_student_sees(const t4_power_normal *test, double limit, const double *values)
{
    double mean[2] = {0, 0}, squares = 0, n[2] = {test->n0, test->n1};

    for (double i = 0; i < n[0] + n[1]; i++)
        mean[i >= n[0]] += values[(size_t)i] / n[i >= n[0]];
    for (double i = 0; i < n[0]; i++)
        squares += (values[(size_t)i] - mean[0]) * (values[(size_t)i] - mean[0]);
    return mean[1] > mean[0] &&
           mean[1] - mean[0] >= limit * sqrt(squares / (n[0] - 1)) * error_of(test);
}
