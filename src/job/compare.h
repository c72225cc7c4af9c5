/* SPDX-License-Identifier: MIT */
/* The chain of `tenfour compare`: flows of two sides, their editions, a watch list, the comparison. */
#ifndef T4_JOB_COMPARE_H
#define T4_JOB_COMPARE_H

#include "job/editions.h"
#include "job/flows.h"
#include "watch/compare.h"

typedef struct {
    const char *const *old;             /* files and folders of the old side; of a series, all of it */
    size_t old_count;
    const char *new;                    /* NULL = a series: switches within it are looked for */
    const char *edition[T4_COMPARE_SIDES];  /* of codes that do not say theirs; NULL = not said */
    t4_editions_input editions;
    t4_job_flows_defaults defaults;
    const char *list, *list_edition;    /* watch list; NULL = none */
    t4_watchday day;
} t4_job_compare_input;

typedef struct {
    t4_flows flows[T4_COMPARE_SIDES];
    t4_listing_maps editions[T4_COMPARE_SIDES], listing[T4_COMPARE_SIDES];
    t4_hsedition common;                  /* to which codes are brought; name "" = none is said */
    t4_watchlist *list;
    t4_codelist *codes;
    bool series;
    t4_compare_result result;
} t4_job_compare_result;

t4_status t4_job_compare(t4_job_compare_result *out, t4_run *run, const t4_job_compare_input *input, t4_error *err);
void t4_job_compare_release(t4_job_compare_result *out);
/* The flows of a side: of a series both are the same. */
const t4_flows *t4_job_compare_flows(const t4_job_compare_result *out, int side);

#endif
