/* SPDX-License-Identifier: MIT */
/* Adaptive granularity: the finest codes at which every cell is safe, with residuals, losing the least detail. */
#ifndef T4_SDC_ADAPTIVE_H
#define T4_SDC_ADAPTIVE_H

#include "sdc/rules.h"
#include "solve/system.h"

/* What a trader has in a code, in one cell of the other axes. */
typedef struct {
    uint32_t code;       /* 0 .. codes-1 */
    uint32_t place;      /* the caller's number of period, partner and the rest, times measures, plus the measure's */
    uint32_t trader;     /* 0 = without one */
    int64_t amount;      /* of the measure */
} t4_adaptive_share;

typedef struct {
    const char *const *code;       /* texts of the finest codes, sorted bytewise */
    size_t codes;
    const int *levels;             /* published lengths, descending; 0 = all goods */
    int level_count;
    t4_system_ancestor *ancestor;  /* NULL: by prefix */
    const void *ancestor_context;
    const t4_rules *rules;
    const uint8_t *cap;            /* by code: most digits of a place where it may stand, a residual's are its beginning's;
                                      NULL = any */
    int measures;                  /* that the rules hold for, one at least; measure 0 is the value */
    t4_adaptive_share *shares;     /* sorted in place */
    size_t count;
} t4_adaptive_problem;

typedef struct {
    char (*published)[16];   /* by code: where its goods are published, "8542XX" for a residual; t4_free */
    double lost;             /* sum of x ln(X / x) over what is merged, relative to the value: nats of H(finest | published);
                                of the value alone, whatever the measures */
    bool possible;           /* false: not even all goods together are safe */
    bool proven;             /* the optimum; false: a search was cut short, the best found is given */
} t4_adaptive_cut;

/*
 * Every node of the tree of codes is published whole, or split: then each
 * child is settled on its own, but for those that are merged into the node's
 * residual, which must be safe itself.  Codes whose cap is shorter than a child
 * are no part of it: they are in the residual of the node where they may stand.  All rules are kept by the sum of two
 * disjoint cells that keep them, so that a child which can be settled is safe
 * as a whole, what is coarser in codes, partners or time than a safe cell is
 * safe, and what a residual must take in costs ever more: the search over
 * residuals is exact (branch and bound; T4_ADAPTIVE_TRIES of one node).  That
 * holds of each measure: a code is safe where it is safe in all of them.
 */
enum { T4_ADAPTIVE_TRIES_MAX = 20000 };   /* residuals of one code that are tried */
t4_status t4_adaptive_cut_make(t4_adaptive_cut *cut, const t4_run *run, const t4_adaptive_problem *problem,
                               t4_error *err);
/* Is a published code a residual? */
bool t4_adaptive_is_residual(const char *code);

#endif
