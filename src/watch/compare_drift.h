/* SPDX-License-Identifier: MIT */
/* How totals moved over a row of vintages: one step for each two that follow one another. */
#ifndef T4_WATCH_COMPARE_DRIFT_H
#define T4_WATCH_COMPARE_DRIFT_H

#include "watch/compare.h"

enum { T4_COMPARE_VINTAGES_MOST = 1000 };

/* A total (imports, exports, both) of a period over the vintages that have it. */
typedef struct {
    t4_period period;
    uint8_t way;                 /* 0 imports, 1 exports, 2 both */
    size_t steps, up, down;      /* pairs of vintages that have it; of them revised beyond rounding, upwards or downwards */
    size_t last_step;            /* the last step in which it was revised, from 1; 0 = never */
    t4_int128 first, last;       /* in the first and the last vintage that have it */
    t4_int128 largest;           /* the largest single revision, with its sign */
} t4_compare_drift_row;

typedef struct {
    t4_compare_drift_row *rows;  /* by period, way */
    size_t count, room;
    size_t steps;
    size_t up, down;             /* revisions of all totals together, upwards, downwards */
} t4_compare_drift;

/* Add the step from one vintage to the next.  Totals of a step in which units differ are left out. */
t4_status t4_compare_drift_add(t4_compare_drift *drift, const t4_compare_result *step, t4_error *err);
void t4_compare_drift_release(t4_compare_drift *drift);

#endif
