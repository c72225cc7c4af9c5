/* SPDX-License-Identifier: MIT */
/* Series that changed: breaks with their chance, robust z and cumulative sums for the day, first appearances. */
#ifndef T4_WATCH_SURGE_H
#define T4_WATCH_SURGE_H

#include "stats/robust.h"
#include "watch/series.h"

enum {
    T4_SURGE_LEAST = 20,         /* periods with a value, below which there is no test */
    T4_SURGE_TRADED_LEAST = 6,   /* the same of a sparse series, the rest being periods without trade */
    T4_SURGE_BASELINE_LEAST = 8,
    T4_SURGE_SILENCE = 12        /* empty periods before a first appearance */
};

/* What can be said of a series at all. */
typedef enum {
    T4_SURGE_TESTED,
    T4_SURGE_SHORT,        /* fewer than T4_SURGE_LEAST periods with a value */
    T4_SURGE_SPARSE,       /* more than a quarter of the periods without trade: tested with these as zeros */
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
    bool season;           /* take out what comes back every year where it explains much */
    bool counts;           /* values are counts: of consignments, firms, declarations */
    bool mapped;           /* codes are families across editions: none of them is new with one */
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
    bool edition;                /* the new regime begins with an edition of the Harmonized System: goods may have moved;
                                    never flagged */
    double season;               /* share of the yearly movement that was taken out; 0 = none */
    double times, error;         /* shift of level at the break net of a trend, as a factor, and its standard error in
                                    logs; of flagged tested series only, else NaN */
    double poisson_p, nb_p;      /* of counts: of the rate after the baseline against it; of the largest period after it */
    double scan_g2;              /* of counts: largest change of rate, and its first period */
    size_t scan_at;
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
 * Test every series of a set on natural logs (counts: on square roots), a season taken out; periods without trade are left
 * out there, or, in sparse series, count as zeros.  A series that begins after a year of silence has the chance that
 * as many periods with trade all fall that late.  In parallel; the same for any number of threads.  What is
 * flagged is decided by the chance of the largest break or of the silence, adjusted over
 * all tested series; every other number only dates or measures what is flagged, and is left out elsewhere.
 */
t4_status t4_surge_run(t4_surge *surge, const t4_run *run, const t4_series_set *set, const t4_surge_question *question,
                       t4_error *err);
void t4_surge_release(t4_surge *surge);

/* --- what would have been seen ------------------------------------------------------------------ */

enum { T4_SURGE_SIZES = 5 };
extern const double t4_surge_sizes[T4_SURGE_SIZES];   /* added trade, in means of the fine series that it hides in */

typedef struct {
    size_t series;               /* of this level that hold the planted ones; */
    size_t planted;              /* how many additions were tried at each size */
    double chance;               /* a series is flagged below it, beside what is flagged already */
    double seen[T4_SURGE_SIZES]; /* share of the additions that the test flags */
    double least;                /* addition seen eight times in ten, in means of the fine series; NaN: none of the sizes */
} t4_surge_power;

/* holder[i] of each fine series: the coarse one that it is a part of, or SIZE_MAX.  Both sets are of the same flows. */
void t4_surge_holders(const t4_flows *flows, const t4_series_set *fine, const t4_series_set *coarse, size_t *holder);
/*
 * Add trade to one fine series after another, from the end of the baseline on, and test the series of `coarse` that
 * holds it as t4_surge_run() does: the same statistic, season and chance, and the rate of false findings as
 * it stands there.  At most `most` of the fine series, spread evenly, that have trade before and after.
 */
t4_status t4_surge_simulate(t4_surge_power *power, const t4_run *run, const t4_series_set *fine,
                            const t4_series_set *coarse, const t4_surge *found, const size_t *holder, size_t most,
                            const t4_surge_question *question, t4_error *err);

#endif
