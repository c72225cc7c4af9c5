/* SPDX-License-Identifier: MIT */
/* Two releases of any origin and level: what became coarser, vanished, was revised, no longer adds up. */
#ifndef T4_WATCH_COMPARE_H
#define T4_WATCH_COMPARE_H

#include "base/run.h"
#include "watch/listing.h"

enum {
    T4_COMPARE_REPORTERS_MOST = 2000,   /* reporters of both sides */
    T4_COMPARE_PERIODS_MOST = 10000,    /* periods of both sides */
    T4_COMPARE_LEVELS = 13              /* digits of a code, 0 to 12 */
};

enum { T4_COMPARE_OLD = 0, T4_COMPARE_NEW = 1, T4_COMPARE_SIDES = 2 };

typedef struct {
    const t4_flows *flows;
    const char *name;
    const t4_listing_maps *editions;    /* to the edition that both sides are brought to; NULL = codes as they stand */
    const t4_listing_maps *listing;     /* to that of the watch list; NULL without one */
} t4_compare_input;

typedef struct {
    const t4_watchlist *list;           /* NULL = none */
    t4_watchday day;                    /* the list as of that day; 0 = whenever */
    const t4_codelist *codes;           /* the tree of the list's edition */
    bool series;                        /* both sides are the same set: only switches within it are looked for */
} t4_compare_question;

/* --- what is in a side ------------------------------------------------------------------------ */

/* Periods in a row that are published in as many digits. */
typedef struct {
    t4_period first, last;
    size_t periods;
    int digits;                         /* that most of the codes have which no finer code splits */
    bool names;                         /* most of its goods have names and no codes */
    size_t codes, coarser;              /* distinct codes of so many digits; unsplit ones of fewer */
    size_t partners;                    /* single partners; 0 = the world alone */
    /* The watch list: codes that can be read alone, only together with others that are listed too, not any more. */
    size_t listed, alone, together, gone;
} t4_compare_segment;

/* Detail against total in one period; values as in the flows. */
typedef struct {
    t4_period period;
    uint64_t rows, hidden_rows;
    t4_int128 total, allocated;         /* imports and exports together; total: as published, else the sum */
    t4_int128 hidden;                   /* of total - allocated: below open codes with hidden ones under them */
    bool published;                     /* the total is */
    double share;                       /* unallocated: (total - allocated) / total */
    bool jump;                          /* far above what it was in the periods before */
    bool partial;                       /* months of this year are missing, or nearly all partners fall at once */
    size_t months;                      /* of a year of months: how many there are; 0 = not asked */
    t4_int128 listed, possibly, unlisted, unmapped;
} t4_compare_period;

/* A relation within a side that does not hold. */
typedef struct {
    t4_period period;
    uint32_t row;                       /* of the flows: the total */
    uint8_t way;                        /* t4_compare_way */
    t4_int128 total, sum;
} t4_compare_break;

typedef enum { T4_COMPARE_CODES, T4_COMPARE_PARTNERS, T4_COMPARE_MONTHS, T4_COMPARE_WAYS } t4_compare_way;

typedef struct {
    uint64_t rows, hidden_rows;
    unsigned given;                     /* T4_FLOWS_... of any row */
    bool flows_seen[T4_FLOWS], kinds[T4_PERIOD_KINDS];
    t4_period first, last;
    uint64_t level_rows[T4_COMPARE_LEVELS];
    size_t level_codes[T4_COMPARE_LEVELS];
    size_t partners, reporters;
    bool world;
    char editions[64], valuations[64];
    t4_int128 unit;                     /* values are whole multiples of it, scaled as in the flows */
    t4_period_kind kind;                /* finest */
    t4_compare_segment *segments;
    size_t segment_count, segment_room;
    t4_compare_period *periods;         /* of the finest kind, in order */
    size_t period_count, period_room;
    uint64_t checked[T4_COMPARE_WAYS];  /* relations looked at */
    uint64_t over[T4_COMPARE_WAYS], below[T4_COMPARE_WAYS];  /* parts more, less than the total beyond rounding */
    t4_compare_break *breaks;           /* the largest first */
    size_t break_count, break_room, break_least;  /* least: place of the smallest once all that are kept are there */
} t4_compare_side;

