/* SPDX-License-Identifier: MIT */
/* Intervals of sums: closed form where one fact is all there is, linear programs and their multipliers elsewhere. */
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "solve/premises_state.h"

bool t4_premises_is_simple(const t4_premises *f, const t4_premises_part *p)
{
    if (p->rows > 1)
        return false;
    for (size_t k = p->rows ? f->row_start[p->row[0]] : 0; p->rows && k < f->row_start[p->row[0] + 1]; k++)
        if (f->term[k].factor != 1 || (k > f->row_start[p->row[0]] && f->term[k].unknown <= f->term[k - 1].unknown))
            return false;
    return true;
}

/* One side of the sum of the wanted and of the other unknowns of a part, by their bounds alone. */
typedef struct {
    t4_int128 wanted, others;
    bool wanted_open, others_open;
} side;

static side add_side(const t4_premises *f, const t4_premises_part *p, const uint8_t *wanted, bool high)
{
    side s = {0, 0, false, false};

    for (size_t j = 0; j < p->columns; j++) {
        int64_t amount = high ? f->high[p->unknown[j]] : f->low[p->unknown[j]];
        bool open = amount == T4_PREMISES_FREE;

        if (wanted && wanted[j]) {
            s.wanted += open ? 0 : amount;
            s.wanted_open |= open;
        } else {
            s.others += open ? 0 : amount;
            s.others_open |= open;
        }
    }
    return s;
}

static void note_bounds(const t4_premises *f, const t4_premises_part *p, const uint8_t *wanted, bool of_wanted, bool high,
                        t4_premises_range *range, int to)
{
    for (size_t j = 0; j < p->columns; j++)
        if ((wanted[j] != 0) == of_wanted)
            t4_premises_note(high ? f->high_tag[p->unknown[j]] : f->low_tag[p->unknown[j]], range->binding[to],
                          &range->bindings[to]);
}

/* The wanted part of one total: what its bounds allow, and what the total and the others leave. */
static void simple_range(const t4_premises *f, const t4_premises_part *p, const uint8_t *wanted, t4_premises_range *range)
{
    side low = add_side(f, p, wanted, false), high = add_side(f, p, wanted, true);
    uint32_t row = p->rows ? p->row[0] : 0;
    int64_t least = p->rows ? f->row_low[row] : T4_PREMISES_FREE, most = p->rows ? f->row_high[row] : T4_PREMISES_FREE;
    bool by_total;

    by_total = least != T4_PREMISES_FREE && !high.others_open && least - high.others > low.wanted;
    range->lower = by_total ? least - high.others : low.wanted;
    if (by_total)
        t4_premises_note(f->row_tag[row], range->binding[0], &range->bindings[0]);
    note_bounds(f, p, wanted, !by_total, by_total, range, 0);
    by_total = most != T4_PREMISES_FREE && (high.wanted_open || most - low.others < high.wanted);
    range->has_upper = by_total || !high.wanted_open;
    range->upper = by_total ? most - low.others : high.wanted;
    if (by_total)
        t4_premises_note(f->row_tag[row], range->binding[1], &range->bindings[1]);
    note_bounds(f, p, wanted, !by_total, !by_total, range, 1);
}

static bool simple_fits(const t4_premises *f, const t4_premises_part *p)
{
    side low = add_side(f, p, NULL, false), high = add_side(f, p, NULL, true);

    return !p->rows || ((f->row_high[p->row[0]] == T4_PREMISES_FREE || low.others <= f->row_high[p->row[0]]) &&
                        (f->row_low[p->row[0]] == T4_PREMISES_FREE || high.others_open || high.others >= f->row_low[p->row[0]]));
}

t4_status t4_premises_settle(t4_premises *f, const t4_premises_part *p, t4_error *err)
{
    uint8_t *state = &f->state[p->number];
    t4_lp *lp;

    if (*state != T4_PREMISES_UNSEEN)
        return T4_OK;
    *state = T4_PREMISES_FITS;
    for (size_t j = 0; j < p->columns; j++)
        if (f->low[p->unknown[j]] > f->high[p->unknown[j]])
            *state = T4_PREMISES_CLASHES;
    if (*state == T4_PREMISES_FITS && t4_premises_is_simple(f, p)) {
        *state = simple_fits(f, p) ? T4_PREMISES_FITS : T4_PREMISES_CLASHES;
    } else if (*state == T4_PREMISES_FITS) {
        lp = t4_premises_program(f, p);
        if (!lp)
            return t4_fail_memory(err);
        memset(t4_lp_cost(lp), 0, p->columns * sizeof(double));
        *state = t4_lp_solve(lp, true) == T4_LP_INFEASIBLE ? T4_PREMISES_CLASHES : T4_PREMISES_FITS;
    }
    return T4_OK;
}

/* Least value of sign * (the wanted sum). False: nothing is proven. */
static bool program_side(t4_premises *f, const t4_premises_part *p, t4_lp *lp, const uint8_t *wanted, int sign, t4_int128 *bound,
                         t4_premises_range *range, int to)
{
    t4_int128 least, unit;
    double *cost = t4_lp_cost(lp);

    for (size_t j = 0; j < p->columns; j++)
        cost[j] = wanted[j] ? sign : 0;
    if (t4_lp_solve(lp, false) != T4_LP_OPTIMAL ||
        !t4_premises_prove(f, p, wanted, sign, t4_lp_prices(lp), &least, &unit, range->binding[to], &range->bindings[to]))
        return false;
    *bound = t4_premises_floor(least, unit);
    return true;
}

