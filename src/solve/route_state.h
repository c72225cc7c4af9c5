/* SPDX-License-Identifier: MIT */
/* The state of a router and how far an arc can move; private to solve/route*.c. */
#ifndef T4_SOLVE_ROUTE_STATE_H
#define T4_SOLVE_ROUTE_STATE_H

#include "solve/route.h"

/* A hop over a hidden cell costs 1, an open cell its weight times T4_HOPS. */
#define T4_HOPS 1024u
#define T4_FAR UINT64_MAX

typedef struct {
    uint64_t distance;
    uint32_t node;
} t4_route_item;

/* One side of a search from both ends. */
typedef struct {
    uint64_t *distance;      /* by node */
    uint32_t *stamp;
    uint32_t *through;       /* the entry by which the node was reached, as its giver sees it */
    t4_route_item *heap;
    size_t heap_used, heap_room;
    uint32_t *queue;
    size_t first, last;      /* of the queue */
} t4_route_side;

/* A variable as searches see it, together in memory. */
typedef struct {
    int64_t up, down;        /* how far it can move, as the barred attacker knows it; T4_UNBOUNDED */
    int64_t shift;           /* how far it was moved by this request */
    bool is_moved;
    bool still;              /* with stakes: the barred attacker is alone there */
} t4_route_variable;

struct t4_router {
    t4_routing routing;
    t4_route_side sides[2];           /* from the beginning forward, from the end backward */
    uint32_t now;            /* stamp of this search */
    uint32_t *path;          /* arc << 1 | backward */
    size_t path_count;
    /* one request */
    t4_route_variable *variable;
    uint32_t *moved;
    size_t moved_count, moved_room;
    t4_shift *result;
    size_t result_room;
    uint64_t work;
    /* the search at hand */
    const t4_layer_step *step;
    size_t steps;
    uint32_t barred;
    bool hidden_only;
    uint32_t own_arc;
    uint32_t scope_low, scope_high;
    bool whole;
};

/* How far a cell can still move in a direction; 0 when it must not. Adds what hiding it costs. */
static inline int64_t t4_slot_room(const t4_router *r, uint32_t slot, int direction, uint64_t *cost)
{
    uint32_t v = slot >> 1;
    const t4_route_variable *at;
    uint8_t state;

    if (slot == T4_NO_INDEX)
        return 0;
    state = r->routing.state[v];
    at = &r->variable[v];
    if (state == T4_STATE_OPEN) {
        if (r->hidden_only)
            return 0;
        if (slot & 1 && !at->is_moved)
            *cost += r->routing.weight[v] * T4_HOPS;
    } else if (state == T4_STATE_FIXED) {
        return 0;
    }
    if (r->barred && (r->routing.stakes ? at->still : r->routing.owner[v] == r->barred))
        return 0;
    return direction > 0 ? at->up - at->shift : at->down + at->shift;
}

/*
 * The room of an arc in the pattern of layers at hand, entered forward (+1)
 * or backward; stops at less than `least`.
 */
static inline int64_t t4_arc_room(const t4_router *r, uint32_t arc, int direction, int64_t least,
                        uint64_t *cost)
{
    const t4_network *n = r->routing.network;
    const uint32_t *row = n->slot + n->grid[arc];
    int64_t room = INT64_MAX;

    *cost = 1;
    if (n->plain) {
        room = t4_slot_room(r, row[0], direction, cost);
        return room < least ? 0 : room;
    }
    for (size_t i = 0; i < r->steps; i++) {
        int64_t one = t4_slot_room(r, row[r->step[i].layer], direction * r->step[i].sign, cost);

        if (one < least)
            return 0;
        if (one < room)
            room = one;
    }
    if (!n->group_start)
        return room;
    for (size_t g = n->group_start[arc]; g < n->group_start[arc + 1]; g++)
        for (size_t i = 0; i < r->steps; i++) {
            int64_t one = t4_slot_room(r, n->slot[n->group_row[g] + r->step[i].layer],
                                    direction * r->step[i].sign, cost);

            if (one < least)
                return 0;
            if (one < room)
                room = one;
        }
    return room;
}

/*
 * Cheapest way from one node to another over arcs with at least `least` room,
 * searched from both ends (Pohl, 1971); T4_FAR when it costs `limit` or more.
 * The way is left in router->path.
 */
uint64_t t4_route_cheapest(t4_router *router, uint32_t from, uint32_t to, int64_t least,
                           uint64_t limit);
/* The same over hidden cells only, where every hop counts alike. */
uint64_t t4_route_hidden(t4_router *router, uint32_t from, uint32_t to, int64_t least);

#endif
