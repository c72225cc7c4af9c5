/* SPDX-License-Identifier: MIT */
/* The inside of a system of facts; private to solve/premises*.c. */
#ifndef T4_SOLVE_PREMISES_STATE_H
#define T4_SOLVE_PREMISES_STATE_H

#include "solve/premises.h"
#include "solve/lp.h"

typedef struct {
    uint32_t *unknown;         /* of all components, one after the other: see component_start */
    uint32_t *row;
} t4_premises_members;

/* A digest of 128 bits; sums of digests do not depend on order. */
typedef struct {
    uint64_t a, b;
} t4_premises_twin;

typedef struct {
    t4_premises_twin key;
    t4_premises_range range;
    bool used;
} t4_premises_told;

struct t4_premises {
    /* unknowns; a fact about a single one is a bound of it */
    int64_t *low, *high;
    uint32_t *low_tag, *high_tag;
    size_t unknowns, low_room, high_room, low_tag_room, high_tag_room;
    /* facts about several */
    size_t rows, row_room, tag_room, least_room, most_room;
    size_t *row_start;
    uint32_t *row_tag;
    int64_t *row_low, *row_high;
    t4_premises_term *term;
    size_t terms, term_room;
    /* components */
    uint32_t *component;       /* by unknown */
    size_t components;
    size_t *unknown_start, *component_row_start;   /* by component */
    t4_premises_members members;
    uint32_t *place;           /* by unknown: its column within its component */
    uint8_t *state;            /* by component: 0 not looked at, 1 fits, 2 contradictory */
    t4_lp **lp;                /* by component; NULL until it is needed */
    double *lp_scale;
    size_t lps;
    /*
     * Unknowns in the same rows with the same bounds may change places: sums that
     * differ by such a change alone have the same interval.  twin: by unknown, what it is like.
     */
    t4_premises_twin *twin;
    t4_premises_told *told;    /* intervals by what their sums are like; open addressing */
    size_t told_count, told_mask;
};

enum { T4_PREMISES_UNSEEN = 0, T4_PREMISES_FITS = 1, T4_PREMISES_CLASHES = 2 };

/* One component: `columns` unknowns from `unknown`, `rows` facts from `row`. */
typedef struct {
    uint32_t number;
    const uint32_t *unknown, *row;
    size_t columns, rows;
} t4_premises_part;

t4_premises_part t4_premises_part_of(const t4_premises *facts, uint32_t component);

/*
 * What multipliers of a component's rows prove: the least value of the sum of
 * the unknowns that are marked in `wanted` (by column; NULL = of none), sign 1,
 * or of its negative, sign -1: at least *least / *unit.  False: nothing (an
 * open side, or numbers too large).
 */
bool t4_premises_prove(const t4_premises *facts, const t4_premises_part *part, const uint8_t *wanted, int sign, const double *prices,
                    t4_int128 *least, t4_int128 *unit, uint32_t binding[T4_PREMISES_BINDING], int *bindings);
/* a / b, b > 0, rounded down. */
static inline t4_int128 t4_premises_floor(t4_int128 a, t4_int128 b)
{
    return a >= 0 ? a / b : -((-a + b - 1) / b);
}
/* Remember a tag, once, while there is room. */
void t4_premises_note(uint32_t tag, uint32_t binding[T4_PREMISES_BINDING], int *bindings);
/* The program of a component, made when it is not there. */
t4_lp *t4_premises_program(t4_premises *facts, const t4_premises_part *part);
/* Does the component have a solution?  Settles its state. */
t4_status t4_premises_settle(t4_premises *facts, const t4_premises_part *part, t4_error *err);
/* A single fact about a sum with factors 1: no program is needed. */
bool t4_premises_is_simple(const t4_premises *facts, const t4_premises_part *part);

bool t4_premises_twins(t4_premises *premises);
/* The interval that a like sum had, NULL; and a place to keep one, NULL without memory. */
const t4_premises_range *t4_premises_like(const t4_premises *premises, t4_premises_twin key);
void t4_premises_keep(t4_premises *premises, t4_premises_twin key, const t4_premises_range *range);

#endif
