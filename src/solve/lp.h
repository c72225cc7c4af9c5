/* SPDX-License-Identifier: MIT */
/* Linear programs: the only file that knows Clp.  Answers are doubles, to be proven by integers elsewhere. */
#ifndef T4_SOLVE_LP_H
#define T4_SOLVE_LP_H

#include "base/status.h"

typedef struct t4_lp t4_lp;

typedef enum { T4_LP_OPTIMAL, T4_LP_INFEASIBLE, T4_LP_UNBOUNDED, T4_LP_STOPPED } t4_lp_result;

#define T4_LP_INFINITY 1e30

/*
 * Minimise cost.x subject to row_lower <= A x <= row_upper, lower <= x <=
 * upper.  A by columns: entries start[j] .. start[j+1]-1 of index (row) and
 * value.  NULL without memory.
 */
t4_lp *t4_lp_new(int columns, int rows, const int *start, const int *index, const double *value,
                 const double *lower, const double *upper, const double *cost,
                 const double *row_lower, const double *row_upper);
void t4_lp_free(t4_lp *lp);
/* Writable until the next solve, which starts from the last basis. */
double *t4_lp_lower(t4_lp *lp);
double *t4_lp_upper(t4_lp *lp);
double *t4_lp_cost(t4_lp *lp);
double *t4_lp_row_lower(t4_lp *lp);
double *t4_lp_row_upper(t4_lp *lp);
/* Add rows in compressed form: start has rows + 1 entries. */
void t4_lp_add_rows(t4_lp *lp, int rows, const double *row_lower, const double *row_upper,
                    const int *start, const int *index, const double *value);
/* Remove rows by number. */
void t4_lp_delete_rows(t4_lp *lp, int count, const int *which);
/* dual: true when only bounds or rows were changed, false when the cost was. */
t4_lp_result t4_lp_solve(t4_lp *lp, bool dual);
/* Forget the last basis: the next solve starts with every column at its lower bound. */
void t4_lp_restart(t4_lp *lp);
double t4_lp_objective(const t4_lp *lp);
const double *t4_lp_solution(const t4_lp *lp);
const double *t4_lp_reduced(const t4_lp *lp);
/* Dual values of rows; a bound on the objective follows from any multipliers. */
const double *t4_lp_prices(const t4_lp *lp);
/* After T4_LP_INFEASIBLE: multipliers of rows (of either sign) that show it, to be freed with t4_free(); NULL = none known. */
double *t4_lp_ray(t4_lp *lp);
const double *t4_lp_activity(const t4_lp *lp);
int t4_lp_rows(const t4_lp *lp);

#endif
