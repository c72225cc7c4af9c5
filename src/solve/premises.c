/* SPDX-License-Identifier: MIT */
#include "solve/premises.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "solve/premises_state.h"

#define MOST ((int64_t)1 << 60)

enum { PROGRAMS_KEPT = 4096, PASSES = 3 };

t4_premises *t4_premises_new(void)
{
    t4_premises *f = t4_alloc_zero(1, sizeof *f);

    if (f && !t4_grow(&f->row_start, &f->row_room, 0, sizeof *f->row_start)) {
        t4_free(f);
        return NULL;
    }
    if (f)
        f->row_start[0] = 0;
    return f;
}

static void drop_programs(t4_premises *f)
{
    for (size_t i = 0; f->lp && i < f->components; i++) {
        t4_lp_free(f->lp[i]);
        f->lp[i] = NULL;
    }
    f->lps = 0;
}

void t4_premises_free(t4_premises *f)
{
    if (!f)
        return;
    drop_programs(f);
    t4_free(f->low);
    t4_free(f->high);
    t4_free(f->low_tag);
    t4_free(f->high_tag);
    t4_free(f->row_start);
    t4_free(f->row_tag);
    t4_free(f->row_low);
    t4_free(f->row_high);
    t4_free(f->term);
    t4_free(f->component);
    t4_free(f->unknown_start);
    t4_free(f->component_row_start);
    t4_free(f->members.unknown);
    t4_free(f->members.row);
    t4_free(f->place);
    t4_free(f->state);
    t4_free(f->lp);
    t4_free(f->lp_scale);
    t4_free(f->twin);
    t4_free(f->told);
    t4_free(f);
}

t4_status t4_premises_unknown(t4_premises *f, int64_t low, uint32_t *unknown, t4_error *err)
{
    if (f->unknowns >= T4_PREMISES_UNKNOWNS_MOST)
        return t4_fail(err, T4_ERR_MEMORY, "more than %d unknown numbers in one system; ask about fewer headings or periods",
                       T4_PREMISES_UNKNOWNS_MOST);
    if (!t4_grow(&f->low, &f->low_room, f->unknowns, sizeof *f->low) ||
        !t4_grow(&f->high, &f->high_room, f->unknowns, sizeof *f->high) ||
        !t4_grow(&f->low_tag, &f->low_tag_room, f->unknowns, sizeof *f->low_tag) ||
        !t4_grow(&f->high_tag, &f->high_tag_room, f->unknowns, sizeof *f->high_tag))
        return t4_fail_memory(err);
    f->low[f->unknowns] = low;
    f->high[f->unknowns] = T4_PREMISES_FREE;
    f->low_tag[f->unknowns] = f->high_tag[f->unknowns] = T4_PREMISES_NO_TAG;
    *unknown = (uint32_t)f->unknowns++;
    return T4_OK;
}

/* A fact about one unknown alone. */
static void bound(t4_premises *f, uint32_t unknown, int64_t low, int64_t high, uint32_t tag)
{
    if (low != T4_PREMISES_FREE && low > f->low[unknown]) {
        f->low[unknown] = low;
        f->low_tag[unknown] = tag;
    }
    if (high < f->high[unknown]) {
        f->high[unknown] = high;
        f->high_tag[unknown] = tag;
    }
}

t4_status t4_premises_add(t4_premises *f, const t4_premises_term *terms, size_t count, int64_t low, int64_t high, uint32_t tag,
                       t4_error *err)
{
    if ((low != T4_PREMISES_FREE && (low > MOST || low < -MOST)) || (high != T4_PREMISES_FREE && (high > MOST || high < -MOST)))
        return t4_fail(err, T4_ERR_DATA, "an amount is too large to be bounded exactly; state it in thousands");
    if (count == 1 && terms->factor == 1) {
        bound(f, terms->unknown, low, high, tag);
        return T4_OK;
    }
    if (f->terms + count > T4_PREMISES_TERMS_MOST)
        return t4_fail(err, T4_ERR_MEMORY, "more than %d terms in one system; ask about fewer headings or periods",
                       T4_PREMISES_TERMS_MOST);
    if (!t4_grow(&f->row_start, &f->row_room, f->rows + 1, sizeof *f->row_start) ||
        !t4_grow(&f->row_tag, &f->tag_room, f->rows, sizeof *f->row_tag) ||
        !t4_grow(&f->row_low, &f->least_room, f->rows, sizeof *f->row_low) ||
        !t4_grow(&f->row_high, &f->most_room, f->rows, sizeof *f->row_high))
        return t4_fail_memory(err);
    for (size_t i = 0; i < count; i++) {
        if (!t4_grow(&f->term, &f->term_room, f->terms, sizeof *f->term))
            return t4_fail_memory(err);
        f->term[f->terms++] = terms[i];
    }
    f->row_tag[f->rows] = tag;
    f->row_low[f->rows] = low;
    f->row_high[f->rows] = high;
    f->row_start[++f->rows] = f->terms;
    return T4_OK;
}

/* --- what hangs together --------------------------------------------------------------- */

