/* SPDX-License-Identifier: MIT */
/* Secondary suppression: choose further cells so that every primary keeps its protection interval. */
#ifndef T4_SDC_SUPPRESS_H
#define T4_SDC_SUPPRESS_H

#include "sdc/store.h"
#include "solve/network.h"

/* All arrays are by variable and borrowed. */
typedef struct {
    const t4_system *system;
    const t4_network *network;  /* NULL: the system is none; linear programs find deviations */
    const uint8_t *primary;
    const uint8_t *fixed;      /* must stay open; NULL = none */
    const int64_t *up, *down;  /* protection levels of primaries, 0 = none on that side */
    const uint32_t *owner;     /* the only contributor of the variable's cells; 0 = none or several */
    const uint64_t *weight;    /* cost of hiding, under 2^50 */
    bool insiders;             /* no primary becomes a point for who is alone in other cells */
    int effort;                /* 0 quick .. 10 thorough: how long to polish */
    const t4_stakes *stakes;   /* insiders' own parts: every primary keeps its levels against each; NULL = as above */
    /*
     * Asked for more to be hidden, given what is (by variable); the arrays up,
     * down and primary are the asker's to change.  Fills at most `room`
     * variables that from now on have levels.  NULL = nothing.
     */
    size_t (*more)(void *context, const uint8_t *state, uint32_t *variables, size_t room);
    void *more_context;
} t4_suppress_problem;

typedef struct {
    uint8_t *state;            /* by variable, T4_STATE_* */
    t4_store store;            /* the deviations that prove it */
    size_t unserved;           /* guards that no route serves */
    size_t insider_guards;
    uint64_t first_cost, cost; /* after the first pass; at the end */
} t4_suppression;

/* Never fails for want of protection: look at `unserved`. */
t4_status t4_suppress(t4_suppression **suppression, const t4_run *run,
                      const t4_suppress_problem *problem, t4_error *err);
void t4_suppression_free(t4_suppression *suppression);

/* How far a primary with the level must be able to move for an insider: not below what he holds. */
int64_t t4_suppress_insider_need(const t4_system *system, const t4_stakes *stakes, uint32_t variable,
                                 int sign, int64_t level, uint32_t attacker);

#endif
