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
} t4_job_reconcile_files;

/* question: its rules are given, its sources are filled in here. Release the result also after failure. */
t4_status t4_job_reconcile(t4_reconcile *result, t4_run *run, const t4_job_reconcile_files *files, t4_reconcile_question *question,
                           t4_error *err);

#endif
