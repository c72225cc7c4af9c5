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

/* The same by kind of period, of the measure protected; every cell counted for itself. */
typedef struct {
    uint64_t cells[3];
    t4_int128 value[3];
} t4_report_kind;

void t4_report_kinds(const t4_protection *protection, t4_report_kind kinds[T4_PERIOD_KINDS]);
/* By level of the plan. */
t4_status t4_report_levels(const t4_protection *protection, t4_report_level *levels, t4_error *err);
/*
 * The costliest secondaries, or the primaries with the narrowest intervals for
 * their size: up to `most` variables; how many, SIZE_MAX without memory.
 */
size_t t4_report_rank(const t4_protection *protection, bool costly, uint32_t *variables, size_t most);
/* How an end of a proven interval is meant: nothing moves the figure further; tables show so much; or it has no end. */
typedef enum { T4_REPORT_EXACT, T4_REPORT_AT_LEAST, T4_REPORT_NO_LIMIT, T4_REPORT_ENDS } t4_report_end;

/* Of a hidden variable: sign -1 the least value, +1 the greatest. */
t4_report_end t4_report_end_of(const t4_protection *protection, uint32_t variable, int sign);
/* "exact", "or less", "or more", "no limit" */
const char *t4_report_end_word(t4_report_end end, int sign);
/* Hidden cells by the meaning of their lower and upper end. */
void t4_report_count_ends(const t4_protection *protection, uint64_t cells[T4_REPORT_ENDS][T4_REPORT_ENDS]);
/* ",2024-05,M,0101,DE" */
bool t4_report_place(t4_buffer *out, const t4_protection *protection, uint32_t cell);
/* ",12.34" */
bool t4_report_decimal(t4_buffer *out, t4_int128 value, int decimals);

#endif
