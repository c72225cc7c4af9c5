/* SPDX-License-Identifier: MIT */
/* Flows from files and from release folders of tenfour, in one set. */
#ifndef T4_JOB_FLOWS_H
#define T4_JOB_FLOWS_H

#include "base/run.h"
#include "model/flows.h"

typedef struct {
    const char *reporter, *partner, *flow, *code;   /* where a file has no such column; NULL = nothing */
    const char *profile;                            /* --profile: a name or a file; NULL = found out, file by file */
} t4_job_flows_defaults;

/*
 * Read every path: a release folder (its data/hsN.csv), a folder of releases, SDMX-CSV or SDMX-ML
 * 2.1, or a file of any office that a profile describes (doc/flows.md); append to a set.  What was
 * read, as what, and what was not, is in flows->sources and flows->refusals: say it to the user.
 * Release flows after use, also when this fails.
 */
t4_status t4_job_flows_add(t4_flows *flows, t4_run *run, const char *const *paths, size_t count,
                           const t4_job_flows_defaults *defaults, t4_error *err);
/* The same into a set that is made here. */
t4_status t4_job_flows(t4_flows *flows, t4_run *run, const char *const *paths, size_t count,
                       const t4_job_flows_defaults *defaults, t4_error *err);

/*
 * The level to add up at: the finest whose values come to 95 % of those of the
 * level with the greatest sum (all goods, where there is such a row), else that level.  -1 without rows.
 */
int t4_job_flows_level(const t4_flows *flows);

enum { T4_JOB_FLOWS_ALL = -1 };

/* The set as CSV that all commands read again; level: rows of that one alone, or T4_JOB_FLOWS_ALL. "-" = standard output. */
t4_status t4_job_flows_write(const t4_flows *flows, const char *path, int level, t4_error *err);
/* The refused rows as CSV: file, sheet, line, column, found, expected. */
t4_status t4_job_flows_write_refusals(const t4_flows *flows, const char *path, t4_error *err);

#endif
