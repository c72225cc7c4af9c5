/* SPDX-License-Identifier: MIT */
/* What single traders agreed with the office: requests to hide their figures, waivers to show them. */
#ifndef T4_SDC_AGREEMENT_H
#define T4_SDC_AGREEMENT_H

#include "sdc/rules.h"

typedef enum {
    T4_REQUEST_UNMATCHED = 0,  /* no figure of this release is meant */
    T4_REQUEST_EXPIRED,        /* its time is over, or has not begun */
    T4_REQUEST_UNJUSTIFIED,    /* the trader's share is too small in every figure */
    T4_REQUEST_JUSTIFIED
} t4_request_outcome;

/* A row of a list of requests or waivers. */
typedef struct {
    uint32_t trader;           /* contributor: a trader or the holding's first; 0 = unknown to these records */
    uint32_t flow;             /* t4_flow; T4_FLOWS = every flow; M and X hold their parts */
    const char *code;          /* of a request lifted to a published one; it and everything below it; "TOTAL" = all goods; borrowed */
    const char *partner;       /* published partner; "" = every partner; borrowed */
    t4_period from, until;     /* months or coarser; 0 = open */
    /* filled in */
    t4_request_outcome outcome;
    uint64_t cells;            /* that a request made unsafe, or in which a waiver counts; of several measures the most */
    uint64_t cells_before;     /* the same of the measures before */
} t4_agreement;

typedef struct {
    const t4_system *system;
    const char *(*partner)(const void *context, uint32_t cell);  /* the published partner of a cell */
    /* The name of a place's own partner, published or not; NULL = it is that of a published cell. */
    const char *(*partner_name)(const void *context, uint32_t partner);
    const void *context;
    const t4_share *shares;    /* as for t4_tops_make() */
    size_t count;
    const uint32_t *holding;   /* NULL = none */
    size_t traders;
    const t4_tops *tops;
    const t4_rules *rules;
    t4_agreement *requests, *waivers;
    size_t request_count, waiver_count;
    bool by_trader;            /* false: there are no traders, every request counts as justified */
    bool active;               /* rules are in force beside the requests */
    int64_t share, share_continued;  /* millionths of a percent; continued where hidden_before says so */
    const uint8_t *hidden_before;    /* by cell; NULL = nothing known */
    uint8_t *waived;                 /* by cell, filled in: somebody has waived in it */
} t4_agreement_problem;

/*
 * Add to what the rules found, by cell: rule (t4_rule) and level.
 *
 * Requests (attack-model 2): a cell is unsafe when the requester's part of it is
 * at least `share` percent and holds a contribution that the request means: so
 * all cells below the code, and its ancestors, partner and period totals.  A
 * code finer than what is published means the published one above it.
 * Waivers: a trader has waived in a cell when all that he has in it is waived;
 * there the rules protect the largest contributor who has not, against the
 * largest others, waived ones included; a cell of waived traders only is open.
 */
t4_status t4_agreement_apply(t4_agreement_problem *problem, const t4_run *run, uint8_t *rule,
                             int64_t *level, t4_error *err);

#endif
