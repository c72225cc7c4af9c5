/* SPDX-License-Identifier: MIT */
#include "solve/adjust.h"

#include <math.h>
#include <stdlib.h>

#include "base/memory.h"
#include "solve/dense.h"
#include "solve/sparse.h"

#define AGREES 1e-6

enum { ROUNDS = 60 };

void t4_adjust_release(t4_adjust_result *r)
{
    t4_free(r->change);
    t4_free(r->leverage);
    t4_free(r->residual);
    *r = (t4_adjust_result){.squares = 0};
}

static t4_status prepare(t4_adjust_result *r, const t4_adjust_problem *p, t4_error *err)
{
    *r = (t4_adjust_result){.change = t4_alloc_zero(p->figures + 1, sizeof(double)),
                            .leverage = t4_alloc(p->figures + 1, sizeof(double)),
                            .residual = t4_alloc(p->figures + 1, sizeof(double))};
    if (!r->change || !r->leverage || !r->residual)
        return t4_fail_memory(err);
    for (size_t i = 0; i < p->figures; i++)
        r->leverage[i] = r->residual[i] = NAN;
    return T4_OK;
}

/* change = -V A' prices, the sum of squares, and what is left of the gaps. */
static t4_status apply(t4_adjust_result *r, const t4_adjust_problem *p, const double *prices, t4_error *err)
{
    double most = 0, left = 0;

    for (size_t k = 0; k < p->relations; k++)
        for (size_t i = p->start[k]; i < p->start[k + 1]; i++)
            r->change[p->figure[i]] -= p->variance[p->figure[i]] * p->factor[i] * prices[k];
    for (size_t i = 0; i < p->figures; i++)
        r->squares += r->change[i] * r->change[i] / p->variance[i];
    for (size_t k = 0; k < p->relations; k++) {
        double gap = p->gap[k];

        for (size_t i = p->start[k]; i < p->start[k + 1]; i++)
            gap += p->factor[i] * r->change[p->figure[i]];
        most = fmax(most, fabs(p->gap[k]));
        left = fmax(left, fabs(gap));
    }
    r->left = most > 0 ? left / most : 0;
    return r->left <= AGREES ? T4_OK : t4_fail(err, T4_ERR_DATA, "the relations contradict one another: no figures fulfil them all");
}

/* checked: a' N^-1 a of a figure's factors in the relations; pull: a' prices. */
static void judge(t4_adjust_result *r, const t4_adjust_problem *p, size_t figure, double checked, double pull)
{
    r->leverage[figure] = fmin(1, fmax(0, p->variance[figure] * checked));
    r->residual[figure] = r->leverage[figure] > 1e-9 ? -pull / sqrt(checked) : NAN;
}

/* --- factors by figure ------------------------------------------------------------------------ */

typedef struct {
    size_t *start;
    uint32_t *relation;
    double *factor;
} columns;

static void columns_release(columns *c)
{
    t4_free(c->start);
    t4_free(c->relation);
    t4_free(c->factor);
}

static bool columns_make(columns *c, const t4_adjust_problem *p)
{
    size_t terms = p->start[p->relations];

    *c = (columns){t4_alloc_zero(p->figures + 2, sizeof *c->start), t4_alloc(terms + 1, sizeof *c->relation),
                   t4_alloc(terms + 1, sizeof *c->factor)};
    if (!c->start || !c->relation || !c->factor)
        return false;
    for (size_t i = 0; i < terms; i++)
        c->start[p->figure[i] + 2]++;
    for (size_t i = 2; i < p->figures + 2; i++)
        c->start[i] += c->start[i - 1];
    for (size_t k = 0; k < p->relations; k++)
        for (size_t i = p->start[k]; i < p->start[k + 1]; i++) {
            size_t at = c->start[p->figure[i] + 1]++;

            c->relation[at] = (uint32_t)k;
            c->factor[at] = p->factor[i];
        }
    return true;
}

static double pull_of(const columns *c, size_t figure, const double *prices)
{
    double sum = 0;

    for (size_t i = c->start[figure]; i < c->start[figure + 1]; i++)
        sum += c->factor[i] * prices[c->relation[i]];
    return sum;
}

/* --- small systems --------------------------------------------------------------------------------- */

