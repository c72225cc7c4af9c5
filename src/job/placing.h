/* SPDX-License-Identifier: MIT */
/* Publish records under other codes than their own: contributions kept in their order, and a cube made anew over them. */
#ifndef T4_JOB_PLACING_H
#define T4_JOB_PLACING_H

#include "job/records.h"

/* Keep every contribution in records->items, in the order of the cube; once. */
t4_status t4_placing_collect(t4_records *records, t4_error *err);
/* Do some codes end before the longest published length, so that a policy (job/policy.h) has to place them? */
bool t4_placing_short(const t4_records *records);
/* After the codes of items were replaced by placed ones (model/placed.h): the cube over them. */
t4_status t4_placing_cube(t4_run *run, t4_records *records, t4_error *err);
/* Every contribution, with own codes in the order of tenfour cells: from items, else from the cube.  source: t4_records. */
t4_status t4_placing_contributions(void *source, t4_contribution_visit *visit, void *context, t4_error *err);

#endif
