/* SPDX-License-Identifier: MIT */
/* Run a function over numbered tasks on the run's threads; results never depend on their number. */
#ifndef T4_BASE_PARALLEL_H
#define T4_BASE_PARALLEL_H

#include "base/run.h"

/* One task. worker is 0 .. threads-1 and never runs two tasks at once. */
typedef t4_status t4_task(void *context, unsigned worker, size_t index, t4_error *err);

/*
 * Run task 0 .. count-1.  Tasks start in order.  When several fail, the error
 * of the smallest index wins; tasks after a failed one may not run.
 */
t4_status t4_parallel_for(const t4_run *run, size_t count, t4_task *task, void *context,
                          t4_error *err);

/*
 * Produce 0 .. count-1 on all threads, consume in index order, one at a time.
 * At most `window` produced results wait: slot = index % window names the
 * place for a result; it is free again after its consume() returned.
 */
typedef t4_status t4_produce(void *context, unsigned worker, size_t index, size_t slot,
                             t4_error *err);
typedef t4_status t4_consume(void *context, size_t index, size_t slot, t4_error *err);

t4_status t4_parallel_ordered(const t4_run *run, size_t count, size_t window,
                              t4_produce *produce, t4_consume *consume, void *context,
                              t4_error *err);

#endif
