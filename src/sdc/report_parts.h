/* SPDX-License-Identifier: MIT */
/* What the report as CSV and the report as a page share; private to sdc/report*.c. */
#ifndef T4_SDC_REPORT_PARTS_H
#define T4_SDC_REPORT_PARTS_H

#include "sdc/report.h"

/* Open, hidden for itself, hidden for others. */
typedef struct {
    uint64_t cells[3];
    t4_int128 amount[T4_MEASURES_MAX][3];
} t4_report_level;

/* By level of the plan. */
t4_status t4_report_levels(const t4_protection *protection, t4_report_level *levels, t4_error *err);
/*
 * The costliest secondaries, or the primaries with the narrowest intervals for
 * their size: up to `most` variables; how many, SIZE_MAX without memory.
 */
size_t t4_report_rank(const t4_protection *protection, bool costly, uint32_t *variables, size_t most);
/* ",12.34" */
bool t4_report_decimal(t4_buffer *out, t4_int128 value, int decimals);

#endif
