/* SPDX-License-Identifier: MIT */
/* The stated reconstruction of hidden cells: least Kullback-Leibler distance from an even split. */
#ifndef T4_WATCH_LADDER_GUESS_H
#define T4_WATCH_LADDER_GUESS_H

#include "solve/system.h"

/*
 * hidden: by variable.  guess: by cell of the system; on entry how many finest
 * cells each could hold (the prior), on return the published amount of open
 * cells and the reconstructed one of hidden cells.
 */
t4_status t4_ladder_guess(const t4_system *system, const uint8_t *hidden, double *guess, const t4_run *run,
                          t4_error *err);

#endif
