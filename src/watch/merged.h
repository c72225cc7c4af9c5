/* SPDX-License-Identifier: MIT */
/* Codes of two editions merged into families, so that a series goes on where only its number changed. */
#ifndef T4_WATCH_MERGED_H
#define T4_WATCH_MERGED_H

#include "model/correlation.h"
#include "model/flows.h"

typedef struct {
    uint64_t merged;             /* rows whose code now stands for a family of several */
    uint64_t unknown;            /* rows whose code no table has: as they were, cut to the tables' digits */
} t4_merged;

/*
 * Every code, cut to the digits of the tables, becomes the first new code of its family.  Codes of
 * periods before `month` are looked for in the old edition first, others in the new one.  Rows of fewer digits than
 * the tables are left out: their sums cross families.
 */
t4_status t4_merged_apply(t4_merged *merged, t4_flows *flows, const t4_correlation *correlation, int month, t4_error *err);

#endif
