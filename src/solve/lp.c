/* SPDX-License-Identifier: MIT */
#include "solve/lp.h"

#include <coin/Clp_C_Interface.h>
#include <string.h>

#include "base/memory.h"

struct t4_lp {
    Clp_Simplex *model;
    bool solved;
};

t4_lp *t4_lp_new(int columns, int rows, const int *start, const int *index, const double *value,
                 const double *lower, const double *upper, const double *cost,
                 const double *row_lower, const double *row_upper)
{
    t4_lp *lp = t4_alloc_zero(1, sizeof *lp);

    if (!lp)
        return NULL;
    lp->model = Clp_newModel();
    if (!lp->model) {
        t4_free(lp);
        return NULL;
    }
    Clp_setLogLevel(lp->model, 0);
    Clp_loadProblem(lp->model, columns, rows, start, index, value, lower, upper, cost, row_lower,
                    row_upper);
    return lp;
}

void t4_lp_free(t4_lp *lp)
{
    if (!lp)
        return;
    Clp_deleteModel(lp->model);
    t4_free(lp);
}

double *t4_lp_lower(t4_lp *lp)
{
    return Clp_columnLower(lp->model);
}

double *t4_lp_upper(t4_lp *lp)
{
    return Clp_columnUpper(lp->model);
}

double *t4_lp_cost(t4_lp *lp)
{
    return Clp_objective(lp->model);
}

double *t4_lp_row_lower(t4_lp *lp)
{
    return Clp_rowLower(lp->model);
}

double *t4_lp_row_upper(t4_lp *lp)
{
    return Clp_rowUpper(lp->model);
}

double *t4_lp_ray(t4_lp *lp)
{
    size_t rows = (size_t)Clp_getNumRows(lp->model);
    double *ray = Clp_infeasibilityRay(lp->model), *copy = ray ? t4_alloc(rows, sizeof *copy) : NULL;

    if (copy)
        memcpy(copy, ray, rows * sizeof *copy);
    if (ray)
        Clp_freeRay(lp->model, ray);
    return copy;
}

void t4_lp_add_rows(t4_lp *lp, int rows, const double *row_lower, const double *row_upper,
                    const int *start, const int *index, const double *value)
{
    Clp_addRows(lp->model, rows, row_lower, row_upper, start, index, value);
}

void t4_lp_delete_rows(t4_lp *lp, int count, const int *which)
{
    Clp_deleteRows(lp->model, count, which);
}

t4_lp_result t4_lp_solve(t4_lp *lp, bool dual)
{
    if (dual)
        Clp_dual(lp->model, 0);
    else
        Clp_primal(lp->model, 0);
    lp->solved = true;
    switch (Clp_status(lp->model)) {
    case 0:
        return T4_LP_OPTIMAL;
    case 1:
        return T4_LP_INFEASIBLE;
    case 2:
        return T4_LP_UNBOUNDED;
    default:
        return T4_LP_STOPPED;
    }
}

void t4_lp_restart(t4_lp *lp)
{
    enum { BASIC = 1, AT_LOWER = 3 };
    int columns = Clp_getNumCols(lp->model), rows = Clp_getNumRows(lp->model);

    for (int i = 0; i < columns; i++)
        Clp_setColumnStatus(lp->model, i, AT_LOWER);
    for (int i = 0; i < rows; i++)
        Clp_setRowStatus(lp->model, i, BASIC);
}

double t4_lp_objective(const t4_lp *lp)
{
    return Clp_objectiveValue(lp->model);
}

const double *t4_lp_solution(const t4_lp *lp)
{
    return Clp_getColSolution(lp->model);
}

const double *t4_lp_reduced(const t4_lp *lp)
{
    return Clp_getReducedCost(lp->model);
}

const double *t4_lp_prices(const t4_lp *lp)
{
    return Clp_getRowPrice(lp->model);
}

const double *t4_lp_activity(const t4_lp *lp)
{
    return Clp_getRowActivity(lp->model);
}

int t4_lp_rows(const t4_lp *lp)
{
    return Clp_getNumRows(lp->model);
}
