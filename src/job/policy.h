/* SPDX-License-Identifier: MIT */
/* The granularity policy of a release: every record under the code that publish.finest, finest_by, never_finer allow. */
#ifndef T4_JOB_POLICY_H
#define T4_JOB_POLICY_H

#include "job/records.h"

/*
 * Place the records (job/placing.h): what is cut off where others of the same
 * code are published deeper goes into a residual.  Then hold must_show against
 * it: T4_ERR_USAGE when a code that must be shown has fewer digits; every such
 * conflict is listed in conflicts.csv in `folder`, which is confidential
 * (NULL: must_show is not looked at).  *line tells counts; empty when the
 * policy changes nothing.
 */
t4_status t4_job_policy(t4_run *run, t4_records *records, const char *folder, char line[256], t4_error *err);

#endif
