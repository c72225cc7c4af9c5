/* SPDX-License-Identifier: MIT */
/* How far hidden variables can move at the most, proven from outside by integer multipliers, with tables that show it. */
#ifndef T4_SOLVE_EXTENT_H
#define T4_SOLVE_EXTENT_H

#include "solve/ceilings.h"
#include "solve/route.h"

typedef struct t4_extent t4_extent;

/*
 * Splits the hidden variables (by variable, not 0; borrowed) into components
 * and draws what follows for each variable from one relation after another.
 */
t4_status t4_extent_new(t4_extent **extent, const t4_system *system, const uint8_t *hidden, t4_error *err);
void t4_extent_free(t4_extent *extent);
size_t t4_extent_parts(const t4_extent *extent);
/* The variables of a component, ascending. */
const uint32_t *t4_extent_part(const t4_extent *extent, size_t part, size_t *count);
/* No table takes the variable further than this; T4_UNBOUNDED: no such bound is known. */
int64_t t4_extent_bound(const t4_extent *extent, uint32_t variable, int sign);

/* No table takes any variable further than this either (by variable; borrowed): what follows from it is drawn again. */
void t4_extent_confine(t4_extent *extent, const int64_t *up, const int64_t *down);
/* The same of one variable, from which nothing more is drawn. */
void t4_extent_bring(t4_extent *extent, uint32_t variable, int sign, int64_t most);

/* The linear program of one component; each thread has its own. */
typedef struct t4_extent_program t4_extent_program;

/* NULL without memory, or where the component has more than T4_EXTENT_MOST variables or moves past 2^50. */
t4_extent_program *t4_extent_program_new(const t4_extent *extent, size_t part);
void t4_extent_program_free(t4_extent_program *program);
/*
 * The greatest move of a variable of the component in a direction.  *most:
 * proven by multipliers that were added up as integers (rounded down;
 * T4_UNBOUNDED = none); *whole: and no fraction was cut off.  The shifts
 * (borrowed until the next call) are the table that the solver found, rounded
 * to integers: the caller adds up before he believes it.  False: the solver gave up.
 */
bool t4_extent_most(t4_extent_program *program, uint32_t variable, int sign, int64_t *most, bool *whole,
                    const t4_shift **shifts, size_t *count);
#endif
