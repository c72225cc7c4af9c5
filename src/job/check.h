/* SPDX-License-Identifier: MIT */
/* The chain of `tenfour check`: records through a template, every defect reported. */
#ifndef T4_JOB_CHECK_H
#define T4_JOB_CHECK_H

#include "job/input.h"

typedef struct {
    const char *issues;     /* CSV of all issues, mode 0600; NULL = none */
    const char *rejected;   /* rejected rows unchanged, with reasons; NULL = none */
    bool force;             /* overwrite them */
} t4_check_options;

/* T4_ERR_DATA when more is rejected than checks.max_rejected allows or no row is usable; summary is filled all the same. */
t4_status t4_job_check(t4_run *run, const t4_job_input *input, const t4_check_options *options,
                       t4_summary *summary, t4_error *err);

#endif
