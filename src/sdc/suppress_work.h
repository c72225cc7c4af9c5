/* SPDX-License-Identifier: MIT */
/* What the steps of suppression share; private to sdc/suppress*.c. */
#ifndef T4_SDC_SUPPRESS_WORK_H
#define T4_SDC_SUPPRESS_WORK_H

#include "base/random.h"
#include "sdc/suppress.h"
#include "solve/linear_route.h"

typedef struct {
    const t4_run *run;
    const t4_suppress_problem *problem;
    const t4_system *system;
    t4_store *store;
    t4_router *router;          /* NULL: by programs */
    t4_linear_router *programs;  /* where there is no network, or it is not enough */
    bool last_resort;            /* ask them when the network has no way */
    bool free;                   /* some cells cost nothing: hidden before */
    uint32_t *guard_of;      /* by variable: its upward guard, the downward one follows; T4_NO_INDEX = none */
    uint64_t *prices;        /* by variable: what the router reckons with */
    uint64_t dearer;         /* they are at most 1 + this / 16 times the weights */
    uint64_t until;          /* the router's work at which polishing ends */
    uint32_t barred;         /* variable that must be open in the next re-serving; T4_NO_INDEX = none */
    t4_random random;
    uint32_t *list;          /* scratch: guards to be served again */
    size_t list_count, list_room;
} t4_suppress_work;

/* Serve a guard by an existing or a new deviation that costs at most limit more. False: not possible. */
bool t4_suppress_serve(t4_suppress_work *work, uint32_t guard, bool hidden_only, uint64_t limit);
/* Put the guards that lean on a variable on the list. */
bool t4_suppress_collect(t4_suppress_work *work, uint32_t variable);
/*
 * Serve all on the list anew, without `barred`, within a total cost below
 * `most`; else leave everything as it was.
 */
bool t4_suppress_again(t4_suppress_work *work, uint64_t most);
/* Drop secondaries one by one where the rest is served more cheaply; several passes. */
t4_status t4_suppress_clean(t4_suppress_work *work, int passes, t4_error *err);
/* Larger neighbourhoods, at random but seeded. */
t4_status t4_suppress_polish(t4_suppress_work *work, size_t rounds, t4_error *err);
/* Guard every primary against single contributors elsewhere; *found counts new guards. */
t4_status t4_suppress_insiders(t4_suppress_work *work, size_t *found, t4_error *err);

#endif
