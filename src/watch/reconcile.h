/* SPDX-License-Identifier: MIT */
/* Numbers that should agree and do not: every relation with its break, and the smallest change that restores all. */
#ifndef T4_WATCH_RECONCILE_H
#define T4_WATCH_RECONCILE_H

#include "base/arena.h"
#include "base/decimal.h"
#include "base/dict.h"
#include "base/run.h"
#include "model/flows.h"

enum {
    T4_RECONCILE_FIGURES_MOST = 20000000,  /* most figures */
    T4_RECONCILE_TERMS_MOST = 100000000    /* most members of all relations */
};

typedef enum {
    T4_RECONCILE_CODES, T4_RECONCILE_PARTNERS, T4_RECONCILE_PERIODS, T4_RECONCILE_FLOWS,
    T4_RECONCILE_VINTAGES, T4_RECONCILE_MIRROR, T4_RECONCILE_GIVEN, T4_RECONCILE_KINDS
} t4_reconcile_kind;

typedef struct {
    const char *name;
    t4_int128 value;                 /* T4_FLOWS_DECIMALS */
    double deviation;                /* what it may be off by, as its value is scaled; > 0 */
    uint8_t set;                     /* 0 the first files, 1 those beside them */
    uint8_t depth;                   /* sums before their parts: for finding relations that follow from others */
    /* of the adjustment; NAN where nothing was to be changed or it was not worked out */
    double change, leverage, residual;
} t4_reconcile_figure;

typedef struct {
    uint32_t figure;
    int64_t factor;
} t4_reconcile_term;

/* sum of factor * figure = wanted, to within the tolerance */
typedef struct {
    t4_reconcile_kind kind;
    const char *name;
    size_t start, end;               /* of its terms */
    t4_int128 wanted, gap;           /* gap: that sum less what is wanted */
    t4_int128 tolerance;
    int64_t scale;                   /* gap and tolerance are so many times larger than figures */
    bool broken;
    bool implied;                    /* it follows from relations before it */
} t4_reconcile_relation;

typedef struct {
    t4_arena arena;
    t4_dict *names;                  /* of figures of set 0 */
    uint32_t *by_name;               /* figure by id in names */
    size_t name_room;
    t4_reconcile_figure *figures;
    size_t figure_count, figure_room;
    t4_reconcile_relation *relations;
    size_t relation_count, relation_room;
    t4_reconcile_term *terms;
    size_t term_count, term_room;
    /* results */
    size_t broken, changed, implied, skipped;   /* skipped: relations with hidden members */
    bool implied_known;              /* false: the system was too entangled to find out */
    size_t components;               /* systems that hang together and have a break */
    size_t independent;              /* relations in them that do not follow from others; 0 = not counted */
    double squares, left;            /* over all: sum of change^2 / deviation^2; greatest part of a gap that is left */
    bool deviations_given;
    t4_int128 unit;                  /* the least power of ten that figures rounded to it can be so far apart as all breaks are */
    bool explained;                  /* and half of the figures at least are whole numbers of it */
    double spread;                   /* estimated: deviations are this many times what was assumed; NAN = given or unknown */
} t4_reconcile;

t4_status t4_reconcile_init(t4_reconcile *r, t4_error *err);
void t4_reconcile_release(t4_reconcile *r);
/* The name is copied; one of set 0 can be found by it. */
t4_status t4_reconcile_add_figure(t4_reconcile *r, const char *name, int set, t4_int128 value, double deviation, int depth,
                                  uint32_t *figure, t4_error *err);
/* T4_DICT_NONE when no figure of set 0 has the name. */
uint32_t t4_reconcile_find(const t4_reconcile *r, const char *name, size_t n);
/* Append the terms first, then the relation over those from `start` on. */
t4_status t4_reconcile_add_term(t4_reconcile *r, uint32_t figure, int64_t factor, t4_error *err);
t4_status t4_reconcile_add_relation(t4_reconcile *r, t4_reconcile_kind kind, const char *name, size_t start, t4_int128 wanted,
                                    t4_int128 tolerance, int64_t scale, t4_error *err);
const char *t4_reconcile_kind_name(t4_reconcile_kind kind);

/* What a figure may be off by: a share of itself, for codes that begin so. */
typedef struct {
    char code[16];
    double share;
} t4_reconcile_reliability;

typedef struct {
    const t4_flows *flows;
    const t4_flows *against;         /* another vintage; NULL = none */
    const t4_flows *mirror;          /* the partners' own reports; NULL = none */
    double tau;                      /* imports = exports * (1 + tau) */
    bool net_mass;                   /* weights in place of values */
    t4_int128 rounding;              /* of published figures; 0 = exact */
    const t4_reconcile_reliability *reliabilities;
    size_t reliability_count;
} t4_reconcile_question;

/* Figures and relations of flows: codes, partners, periods, vintages, mirror. */
t4_status t4_reconcile_flows(t4_reconcile *r, t4_run *run, const t4_reconcile_question *question, t4_error *err);
/* Evaluate all relations, find those that follow from others, adjust what hangs together with a break. */
t4_status t4_reconcile_solve(t4_reconcile *r, t4_run *run, t4_error *err);

#endif