static uint32_t root(uint32_t *parent, uint32_t at)
{
    while (parent[at] != at) {
        parent[at] = parent[parent[at]];
        at = parent[at];
    }
    return at;
}

/* Join by rows; number the sets by their first unknown. */
static bool number_components(t4_premises *f)
{
    uint32_t *parent = t4_alloc(f->unknowns + 1, sizeof *parent);

    f->component = t4_alloc(f->unknowns + 1, sizeof *f->component);
    if (!parent || !f->component) {
        t4_free(parent);
        return false;
    }
    for (size_t i = 0; i < f->unknowns; i++)
        parent[i] = (uint32_t)i;
    for (size_t r = 0; r < f->rows; r++)
        for (size_t k = f->row_start[r] + 1; k < f->row_start[r + 1]; k++) {
            uint32_t a = root(parent, f->term[f->row_start[r]].unknown), b = root(parent, f->term[k].unknown);

            parent[a > b ? a : b] = a > b ? b : a;
        }
    for (size_t i = 0; i < f->unknowns; i++) {
        uint32_t top = root(parent, (uint32_t)i);

        f->component[i] = top == i ? (uint32_t)f->components++ : f->component[top];
    }
    t4_free(parent);
    return true;
}

/* Members of each component in their own order, by counting. */
static bool gather(t4_premises *f)
{
    f->unknown_start = t4_alloc_zero(f->components + 2, sizeof *f->unknown_start);
    f->component_row_start = t4_alloc_zero(f->components + 2, sizeof *f->component_row_start);
    f->members.unknown = t4_alloc(f->unknowns + 1, sizeof *f->members.unknown);
    f->members.row = t4_alloc(f->rows + 1, sizeof *f->members.row);
    f->place = t4_alloc(f->unknowns + 1, sizeof *f->place);
    f->state = t4_alloc_zero(f->components + 1, sizeof *f->state);
    f->lp = t4_alloc_zero(f->components + 1, sizeof *f->lp);
    f->lp_scale = t4_alloc_zero(f->components + 1, sizeof *f->lp_scale);
    if (!f->unknown_start || !f->component_row_start || !f->members.unknown || !f->members.row || !f->place || !f->state ||
        !f->lp || !f->lp_scale)
        return false;
    for (size_t i = 0; i < f->unknowns; i++)
        f->unknown_start[f->component[i] + 2]++;
    for (size_t r = 0; r < f->rows; r++)
        if (f->row_start[r + 1] > f->row_start[r])
            f->component_row_start[f->component[f->term[f->row_start[r]].unknown] + 2]++;
    for (size_t c = 2; c < f->components + 2; c++) {
        f->unknown_start[c] += f->unknown_start[c - 1];
        f->component_row_start[c] += f->component_row_start[c - 1];
    }
    for (size_t i = 0; i < f->unknowns; i++)
        f->members.unknown[f->unknown_start[f->component[i] + 1]++] = (uint32_t)i;
    for (size_t c = 0; c < f->components; c++)
        for (size_t k = f->unknown_start[c]; k < f->unknown_start[c + 1]; k++)
            f->place[f->members.unknown[k]] = (uint32_t)(k - f->unknown_start[c]);
    for (size_t r = 0; r < f->rows; r++)
        if (f->row_start[r + 1] > f->row_start[r])
            f->members.row[f->component_row_start[f->component[f->term[f->row_start[r]].unknown] + 1]++] = (uint32_t)r;
    return true;
}

static t4_int128 ceil_div(t4_int128 a, t4_int128 b)
{
    return a >= 0 ? (a + b - 1) / b : -(-a / b);
}

/*
 * An unknown without upper bound gets the one that a row gives it: what the
 * others leave of the row's.  Then multipliers that are a little off still
 * prove something.
 */
static bool lower_tops(t4_premises *f, size_t r)
{
    t4_int128 rest = f->row_high[r];
    bool changed = false;

    if (f->row_high[r] == T4_PREMISES_FREE)
        return false;
    for (size_t k = f->row_start[r]; k < f->row_start[r + 1]; k++) {
        const t4_premises_term *t = &f->term[k];

        if (t->factor < 0 && f->high[t->unknown] == T4_PREMISES_FREE)
            return false;
        rest -= (t4_int128)t->factor * (t->factor > 0 ? f->low[t->unknown] : f->high[t->unknown]);
    }
    if (rest < 0)
        return false;
    for (size_t k = f->row_start[r]; k < f->row_start[r + 1]; k++) {
        const t4_premises_term *t = &f->term[k];
        t4_int128 top;

        if (t->factor <= 0 || f->high[t->unknown] != T4_PREMISES_FREE)
            continue;
        top = ceil_div(rest, t->factor) + f->low[t->unknown];
        if (top <= MOST) {
            f->high[t->unknown] = (int64_t)top;
            f->high_tag[t->unknown] = f->row_tag[r];
            changed = true;
        }
    }
    return changed;
}

