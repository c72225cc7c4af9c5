/* SPDX-License-Identifier: MIT */
/* What a stage costs: wall time, processor time, memory. */
#ifndef T4_JOB_STOPWATCH_H
#define T4_JOB_STOPWATCH_H

#include "job/input.h"

typedef struct {
    double wall, processor;   /* seconds, when it was started */
} t4_stopwatch;

t4_stopwatch t4_stopwatch_start(void);
/* Add what has passed since the start; the resident memory is the most so far, of the whole process. */
void t4_stopwatch_stop(const t4_stopwatch *watch, t4_stage_cost *cost);

#endif