static bool fill_dense(const t4_adjust_problem *p, const columns *c, double *n)
{
    for (size_t f = 0; f < p->figures; f++)
        for (size_t i = c->start[f]; i < c->start[f + 1]; i++)
            for (size_t j = c->start[f]; j < c->start[f + 1]; j++)
                n[c->relation[i] * p->relations + c->relation[j]] += p->variance[f] * c->factor[i] * c->factor[j];
    return true;
}

/* a' inverse a for a figure. */
static double checked_dense(const columns *c, size_t f, const double *inverse, size_t relations)
{
    double sum = 0;

    for (size_t i = c->start[f]; i < c->start[f + 1]; i++)
        for (size_t j = c->start[f]; j < c->start[f + 1]; j++)
            sum += c->factor[i] * c->factor[j] * inverse[c->relation[i] * relations + c->relation[j]];
    return sum;
}

t4_status t4_adjust_solve_dense(t4_adjust_result *r, const t4_adjust_problem *p, t4_error *err)
{
    double *n = t4_alloc_zero(p->relations * p->relations + 1, sizeof *n);
    double *prices = t4_alloc_zero(p->relations + 1, sizeof *prices);
    columns c = {NULL, NULL, NULL};
    t4_status status = prepare(r, p, err);

    if (!status && (!n || !prices || !columns_make(&c, p) || !fill_dense(p, &c, n) ||
                    !t4_dense_invert(n, p->relations, &r->independent)))
        status = t4_fail_memory(err);
    for (size_t k = 0; k < p->relations && !status; k++)
        for (size_t j = 0; j < p->relations; j++)
            prices[k] += n[k * p->relations + j] * p->gap[j];
    if (!status)
        status = apply(r, p, prices, err);
    for (size_t f = 0; f < p->figures && !status; f++)
        if (c.start[f] < c.start[f + 1])
            judge(r, p, f, checked_dense(&c, f, n, p->relations), pull_of(&c, f, prices));
    columns_release(&c);
    t4_free(n);
    t4_free(prices);
    return status;
}

/* --- large systems ------------------------------------------------------------------------------------ */

/* A V A' scaled to a diagonal of ones; scale: what relations are multiplied by. */
static t4_sparse *factorise(const t4_adjust_problem *p, double *scale)
{
    double *factor = t4_alloc(p->start[p->relations] + 1, sizeof *factor);
    t4_sparse *sparse = NULL;

    for (size_t k = 0; factor && k < p->relations; k++) {
        double square = 0;

        for (size_t i = p->start[k]; i < p->start[k + 1]; i++)
            square += p->variance[p->figure[i]] * p->factor[i] * p->factor[i];
        scale[k] = square > 0 ? 1 / sqrt(square) : 1;
        for (size_t i = p->start[k]; i < p->start[k + 1]; i++)
            factor[i] = p->factor[i] * sqrt(p->variance[p->figure[i]]) * scale[k];
    }
    if (factor)
        sparse = t4_sparse_normal(p->figures, p->relations, p->start, p->figure, factor);
    t4_free(factor);
    return sparse;
}

/* N x = b by rounds of refinement, until so small a part of b is left: N may be singular, b is in its range. */
static bool refine(t4_sparse *s, size_t n, const double *b, double enough, double *x, double *work)
{
    double most = 0, before = INFINITY;

    for (size_t i = 0; i < n; i++) {
        x[i] = 0;
        most = fmax(most, fabs(b[i]));
    }
    for (int round = 0; round < ROUNDS; round++) {
        double left = 0;

        t4_sparse_multiply(s, x, work);
        for (size_t i = 0; i < n; i++) {
            work[i] = b[i] - work[i];
            left = fmax(left, fabs(work[i]));
        }
        if (left <= enough * most || (round > 3 && left > 0.9 * before))
            return true;
        before = left;
        if (!t4_sparse_solve(s, work))
            return false;
        for (size_t i = 0; i < n; i++)
            x[i] += work[i];
    }
    return true;
}

typedef struct {
    double merit;
    uint32_t figure;
} candidate;

static int by_merit(const void *left, const void *right)
{
    const candidate *a = left, *b = right;

    if (a->merit != b->merit)
        return a->merit > b->merit ? -1 : 1;
    return (a->figure > b->figure) - (a->figure < b->figure);
}

