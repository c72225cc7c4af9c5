/* SPDX-License-Identifier: MIT */
/* From files to intervals: reads published flows and what is known beside them, and asks what they prove. */
#ifndef T4_JOB_BOUND_H
#define T4_JOB_BOUND_H

#include "watch/bound.h"

/* Paths; NULL or none = not given. */
typedef struct {
    const char *const *coarse;
    size_t coarse_count;
    const char *const *detail, *const *mirror;
    size_t detail_count, mirror_count;
    const char *floors, *rates, *list, *codes;
    const char *reporter, *flow;     /* where a file does not say */
    const char *profile;             /* how flows are to be read; NULL = found out */
    bool no_tree;                    /* no code list at all */
} t4_job_bound_files;

/* What was read, for as long as the answer is looked at. */
typedef struct {
    t4_flows coarse, detail, mirror;
    t4_sidefacts floors, rates;
    t4_watchlist *list;
    t4_codelist *tree;
} t4_job_bound_input;

/* question: its rules are given, its sources are filled in here. Release input and bound also after failure. */
t4_status t4_job_bound(t4_bound *bound, t4_job_bound_input *input, t4_run *run, const t4_job_bound_files *files,
                       t4_bound_question *question, bool backtest, t4_error *err);
void t4_job_bound_release(t4_job_bound_input *input);

#endif
