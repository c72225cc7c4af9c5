/* SPDX-License-Identifier: MIT */
/* What earlier releases showed of a code in a year: an adaptive release does not refine it before the year is over. */
#ifndef T4_JOB_ADAPTIVE_BEFORE_H
#define T4_JOB_ADAPTIVE_BEFORE_H

#include "job/records.h"

typedef struct t4_adaptive_before t4_adaptive_before;

/* Read the codes, years and flows of the releases; T4_OK and no memory held with count 0. */
t4_status t4_adaptive_before_read(t4_adaptive_before **before, t4_run *run, const t4_codelist *codes,
                                  const char *const *previous, size_t count, t4_error *err);
void t4_adaptive_before_free(t4_adaptive_before *before);
/* Does any of them show the flow in that year? */
bool t4_adaptive_before_has(const t4_adaptive_before *before, uint32_t flow, int year);
/*
 * Digits of the finest place where the goods of a code stood in a year of the
 * last release that shows it; T4_CODE_MAX when it was shown whole or was not
 * there yet.  levels: published lengths, descending.
 */
int t4_adaptive_before_cap(const t4_adaptive_before *before, const t4_codelist *codes, uint32_t flow, int year,
                           const char *code, const int *levels, int level_count);

#endif
