/* SPDX-License-Identifier: MIT */
/* Whole intervals of linked systems: from inside by tables of integers, from outside by multipliers; private to sdc/audit*.c. */
#ifndef T4_SDC_AUDIT_EXTENT_H
#define T4_SDC_AUDIT_EXTENT_H

#include "sdc/audit_find.h"
#include "sdc/witness.h"

/*
 * Linked: widens rises and falls of every hidden variable as far as tables of
 * integers show it, and sets rises_exact and falls_exact where nothing moves it
 * further.  Outer: what is not exact then becomes the most that is proven, by
 * relations, the finder's network of some of them, and programs
 * (T4_UNBOUNDED: nothing bounds it).
 */
t4_status t4_audit_extent(t4_audit *audit, const t4_run *run, const t4_audit_problem *problem, t4_audit_finder *finder,
                          t4_witness_check *check, t4_error *err);

#endif
