/* SPDX-License-Identifier: MIT */
/* Which facts contradict one another: narrowed by the program's ray, then each one left out in turn. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "solve/premises_state.h"

enum { FILTERED_MOST = 2000 };   /* facts that are left out in turn, at most */

/* Facts of a component by tag; a fact may be a row, several, or bounds. */
typedef struct {
    t4_premises *facts;
    const t4_premises_part *part;
    t4_lp *lp;
    uint32_t *tag;             /* sorted, distinct */
    uint8_t *out;              /* by tag: left out */
    size_t tags;
} filter;

static int by_number(const void *left, const void *right)
{
    uint32_t a = *(const uint32_t *)left, b = *(const uint32_t *)right;

    return (a > b) - (a < b);
}

static size_t place_of(const filter *c, uint32_t tag)
{
    const uint32_t *at = tag == T4_PREMISES_NO_TAG || !c->tags ? NULL : bsearch(&tag, c->tag, c->tags, sizeof *at, by_number);

    return at ? (size_t)(at - c->tag) : SIZE_MAX;
}

static bool is_out(const filter *c, uint32_t tag)
{
    size_t at = place_of(c, tag);

    return at != SIZE_MAX && c->out[at];
}

static bool collect(filter *c)
{
    const t4_premises *f = c->facts;
    size_t count = 0, kept = 0;

    c->tag = t4_alloc(c->part->rows + 2 * c->part->columns + 1, sizeof *c->tag);
    if (!c->tag)
        return false;
    for (size_t i = 0; i < c->part->rows; i++)
        c->tag[count++] = f->row_tag[c->part->row[i]];
    for (size_t j = 0; j < c->part->columns; j++) {
        c->tag[count++] = f->low_tag[c->part->unknown[j]];
        c->tag[count++] = f->high_tag[c->part->unknown[j]];
    }
    qsort(c->tag, count, sizeof *c->tag, by_number);
    for (size_t i = 0; i < count; i++)
        if (c->tag[i] != T4_PREMISES_NO_TAG && (!kept || c->tag[kept - 1] != c->tag[i]))
            c->tag[kept++] = c->tag[i];
    c->tags = kept;
    c->out = t4_alloc_zero(kept + 1, 1);
    return c->out != NULL;
}

/* Is there still a contradiction without the facts that are out? */
static bool clashes(filter *c)
{
    const t4_premises *f = c->facts;
    double scale = f->lp_scale[c->part->number];
    double *lower = t4_lp_lower(c->lp), *upper = t4_lp_upper(c->lp);
    double *least = t4_lp_row_lower(c->lp), *most = t4_lp_row_upper(c->lp);

    for (size_t i = 0; i < c->part->rows; i++) {
        uint32_t row = c->part->row[i];
        bool out = is_out(c, f->row_tag[row]);

        least[i] = out || f->row_low[row] == T4_PREMISES_FREE ? -T4_LP_INFINITY : (double)f->row_low[row] * scale;
        most[i] = out || f->row_high[row] == T4_PREMISES_FREE ? T4_LP_INFINITY : (double)f->row_high[row] * scale;
    }
    for (size_t j = 0; j < c->part->columns; j++) {
        uint32_t u = c->part->unknown[j];

        lower[j] = is_out(c, f->low_tag[u]) ? fmin(0, (double)f->low[u] * scale) : (double)f->low[u] * scale;
        upper[j] = is_out(c, f->high_tag[u]) || f->high[u] == T4_PREMISES_FREE ? T4_LP_INFINITY : (double)f->high[u] * scale;
        if (lower[j] > upper[j])
            return true;
    }
    return t4_lp_solve(c->lp, true) == T4_LP_INFEASIBLE;
}

