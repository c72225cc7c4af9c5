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

struct t4_router {
    t4_routing routing;
    /* one search */
    uint64_t *distance;      /* by node */
    uint32_t *stamp;
    uint32_t *through;       /* arc << 1 | backward, by which the node was reached */
    uint32_t now;
    heap_item *heap;
    size_t heap_used, heap_room;
    uint32_t *queue;
    /* one request */
    int64_t *shift;          /* by variable */
    uint32_t *moved;
    size_t moved_count, moved_room;
    uint8_t *is_moved;
    t4_shift *result;
    size_t result_room;
    uint64_t work;
    /* the path being searched */
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
    t4_free(r->distance);
    t4_free(r->stamp);
    t4_free(r->through);
    t4_free(r->heap);
    t4_free(r->queue);
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

    if (!r)
        return NULL;
    r->routing = *routing;
    r->distance = t4_alloc(n->nodes, sizeof *r->distance);
    r->stamp = t4_alloc_zero(n->nodes, sizeof *r->stamp);
    r->through = t4_alloc(n->nodes, sizeof *r->through);
    r->queue = t4_alloc(n->nodes, sizeof *r->queue);
    r->shift = t4_alloc_zero(n->system->variables, sizeof *r->shift);
    r->is_moved = t4_alloc_zero(n->system->variables, 1);
    if (r->distance && r->stamp && r->through && r->queue && r->shift && r->is_moved)
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
static int64_t cell_room(const t4_router *r, uint32_t cell, int direction, uint64_t *cost)
{
    const t4_system *s = r->routing.network->system;
    uint32_t v;
    uint8_t state;

    if (cell == T4_NO_INDEX)
        return 0;
    v = s->variable[cell];
    state = r->routing.state[v];
    if (state == T4_STATE_OPEN) {
        if (r->hidden_only)
            return 0;
        if (s->first[v] == cell && !r->is_moved[v])
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
static int64_t arc_room(const t4_router *r, uint32_t arc, int direction, int64_t least,
                        uint64_t *cost)
{
    const t4_network *n = r->routing.network;
    const uint32_t *row = n->cell + n->grid[arc];
    int64_t room = INT64_MAX;

    *cost = 1;
    for (size_t i = 0; i < r->steps; i++) {
        int64_t one = cell_room(r, row[r->step[i].layer], direction * r->step[i].sign, cost);

        if (one < least)
            return 0;
        if (one < room)
            room = one;
    }
    if (!n->group_start)
        return room;
    for (size_t g = n->group_start[arc]; g < n->group_start[arc + 1]; g++)
        for (size_t i = 0; i < r->steps; i++) {
            int64_t one = cell_room(r, n->cell[n->group_row[g] + r->step[i].layer],
                                    direction * r->step[i].sign, cost);

            if (one < least)
                return 0;
            if (one < room)
                room = one;
        }
    return room;
}

/* --- shortest path ---------------------------------------------------------- */

static void heap_push(t4_router *r, uint64_t distance, uint32_t node)
{
    size_t i = r->heap_used;

    if (!t4_grow(&r->heap, &r->heap_room, r->heap_used, sizeof *r->heap))
        return;  /* a node is lost: the search may miss a path, never invent one */
    r->heap_used++;
    while (i > 0 && r->heap[(i - 1) / 2].distance > distance) {
        r->heap[i] = r->heap[(i - 1) / 2];
        i = (i - 1) / 2;
    }
    r->heap[i] = (heap_item){distance, node};
}

static heap_item heap_pop(t4_router *r)
{
    heap_item top = r->heap[0], last = r->heap[--r->heap_used];
    size_t i = 0;

    for (;;) {
        size_t child = 2 * i + 1;

        if (child >= r->heap_used)
            break;
        if (child + 1 < r->heap_used && r->heap[child + 1].distance < r->heap[child].distance)
            child++;
        if (r->heap[child].distance >= last.distance)
            break;
        r->heap[i] = r->heap[child];
        i = child;
    }
    r->heap[i] = last;
    return top;
}

static bool in_scope(const t4_router *r, uint32_t node)
{
    uint32_t order = r->routing.network->node_order[node];

    return r->whole || (order >= r->scope_low && order <= r->scope_high);
}

static void fresh_stamp(t4_router *r)
{
    if (++r->now == 0) {
        memset(r->stamp, 0, r->routing.network->nodes * sizeof *r->stamp);
        r->now = 1;
    }
}

/* Reach `to` from `from` over arcs with at least `least` room; FAR when dearer than limit. */
static uint64_t dijkstra(t4_router *r, uint32_t from, uint32_t to, int64_t least, uint64_t limit)
{
    const t4_network *n = r->routing.network;

    fresh_stamp(r);
    r->heap_used = 0;
    r->stamp[from] = r->now;
    r->distance[from] = 0;
    heap_push(r, 0, from);
    while (r->heap_used > 0) {
        heap_item at = heap_pop(r);

        if (at.distance > r->distance[at.node])
            continue;
        if (at.node == to)
            return at.distance;
        r->work++;
        for (size_t i = n->star_start[at.node]; i < n->star_start[at.node + 1]; i++) {
            uint32_t entry = n->star[i], arc = entry >> 1;
            uint32_t next = entry & 1 ? n->tail[arc] : n->head[arc];
            uint64_t cost, distance;

            if (arc == r->own_arc ||
                (r->stamp[next] == r->now && r->distance[next] <= at.distance + 1) ||
                (next != to && !in_scope(r, next)))
                continue;
            if (arc_room(r, arc, entry & 1 ? -1 : 1, least, &cost) < least)
                continue;
            distance = at.distance + cost;
            if (distance >= limit || (r->stamp[next] == r->now && r->distance[next] <= distance))
                continue;
            r->stamp[next] = r->now;
            r->distance[next] = distance;
            r->through[next] = entry;
            heap_push(r, distance, next);
        }
    }
    return FAR;
}

/* The same over hidden cells only, where every hop counts alike. */
static uint64_t breadth(t4_router *r, uint32_t from, uint32_t to, int64_t least)
{
    const t4_network *n = r->routing.network;
    size_t first = 0, last = 0;

    fresh_stamp(r);
    r->stamp[from] = r->now;
    r->distance[from] = 0;
    r->queue[last++] = from;
    while (first < last) {
        uint32_t node = r->queue[first++];

        r->work++;
        for (size_t i = n->star_start[node]; i < n->star_start[node + 1]; i++) {
            uint32_t entry = n->star[i], arc = entry >> 1;
            uint32_t next = entry & 1 ? n->tail[arc] : n->head[arc];
            uint64_t cost;

            if (r->stamp[next] == r->now || arc == r->own_arc ||
                (next != to && !in_scope(r, next)) ||
                arc_room(r, arc, entry & 1 ? -1 : 1, least, &cost) < least)
                continue;
            r->stamp[next] = r->now;
            r->distance[next] = r->distance[node] + 1;
            r->through[next] = entry;
            if (next == to)
                return r->distance[next];
            r->queue[last++] = next;
        }
    }
    return FAR;
}

/* --- moving what was found --------------------------------------------------- */

static bool move_cell(t4_router *r, uint32_t cell, int64_t by)
{
    const t4_system *s = r->routing.network->system;
    uint32_t v = s->variable[cell];

    if (s->first[v] != cell)
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
    const uint32_t *row = n->cell + n->grid[arc];

    for (size_t i = 0; i < r->steps; i++) {
        if (!move_cell(r, row[r->step[i].layer], by * r->step[i].sign))
            return false;
        if (n->group_start)
            for (size_t g = n->group_start[arc]; g < n->group_start[arc + 1]; g++)
                if (!move_cell(r, n->cell[n->group_row[g] + r->step[i].layer],
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

/* Least room along the path that ends in `to`. */
static int64_t path_room(const t4_router *r, uint32_t from, uint32_t to, int64_t most)
{
    const t4_network *n = r->routing.network;

    for (uint32_t node = to; node != from;) {
        uint32_t entry = r->through[node];
        uint64_t cost;
        int64_t room = arc_room(r, entry >> 1, entry & 1 ? -1 : 1, 0, &cost);

        if (room < most)
            most = room;
        node = entry & 1 ? n->head[entry >> 1] : n->tail[entry >> 1];
    }
    return most;
}

static bool move_path(t4_router *r, uint32_t from, uint32_t to, int64_t by)
{
    const t4_network *n = r->routing.network;

    for (uint32_t node = to; node != from;) {
        uint32_t entry = r->through[node];

        if (!move_arc(r, entry >> 1, entry & 1 ? -by : by))
            return false;
        node = entry & 1 ? n->head[entry >> 1] : n->tail[entry >> 1];
    }
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
            threshold = threshold / 8 > least_threshold ? threshold / 8 : least_threshold;
            continue;
        }
        spent += distance + own;
        if (most > missing)
            most = missing;
        most = path_room(r, a->from, a->to, most);
        if (!move_path(r, a->from, a->to, most) ||
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
static void try_patterns(t4_router *r, const t4_request *q, uint32_t cell, uint32_t arc,
                         int64_t least, size_t *count, uint64_t *best)
{
    const t4_network *n = r->routing.network;
    const t4_block *block = &n->block[n->arc_block[arc]];
    size_t layer = block->first_layer + n->cell_layer[cell];

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
    uint32_t arc = n->cell_arc[cell];

    if (n->tail[arc] != T4_NO_INDEX) {
        try_patterns(r, q, cell, arc, least, count, best);
        return;
    }
    for (size_t u = s->use_start[cell]; u < s->use_start[cell + 1]; u++) {  /* a group: by its members */
        size_t rel = s->use_relation[u];

        if (s->relation_axis[rel] != T4_AXIS_GROUP)
            continue;
        for (size_t i = s->relation_start[rel] + 1; i < s->relation_start[rel + 1]; i++) {
            uint32_t member = s->relation_cell[i];

            try_patterns(r, q, member, n->cell_arc[member], least, count, best);
            if (*count && *best == 0)
                return;
        }
    }
}

bool t4_route(t4_router *r, const t4_request *q, const t4_shift **shifts, size_t *count,
              uint64_t *cost)
{
    const t4_system *s = r->routing.network->system;
    uint32_t code = s->place[s->first[q->variable]].node;
    uint64_t best = 0;
    size_t found = 0;

    r->barred = q->barred;
    if (q->barred && r->routing.owner[q->variable] == q->barred)
        return false;
    for (int open = 0; open <= !q->hidden_only; open++) {
        r->hidden_only = !open;
        for (int ups = r->routing.scope_start; ups < SCOPES_MOST; ups++) {
            set_scope(r, code, ups);
            try_cells(r, q, q->need, &found, &best);
            if (found && best == 0)
                break;
            if (r->whole)
                break;
        }
        if (found && best == 0)
            break;
        if (!found || r->hidden_only) {
            set_scope(r, code, SCOPES_MOST);
            try_cells(r, q, 1, &found, &best);
        }
        if (found && best == 0)
            break;
    }
    *shifts = r->result;
    *count = found;
    *cost = best;
    return found > 0;
}
