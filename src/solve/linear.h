/* SPDX-License-Identifier: MIT */
/* Deviations through one variable by linear programming, for systems that are no network. */
#ifndef T4_SOLVE_LINEAR_H
#define T4_SOLVE_LINEAR_H

#include "solve/lp.h"
#include "solve/route.h"

typedef struct t4_linear t4_linear;

/*
 * A part of a system: only the given variables move, all others stand still.
 * Borrows system and owner (by variable; may be NULL).
 */
t4_status t4_linear_new(t4_linear **linear, const t4_system *system, const uint32_t *variables,
                        size_t count, const uint32_t *owner, t4_error *err);
/* Barred attackers know what the stakes say; borrowed. */
void t4_linear_stakes(t4_linear *linear, const t4_stakes *stakes);
/* Every route starts from standing still: quicker where one has nothing to do with the one before. */
void t4_linear_afresh(t4_linear *linear);
void t4_linear_free(t4_linear *linear);
/* Further variables that stand still from now on: by variable, not 0 = still; borrowed. NULL = none. */
void t4_linear_still(t4_linear *linear, const uint8_t *still);
/* Its variables in the order of `cost`. */
const uint32_t *t4_linear_variables(const t4_linear *linear, size_t *count);
/*
 * The least-cost way to move `variable` by sign * need or further, barred owners
 * standing still.  cost[i]: price of moving the i-th of
 * t4_linear_variables() by one.  Doubles are
 * rounded to integers, after branching where they are broken; *whole says whether none was off by more than 1e-6.
 * The caller proves the result by adding up.  False: impossible (or the
 * solver gave up).  Needs and bounds past 2^50 are cut to 2^50.
 */
bool t4_linear_route(t4_linear *linear, const t4_request *request, const double *cost,
                     const t4_shift **shifts, size_t *count, bool *whole);
/* The most that `variable` can move in a direction; T4_LP_INFINITY without bound, -1 on failure. */
double t4_linear_most(t4_linear *linear, uint32_t variable, int sign);

#endif
