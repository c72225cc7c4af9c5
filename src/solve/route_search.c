/* SPDX-License-Identifier: MIT */
/* Shortest paths through the network of a system, searched from both ends. */
#include <string.h>

#include "base/memory.h"
#include "solve/route_state.h"

static void heap_push(t4_route_side *d, uint64_t distance, uint32_t node)
{
    size_t i = d->heap_used;

    if (!t4_grow(&d->heap, &d->heap_room, d->heap_used, sizeof *d->heap))
        return;  /* a node is lost: the search may miss a path, never invent one */
    d->heap_used++;
    while (i > 0 && d->heap[(i - 1) / 2].distance > distance) {
        d->heap[i] = d->heap[(i - 1) / 2];
        i = (i - 1) / 2;
    }
    d->heap[i] = (t4_route_item){distance, node};
}

static t4_route_item heap_pop(t4_route_side *d)
{
    t4_route_item top = d->heap[0], last = d->heap[--d->heap_used];
    size_t i = 0;

    for (;;) {
        size_t child = 2 * i + 1;

        if (child >= d->heap_used)
            break;
        if (child + 1 < d->heap_used && d->heap[child + 1].distance < d->heap[child].distance)
            child++;
        if (d->heap[child].distance >= last.distance)
            break;
        d->heap[i] = d->heap[child];
        i = child;
    }
    d->heap[i] = last;
    return top;
}

static inline bool in_scope(const t4_router *r, uint32_t node)
{
    uint32_t order;

    if (r->whole)
        return true;
    order = r->routing.network->node_order[node];
    return order >= r->scope_low && order <= r->scope_high;
}

static void start_search(t4_router *r, uint32_t from, uint32_t to)
{
    if (++r->now == 0) {
        for (int i = 0; i < 2; i++)
            memset(r->sides[i].stamp, 0, r->routing.network->nodes * sizeof *r->sides[i].stamp);
        r->now = 1;
    }
    for (int i = 0; i < 2; i++) {
        t4_route_side *d = &r->sides[i];
        uint32_t node = i ? to : from;

        d->heap_used = d->first = d->last = 0;
        d->stamp[node] = r->now;
        d->distance[node] = 0;
        d->through[node] = T4_NO_INDEX;
    }
}

/* Write the path through the node where both sides met. */
static void trace(t4_router *r, uint32_t meeting)
{
    const t4_network *n = r->routing.network;
    uint32_t node = meeting, entry;

    r->path_count = 0;
    while ((entry = r->sides[0].through[node]) != T4_NO_INDEX) {
        r->path[r->path_count++] = entry;
        node = entry & 1 ? n->head[entry >> 1] : n->tail[entry >> 1];
    }
    node = meeting;
    while ((entry = r->sides[1].through[node]) != T4_NO_INDEX) {
        r->path[r->path_count++] = entry ^ 1;  /* walked towards its giver */
        node = entry & 1 ? n->head[entry >> 1] : n->tail[entry >> 1];
    }
}

/* Settle the nearest node of one side. */
static void settle(t4_router *r, int which, int64_t least, uint64_t limit, uint64_t *best,
                   uint32_t *meeting)
{
    const t4_network *n = r->routing.network;
    t4_route_side *d = &r->sides[which], *opposite = &r->sides[!which];
    t4_route_item at = heap_pop(d);

    if (at.distance > d->distance[at.node])
        return;
    r->work += (n->star_start[at.node + 1] - n->star_start[at.node]) * r->steps;
    for (size_t i = n->star_start[at.node]; i < n->star_start[at.node + 1]; i++) {
        uint32_t entry = n->star[i].entry, next = n->star[i].node;
        uint64_t cost, distance;

        if ((d->stamp[next] == r->now && d->distance[next] <= at.distance + 1) ||
            entry >> 1 == r->own_arc ||
            (opposite->stamp[next] != r->now && !in_scope(r, next)) ||
            t4_arc_room(r, entry >> 1, (entry & 1) ^ (uint32_t)which ? -1 : 1, least, &cost) < least)
            continue;
        distance = at.distance + cost;
        if (distance >= limit || distance >= *best ||
            (d->stamp[next] == r->now && d->distance[next] <= distance))
            continue;
        d->stamp[next] = r->now;
        d->distance[next] = distance;
        d->through[next] = entry;
        heap_push(d, distance, next);
        if (opposite->stamp[next] == r->now && distance + opposite->distance[next] < *best &&
            distance + opposite->distance[next] < limit) {
            *best = distance + opposite->distance[next];
            *meeting = next;
        }
    }
}

uint64_t t4_route_cheapest(t4_router *r, uint32_t from, uint32_t to, int64_t least,
                           uint64_t limit)
{
    uint64_t best = T4_FAR;
    uint32_t meeting = T4_NO_INDEX;

    r->path_count = 0;
    if (from == to)  /* no sum but those over layers holds the cell */
        return 0;
    start_search(r, from, to);
    heap_push(&r->sides[0], 0, from);
    heap_push(&r->sides[1], 0, to);
    while (r->sides[0].heap_used > 0 && r->sides[1].heap_used > 0) {
        uint64_t a = r->sides[0].heap[0].distance, b = r->sides[1].heap[0].distance;

        if (a + b >= best || a + b >= limit)
            break;
        settle(r, r->sides[1].heap_used < r->sides[0].heap_used, least, limit, &best, &meeting);
    }
    if (best != T4_FAR)
        trace(r, meeting);
    return best;
}

/* Advance one side by one level of a search over hidden cells; true when the sides met. */
static bool advance(t4_router *r, int which, int64_t least, uint32_t *meeting)
{
    const t4_network *n = r->routing.network;
    t4_route_side *d = &r->sides[which], *opposite = &r->sides[!which];
    size_t until = d->last;

    while (d->first < until) {
        uint32_t node = d->queue[d->first++];

        r->work += (n->star_start[node + 1] - n->star_start[node]) * r->steps;
        for (size_t i = n->star_start[node]; i < n->star_start[node + 1]; i++) {
            uint32_t entry = n->star[i].entry, next = n->star[i].node;
            uint64_t cost;

            if (d->stamp[next] == r->now || entry >> 1 == r->own_arc ||
                (opposite->stamp[next] != r->now && !in_scope(r, next)) ||
                t4_arc_room(r, entry >> 1, (entry & 1) ^ (uint32_t)which ? -1 : 1, least, &cost) < least)
                continue;
            d->stamp[next] = r->now;
            d->through[next] = entry;
            if (opposite->stamp[next] == r->now) {
                *meeting = next;
                return true;
            }
            d->queue[d->last++] = next;
        }
    }
    return false;
}

uint64_t t4_route_hidden(t4_router *r, uint32_t from, uint32_t to, int64_t least)
{
    t4_route_side *d = r->sides;
    uint32_t meeting;

    r->path_count = 0;
    if (from == to)
        return 0;
    start_search(r, from, to);
    d[0].queue[d[0].last++] = from;
    d[1].queue[d[1].last++] = to;
    while (d[0].first < d[0].last && d[1].first < d[1].last)
        if (advance(r, d[1].last - d[1].first < d[0].last - d[0].first, least, &meeting)) {
            trace(r, meeting);
            return r->path_count;
        }
    return T4_FAR;
}
