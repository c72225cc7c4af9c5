/* SPDX-License-Identifier: MIT */
/* Series that changed: breaks with their chance, robust z and cumulative sums for the day, first appearances. */
#ifndef T4_WATCH_SURGE_H
#define T4_WATCH_SURGE_H

#include "stats/robust.h"
#include "watch/series.h"

enum { T4_SURGE_LEAST = 20, T4_SURGE_BASELINE_LEAST = 8, T4_SURGE_SILENCE = 12 };

/* What can be said of a series at all. */
typedef enum {
    T4_SURGE_TESTED,
    T4_SURGE_SHORT,        /* fewer than T4_SURGE_LEAST periods with a value */
    T4_SURGE_SPARSE,       /* more than a quarter of the periods without trade: only a first appearance is looked for */
    T4_SURGE_DEGENERATE,   /* constant: no spread to measure against */
    T4_SURGE_NEW,          /* the first trade after T4_SURGE_SILENCE empty periods */
    T4_SURGE_EDITION       /* the same, but when an edition of the Harmonized System came into force: no finding */
} t4_surge_state;

const char *t4_surge_state_name(t4_surge_state state);

typedef struct {
    t4_period until;       /* last period of the baseline; 0 = chosen, see t4_surge_found.baseline_until */
    double trim;           /* 0.15 */
    size_t runs;           /* most permutations of a series, 9999 */
    size_t block;          /* of innovations, 3 */
    uint64_t seed;
    double fdr;            /* a series is flagged when its adjusted p is at most this */
    bool any_dependence;   /* Benjamini and Yekutieli in place of Benjamini and Hochberg */
    double z_alarm, cusum_k, cusum_h;
} t4_surge_question;

/* Of one series; periods are indices into the set, SIZE_MAX = none. */
typedef struct {
    t4_surge_state state;
    size_t n, empty, hidden;     /* periods with a value, without trade, hidden */
    double before, after;        /* means of values on both sides of the break */
    double f, p, adjusted;       /* NaN without a test */
    size_t at;                   /* first period of the new regime */
    bool flagged, rise;
    double z_most;               /* largest robust z after the baseline; NaN when degenerate */
    size_t z_first, cusum_first;
    double least_seen;           /* smallest lasting rise that this test sees with power 0.8, in values */
} t4_surge_found;

typedef struct {
    t4_surge_found *found;       /* one a series, in the order of the set */
    size_t *ranked;              /* flagged first, by adjusted p, then F */
    size_t tested, flagged, fresh;
    t4_period baseline_until;
} t4_surge;

/*
 * Test every series of a set on natural logs; periods without trade are left
 * out there.  In parallel; the same for any number of threads.  What is
 * flagged is decided by the permuted chance of the largest break, adjusted over
 * all tested series; z and cumulative sums only date it.
 */
t4_status t4_surge_run(t4_surge *surge, const t4_run *run, const t4_series_set *set, const t4_surge_question *question,
                       t4_error *err);
void t4_surge_release(t4_surge *surge);

#endif
