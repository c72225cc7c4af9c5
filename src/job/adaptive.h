/* SPDX-License-Identifier: MIT */
/* Adaptive granularity of a release: the codes of every year chosen from the records, the cube made anew over them. */
#ifndef T4_JOB_ADAPTIVE_H
#define T4_JOB_ADAPTIVE_H

#include "job/records.h"
#include "model/rows.h"

/*
 * For each flow and calendar year the finest codes at which every cell of that
 * year and the year before it is safe in every measure that the rules hold for
 * (sdc/adaptive.h, t4_protect_measures()): a code is refined only
 * when it has been safe for two years, and changes at most once a year; with
 * earlier releases it is not refined before the year is over.  Lines of
 * publish.finest, finest_by and never_finer are the longest that may be
 * chosen; what must be shown and is cut stops the release (job/policy_shown.h).  The
 * records' cube is replaced by one over the published codes, residuals
 * ("8542XX") among them, and the rules are left to prove it (method suppress,
 * with nothing to hide).  Writes adaptive.csv (flow, year, code, published)
 * into `folder`, which is confidential, and tells counts in `line`.
 * T4_ERR_UNSAFE when not even all goods together are safe.
 */
t4_status t4_job_adaptive(t4_run *run, t4_records *records, const char *const *previous, size_t previous_count,
                          const char *folder, char line[256], t4_error *err);
/* After that: does a row belong to the partition of all records?  context: the t4_records. */
bool t4_job_in_partition(const void *context, const t4_row *row);
/*
 * publish.minimum_level: T4_ERR_USAGE, with the first codes, when goods are
 * published coarser than promised or than a release in `previous` showed them.
 */
t4_status t4_job_minimum_level(t4_run *run, t4_records *records, const char *const *previous, size_t count,
                               t4_error *err);

#endif
