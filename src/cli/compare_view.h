/* SPDX-License-Identifier: MIT */
/* A comparison in words and tables: what text, page, CSV and JSON are put together from. */
#ifndef T4_CLI_COMPARE_VIEW_H
#define T4_CLI_COMPARE_VIEW_H

#include "base/buffer.h"
#include "cli/terminal.h"
#include "job/compare.h"
#include "watch/compare_drift.h"

/* Alarms, in the order of --fail-on; bits. */
enum {
    T4_ALARM_COARSER = 1, T4_ALARM_VANISHED = 2, T4_ALARM_REVISED = 4, T4_ALARM_UNALLOCATED = 8, T4_ALARM_SUMS = 16,
    T4_ALARM_SCALE = 32, T4_ALARM_PARTIAL = 64, T4_ALARMS = 7
};
#define T4_COMPARE_FAIL_ON "coarser|vanished|revised|unallocated|sums|scale|partial"

typedef struct {
    const t4_job_compare_result *job;
    const t4_compare_result *r;
    const char *names[T4_COMPARE_SIDES];  /* paths as given */
    const t4_compare_drift *drift;        /* over vintages between A and B; NULL = there are none */
    size_t top;                           /* rows of long tables in text and page */
} t4_compare_view;

unsigned t4_compare_alarms(const t4_compare_view *v);

/* What stands out, the granularity first; one line each. */
bool t4_compare_sentences(t4_buffer *out, const t4_compare_view *v);

/* Tables for people; each initialises the table, which the caller releases. count = rows that are left out. */
typedef struct {
    const char *id, *title;
    t4_status (*fill)(t4_table *table, const t4_compare_view *v, size_t *left_out, t4_error *err);
} t4_compare_section;
extern const t4_compare_section t4_compare_sections[];   /* closed by a row of NULL */

/* Everything as one long table for CSV and JSON. */
t4_status t4_compare_records(t4_table *table, const t4_compare_view *v, t4_error *err);

/* An amount as people read it, with thousands and as many decimals as both sides need (at most 2). */
const char *t4_compare_amount(const t4_compare_view *v, t4_int128 amount, char text[64]);
/* "0.12 %"; "" when of is 0. */
const char *t4_compare_percent(t4_int128 part, t4_int128 of, char text[32]);
/* "file.csv:12" of a row of a side. */
const char *t4_compare_place(const t4_compare_view *v, int side, uint32_t row, char text[512]);
/* "ten-digit codes", "headings" ... */
const char *t4_compare_digits(int digits, char text[32]);

#endif
