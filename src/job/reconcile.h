/* SPDX-License-Identifier: MIT */
/* From files to reconciled figures: flows, or tables of figures and their relations. */
#ifndef T4_JOB_RECONCILE_H
#define T4_JOB_RECONCILE_H

#include "watch/reconcile.h"

/* Paths; NULL or none = not given. */
typedef struct {
    const char *const *files;        /* flows; with relations: tables of figures */
    size_t file_count;
    const char *const *against, *const *mirror;
    size_t against_count, mirror_count;
    const char *relations, *reliability;
    const char *reporter, *flow;     /* where a file does not say */
    const char *profile;             /* how flows are to be read; NULL = found out */
} t4_job_reconcile_files;

/* What was read of flows. */
typedef struct {
    t4_flows flows, against, mirror;
} t4_job_reconcile_input;

/* question: its rules are given, its sources are filled in here. Release result and input also after failure. */
t4_status t4_job_reconcile(t4_reconcile *result, t4_job_reconcile_input *input, t4_run *run, const t4_job_reconcile_files *files, t4_reconcile_question *question,
                           t4_error *err);
void t4_job_reconcile_release(t4_job_reconcile_input *input);

#endif
