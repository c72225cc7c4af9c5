/* SPDX-License-Identifier: MIT */
/* publish.must_show against the codes that are published: conflicts are listed, and stop the release. */
#ifndef T4_JOB_POLICY_SHOWN_H
#define T4_JOB_POLICY_SHOWN_H

#include "job/records.h"
#include "model/granularity.h"

typedef struct {
    t4_run *run;
    t4_records *records;            /* its items have their own codes yet */
    const t4_granularity *policy;   /* who may have how many digits */
    const uint8_t *level;           /* by item: digits that it has */
    bool adaptive;                  /* what has fewer than the policy allows was cut for safety */
} t4_policy_shown;

/*
 * T4_ERR_USAGE when a code that must be shown has fewer digits; every such
 * conflict is listed in conflicts.csv in `folder`, which is confidential.
 */
t4_status t4_policy_shown_hold(const t4_policy_shown *with, const char *folder, t4_error *err);

#endif
