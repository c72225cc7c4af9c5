/* SPDX-License-Identifier: MIT */
#include "solve/dense.h"

#include <gsl/gsl_eigen.h>
#include <gsl/gsl_errno.h>
#include <math.h>

#include "base/memory.h"

#define SMALL 1e-12

/* Rows and columns are scaled to a diagonal of ones, so that amounts of all sizes stand beside each other. */
static bool invert(double *a, size_t n, size_t *rank, double *scale, gsl_matrix *m, gsl_matrix *v, gsl_vector *values,
                   gsl_eigen_symmv_workspace *work)
{
    double most = 0;

    for (size_t i = 0; i < n; i++)
        scale[i] = a[i * n + i] > 0 ? 1 / sqrt(a[i * n + i]) : 1;
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < n; j++)
            gsl_matrix_set(m, i, j, a[i * n + j] * scale[i] * scale[j]);
    if (gsl_eigen_symmv(m, values, v, work) != GSL_SUCCESS)
        return false;
    for (size_t k = 0; k < n; k++)
        most = fmax(most, gsl_vector_get(values, k));
    *rank = 0;
    for (size_t i = 0; i < n * n; i++)
        a[i] = 0;
    for (size_t k = 0; k < n; k++) {
        double value = gsl_vector_get(values, k);

        if (value <= SMALL * most)
            continue;
        ++*rank;
        for (size_t i = 0; i < n; i++)
            for (size_t j = 0; j < n; j++)
                a[i * n + j] += gsl_matrix_get(v, i, k) * gsl_matrix_get(v, j, k) / value * scale[i] * scale[j];
    }
    return true;
}

bool t4_dense_invert(double *a, size_t n, size_t *rank)
{
    gsl_error_handler_t *before = gsl_set_error_handler_off();
    gsl_matrix *m = gsl_matrix_alloc(n ? n : 1, n ? n : 1), *v = gsl_matrix_alloc(n ? n : 1, n ? n : 1);
    gsl_vector *values = gsl_vector_alloc(n ? n : 1);
    gsl_eigen_symmv_workspace *work = gsl_eigen_symmv_alloc(n ? n : 1);
    double *scale = t4_alloc(n + 1, sizeof *scale);
    bool good = m && v && values && work && scale && (n == 0 || invert(a, n, rank, scale, m, v, values, work));

    if (n == 0)
        *rank = 0;
    gsl_matrix_free(m);
    gsl_matrix_free(v);
    gsl_vector_free(values);
    if (work)
        gsl_eigen_symmv_free(work);
    t4_free(scale);
    gsl_set_error_handler(before);
    return good;
}
