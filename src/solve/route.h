/* SPDX-License-Identifier: MIT */
/* Integer deviations through one cell: cheapest circulations by shortest paths with capacity thresholds. */
#ifndef T4_SOLVE_ROUTE_H
#define T4_SOLVE_ROUTE_H

#include "solve/network.h"
#include "solve/stakes.h"

enum { T4_STATE_OPEN = 0, T4_STATE_SECONDARY, T4_STATE_PRIMARY, T4_STATE_FIXED };

/* A deviation of one variable. */
typedef struct {
    uint32_t variable;
    int64_t delta;
} t4_shift;

/* What is asked: move `variable` by sign * need. */
typedef struct {
    uint32_t variable;
    int sign;
    int64_t need;
    uint32_t barred;     /* variables with this owner stay as they are (stakes: as far as known); 0 = none */
    bool hidden_only;    /* use no open cell */
    uint64_t limit;      /* give up when new cells cost more; UINT64_MAX = no limit */
} t4_request;

/* The pattern that routes see; borrowed, changed by the owner between routes. */
typedef struct {
    const t4_network *network;
    const uint8_t *state;      /* by variable, T4_STATE_* */
    const uint64_t *weight;    /* by variable: cost of hiding it, under 2^50 */
    const uint32_t *owner;     /* by variable: its only contributor, 0 = none or several; may be NULL */
    int scope_start;           /* how local the first search is: ancestors taken in (0 = the parent only) */
    const t4_stakes *stakes;   /* what a barred attacker knows, in place of owner; NULL = only where alone */
} t4_routing;

typedef struct t4_router t4_router;

t4_router *t4_router_new(const t4_routing *routing);
void t4_router_free(t4_router *router);

/*
 * Find a deviation that keeps every relation and bound.  On success the
 * shifts (borrowed until the next route; sorted by nothing) are all it moves,
 * the requested variable among them, and *cost is the weight of the open
 * cells in it.  False: none was found.
 *
 * Kelly, Golden and Assad (1992), Cox (1995), Castro (2007); capacity
 * thresholds need, need/8, ... keep large needs from using many small cells.
 */
bool t4_route(t4_router *router, const t4_request *request, const t4_shift **shifts, size_t *count,
              uint64_t *cost);
/* Cells looked at so far: a clock that no machine changes; 0 for NULL. */
uint64_t t4_router_work(const t4_router *router);

#endif