/* The likeliest figures: those that move most for their variance. */
static candidate *choose(const t4_adjust_problem *p, const t4_adjust_result *r, size_t *count)
{
    candidate *all = t4_alloc(p->figures + 1, sizeof *all);

    *count = 0;
    for (size_t f = 0; all && f < p->figures; f++)
        if (r->change[f] != 0)
            all[(*count)++] = (candidate){fabs(r->change[f]) / sqrt(p->variance[f]), (uint32_t)f};
    if (all && *count)
        qsort(all, *count, sizeof *all, by_merit);
    *count = *count > T4_ADJUST_BLAMED_MOST ? T4_ADJUST_BLAMED_MOST : *count;
    return all;
}

static t4_status blame(t4_adjust_result *r, const t4_adjust_problem *p, t4_sparse *s, const double *scale, const double *prices,
                       const t4_run *run, t4_error *err)
{
    double *b = t4_alloc_zero(p->relations + 1, sizeof *b), *x = t4_alloc(p->relations + 1, sizeof *x);
    double *work = t4_alloc(p->relations + 1, sizeof *work);
    columns c = {NULL, NULL, NULL};
    size_t count = 0;
    candidate *chosen = choose(p, r, &count);
    t4_status status = b && x && work && chosen && columns_make(&c, p) ? T4_OK : t4_fail_memory(err);

    for (size_t k = 0; k < count && !status; k++) {
        size_t f = chosen[k].figure;
        double checked = 0;

        status = t4_run_check(run, err);
        for (size_t i = c.start[f]; i < c.start[f + 1]; i++)
            b[c.relation[i]] += c.factor[i] * scale[c.relation[i]];
        if (!status && !refine(s, p->relations, b, 1e-9, x, work))
            status = t4_fail_memory(err);
        for (size_t i = c.start[f]; i < c.start[f + 1]; i++)
            checked += c.factor[i] * scale[c.relation[i]] * x[c.relation[i]];
        for (size_t i = c.start[f]; i < c.start[f + 1]; i++)
            b[c.relation[i]] = 0;
        judge(r, p, f, checked, pull_of(&c, f, prices));
    }
    columns_release(&c);
    t4_free(b);
    t4_free(x);
    t4_free(work);
    t4_free(chosen);
    return status;
}

t4_status t4_adjust_solve_sparse(t4_adjust_result *r, const t4_adjust_problem *p, const t4_run *run, t4_error *err)
{
    double *scale = t4_alloc(p->relations + 1, sizeof *scale), *gap = t4_alloc(p->relations + 1, sizeof *gap);
    double *prices = t4_alloc(p->relations + 1, sizeof *prices), *work = t4_alloc(p->relations + 1, sizeof *work);
    t4_sparse *s = scale ? factorise(p, scale) : NULL;
    t4_status status = prepare(r, p, err);

    if (!status && (!s || !gap || !prices || !work))
        status = t4_fail_memory(err);
    for (size_t k = 0; k < p->relations && !status; k++)
        gap[k] = p->gap[k] * scale[k];
    if (!status && !refine(s, p->relations, gap, 1e-13, prices, work))
        status = t4_fail_memory(err);
    for (size_t k = 0; k < p->relations && !status; k++)
        prices[k] *= scale[k];
    if (!status)
        status = apply(r, p, prices, err);
    if (!status)
        status = blame(r, p, s, scale, prices, run, err);
    t4_sparse_free(s);
    t4_free(scale);
    t4_free(gap);
    t4_free(prices);
    t4_free(work);
    return status;
}

t4_status t4_adjust_solve(t4_adjust_result *r, const t4_adjust_problem *p, const t4_run *run, t4_error *err)
{
    if (p->figures > T4_ADJUST_FIGURES_MOST) {
        *r = (t4_adjust_result){.squares = 0};
        return t4_fail(err, T4_ERR_MEMORY, "more than %d figures hang together; reconcile some headings or periods at a time",
                       T4_ADJUST_FIGURES_MOST);
    }
    return p->relations <= T4_ADJUST_DENSE_MOST ? t4_adjust_solve_dense(r, p, err) : t4_adjust_solve_sparse(r, p, run, err);
}
