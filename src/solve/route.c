/* SPDX-License-Identifier: MIT */
/* Shortest augmenting paths through the network of a system, local first. */
#include "solve/route.h"

#include <string.h>

#include "base/memory.h"

/* A hop over a hidden cell costs 1, an open cell its weight times HOPS. */
#define HOPS 1024u
#define FAR UINT64_MAX

enum { SCOPES_MOST = 16, PATHS_MOST = 4096 };

typedef struct {
    uint64_t distance;
    uint32_t node;
} heap_item;

/* One side of a search from both ends. */
typedef struct {
    uint64_t *distance;      /* by node */
    uint32_t *stamp;
    uint32_t *through;       /* the entry by which the node was reached, as its giver sees it */
    heap_item *heap;
    size_t heap_used, heap_room;
    uint32_t *queue;
    size_t first, last;      /* of the queue */
} side;

struct t4_router {
    t4_routing routing;
    side sides[2];           /* from the beginning forward, from the end backward */
    uint32_t now;            /* stamp of this search */
    uint32_t *path;          /* arc << 1 | backward */
    size_t path_count;
    /* one request */
    int64_t *shift;          /* by variable */
    uint32_t *moved;
    size_t moved_count, moved_room;
    uint8_t *is_moved;
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

void t4_router_free(t4_router *r)
{
    if (!r)
        return;
    for (int i = 0; i < 2; i++) {
        t4_free(r->sides[i].distance);
        t4_free(r->sides[i].stamp);
        t4_free(r->sides[i].through);
        t4_free(r->sides[i].heap);
        t4_free(r->sides[i].queue);
    }
    t4_free(r->path);
    t4_free(r->shift);
    t4_free(r->moved);
    t4_free(r->is_moved);
    t4_free(r->result);
    t4_free(r);
}

t4_router *t4_router_new(const t4_routing *routing)
{
    const t4_network *n = routing->network;
    t4_router *r = t4_alloc_zero(1, sizeof *r);

    bool ok = true;

    if (!r)
        return NULL;
    r->routing = *routing;
    for (int i = 0; i < 2; i++) {
        side *d = &r->sides[i];

        d->distance = t4_alloc(n->nodes, sizeof *d->distance);
        d->stamp = t4_alloc_zero(n->nodes, sizeof *d->stamp);
        d->through = t4_alloc(n->nodes, sizeof *d->through);
        d->queue = t4_alloc(n->nodes, sizeof *d->queue);
        ok = ok && d->distance && d->stamp && d->through && d->queue;
    }
    r->path = t4_alloc(n->nodes + 1, sizeof *r->path);
    r->shift = t4_alloc_zero(n->system->variables, sizeof *r->shift);
    r->is_moved = t4_alloc_zero(n->system->variables, 1);
    if (ok && r->path && r->shift && r->is_moved)
        return r;
    t4_router_free(r);
    return NULL;
}

uint64_t t4_router_work(const t4_router *r)
{
    return r->work;
}

/* --- one cell, one arc ------------------------------------------------------ */

/* How far a cell can still move in a direction; 0 when it must not. Adds what hiding it costs. */
static inline int64_t slot_room(const t4_router *r, uint32_t slot, int direction, uint64_t *cost)
{
    const t4_system *s = r->routing.network->system;
    uint32_t v = slot >> 1;
    uint8_t state;

    if (slot == T4_NO_INDEX)
        return 0;
    state = r->routing.state[v];
    if (state == T4_STATE_OPEN) {
        if (r->hidden_only)
            return 0;
        if (slot & 1 && !r->is_moved[v])
            *cost += r->routing.weight[v] * HOPS;
    } else if (state == T4_STATE_FIXED) {
        return 0;
    }
    if (r->barred && r->routing.owner[v] == r->barred)
        return 0;
    if (direction > 0)
        return s->upper[v] == T4_UNBOUNDED ? T4_UNBOUNDED - r->shift[v]
                                           : s->upper[v] - s->value[v] - r->shift[v];
    return s->value[v] - s->lower[v] + r->shift[v];
}

/*
 * The room of an arc in the pattern of layers at hand, entered forward (+1)
 * or backward; stops at less than `least`.
 */
static inline int64_t arc_room(const t4_router *r, uint32_t arc, int direction, int64_t least,
                        uint64_t *cost)
{
    const t4_network *n = r->routing.network;
    const uint32_t *row = n->slot + n->grid[arc];
    int64_t room = INT64_MAX;

    *cost = 1;
    if (n->plain) {
        room = slot_room(r, row[0], direction, cost);
        return room < least ? 0 : room;
    }
    for (size_t i = 0; i < r->steps; i++) {
        int64_t one = slot_room(r, row[r->step[i].layer], direction * r->step[i].sign, cost);

        if (one < least)
            return 0;
        if (one < room)
            room = one;
    }
    if (!n->group_start)
        return room;
    for (size_t g = n->group_start[arc]; g < n->group_start[arc + 1]; g++)
        for (size_t i = 0; i < r->steps; i++) {
            int64_t one = slot_room(r, n->slot[n->group_row[g] + r->step[i].layer],
                                    direction * r->step[i].sign, cost);

            if (one < least)
                return 0;
            if (one < room)
                room = one;
        }
    return room;
}

/* --- shortest path ---------------------------------------------------------- */

static void heap_push(side *d, uint64_t distance, uint32_t node)
{
    size_t i = d->heap_used;

    if (!t4_grow(&d->heap, &d->heap_room, d->heap_used, sizeof *d->heap))
        return;  /* a node is lost: the search may miss a path, never invent one */
    d->heap_used++;
    while (i > 0 && d->heap[(i - 1) / 2].distance > distance) {
        d->heap[i] = d->heap[(i - 1) / 2];
        i = (i - 1) / 2;
    }
    d->heap[i] = (heap_item){distance, node};
}

static heap_item heap_pop(side *d)
{
    heap_item top = d->heap[0], last = d->heap[--d->heap_used];
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
        side *d = &r->sides[i];
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
    side *d = &r->sides[which], *opposite = &r->sides[!which];
    heap_item at = heap_pop(d);

    if (at.distance > d->distance[at.node])
        return;
    r->work++;
    for (size_t i = n->star_start[at.node]; i < n->star_start[at.node + 1]; i++) {
        uint32_t entry = n->star[i].entry, next = n->star[i].node;
        uint64_t cost, distance;

        if ((d->stamp[next] == r->now && d->distance[next] <= at.distance + 1) ||
            entry >> 1 == r->own_arc ||
            (opposite->stamp[next] != r->now && !in_scope(r, next)) ||
            arc_room(r, entry >> 1, (entry & 1) ^ (uint32_t)which ? -1 : 1, least, &cost) < least)
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

/*
 * Cheapest way from one node to another over arcs with at least `least` room,
 * searched from both ends (Pohl, 1971); FAR when it costs `limit` or more.
 */
static uint64_t dijkstra(t4_router *r, uint32_t from, uint32_t to, int64_t least, uint64_t limit)
{
    uint64_t best = FAR;
    uint32_t meeting = T4_NO_INDEX;

    start_search(r, from, to);
    heap_push(&r->sides[0], 0, from);
    heap_push(&r->sides[1], 0, to);
    while (r->sides[0].heap_used > 0 && r->sides[1].heap_used > 0) {
        uint64_t a = r->sides[0].heap[0].distance, b = r->sides[1].heap[0].distance;

        if (a + b >= best || a + b >= limit)
            break;
        settle(r, r->sides[1].heap_used < r->sides[0].heap_used, least, limit, &best, &meeting);
    }
    if (best != FAR)
        trace(r, meeting);
    return best;
}

/* Advance one side by one level of a search over hidden cells; true when the sides met. */
static bool advance(t4_router *r, int which, int64_t least, uint32_t *meeting)
{
    const t4_network *n = r->routing.network;
    side *d = &r->sides[which], *opposite = &r->sides[!which];
    size_t until = d->last;

    while (d->first < until) {
        uint32_t node = d->queue[d->first++];

        r->work++;
        for (size_t i = n->star_start[node]; i < n->star_start[node + 1]; i++) {
            uint32_t entry = n->star[i].entry, next = n->star[i].node;
            uint64_t cost;

            if (d->stamp[next] == r->now || entry >> 1 == r->own_arc ||
                (opposite->stamp[next] != r->now && !in_scope(r, next)) ||
                arc_room(r, entry >> 1, (entry & 1) ^ (uint32_t)which ? -1 : 1, least, &cost) < least)
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

/* The same over hidden cells only, where every hop counts alike. */
static uint64_t breadth(t4_router *r, uint32_t from, uint32_t to, int64_t least)
{
    side *d = r->sides;
    uint32_t meeting;

    start_search(r, from, to);
    d[0].queue[d[0].last++] = from;
    d[1].queue[d[1].last++] = to;
    while (d[0].first < d[0].last && d[1].first < d[1].last)
        if (advance(r, d[1].last - d[1].first < d[0].last - d[0].first, least, &meeting)) {
            trace(r, meeting);
            return r->path_count;
        }
    return FAR;
}

/* --- moving what was found --------------------------------------------------- */

static bool move_slot(t4_router *r, uint32_t slot, int64_t by)
{
    uint32_t v = slot >> 1;

    if (!(slot & 1))
        return true;
    if (!r->is_moved[v]) {
        if (!t4_grow(&r->moved, &r->moved_room, r->moved_count, sizeof *r->moved))
            return false;
        r->moved[r->moved_count++] = v;
        r->is_moved[v] = 1;
    }
    r->shift[v] += by;
    return true;
}

static bool move_arc(t4_router *r, uint32_t arc, int64_t by)
{
    const t4_network *n = r->routing.network;
    const uint32_t *row = n->slot + n->grid[arc];

    for (size_t i = 0; i < r->steps; i++) {
        if (!move_slot(r, row[r->step[i].layer], by * r->step[i].sign))
            return false;
        if (n->group_start)
            for (size_t g = n->group_start[arc]; g < n->group_start[arc + 1]; g++)
                if (!move_slot(r, n->slot[n->group_row[g] + r->step[i].layer],
                               by * r->step[i].sign))
                    return false;
    }
    return true;
}

static void forget_moves(t4_router *r)
{
    for (size_t i = 0; i < r->moved_count; i++) {
        r->shift[r->moved[i]] = 0;
        r->is_moved[r->moved[i]] = 0;
    }
    r->moved_count = 0;
}

/* Least room along the path. */
static int64_t path_room(const t4_router *r, int64_t most)
{
    for (size_t i = 0; i < r->path_count; i++) {
        uint64_t cost;
        int64_t room = arc_room(r, r->path[i] >> 1, r->path[i] & 1 ? -1 : 1, 0, &cost);

        if (room < most)
            most = room;
    }
    return most;
}

static bool move_path(t4_router *r, int64_t by)
{
    for (size_t i = 0; i < r->path_count; i++)
        if (!move_arc(r, r->path[i] >> 1, r->path[i] & 1 ? -by : by))
            return false;
    return true;
}

/* Group cells can be passed twice by one path: look at the bounds once more. */
static bool bounds_hold(const t4_router *r)
{
    const t4_system *s = r->routing.network->system;

    for (size_t i = 0; i < r->moved_count; i++) {
        uint32_t v = r->moved[i];

        if (r->shift[v] < 0 && s->value[v] + r->shift[v] < s->lower[v])
            return false;
        if (r->shift[v] > 0 && s->upper[v] != T4_UNBOUNDED &&
            s->value[v] + r->shift[v] > s->upper[v])
            return false;
    }
    return true;
}

/* --- one request -------------------------------------------------------------- */

typedef struct {
    uint32_t arc;
    int direction;        /* of the arc, so that the first layer moves as asked */
    uint32_t from, to;
    uint64_t limit;       /* on distances */
    const t4_request *request;
} attempt;

static void set_scope(t4_router *r, uint32_t code, int ups)
{
    const t4_system *s = r->routing.network->system;
    uint32_t node = code;

    r->whole = false;
    for (int i = 0; i <= ups; i++) {
        if (node == T4_NO_INDEX)
            break;
        node = s->code[node].parent;
    }
    if (node == T4_NO_INDEX) {
        r->whole = true;
        return;
    }
    r->scope_low = s->code[node].order;
    r->scope_high = s->code[node].last;
}

/* Push the whole need along one pattern of layers; thresholds fall by eight. True when met. */
static bool fill(t4_router *r, const attempt *a, int64_t least_threshold)
{
    int64_t missing = a->request->need, threshold = missing;
    uint64_t spent = 0;

    for (int paths = 0; missing > 0 && paths < PATHS_MOST;) {
        int64_t step = threshold < missing ? threshold : missing;
        uint64_t distance, own;
        int64_t most = arc_room(r, a->arc, a->direction, step, &own);

        if (most >= step) {
            if (spent + own >= a->limit)
                return false;
            distance = r->hidden_only ? breadth(r, a->from, a->to, step)
                                      : dijkstra(r, a->from, a->to, step, a->limit - spent - own);
        } else {
            distance = FAR;
        }
        if (distance == FAR) {
            if (threshold <= least_threshold)
                return false;
            if (threshold == a->request->need && r->hidden_only && least_threshold == 1 &&
                breadth(r, a->from, a->to, 1) == FAR)
                return false;  /* no way at all: no need to try every threshold */
            threshold = threshold / 8 > least_threshold ? threshold / 8 : least_threshold;
            continue;
        }
        spent += distance + own;
        if (most > missing)
            most = missing;
        most = path_room(r, most);
        if (!move_path(r, most) ||
            !move_arc(r, a->arc, a->direction * most))
            return false;
        missing -= most;
        paths++;
    }
    return missing == 0 && bounds_hold(r);
}

/* Keep the moves as the result when they do what was asked and cost less than the best so far. */
static bool keep(t4_router *r, const t4_request *request, size_t *count, uint64_t *best)
{
    uint64_t cost = 0;
    size_t used = 0;

    if (r->shift[request->variable] != request->sign * request->need)
        return false;
    for (size_t i = 0; i < r->moved_count; i++) {
        uint32_t v = r->moved[i];

        if (r->shift[v] && r->routing.state[v] == T4_STATE_OPEN)
            cost += r->routing.weight[v];
    }
    if (cost >= *best && *count > 0)
        return false;
    if (cost > request->limit)
        return false;
    for (size_t i = 0; i < r->moved_count; i++) {
        uint32_t v = r->moved[i];

        if (!r->shift[v])
            continue;
        if (!t4_grow(&r->result, &r->result_room, used, sizeof *r->result)) {
            *count = 0;
            return false;
        }
        r->result[used++] = (t4_shift){v, r->shift[v]};
    }
    *count = used;
    *best = cost;
    return true;
}

/* Try every pattern of layers of one cell of the variable, in one scope, at one least threshold. */
static void try_patterns(t4_router *r, const t4_request *q, uint32_t arc, uint32_t local,
                         int64_t least, size_t *count, uint64_t *best)
{
    const t4_network *n = r->routing.network;
    size_t layer = n->block[n->arc_block[arc]].first_layer + local;

    for (size_t p = n->pattern_of[layer]; p < n->pattern_of[layer + 1]; p++) {
        attempt a = {.arc = arc, .direction = q->sign, .request = q};
        bool met;

        r->step = n->step + n->pattern_start[p];
        r->steps = n->pattern_start[p + 1] - n->pattern_start[p];
        r->own_arc = arc;
        a.from = q->sign > 0 ? n->head[arc] : n->tail[arc];
        a.to = q->sign > 0 ? n->tail[arc] : n->head[arc];
        a.limit = *count ? *best * HOPS : q->limit < FAR / HOPS - 1 ? (q->limit + 1) * HOPS : FAR;
        met = fill(r, &a, least);
        if (met)
            keep(r, q, count, best);
        forget_moves(r);
        if (*count && *best == 0)
            return;
    }
}

/* All cells of the network through which the variable can be moved. */
static void try_cells(t4_router *r, const t4_request *q, int64_t least, size_t *count,
                      uint64_t *best)
{
    const t4_network *n = r->routing.network;
    const t4_system *s = n->system;
    uint32_t cell = s->first[q->variable];
    uint32_t arc = n->variable_arc[q->variable];

    if (n->tail[arc] != T4_NO_INDEX) {
        try_patterns(r, q, arc, n->variable_layer[q->variable], least, count, best);
        return;
    }
    for (size_t u = s->use_start[cell]; u < s->use_start[cell + 1]; u++) {  /* a group: by its members */
        size_t rel = s->use_relation[u];

        if (s->relation_axis[rel] != T4_AXIS_GROUP)
            continue;
        for (size_t i = s->relation_start[rel] + 1; i < s->relation_start[rel + 1]; i++) {
            uint32_t member = s->relation_cell[i];

            try_patterns(r, q, n->cell_arc[member], n->cell_layer[member], least, count, best);
            if (*count && *best == 0)
                return;
        }
    }
}

bool t4_route(t4_router *r, const t4_request *q, const t4_shift **shifts, size_t *count,
              uint64_t *cost)
{
    static const int scopes[] = {1, 3, SCOPES_MOST};
    uint32_t code = r->routing.network->arc_code[r->routing.network->variable_arc[q->variable]];
    uint64_t best = 0;
    size_t found = 0;

    r->barred = q->barred;
    if (q->barred && r->routing.owner[q->variable] == q->barred)
        return false;
    r->hidden_only = true;
    set_scope(r, code, SCOPES_MOST);
    try_cells(r, q, q->need, &found, &best);
    if (!found)
        try_cells(r, q, 1, &found, &best);
    r->hidden_only = false;
    for (size_t i = 0; i < sizeof scopes / sizeof *scopes && !q->hidden_only; i++) {
        if (found && best == 0)
            break;
        set_scope(r, code, scopes[i]);
        try_cells(r, q, q->need, &found, &best);
        if (r->whole && !found)
            try_cells(r, q, 1, &found, &best);
        if (r->whole)
            break;
    }
    *shifts = r->result;
    *count = found;
    *cost = best;
    return found > 0;
}
