/* SPDX-License-Identifier: MIT */
/* Reconstruct cells from sums: of all tables that agree with them, the one nearest to a prior. */
#ifndef T4_SOLVE_RECONSTRUCT_H
#define T4_SOLVE_RECONSTRUCT_H

#include "base/run.h"

/* Known sums over cells: sum s is over cell[start[s]] .. cell[start[s + 1] - 1]. */
typedef struct {
    size_t sums;
    const size_t *start;
    const uint32_t *cell;
    const double *total;
} t4_reconstruct_sums;

enum { T4_RECONSTRUCT_ROUNDS = 1000 };   /* rounds of fitting; past them the residual is told */

typedef struct {
    size_t rounds;
    double residual;     /* greatest relative difference of a sum; below 1e-13 when it converged */
    bool infeasible;     /* a positive sum over cells that are all zero, or sums that contradict one another */
} t4_reconstruct_result;

/*
 * Least Kullback-Leibler distance from the prior under all sums, by iterative
 * proportional fitting (Deming and Stephan, 1940; Csiszar, 1975).  x: the
 * prior (>= 0, at most 1e300) on entry, the fitted cells on return; zeros
 * stay zero.  Cells in no sum stay as they are.  A null model: it assumes the
 * prior's proportions and so cannot find a diversion.  T4_ERR_STOPPED or
 * T4_ERR_USAGE (a negative prior or total) only; look at `infeasible`.
 */
t4_status t4_reconstruct_fit(double *x, size_t cells, const t4_reconstruct_sums *sums, const t4_run *run,
                             t4_reconstruct_result *result, t4_error *err);

#endif
