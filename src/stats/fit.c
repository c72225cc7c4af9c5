/* SPDX-License-Identifier: MIT */
#include "stats/fit.h"

#include <math.h>

#include <gsl/gsl_errno.h>
#include <gsl/gsl_fit.h>
#include <gsl/gsl_multifit.h>

#include "stats/quiet.h"

enum { LEAST = 4 };

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

/* Fill the design, fit, read the coefficients; false when the weights do not settle. */
static bool solve(t4_fit *fit, const double *x, const double *y, size_t n, gsl_multifit_robust_workspace *work,
                  gsl_matrix *design, gsl_vector *values[2])
{
    double covariance[4];
    gsl_matrix_view cov = gsl_matrix_view_array(covariance, 2, 2);

    for (size_t i = 0; i < n; i++) {
        gsl_matrix_set(design, i, 0, 1);
        gsl_matrix_set(design, i, 1, x[i]);
        gsl_vector_set(values[0], i, y[i]);
    }
    if (gsl_multifit_robust(design, values[0], values[1], &cov.matrix, work))
        return false;
    *fit = (t4_fit){gsl_vector_get(values[1], 0), gsl_vector_get(values[1], 1),
                    gsl_multifit_robust_statistics(work).sigma_mad};
    return isfinite(fit->at_zero) && isfinite(fit->slope) && isfinite(fit->spread);
}

t4_status t4_fit_robust(t4_fit *fit, const double *x, const double *y, size_t n)
{
    gsl_multifit_robust_workspace *work;
    gsl_matrix *design;
    gsl_vector *values[2];
    bool good;

    *fit = none;
    t4_quiet_gsl();
    if (n < LEAST || all_alike(x, n))
        return T4_OK;
    work = gsl_multifit_robust_alloc(gsl_multifit_robust_bisquare, n, 2);
    design = gsl_matrix_alloc(n, 2);
    values[0] = gsl_vector_alloc(n);
    values[1] = gsl_vector_alloc(2);
    good = work && design && values[0] && values[1];
    if (good && !solve(fit, x, y, n, work, design, values))
        *fit = none;
    if (work)
        gsl_multifit_robust_free(work);
    if (design)
        gsl_matrix_free(design);
    for (int i = 0; i < 2; i++)
        if (values[i])
            gsl_vector_free(values[i]);
    return good ? T4_OK : T4_ERR_MEMORY;
}
