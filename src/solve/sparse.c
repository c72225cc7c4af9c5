/* SPDX-License-Identifier: MIT */
#include "solve/sparse.h"

#include <string.h>
#include <suitesparse/cholmod.h>

#include "base/memory.h"

/* Beside a diagonal of ones: what makes a singular system solvable, taken out again by refinement. */
#define ADDED 1e-9

struct t4_sparse {
    cholmod_common common;
    cholmod_sparse *transposed;  /* B', by columns as B is by rows */
    cholmod_factor *factor;
    cholmod_dense *right, *y, *e;
    double *middle;              /* B' x */
    size_t rows, columns;
};

void t4_sparse_free(t4_sparse *s)
{
    if (!s)
        return;
    cholmod_l_free_sparse(&s->transposed, &s->common);
    cholmod_l_free_factor(&s->factor, &s->common);
    cholmod_l_free_dense(&s->right, &s->common);
    cholmod_l_free_dense(&s->y, &s->common);
    cholmod_l_free_dense(&s->e, &s->common);
    cholmod_l_finish(&s->common);
    t4_free(s->middle);
    t4_free(s);
}

static bool fill(t4_sparse *s, const size_t *start, const uint32_t *column, const double *factor)
{
    SuiteSparse_long *p, *i;
    double *x;

    s->transposed = cholmod_l_allocate_sparse(s->columns, s->rows, start[s->rows], 0, 1, 0, CHOLMOD_REAL, &s->common);
    if (!s->transposed)
        return false;
    p = s->transposed->p;
    i = s->transposed->i;
    x = s->transposed->x;
    for (size_t k = 0; k <= s->rows; k++)
        p[k] = (SuiteSparse_long)start[k];
    for (size_t k = 0; k < start[s->rows]; k++) {
        i[k] = (SuiteSparse_long)column[k];
        x[k] = factor[k];
    }
    return cholmod_l_sort(s->transposed, &s->common);
}

/* B B' + ADDED: B by columns is what the library wants. */
static bool factorise(t4_sparse *s)
{
    double added[2] = {ADDED, 0};
    cholmod_sparse *b = cholmod_l_transpose(s->transposed, 1, &s->common);
    bool good = b != NULL;

    s->factor = good ? cholmod_l_analyze(b, &s->common) : NULL;
    good = s->factor && cholmod_l_factorize_p(b, added, NULL, 0, s->factor, &s->common) && s->common.status >= 0 &&
           s->common.status != CHOLMOD_NOT_POSDEF;
    cholmod_l_free_sparse(&b, &s->common);
    return good;
}

t4_sparse *t4_sparse_normal(size_t columns, size_t rows, const size_t *start, const uint32_t *column, const double *factor)
{
    t4_sparse *s = t4_alloc_zero(1, sizeof *s);

    if (!s)
        return NULL;
    cholmod_l_start(&s->common);
    s->common.print = 0;
    s->common.supernodal = CHOLMOD_SIMPLICIAL;   /* the same digits for any number of threads */
    s->rows = rows;
    s->columns = columns;
    s->middle = t4_alloc(columns + 1, sizeof *s->middle);
    if (!s->middle || !fill(s, start, column, factor) || !factorise(s) ||
        !(s->right = cholmod_l_allocate_dense(rows, 1, rows, CHOLMOD_REAL, &s->common))) {
        t4_sparse_free(s);
        return NULL;
    }
    return s;
}

void t4_sparse_multiply(t4_sparse *s, const double *x, double *y)
{
    const SuiteSparse_long *p = s->transposed->p, *i = s->transposed->i;
    const double *value = s->transposed->x;

    memset(s->middle, 0, s->columns * sizeof *s->middle);
    for (size_t k = 0; k < s->rows; k++)
        for (SuiteSparse_long at = p[k]; at < p[k + 1]; at++)
            s->middle[i[at]] += value[at] * x[k];
    for (size_t k = 0; k < s->rows; k++) {
        y[k] = 0;
        for (SuiteSparse_long at = p[k]; at < p[k + 1]; at++)
            y[k] += value[at] * s->middle[i[at]];
    }
}

bool t4_sparse_solve(t4_sparse *s, double *b)
{
    cholmod_dense *x = NULL;

    memcpy(s->right->x, b, s->rows * sizeof *b);
    x = cholmod_l_solve(CHOLMOD_A, s->factor, s->right, &s->common);
    if (!x)
        return false;
    memcpy(b, x->x, s->rows * sizeof *b);
    cholmod_l_free_dense(&x, &s->common);
    return true;
}
