/* SPDX-License-Identifier: MIT */
/* How far every arc of a circulation can move: the exact ends of all its intervals. */
#ifndef T4_SOLVE_SPAN_H
#define T4_SOLVE_SPAN_H

#include "base/run.h"
#include "solve/flow.h"

/*
 * rise and fall, by arc: the most that can go along it and against it, the rest
 * of the circulation closing the circle; T4_UNBOUNDED where nothing bounds it.
 * Blocks are taken one by one, arcs in series or side by side as one, and what
 * then is left is pushed to its end, from where the search before it ended.
 */
t4_status t4_span(const t4_run *run, size_t nodes, const t4_flow_arc *arcs, size_t count, int64_t *rise,
                  int64_t *fall, t4_error *err);

#endif