t4_status t4_premises_close(t4_premises *f, const t4_run *run, t4_error *err)
{
    t4_status status = t4_run_check(run, err);
    bool changed = true;

    if (status)
        return status;
    if (!number_components(f) || !gather(f))
        return t4_fail_memory(err);
    for (int pass = 0; pass < PASSES && changed; pass++) {
        changed = false;
        for (size_t r = 0; r < f->rows; r++)
            changed = lower_tops(f, r) || changed;
    }
    if (!t4_premises_twins(f))
        return t4_fail_memory(err);
    return t4_run_check(run, err);
}

uint32_t t4_premises_component(const t4_premises *f, uint32_t unknown)
{
    return f->component[unknown];
}

size_t t4_premises_components(const t4_premises *f)
{
    return f->components;
}

t4_premises_part t4_premises_part_of(const t4_premises *f, uint32_t component)
{
    size_t u = f->unknown_start[component], r = f->component_row_start[component];

    return (t4_premises_part){component, f->members.unknown + u, f->members.row + r, f->unknown_start[component + 1] - u,
                           f->component_row_start[component + 1] - r};
}

/* --- programs --------------------------------------------------------------------------- */

/* A power of two that brings the largest amount near 2^24, where the solver's tolerances are fine ones. */
static double scale_for(const t4_premises *f, const t4_premises_part *p)
{
    double most = 1, scale = 1;

    for (size_t j = 0; j < p->columns; j++)
        if (f->high[p->unknown[j]] != T4_PREMISES_FREE && (double)f->high[p->unknown[j]] > most)
            most = (double)f->high[p->unknown[j]];
    while (most * scale > 16777216.0)
        scale /= 2;
    return scale;
}

static double scaled(int64_t amount, double scale, double open)
{
    return amount == T4_PREMISES_FREE ? open : (double)amount * scale;
}

typedef struct {
    int *start, *index;
    double *value, *lower, *upper, *cost, *row_lower, *row_upper;
} arrays;

static void fill(const t4_premises *f, const t4_premises_part *p, const arrays *a, double scale)
{
    size_t used = 0;

    for (size_t i = 0; i < p->rows; i++)
        for (size_t k = f->row_start[p->row[i]]; k < f->row_start[p->row[i] + 1]; k++)
            a->start[f->place[f->term[k].unknown] + 1]++;
    for (size_t j = 0; j < p->columns; j++)
        a->start[j + 1] += a->start[j];
    for (size_t i = 0; i < p->rows; i++) {
        for (size_t k = f->row_start[p->row[i]]; k < f->row_start[p->row[i] + 1]; k++) {
            int *at = &a->start[f->place[f->term[k].unknown]];

            a->index[*at] = (int)i;
            a->value[(*at)++] = (double)f->term[k].factor;
            used++;
        }
        a->row_lower[i] = scaled(f->row_low[p->row[i]], scale, -T4_LP_INFINITY);
        a->row_upper[i] = scaled(f->row_high[p->row[i]], scale, T4_LP_INFINITY);
    }
    for (size_t j = p->columns; j > 0; j--)   /* each start has moved on to the next one's */
        a->start[j] = a->start[j - 1];
    a->start[0] = 0;
    a->start[p->columns] = (int)used;
    for (size_t j = 0; j < p->columns; j++) {
        a->lower[j] = (double)f->low[p->unknown[j]] * scale;
        a->upper[j] = scaled(f->high[p->unknown[j]], scale, T4_LP_INFINITY);
    }
}

t4_lp *t4_premises_program(t4_premises *f, const t4_premises_part *p)
{
    size_t terms = 0;
    arrays a;
    t4_lp *lp = NULL;

    if (f->lp[p->number])
        return f->lp[p->number];
    if (f->lps >= PROGRAMS_KEPT)
        drop_programs(f);
    for (size_t i = 0; i < p->rows; i++)
        terms += f->row_start[p->row[i] + 1] - f->row_start[p->row[i]];
    if (terms >= INT32_MAX / 2)
        return NULL;
    a = (arrays){t4_alloc_zero(p->columns + 2, sizeof *a.start), t4_alloc(terms + 1, sizeof *a.index),
                 t4_alloc(terms + 1, sizeof *a.value), t4_alloc(p->columns, sizeof *a.lower),
                 t4_alloc(p->columns, sizeof *a.upper), t4_alloc_zero(p->columns, sizeof *a.cost),
                 t4_alloc(p->rows + 1, sizeof *a.row_lower), t4_alloc(p->rows + 1, sizeof *a.row_upper)};
    if (a.start && a.index && a.value && a.lower && a.upper && a.cost && a.row_lower && a.row_upper) {
        f->lp_scale[p->number] = scale_for(f, p);
        fill(f, p, &a, f->lp_scale[p->number]);
        lp = t4_lp_new((int)p->columns, (int)p->rows, a.start, a.index, a.value, a.lower, a.upper, a.cost, a.row_lower,
                       a.row_upper);
    }
    t4_free(a.start);
    t4_free(a.index);
    t4_free(a.value);
    t4_free(a.lower);
    t4_free(a.upper);
    t4_free(a.cost);
    t4_free(a.row_lower);
    t4_free(a.row_upper);
    f->lp[p->number] = lp;
    f->lps += lp != NULL;
    return lp;
}
