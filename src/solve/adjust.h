/* SPDX-License-Identifier: MIT */
/* The smallest weighted change of figures that makes all their relations hold, and which figures carry the blame. */
#ifndef T4_SOLVE_ADJUST_H
#define T4_SOLVE_ADJUST_H

#include "base/run.h"

enum {
    T4_ADJUST_FIGURES_MOST = 5000000,    /* most figures of one system */
    T4_ADJUST_DENSE_MOST = 80,           /* relations up to which all is solved densely */
    T4_ADJUST_BLAMED_MOST = 150          /* figures of a larger system whose blame is worked out: the likeliest */
};

/* Relations by rows: sum of factor * figure = wanted.  gap: that sum less what is wanted, of the figures as they are. */
typedef struct {
    size_t figures, relations;
    const double *variance;      /* of each figure, > 0 */
    const size_t *start;         /* relations + 1 */
    const uint32_t *figure;
    const double *factor;
    const double *gap;
} t4_adjust_problem;

typedef struct {
    double *change;              /* by figure: what to add */
    double *leverage;            /* 0 = no relation checks it, 1 = they determine it; NAN = not worked out */
    double *residual;            /* change / its standard error, before scaling; NAN = not worked out or not checked */
    double squares;              /* sum of change^2 / variance */
    size_t independent;          /* relations that do not follow from others; 0 = not counted (a large system) */
    double left;                 /* greatest gap that is left, as a part of the greatest there was */
} t4_adjust_result;

/*
 * min sum change^2 / variance subject to all relations (Stone, Champernowne
 * and Meade, 1942): change = -V A' (A V A')^-1 gap.  A change's standard
 * error is that of an error of the given variances; the one wrong figure among
 * right ones has the largest residual (Baarda, 1968), whatever the variances.
 * Small systems by the pseudo-inverse (GSL), large ones by sparse Cholesky
 * factors (CHOLMOD).  T4_ERR_DATA when the relations contradict one another.
 */
t4_status t4_adjust_solve(t4_adjust_result *result, const t4_adjust_problem *problem, const t4_run *run, t4_error *err);
/* The same by one of the two ways, for tests. */
t4_status t4_adjust_solve_dense(t4_adjust_result *result, const t4_adjust_problem *problem, t4_error *err);
t4_status t4_adjust_solve_sparse(t4_adjust_result *result, const t4_adjust_problem *problem, const t4_run *run, t4_error *err);
void t4_adjust_release(t4_adjust_result *result);

#endif
