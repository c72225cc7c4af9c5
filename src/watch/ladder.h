/* SPDX-License-Identifier: MIT */
/* The ladder: what each release design publishes, hides and exposes, side by side. */
#ifndef T4_WATCH_LADDER_H
#define T4_WATCH_LADDER_H

#include "model/codelist.h"
#include "model/flow.h"
#include "model/granularity.h"
#include "watch/shown.h"

struct t4_protect_input;

/*
 * Designs are compared over one set of finest cells (longest code x partner x
 * shortest period x flow).  Targets are fixed before any design: every
 * trader's contribution to every cell of the tree of codes, partners and
 * periods that breaks a rule.  Each design is attacked with its own numbers
 * and nothing else.  Confidential but where it says otherwise.
 */
typedef struct t4_ladder t4_ladder;

enum {
    T4_LADDER_DESIGNS_MAX = 64,
    T4_LADDER_TABLES = 2,
    T4_LADDER_NAME = 96,
    T4_LADDER_PERIODS_MAX = 1024,        /* distinct periods */
    T4_LADDER_CODES_MAX = 1 << 24,       /* distinct codes of one length */
    T4_LADDER_PARTNERS_MAX = 1 << 14,
    T4_LADDER_POLICIES_MAX = 16,         /* granularity policies that are compared */
    T4_LADDER_CLASSES_MAX = 256,         /* ways in which one treats partners */
    T4_LADDER_DIMS_MAX = 1 << 13,        /* combinations of further dimensions */
    T4_LADDER_PLANTED_MAX = 100000,      /* diversions that were told of */
    T4_LADDER_SIMULATED_MAX = 100000,    /* diversions planted in a simulation */
    T4_LADDER_TESTS = 5,                 /* diversions by 1, 2, 5, 20 traders; a switch of codes */
    T4_LADDER_DEPTHS = 6                 /* codes of 10, 8, 6, 4, 2, 0 digits */
};

typedef enum { T4_LADDER_EACH = 0, T4_LADDER_GROUPS, T4_LADDER_WORLD } t4_ladder_partners;

/* One published table with the coarser codes and partners of the same kind of period. */
typedef struct {
    int level;
    t4_period_kind period;
    t4_ladder_partners partners;
    unsigned also;       /* further kinds of periods, a bit each */
} t4_ladder_table;

#define T4_LADDER_OWN_POLICY "policy"

/* A granularity policy that designs may have. */
typedef struct {
    const char *name;                   /* as designs begin: T4_LADDER_OWN_POLICY, or the path of another template */
    const t4_template *template_;       /* its tables and rules; borrowed like the lines */
    const t4_granularity *lines;
} t4_ladder_policy;

typedef struct {
    char name[T4_LADDER_NAME];
    t4_ladder_table table[T4_LADDER_TABLES];
    int tables;
    bool suppress;       /* protected by the template's rules; else everything is open */
    bool adaptive;       /* the finest codes at which every cell is safe, with residuals */
    size_t policy;       /* number of its granularity policy, counted from 1; 0 = codes of one length */
    bool lists;          /* totals of the watch list beside it, where they are safe */
    const t4_shown *shown;  /* the cells that another publication shows are open, no others; NULL = all are.  Borrowed */
} t4_ladder_design;

/*
 * A design as users write it: DIGITS[:PERIOD[:PARTNERS]], a second table after
 * '+', "/suppress", "/adaptive", "/lists": "10:year:world+2:month:each/suppress".
 * What is left out is the finest.  "policy" in place of DIGITS is the policy of
 * that name; what is left out is then as its template has it.
 * T4_ERR_USAGE with what was expected.
 */
t4_status t4_ladder_design_parse(t4_ladder_design *design, const char *text, const t4_ladder *ladder, t4_error *err);

/* Who knows what. */
typedef enum { T4_LADDER_OUTSIDER = 0, T4_LADDER_INSIDER, T4_LADDER_ATTACKERS } t4_ladder_attacker;

typedef struct {
    uint64_t exact, within, wider;      /* targets known exactly, within p %, not so closely */
    double exact_share, within_share;   /* by value */
    double median_width;                /* of the interval, relative to the target */
} t4_ladder_risk;

