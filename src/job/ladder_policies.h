/* SPDX-License-Identifier: MIT */
/* The granularity policies that a ladder compares: the template's own, and those of other templates named as designs. */
#ifndef T4_JOB_LADDER_POLICIES_H
#define T4_JOB_LADDER_POLICIES_H

#include "job/policy_lines.h"
#include "watch/ladder.h"

typedef struct {
    t4_ladder_policy items[T4_LADDER_POLICIES_MAX];
    t4_policy_lines lines[T4_LADDER_POLICIES_MAX];
    t4_template *others[T4_LADDER_POLICIES_MAX];   /* by policy; NULL = borrowed */
    char *names[T4_LADDER_POLICIES_MAX];
    size_t count;
    t4_policy_lines lids;                          /* of a template whose codes are adaptive */
} t4_ladder_policies;

/* designs: those that begin with the path of a template (.yaml, .yml).  Release policies also after failure. */
t4_status t4_job_ladder_policies(t4_ladder_policies *policies, t4_run *run, t4_template *own, const char *const *designs,
                                 size_t design_count, t4_error *err);
void t4_job_ladder_policies_release(t4_ladder_policies *policies);

#endif
