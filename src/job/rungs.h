/* SPDX-License-Identifier: MIT */
/* What a test of series would have seen, at the level of the series and at every coarser one. */
#ifndef T4_JOB_RUNGS_H
#define T4_JOB_RUNGS_H

#include "watch/surge.h"

enum { T4_SURGE_RUNGS = 6 };

typedef struct {
    int level;
    size_t series, tested, flagged;
    t4_surge_power power;
} t4_surge_rung;

/* set and surge: of the finest level.  rungs: from it down to all goods. */
t4_status t4_job_surge_rungs(t4_surge_rung rungs[T4_SURGE_RUNGS], size_t *count, const t4_run *run, t4_flows *flows,
                             const t4_series_set *set, const t4_surge *surge, const t4_series_question *series,
                             const t4_surge_question *question, t4_error *err);

#endif
