/* SPDX-License-Identifier: MIT */
/* Audit a pattern apart from how it was found: intervals of hidden cells, each proven by integers that add up. */
#ifndef T4_SDC_AUDIT_H
#define T4_SDC_AUDIT_H

#include "sdc/store.h"
#include "solve/system.h"

/* By variable and borrowed, hints too. */
typedef struct {
    const t4_system *system;
    const uint8_t *hidden;     /* 1 = hidden */
    const uint8_t *primary;
    const int64_t *up, *down;  /* levels of primaries */
    const uint32_t *owner;     /* only contributor; 0 = none or several */
    bool insiders;             /* also prove that no primary is a point for single contributors */
    bool exact;                /* networks: whole intervals, not only as far as the levels ask */
    /*
     * Deviations that may be true; each is used only after it was added up.
     * Not looked at where the system is a network: there the audit finds its
     * own.  NULL = none.
     */
    const t4_store *hints;
    const t4_stakes *stakes;   /* insiders: prove every level against each attacker too; NULL = as above */
    bool no_claims;            /* networks: intervals alone; no level is proven */
    bool hints_only;           /* no linear programs: what hints do not prove counts as not proven */
    bool linked;               /* whole intervals of systems that are no network too */
    bool outer;                /* and where they are not worked out, the most that is proven not to be exceeded */
} t4_audit_problem;

typedef struct {
    uint32_t variable;
    uint32_t owner;      /* 0 = outsiders, else the attacker */
    int sign;            /* +1 rise, -1 fall, 0 either */
} t4_audit_claim;

typedef struct {
    t4_audit_claim claim;
    uint32_t witness;    /* T4_NO_WITNESS = not proven */
    int8_t witness_sign;
} t4_audit_proof;

typedef struct {
    size_t variables;
    /* by variable, hidden ones only: how far it was proven to move; outer intervals: it moves no further */
    int64_t *rises, *falls;
    uint8_t *rises_exact, *falls_exact;  /* and that it cannot move further */
    /* witnesses: shifts of witness w are start[w] .. start[w+1]-1 */
    size_t *start;
    size_t witnesses;
    t4_shift *shifts;
    t4_audit_proof *proofs;              /* every claim: primaries up, down; then insiders */
    size_t proof_count;
    size_t failures;                     /* claims that nothing proves */
    size_t insider_claims;
    size_t narrowed;                     /* with stakes: variables with a claim against an insider that nothing proves */
    double narrowest;                    /* and how little of a level is left at worst: 0 .. 1; 1 where none is narrowed */
    bool network;
} t4_audit;

t4_status t4_audit_run(t4_audit **audit, const t4_run *run, const t4_audit_problem *problem,
                       t4_error *err);
void t4_audit_free(t4_audit *audit);
/* How far a claim asks the variable to move; 0 = nothing is asked. */
int64_t t4_audit_need(const t4_audit_problem *problem, const t4_audit_claim *claim);

#endif
