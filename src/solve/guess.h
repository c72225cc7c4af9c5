/* SPDX-License-Identifier: MIT */
/* What a guesser makes of a system: one number for every hidden variable, from all that is open. */
#ifndef T4_SOLVE_GUESS_H
#define T4_SOLVE_GUESS_H

#include "solve/reconstruct.h"
#include "solve/system.h"

enum { T4_GUESS_HIDDEN_MAX = 60000 };  /* most hidden variables that a report's guesses are made for */

/*
 * Outer bounds of every variable by propagation over the relations: open ones
 * are points, hidden ones lie in [low, high] whatever table is behind it
 * (high HUGE_VAL = endless).  hidden: by variable.  Cheap, and wider than the
 * intervals of linear programs.
 */
t4_status t4_guess_bounds(double *low, double *high, const t4_system *system, const uint8_t *hidden,
                          const t4_run *run, t4_error *err);
/* The middle of those bounds; the lower one where there is no upper. */
t4_status t4_guess_midpoint(double *x, const t4_system *system, const uint8_t *hidden, const t4_run *run,
                            t4_error *err);
/*
 * The table with the least Kullback-Leibler distance from a prior among all
 * that agree with the open variables (t4_reconstruct_fit()).  x, by variable:
 * on entry the prior of hidden variables without parts (0 or more; only those
 * of the finest cells count), on return the guess of every variable.  Not for
 * systems with factors.
 */
t4_status t4_guess_entropy(double *x, const t4_system *system, const uint8_t *hidden, const t4_run *run,
                           t4_reconstruct_result *result, t4_error *err);
/*
 * Even priors: every hidden variable without parts gets its share, by number,
 * of the smallest open sum around it.
 */
t4_status t4_guess_even(double *x, const t4_system *system, const uint8_t *hidden, t4_error *err);

#endif
