/* SPDX-License-Identifier: MIT */
/* Flows as series over time: which rows count, summed exactly, one number a period. */
#ifndef T4_WATCH_SERIES_H
#define T4_WATCH_SERIES_H

#include "base/run.h"
#include "model/flows.h"
#include "model/watchlist.h"

enum { T4_SERIES_PERIODS_MOST = 4096, T4_SERIES_MOST = 5000000 };

enum { T4_SERIES_FINEST = -1, T4_SERIES_ALL_GOODS = 0 };

/* What is added up.  Net mass: hidden where a row with trade has none, so that a missing weight is never zero. */
typedef enum { T4_SERIES_VALUE = 0, T4_SERIES_NET } t4_series_measure;

typedef struct {
    t4_series_measure measure;
    t4_period_kind kind;         /* of the periods; finer rows are added up where a period is whole */
    int level;                   /* digits of codes, T4_SERIES_FINEST or T4_SERIES_ALL_GOODS */
    bool each_reporter, each_partner;  /* else all together */
    bool by_tier;                /* listed goods by tier in place of codes; needs watchlist */
    const t4_watchlist *watchlist;
    t4_flow flow;                /* T4_FLOWS = each */
} t4_series_question;

typedef struct {
    uint32_t reporter, partner;  /* ids in places; T4_DICT_NONE = all together */
    uint32_t code;               /* id in codes; a tier with by_tier */
    uint8_t flow;
    double *value;               /* one a period: 0 where there was no row */
    uint8_t *hidden;             /* 1 where a row hides its value (or has no mass) */
} t4_series;

/* Sorted by reporter, flow, partner, code, bytewise. */
typedef struct {
    t4_period *periods;          /* without gaps */
    size_t n;
    t4_series *items;
    size_t count;
    int level;                   /* of the rows that were used */
    bool world_rows;             /* partners together: from rows that say so, else summed */
    uint64_t rows, left_out;     /* rows used; rows of other levels, of world rows or of other kinds of periods */
    double *values;
    uint8_t *states;
} t4_series_set;

/*
 * Rows of one level alone count: the asked one, where it is there, else the
 * nearest finer one, shortened; so totals that stand beside details are never
 * added to them.  The same for periods and for world against partners.
 * Values are divided by 10^T4_FLOWS_DECIMALS at the end only.  T4_ERR_DATA
 * when nothing is left.
 */
t4_status t4_series_make(t4_series_set *set, t4_flows *flows, const t4_series_question *question, t4_error *err);
void t4_series_release(t4_series_set *set);
/* Place of a period in the set, or SIZE_MAX. */
size_t t4_series_find(const t4_series_set *set, t4_period period);

#endif
