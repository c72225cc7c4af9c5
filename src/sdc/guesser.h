/* SPDX-License-Identifier: MIT */
/* The tool's attack on its own release: how many unsafe cells plain guesses come near to. */
#ifndef T4_SDC_GUESSER_H
#define T4_SDC_GUESSER_H

#include "sdc/protect.h"

/*
 * Nothing beyond T4_GUESS_HIDDEN_MAX hidden variables.  Share of unsafe variables that a guess meets within p percent (that of the
 * rules, 10 without), beside the share of as many variables, hidden at random
 * in place of the pattern, that the same guess meets.  Confidential.
 *
 * Guessers: the middle of what the sums allow; the least-distance table from
 * even shares; the same from the cell's value in the nearest earlier open
 * period (even shares where there is none).
 */
t4_status t4_guesser_run(t4_protection *protection, const t4_run *run, t4_error *err);

#endif