static t4_status program_range(t4_premises *f, const t4_premises_part *p, const uint8_t *wanted, t4_premises_range *range,
                               t4_error *err)
{
    t4_lp *lp = t4_premises_program(f, p);
    side low = add_side(f, p, wanted, false), high = add_side(f, p, wanted, true);
    t4_int128 bound = 0;

    if (!lp)
        return t4_fail_memory(err);
    range->lower = low.wanted;
    if (program_side(f, p, lp, wanted, 1, &bound, range, 0) && bound > low.wanted) {
        range->lower = bound;
    } else {
        range->bindings[0] = 0;
        note_bounds(f, p, wanted, true, false, range, 0);
    }
    if (program_side(f, p, lp, wanted, -1, &bound, range, 1) && (high.wanted_open || -bound <= high.wanted)) {
        range->upper = -bound;
    } else {
        range->bindings[1] = 0;
        range->has_upper = !high.wanted_open;
        range->upper = high.wanted;
        note_bounds(f, p, wanted, true, true, range, 1);
    }
    if (range->has_upper && range->lower > range->upper)
        f->state[p->number] = T4_PREMISES_CLASHES;   /* what a solver in floating point did not see */
    return T4_OK;
}

static t4_status part_range(t4_premises *f, const uint32_t *unknowns, size_t count, t4_premises_range *range, t4_error *err)
{
    t4_premises_part p = t4_premises_part_of(f, f->component[unknowns[0]]);
    uint8_t *wanted = t4_alloc_zero(p.columns + 1, 1);
    t4_status status = wanted ? t4_premises_settle(f, &p, err) : t4_fail_memory(err);

    *range = (t4_premises_range){.has_lower = true, .has_upper = true};
    for (size_t i = 0; i < count && !status; i++)
        wanted[f->place[unknowns[i]]] = 1;
    if (!status && f->state[p.number] == T4_PREMISES_FITS) {
        if (t4_premises_is_simple(f, &p))
            simple_range(f, &p, wanted, range);
        else
            status = program_range(f, &p, wanted, range, err);
    }
    range->contradictory = !status && f->state[p.number] == T4_PREMISES_CLASHES;
    t4_free(wanted);
    return status;
}

/* The part of a sum that lies in one component; one like it may have been asked for before. */
static t4_status like_range(t4_premises *f, const uint32_t *unknowns, size_t count, t4_premises_range *range, t4_error *err)
{
    t4_premises_part p = t4_premises_part_of(f, f->component[unknowns[0]]);
    const t4_premises_range *like;
    t4_premises_twin key = {0, 0};
    t4_status status;

    if (t4_premises_is_simple(f, &p))
        return part_range(f, unknowns, count, range, err);
    for (size_t i = 0; i < count; i++) {
        key.a += f->twin[unknowns[i]].a;
        key.b += f->twin[unknowns[i]].b;
    }
    like = t4_premises_like(f, key);
    if (like) {
        *range = *like;
        range->contradictory = f->state[p.number] == T4_PREMISES_CLASHES;
        return T4_OK;
    }
    status = part_range(f, unknowns, count, range, err);
    if (!status)
        t4_premises_keep(f, key, range);
    return status;
}

static void join(t4_premises_range *sum, const t4_premises_range *part)
{
    sum->contradictory |= part->contradictory;
    sum->has_upper &= part->has_upper;
    sum->lower += part->lower;
    sum->upper += part->has_upper ? part->upper : 0;
    for (int to = 0; to < 2; to++)
        for (int i = 0; i < part->bindings[to]; i++)
            t4_premises_note(part->binding[to][i], sum->binding[to], &sum->bindings[to]);
}

typedef struct {
    uint32_t component, unknown;
} pair;

static int by_component(const void *left, const void *right)
{
    const pair *a = left, *b = right;

    if (a->component != b->component)
        return a->component < b->component ? -1 : 1;
    return (a->unknown > b->unknown) - (a->unknown < b->unknown);
}

t4_status t4_premises_range_of(t4_premises *f, const uint32_t *unknowns, size_t count, t4_premises_range *range, t4_error *err)
{
    pair *pairs = t4_alloc(count + 1, sizeof *pairs);
    uint32_t *ordered = t4_alloc(count + 1, sizeof *ordered);
    t4_status status = pairs && ordered ? T4_OK : t4_fail_memory(err);

    *range = (t4_premises_range){.has_lower = true, .has_upper = true};
    for (size_t i = 0; i < count && !status; i++)
        pairs[i] = (pair){f->component[unknowns[i]], unknowns[i]};
    if (!status && count)
        qsort(pairs, count, sizeof *pairs, by_component);
    for (size_t i = 0; i < count && !status; i++)
        ordered[i] = pairs[i].unknown;
    for (size_t i = 0, end; i < count && !status; i = end) {
        t4_premises_range part;

        for (end = i + 1; end < count && pairs[end].component == pairs[i].component; end++)
            ;
        status = like_range(f, ordered + i, end - i, &part, err);
        if (!status)
            join(range, &part);
    }
    t4_free(pairs);
    t4_free(ordered);
    return status;
}
