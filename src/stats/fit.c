/* SPDX-License-Identifier: MIT */
#include "stats/fit.h"

#include <math.h>

#include <gsl/gsl_fit.h>
#include <gsl/gsl_multifit.h>

#include "stats/quiet.h"

enum { LEAST = 4, SHIFT_LEAST = 8, SIDE_LEAST = 3 };

static const t4_fit none = {NAN, NAN, NAN};

static bool all_alike(const double *x, size_t n)
{
    for (size_t i = 1; i < n; i++)
        if (x[i] < x[0] || x[i] > x[0])
            return false;
    return true;
}

t4_fit t4_fit_line(const double *x, const double *y, size_t n)
{
    t4_fit fit = none;
    double cov00, cov01, cov11, squares;

    t4_quiet_gsl();
    if (n < 2 || all_alike(x, n) ||
        gsl_fit_linear(x, 1, y, 1, n, &fit.at_zero, &fit.slope, &cov00, &cov01, &cov11, &squares))
        return none;
    fit.spread = n > 2 ? sqrt(squares / (double)(n - 2)) : 0;
    return fit;
}

/* What a robust fit of n points and k coefficients needs; all or nothing. */
typedef struct {
    gsl_multifit_robust_workspace *robust;
    gsl_matrix *design, *covariance;
    gsl_vector *values, *coefficients;
} workspace;

static void close_workspace(workspace *w)
{
    if (w->robust)
        gsl_multifit_robust_free(w->robust);
    if (w->design)
        gsl_matrix_free(w->design);
    if (w->covariance)
        gsl_matrix_free(w->covariance);
    if (w->values)
        gsl_vector_free(w->values);
    if (w->coefficients)
        gsl_vector_free(w->coefficients);
}

static bool open_workspace(workspace *w, const double *y, size_t n, size_t k)
{
    *w = (workspace){gsl_multifit_robust_alloc(gsl_multifit_robust_bisquare, n, k), gsl_matrix_alloc(n, k),
                     gsl_matrix_alloc(k, k), gsl_vector_alloc(n), gsl_vector_alloc(k)};
    if (!w->robust || !w->design || !w->covariance || !w->values || !w->coefficients)
        return false;
    for (size_t i = 0; i < n; i++)
        gsl_vector_set(w->values, i, y[i]);
    return true;
}

/* false when the weights do not settle or no number comes out. */
static bool solve(workspace *w)
{
    if (gsl_multifit_robust(w->design, w->values, w->coefficients, w->covariance, w->robust))
        return false;
    for (size_t i = 0; i < w->coefficients->size; i++)
        if (!isfinite(gsl_vector_get(w->coefficients, i)))
            return false;
    return true;
}

t4_status t4_fit_robust(t4_fit *fit, const double *x, const double *y, size_t n)
{
    workspace w;
    bool good;

    *fit = none;
    t4_quiet_gsl();
    if (n < LEAST || all_alike(x, n))
        return T4_OK;
    good = open_workspace(&w, y, n, 2);
    for (size_t i = 0; good && i < n; i++) {
        gsl_matrix_set(w.design, i, 0, 1);
        gsl_matrix_set(w.design, i, 1, x[i]);
    }
    if (good && solve(&w))
        *fit = (t4_fit){gsl_vector_get(w.coefficients, 0), gsl_vector_get(w.coefficients, 1),
                        gsl_multifit_robust_statistics(w.robust).sigma_mad};
    close_workspace(&w);
    return good ? T4_OK : T4_ERR_MEMORY;
}

t4_status t4_fit_shift(t4_fit_level *level, const double *place, const double *y, size_t n, size_t at)
{
    workspace w;
    bool good;

    *level = (t4_fit_level){NAN, NAN, NAN};
    t4_quiet_gsl();
    if (n < SHIFT_LEAST || at < SIDE_LEAST || n - at < SIDE_LEAST)
        return T4_OK;
    good = open_workspace(&w, y, n, 3);
    for (size_t i = 0; good && i < n; i++) {
        gsl_matrix_set(w.design, i, 0, 1);
        gsl_matrix_set(w.design, i, 1, place[i] - place[at]);
        gsl_matrix_set(w.design, i, 2, i >= at);
    }
    if (good && solve(&w))
        *level = (t4_fit_level){gsl_vector_get(w.coefficients, 1), gsl_vector_get(w.coefficients, 2),
                                sqrt(gsl_matrix_get(w.covariance, 2, 2))};
    close_workspace(&w);
    return good ? T4_OK : T4_ERR_MEMORY;
}