/* The facts that carry the ray; the others go, if the contradiction stays. */
static bool narrow(filter *c, bool *proven)
{
    double *ray = t4_lp_ray(c->lp);
    bool kept = false;

    for (int sign = 1; ray && sign >= -1 && !*proven; sign -= 2) {
        uint32_t binding[T4_PREMISES_BINDING];
        int bindings = 0;
        t4_int128 least = 0, unit;

        for (size_t i = 0; sign < 0 && i < c->part->rows; i++)
            ray[i] = -ray[i];
        *proven = t4_premises_prove(c->facts, c->part, NULL, 1, ray, &least, &unit, binding, &bindings) && least > 0;
    }
    if (ray && *proven) {
        memset(c->out, 1, c->tags);
        for (size_t i = 0; i < c->part->rows; i++) {
            uint32_t row = c->part->row[i];
            size_t at = place_of(c, c->facts->row_tag[row]);

            if (fabs(ray[i]) < 1e-12)
                continue;
            if (at != SIZE_MAX)
                c->out[at] = 0;
            for (size_t k = c->facts->row_start[row]; k < c->facts->row_start[row + 1]; k++) {
                uint32_t u = c->facts->term[k].unknown;

                for (int high = 0; high < 2; high++) {
                    at = place_of(c, high ? c->facts->high_tag[u] : c->facts->low_tag[u]);
                    if (at != SIZE_MAX)
                        c->out[at] = 0;
                }
            }
        }
        kept = clashes(c);
        if (!kept)
            memset(c->out, 0, c->tags);
    }
    t4_free(ray);
    return kept;
}

static void tell(const filter *c, t4_premises_conflict *conflict)
{
    for (size_t i = 0; i < c->tags; i++) {
        if (c->out[i])
            continue;
        if (conflict->count < T4_PREMISES_CONFLICT)
            conflict->tags[conflict->count++] = c->tag[i];
        else
            conflict->more = true;
    }
}

/* Two bounds of one unknown, or bounds against a single total: seen without a program. */
static bool plain_conflict(const t4_premises *f, const t4_premises_part *p, filter *c)
{
    t4_int128 low = 0;

    memset(c->out, 1, c->tags);
    for (size_t j = 0; j < p->columns; j++) {
        uint32_t u = p->unknown[j];

        low += f->low[u];
        if (f->low[u] <= f->high[u])
            continue;
        if (f->low_tag[u] != T4_PREMISES_NO_TAG)
            c->out[place_of(c, f->low_tag[u])] = 0;
        if (f->high_tag[u] != T4_PREMISES_NO_TAG)
            c->out[place_of(c, f->high_tag[u])] = 0;
        return true;
    }
    if (!t4_premises_is_simple(f, p) || !p->rows) {
        memset(c->out, 0, c->tags);
        return false;
    }
    c->out[place_of(c, f->row_tag[p->row[0]])] = 0;
    for (size_t j = 0; j < p->columns; j++) {
        bool below = f->row_high[p->row[0]] != T4_PREMISES_FREE && low > f->row_high[p->row[0]];
        uint32_t tag = below ? f->low_tag[p->unknown[j]] : f->high_tag[p->unknown[j]];

        if (tag != T4_PREMISES_NO_TAG)
            c->out[place_of(c, tag)] = 0;
    }
    return true;
}

/* Leave out one fact after another; what the contradiction survives was not needed for it (Chinneck and Dravnieks, 1991). */
static void filter_out(filter *c)
{
    size_t left = 0;

    for (size_t i = 0; i < c->tags; i++)
        left += !c->out[i];
    if (left > FILTERED_MOST)
        return;
    for (size_t i = 0; i < c->tags; i++) {
        if (c->out[i])
            continue;
        c->out[i] = 1;
        if (!clashes(c))
            c->out[i] = 0;
    }
}

t4_status t4_premises_check(t4_premises *f, uint32_t component, bool *contradictory, t4_premises_conflict *conflict, t4_error *err)
{
    t4_premises_part p = t4_premises_part_of(f, component);
    filter c = {.facts = f, .part = &p};
    t4_status status = t4_premises_settle(f, &p, err);

    *conflict = (t4_premises_conflict){.count = 0};
    *contradictory = !status && f->state[component] == T4_PREMISES_CLASHES;
    if (status || !*contradictory)
        return status;
    if (!collect(&c)) {
        status = t4_fail_memory(err);
    } else if (plain_conflict(f, &p, &c)) {
        conflict->proven = true;
        tell(&c, conflict);
    } else if (!(c.lp = t4_premises_program(f, &p))) {
        status = t4_fail_memory(err);
    } else {
        memset(t4_lp_cost(c.lp), 0, p.columns * sizeof(double));
        if (clashes(&c)) {
            narrow(&c, &conflict->proven);
            filter_out(&c);
        } else {
            conflict->proven = true;   /* two proofs whose intervals do not meet */
        }
        tell(&c, conflict);
        t4_lp_free(f->lp[component]);   /* its bounds were changed */
        f->lp[component] = NULL;
        f->lps--;
    }
    t4_free(c.tag);
    t4_free(c.out);
    return status;
}
