/* SPDX-License-Identifier: MIT */
/* The reconstruction: earlier shares fitted to what is published, component by component. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "solve/reconstruct.h"
#include "watch/bound_state.h"

enum { HEADING = 4 };

/* The prior of a leaf: what its goods were worth with its partner; where he bought nothing of the heading, with all. */
static double prior_of(const t4_bound_block *b, const t4_bound_history *h, const t4_bound_leaf *leaf)
{
    const char *code = b->codes[leaf->code].text;
    bool told = leaf->partner && leaf->partner <= b->partner_count;
    char heading[8];

    if (leaf->other || !b->codes[leaf->code].known_before)
        return 0;
    snprintf(heading, sizeof heading, "%.*s", HEADING, code);
    if (told && t4_bound_history_value(h, b->flow, b->partners[leaf->partner], heading) > 0)
        return t4_bound_history_value(h, b->flow, b->partners[leaf->partner], code);
    return t4_bound_history_value(h, b->flow, "W00", code);
}

/* Sums and leaves of one component. */
typedef struct {
    size_t *sum;                 /* sums by component, one component after the other */
    size_t *from;                /* by component, one more at the end */
    uint32_t *place;             /* by leaf: its number in the fit */
} parts;

static bool sort_sums(const t4_bound_block *b, parts *p)
{
    size_t components = t4_premises_components(b->system);

    p->sum = t4_alloc(b->sums + 1, sizeof *p->sum);
    p->from = t4_alloc_zero(components + 2, sizeof *p->from);
    p->place = t4_alloc(b->leaf_count + 1, sizeof *p->place);
    if (!p->sum || !p->from || !p->place)
        return false;
    for (size_t s = 0; s < b->sums; s++)
        p->from[t4_premises_component(b->system, b->sum_leaf[b->sum_start[s]]) + 2]++;
    for (size_t c = 2; c < components + 2; c++)
        p->from[c] += p->from[c - 1];
    for (size_t s = 0; s < b->sums; s++)
        p->sum[p->from[t4_premises_component(b->system, b->sum_leaf[b->sum_start[s]]) + 1]++] = s;
    memset(p->place, 0xff, (b->leaf_count + 1) * sizeof *p->place);
    return true;
}

typedef struct {
    size_t *start;
    uint32_t *cell, *leaf;
    double *total, *x;
    size_t cells, terms;
} fitting;

static bool fit_make(const t4_bound_block *b, const parts *p, size_t component, fitting *f)
{
    size_t sums = p->from[component + 1] - p->from[component], terms = 0;

    for (size_t k = p->from[component]; k < p->from[component + 1]; k++)
        terms += b->sum_start[p->sum[k] + 1] - b->sum_start[p->sum[k]];
    *f = (fitting){.start = t4_alloc(sums + 1, sizeof *f->start), .cell = t4_alloc(terms + 1, sizeof *f->cell),
                   .leaf = t4_alloc(terms + 1, sizeof *f->leaf), .total = t4_alloc(sums + 1, sizeof *f->total),
                   .x = t4_alloc(terms + 1, sizeof *f->x)};
    if (!f->start || !f->cell || !f->leaf || !f->total || !f->x)
        return false;
    f->start[0] = 0;
    for (size_t k = p->from[component], s = 0; k < p->from[component + 1]; k++, s++) {
        size_t sum = p->sum[k];

        for (size_t i = b->sum_start[sum]; i < b->sum_start[sum + 1]; i++) {
            uint32_t leaf = b->sum_leaf[i];

            if (p->place[leaf] == T4_BOUND_NONE) {
                p->place[leaf] = (uint32_t)f->cells;
                f->leaf[f->cells] = leaf;
                f->x[f->cells++] = b->guess[leaf];
            }
            f->cell[f->terms++] = p->place[leaf];
        }
        f->total[s] = b->sum_total[sum];
        f->start[s + 1] = f->terms;
    }
    return true;
}

/* First as if partners told everything; what they do not tell gets the shares of all only where it must. */
static t4_status fit(const t4_bound_block *b, fitting *f, size_t sums, bool not_told, t4_reconstruct_result *result,
                     t4_error *err)
{
    for (size_t i = 0; i < f->cells; i++) {
        bool told = !b->partner_count || b->leaves[f->leaf[i]].partner <= b->partner_count;

        f->x[i] = told || not_told ? b->guess[f->leaf[i]] : 0;
    }
    return t4_reconstruct_fit(f->x, f->cells, &(t4_reconstruct_sums){sums, f->start, f->cell, f->total}, b->run, result, err);
}

static t4_status fit_component(t4_bound_block *b, const parts *p, size_t component, t4_error *err)
{
    size_t sums = p->from[component + 1] - p->from[component];
    t4_reconstruct_result result;
    fitting f;
    t4_status status = fit_make(b, p, component, &f) ? T4_OK : t4_fail_memory(err);

    if (!status)
        status = fit(b, &f, sums, false, &result, err);
    if (!status && result.infeasible)
        status = fit(b, &f, sums, true, &result, err);
    for (size_t i = 0; i < f.cells && !status; i++)
        b->guess[f.leaf[i]] = result.infeasible ? NAN : f.x[i];
    if (!status && result.infeasible)
        b->bound->unfitted += f.cells;
    t4_free(f.start);
    t4_free(f.cell);
    t4_free(f.leaf);
    t4_free(f.total);
    t4_free(f.x);
    return status;
}

t4_status t4_bound_guess_make(t4_bound_block *b, const t4_bound_history *history, t4_error *err)
{
    parts p = {0};
    t4_status status = T4_OK;

    b->guess = t4_alloc(b->leaf_count + 1, sizeof *b->guess);
    if (!b->guess)
        return t4_fail_memory(err);
    for (size_t i = 0; i < b->leaf_count; i++)
        b->guess[i] = b->question->detail ? prior_of(b, history, &b->leaves[i]) : NAN;
    if (!b->question->detail)
        return T4_OK;
    if (!sort_sums(b, &p))
        status = t4_fail_memory(err);
    for (size_t c = 0; c < t4_premises_components(b->system) && !status; c++)
        if (p.from[c + 1] > p.from[c])
            status = fit_component(b, &p, c, err);
    for (size_t i = 0; i < b->leaf_count && !status; i++)   /* what no published sum holds has no scale */
        if (p.place[i] == T4_BOUND_NONE)
            b->guess[i] = NAN;
    t4_free(p.sum);
    t4_free(p.from);
    t4_free(p.place);
    return status;
}
