/* SPDX-License-Identifier: MIT */
/* The test of one series, for surge and for the simulation of what it would have seen. */
#ifndef T4_WATCH_SURGE_WORK_H
#define T4_WATCH_SURGE_WORK_H

#include "watch/surge.h"

typedef struct {
    const t4_run *run;
    const t4_series_set *set;
    const t4_surge_question *question;
    t4_surge *surge;
    size_t baseline;             /* periods of it */
} t4_surge_testing;

/* A series as it is tested: one number a point. */
typedef struct {
    double *y, *z, *place;
    size_t *at;                  /* period of each point */
    int *month;
    size_t n, baseline;          /* points; those of the baseline */
} t4_surge_points;

t4_status t4_surge_points_init(t4_surge_points *points, size_t periods);
void t4_surge_points_release(t4_surge_points *points);

/* Everything but what needs the other series: p, dates, counts.  T4_ERR_MEMORY only. */
t4_status t4_surge_test(const t4_surge_testing *t, size_t index, const t4_series *s, t4_surge_points *p,
                        t4_surge_found *found);
/* The chance alone, of a series whose state is known; NaN where it is not tested. */
t4_status t4_surge_chance(const t4_surge_testing *t, uint64_t seed, const t4_series *s, t4_surge_points *p, double *chance);
/* Shift of level of a flagged series, least rise seen at a chance of alpha. */
t4_status t4_surge_measure(const t4_surge_testing *t, const t4_series *s, double alpha, t4_surge_points *p,
                           t4_surge_found *found);
/* Periods of the baseline, and its last one into surge. */
void t4_surge_choose_baseline(t4_surge_testing *t);

#endif
