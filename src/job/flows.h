/* SPDX-License-Identifier: MIT */
/* Flows from files and from release folders of tenfour, in one set. */
#ifndef T4_JOB_FLOWS_H
#define T4_JOB_FLOWS_H

#include "base/run.h"
#include "model/flows.h"

typedef struct {
    const char *reporter, *partner, *flow, *code;   /* where a file has no such column; NULL = nothing */
} t4_job_flows_defaults;

/*
 * Read every path: a release folder (its data/hsN.csv), a folder of releases, or a table of
 * flows; append to a set.  Release flows after use, also when this fails.
 */
t4_status t4_job_flows_add(t4_flows *flows, t4_run *run, const char *const *paths, size_t count,
                           const t4_job_flows_defaults *defaults, t4_error *err);
/* The same into a set that is made here. */
t4_status t4_job_flows(t4_flows *flows, t4_run *run, const char *const *paths, size_t count,
                       const t4_job_flows_defaults *defaults, t4_error *err);

#endif