typedef struct {
    double exact, bounded, gone;        /* shares of listed value; gone: less than a tenth of the upper bound is certain */
    double width;                       /* mean of (upper - lower) / upper of what is bounded */
    double code_exact;                  /* share of listed value whose own code, period and partner is exact */
    double total_shown;                 /* share that lies in a shown total of its tier, whichever its period and partner */
} t4_ladder_watched;

typedef struct {
    t4_ladder_design design;
    int level;                          /* finest published */
    uint64_t cells, hidden_cells;
    double hidden_value;                /* share of value that lies in a hidden cell of the first table */
    double shown[T4_LADDER_DEPTHS];     /* share of value whose cell at 10, 8 .. 0 digits is published and open; NAN = no such level */
    bool pure;                          /* a coarsening of codes only: entropies mean something */
    double h, h_given, h_hidden, effective_codes;  /* nats: H(L), H(10|L), H(10|L) / H(10), exp H(L) */
    double kept;                        /* 1 - misplaced share of the reconstruction */
    double exact;                       /* share of value whose finest cell is exact */
    double close;                       /* mean of x / (x + upper - lower), weighted by x */
    double width;                       /* upper - lower over all finest cells, relative to their value */
    t4_ladder_risk risk[T4_LADDER_ATTACKERS];
    t4_ladder_watched watched;
    double power[T4_LADDER_TESTS];
    double least[2];                    /* diversion of a finest period seen 8 times in 10 in the median series by value: of one
                                           test, of all together (Bonferroni); INFINITY = none, hidden or too few periods */
    double least_records[2];            /* the same in consignments, by counting them (Poisson) */
    double simulated[T4_LADDER_TESTS];  /* as power, of options.simulate planted ones: noise is normal */
    double resampled[T4_LADDER_TESTS];  /* and noise is that of whole months drawn again */
    size_t revealed;                    /* of the planted diversions; a hidden cell counts as not seen */
    bool intervals_exact;               /* else they are wider than, or as wide as, all that is published leaves */
    bool unbeaten;                      /* no other design keeps as much and exposes less, or the reverse */
    const char *failed;                 /* why it could not be made; NULL = it could.  Owned. */
    double seconds;
} t4_ladder_row;

/* What a design does to one heading, chapter or partner; amounts are integers of the measure. */
typedef struct {
    double kept, exact, hidden;                     /* as in its row, before the division by the group's value */
    uint64_t targets, known[T4_LADDER_ATTACKERS], near[T4_LADDER_ATTACKERS];   /* known exactly, within p % */
    double listed, list_exact, list_bounded;        /* listed value, of it exact and bounded; the rest is gone */
} t4_ladder_part;

/* One heading, chapter or partner. */
typedef struct {
    char key[24];
    size_t index;                       /* for t4_ladder_part_of() */
    double value;
    size_t codes;
    double h, part, lost;               /* entropy of its codes; P_g H_g; share of all that coarsening hides */
    double misplaced;                   /* share of its value that an even split puts in wrong codes */
    size_t listed_codes, all_codes;     /* of the code tree; 0, 0 = no watch list */
    double lower, upper;                /* what its total proves about the listed value */
    double listed;                      /* the listed value itself: confidential on records */
} t4_ladder_group;

typedef enum { T4_LADDER_BY_HEADING, T4_LADDER_BY_CHAPTER, T4_LADDER_BY_PARTNER } t4_ladder_by;

typedef struct {
    const char *code;
    const char *tier;
} t4_ladder_listed;

/* A diversion, surge or switch of codes that took place, as `tenfour synth --truth` tells it. */
typedef struct {
    t4_flow flow;
    const char *code, *to_code;        /* complete codes; to_code: declared as that one; NULL = no switch */
    const char *partner, *to_partner;  /* published codes; to_partner: brought by way of it; NULL = all, none */
    t4_period from, until;             /* until: 0 = to the end */
} t4_ladder_planted;

/* A published cell, or a finest one with a positive value, and what a design proves of it, in integers of the measure. */
typedef enum { T4_LADDER_OPEN, T4_LADDER_HIDDEN, T4_LADDER_FINEST } t4_ladder_cell;
typedef struct {
    const char *design, *code;
    char partner[40];
    t4_ladder_cell kind;
    t4_period period;
    t4_flow flow;
    uint32_t dimension[T4_DIMENSIONS_MAX];
    int64_t value;
    double lower, upper;                /* upper: INFINITY = no bound */
} t4_ladder_interval;
typedef t4_status t4_ladder_take_interval(void *context, const t4_ladder_interval *interval, t4_error *err);

