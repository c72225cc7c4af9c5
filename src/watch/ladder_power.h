/* SPDX-License-Identifier: MIT */
/* The series of a design that hold what is asked about, and how noisy each is; private to watch/ladder*.c. */
#ifndef T4_WATCH_LADDER_POWER_H
#define T4_WATCH_LADDER_POWER_H

#include "stats/power.h"
#include "watch/ladder_state.h"

/* One published series. */
typedef struct {
    const t4_ladder_view *view;
    uint64_t key;               /* of any of its periods */
    double mean, squares;       /* of the finest periods before: mean, sum of squared deviations */
    double records;             /* a finest period before */
    t4_power_normal test;       /* of the periods that are published */
    bool open;                  /* enough periods, and none hidden */
} t4_ladder_series;

typedef struct {
    t4_ladder_series *items;    /* each once, sorted */
    size_t count;
    size_t *of;                 /* by planting: number of the series that holds it */
    double limit;               /* of every test: in standard errors */
    double *months;             /* [series * finest periods]: what its finest cells add up to; NULL = not kept */
} t4_ladder_series_set;

/* A diversion into one series of the asked view. */
typedef struct {
    uint64_t key;               /* of any of its periods */
    double weight;              /* mean of a period before */
    double amount;              /* of each finest period after */
} t4_ladder_planting;

/* The sets of a design: one for each table and, with list totals, one for the totals of each. */
enum { T4_LADDER_SETS = 2 * T4_LADDER_TABLES };
static inline int t4_ladder_sets(const t4_ladder_design *design)
{
    return design->lists ? 2 * design->tables : design->tables;
}

/* Diverters of each kind; the last is a switch of codes. */
extern const int t4_ladder_diverters[T4_LADDER_TESTS];

/* Periods before and after: the last quarter is tested, floor(count / 4) of them, at least one. */
t4_power_normal t4_ladder_test_of(const t4_ladder *ladder, int period);
/* One diversion into each series that is asked about: as large as given, else as the finest table just sees. */
t4_status t4_ladder_plant(const t4_ladder *ladder, t4_ladder_planting **plantings, size_t *count, t4_error *err);
/*
 * The series of one set (by its number) that hold the plantings, with noise from the sums
 * of their own finest cells: the periods are taken to be independent of each
 * other, so that b of them have sqrt(b) times the noise of one.
 */
t4_status t4_ladder_series_read(t4_ladder_series_set *set, const t4_ladder *ladder, const t4_ladder_design *design,
                                int number, const t4_ladder_pattern *pattern, const t4_ladder_planting *plantings,
                                size_t count, bool keep_months, t4_error *err);
void t4_ladder_series_release(t4_ladder_series_set *set);
/*
 * The chance that a planting shows in a series, by kind: nothing where cells
 * are hidden, or would be with the diverters in them.  A switch of codes
 * shows where the goods were in another series before: outside is the part of
 * the heading's other codes that are.
 */
void t4_ladder_chances(const t4_ladder *ladder, const t4_ladder_design *design, const t4_ladder_series_set *set,
                       size_t planting, const t4_ladder_planting *p, double chance[T4_LADDER_TESTS], double *outside);
/* Periods of a published series after, in each: how much a planting adds. */
double t4_ladder_rise(const t4_ladder *ladder, const t4_ladder_series *series, double amount);

#endif
