/* SPDX-License-Identifier: MIT */
/* Sparse normal equations: the only file that knows SuiteSparse. */
#ifndef T4_SOLVE_SPARSE_H
#define T4_SOLVE_SPARSE_H

#include "base/status.h"

typedef struct t4_sparse t4_sparse;

/*
 * N = B B' of a matrix given by rows: row k has factor[i] at column[i], i from
 * start[k] to before start[k + 1].  Factorised with a little added to its
 * diagonal, so that it may be singular.  NULL without memory.
 */
t4_sparse *t4_sparse_normal(size_t columns, size_t rows, const size_t *start, const uint32_t *column, const double *factor);
void t4_sparse_free(t4_sparse *sparse);
/* y = N x, without what was added. */
void t4_sparse_multiply(t4_sparse *sparse, const double *x, double *y);
/* b becomes the solution of the factorised system. */
bool t4_sparse_solve(t4_sparse *sparse, double *b);

#endif