typedef struct {
    const t4_run *run;
    const t4_template *template_;       /* levels, periods, partners, rules; NULL = usual ones, no rules */
    const t4_domain *domain;            /* texts behind the ids of shares */
    const struct t4_protect_input *lists;      /* holdings, requests, waivers, coalitions, what is never published; NULL = none */
    const t4_codelist *codes;           /* the tree of ancestors; NULL = by prefix */
    const t4_codelist *structure;       /* which codes exist, for what could lie in a heading; NULL = those that occur */
    const t4_ladder_listed *listed;
    size_t listed_count;
    const t4_ladder_planted *planted;   /* diversions that a design should reveal */
    size_t planted_count;
    const t4_ladder_policy *policies;   /* the template's own first, where it has one */
    size_t policy_count;
    const t4_granularity *lids;         /* the longest that adaptive designs may choose; NULL = any */
    double diversion;                   /* of one finest period; 0 = what is just seen with 80 % in the finest open design */
    double alpha;                       /* of each test */
    t4_ladder_by by;                    /* into which groups every row is taken apart */
    int level;                          /* to which digits groups coarsen; 0 = 4, or the published length next to it */
    bool published_only;                /* only designs of which all is told by what the template publishes */
    size_t simulate;                    /* diversions to plant for each design; 0 = no simulation */
    unsigned long seed;                 /* of the simulation */
    t4_ladder_take_interval *interval;  /* takes every interval of every design; NULL = nobody wants them */
    void *interval_context;
} t4_ladder_options;

t4_status t4_ladder_new(t4_ladder **ladder, const t4_ladder_options *options, t4_error *err);
void t4_ladder_free(t4_ladder *ladder);
/* Take a contribution in (trader 0 = none). */
t4_status t4_ladder_add(t4_ladder *ladder, const t4_contribution *item, t4_error *err);
/* No more: build the cells at every level, fix the targets. T4_ERR_DATA without any value. */
t4_status t4_ladder_close(t4_ladder *ladder, t4_error *err);

/* The usual designs, given what the data have. */
t4_status t4_ladder_usual(t4_ladder *ladder, t4_error *err);
/* One more design. */
t4_status t4_ladder_design_add(t4_ladder *ladder, const t4_ladder_design *design, t4_error *err);
/* Compute every row. */
t4_status t4_ladder_run(t4_ladder *ladder, t4_error *err);

/* Does a beat b: not worse in detail nor, for any attacker, in what it exposes, and better in one? */
bool t4_ladder_beats(const t4_ladder_row *a, const t4_ladder_row *b);
const t4_ladder_row *t4_ladder_rows(const t4_ladder *ladder, size_t *count);
/* Longest code and shortest period that the data have. */
int t4_ladder_longest(const t4_ladder *ladder);
t4_period_kind t4_ladder_finest_period(const t4_ladder *ladder);
/* To which digits groups coarsen. */
int t4_ladder_heading(const t4_ladder *ladder);
bool t4_ladder_has_rules(const t4_ladder *ladder);
uint64_t t4_ladder_targets(const t4_ladder *ladder);
size_t t4_ladder_planted_count(const t4_ladder *ladder);
double t4_ladder_percent(const t4_ladder *ladder);   /* the p of "within p %" */
size_t t4_ladder_simulations(const t4_ladder *ladder);   /* of each design; 0 = none */
unsigned long t4_ladder_seed(const t4_ladder *ladder);
double t4_ladder_one(const t4_ladder *ladder);       /* one of the ladder's integers in the measure's unit */
double t4_ladder_value(const t4_ladder *ladder);     /* of all cells, in the measure's unit */
/*
 * What coarsening to `level` hides, by group; sorted by what is lost.
 * The array is the caller's (t4_free).
 */
t4_status t4_ladder_groups(t4_ladder *ladder, t4_ladder_by by, int level, t4_ladder_group **groups,
                           size_t *count, t4_error *err);
/* What the design of a row does to a group; SIZE_MAX = targets in cells that several groups share.  NULL: not taken apart. */
const t4_ladder_part *t4_ladder_part_of(const t4_ladder *ladder, size_t row, size_t group);

#endif