/* --- old against new ---------------------------------------------------------------------------- */

typedef enum { T4_COMPARE_SAME, T4_COMPARE_COARSER, T4_COMPARE_FINER, T4_COMPARE_BOTH_WAYS } t4_compare_verdict;

typedef enum {
    T4_CAUSE_LEVEL,          /* a coarser code (the world) stands in its place */
    T4_CAUSE_CONFIDENTIAL,   /* hidden rows, residual codes or a hole in the sum where it would stand */
    T4_CAUSE_RETIRED,        /* the other side's edition has no such code */
    T4_CAUSE_EDITION,        /* of another edition, and no map tells what it is there */
    T4_CAUSE_RENAMED,        /* another name has the same figures */
    T4_CAUSE_ZERO,           /* what stands beside it adds up without it: no trade */
    T4_CAUSE_UNKNOWN,
    T4_CAUSES
} t4_compare_cause;

typedef struct {
    bool partner, appeared;             /* else a code; else vanished */
    t4_compare_cause cause;
    const char *text;                   /* the code or partner */
    const char *in;                     /* what holds it now: the coarser code, the other name; "" = nothing */
    t4_int128 value;                    /* of it, on the side that has it */
    uint32_t row;                       /* its first row there */
} t4_compare_gone;

typedef struct {
    t4_period period;
    uint8_t flow;
    const char *reporter, *partner;
    const char *code;                   /* or the label of a family */
    t4_int128 old, new, tolerance;      /* in the old side's scale; twice the tolerance of the difference */
    uint32_t old_row, new_row;
} t4_compare_revision;

/* Cells of one level. */
typedef struct {
    int level;                          /* digits; 0 = all goods with the world */
    t4_period_kind kind;
    bool partners;                      /* by single partner; else the world */
    bool families;                      /* codes of two editions, brought together in families */
    uint64_t both, exact, rounding, different;
    uint64_t only_old, only_new, hidden_old, hidden_new, unmapped;
    t4_int128 old, new;                 /* sums over `both` */
} t4_compare_level;

/* A total over all goods and partners in one period. */
typedef struct {
    t4_period period;
    t4_int128 old[3], new[3];           /* imports, exports, both */
    bool has[3];
    bool differs[3];                    /* beyond rounding */
} t4_compare_total;

typedef struct {
    t4_compare_side side[T4_COMPARE_SIDES];
    const t4_compare_segment *before, *after;   /* what the verdict holds against each other */
    t4_compare_verdict verdict, codes, partners, kinds, measures;
    t4_period from;                     /* since when it is coarser or finer; 0 = as a whole */
    bool names;                         /* one side has codes and the other names: their detail is not compared */
    bool edition_changed, edition_mapped;
    t4_compare_gone *gone;              /* by value, largest first; codes, then partners */
    size_t gone_count, gone_room;
    size_t causes[2][2][T4_CAUSES];     /* [partner][appeared] */
    t4_compare_level levels[1 + T4_PERIOD_KINDS];  /* the finest level that both have; totals by kind of period */
    size_t level_count;
    t4_compare_total *totals;
    size_t total_count, total_room;
    t4_compare_revision *revisions;     /* largest first */
    size_t revision_count, revision_room;
    size_t common;                      /* periods that both have */
    bool coarsened_periods;             /* months were added up to the other side's years */
    int scale;                          /* power of ten between the sides: new * 10^scale is old's unit; 0 = none */
    double ratio;                       /* constant ratio that is no power of ten; 0 = none */
    uint64_t scale_cells, scale_seen;   /* cells that show it, of those looked at */
    bool net_mass;                      /* a side has no values: net mass in kg is compared */
    bool currencies;                    /* they differ: values are not compared */
    struct t4_compare_work *work;       /* texts live here */
} t4_compare_result;

t4_status t4_compare_run(t4_compare_result *result, t4_run *run, const t4_compare_input inputs[T4_COMPARE_SIDES],
                         const t4_compare_question *question, t4_error *err);
void t4_compare_release(t4_compare_result *result);
const char *t4_compare_cause_name(t4_compare_cause cause);

#endif
