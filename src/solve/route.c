/* SPDX-License-Identifier: MIT */
/* Serve requests by shortest augmenting paths, local first, with capacity thresholds. */
#include "solve/route_state.h"

#include <string.h>

#include "base/memory.h"

enum { SCOPES_MOST = 16, PATHS_MOST = 4096 };

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
    t4_free(r->variable);
    t4_free(r->moved);
    t4_free(r->result);
    t4_free(r);
}

/* How far every variable can move, as the public knows it. */
static bool make_variables(t4_router *r)
{
    const t4_system *s = r->routing.network->system;

    r->variable = t4_alloc_zero(s->variables, sizeof *r->variable);
    for (size_t v = 0; r->variable && v < s->variables; v++) {
        r->variable[v].up = s->upper[v] == T4_UNBOUNDED ? T4_UNBOUNDED : s->upper[v] - s->value[v];
        r->variable[v].down = s->value[v] - s->lower[v];
    }
    return r->variable != NULL;
}

/* Put on, or take off, what an attacker knows of his own. */
static void wear(t4_router *r, uint32_t attacker, bool on)
{
    const t4_stakes *k = r->routing.stakes;
    const t4_system *s = r->routing.network->system;

    if (!k || !attacker || attacker >= k->attackers)
        return;
    for (size_t i = k->own_start[attacker]; i < k->own_start[attacker + 1]; i++) {
        uint32_t v = k->own[i].variable;
        bool more = on && k->own[i].amount > s->lower[v];

        r->variable[v].down = s->value[v] - (more ? k->own[i].amount : s->lower[v]);
        r->variable[v].still = on && k->own[i].alone;
    }
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
        t4_route_side *d = &r->sides[i];

        d->distance = t4_alloc(n->nodes, sizeof *d->distance);
        d->stamp = t4_alloc_zero(n->nodes, sizeof *d->stamp);
        d->through = t4_alloc(n->nodes, sizeof *d->through);
        d->queue = t4_alloc(n->nodes, sizeof *d->queue);
        ok = ok && d->distance && d->stamp && d->through && d->queue;
    }
    r->path = t4_alloc(n->nodes + 1, sizeof *r->path);
    if (ok && r->path && make_variables(r))
        return r;
    t4_router_free(r);
    return NULL;
}

uint64_t t4_router_work(const t4_router *r)
{
    return r ? r->work : 0;
}

/* --- moving what was found --------------------------------------------------- */

static bool move_slot(t4_router *r, uint32_t slot, int64_t by)
{
    uint32_t v = slot >> 1;

    if (!(slot & 1))
        return true;
    if (!r->variable[v].is_moved) {
        if (!t4_grow(&r->moved, &r->moved_room, r->moved_count, sizeof *r->moved))
            return false;
        r->moved[r->moved_count++] = v;
        r->variable[v].is_moved = true;
    }
    r->variable[v].shift += by;
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
        r->variable[r->moved[i]].shift = 0;
        r->variable[r->moved[i]].is_moved = false;
    }
    r->moved_count = 0;
}

/* Least room along the path. */
static int64_t path_room(const t4_router *r, int64_t most)
{
    for (size_t i = 0; i < r->path_count; i++) {
        uint64_t cost;
        int64_t room = t4_arc_room(r, r->path[i] >> 1, r->path[i] & 1 ? -1 : 1, 0, &cost);

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
    for (size_t i = 0; i < r->moved_count; i++) {
        const t4_route_variable *at = &r->variable[r->moved[i]];

        if ((at->shift < 0 && at->down + at->shift < 0) ||
            (at->shift > 0 && at->up != T4_UNBOUNDED && at->shift > at->up))
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

/* Push what is missing along one pattern of layers; thresholds fall by eight. True when met. */
static bool fill(t4_router *r, const attempt *a, int64_t least_threshold, int64_t *left)
{
    int64_t missing = *left, threshold = missing, whole = missing;
    uint64_t spent = 0;

    for (int paths = 0; missing > 0 && paths < PATHS_MOST; *left = missing) {
        int64_t step = threshold < missing ? threshold : missing;
        uint64_t distance, own;
        int64_t most = t4_arc_room(r, a->arc, a->direction, step, &own);

        if (most >= step) {
            if (spent + own >= a->limit)
                return false;
            distance = r->hidden_only ? t4_route_hidden(r, a->from, a->to, step)
                                      : t4_route_cheapest(r, a->from, a->to, step,
                                                           a->limit - spent - own);
        } else {
            distance = T4_FAR;
        }
        if (distance == T4_FAR) {
            if (threshold <= least_threshold)
                return false;
            if (threshold == whole && r->hidden_only && least_threshold == 1 &&
                t4_route_hidden(r, a->from, a->to, 1) == T4_FAR)
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
    *left = missing;
    return missing == 0 && bounds_hold(r);
}

/* Keep the moves as the result when they do what was asked and cost less than the best so far. */
static bool keep(t4_router *r, const t4_request *request, size_t *count, uint64_t *best)
{
    uint64_t cost = 0;
    size_t used = 0;

    if (r->variable[request->variable].shift != request->sign * request->need)
        return false;
    for (size_t i = 0; i < r->moved_count; i++) {
        uint32_t v = r->moved[i];

        if (r->variable[v].shift && r->routing.state[v] == T4_STATE_OPEN)
            cost += r->routing.weight[v];
    }
    if (cost >= *best && *count > 0)
        return false;
    if (cost > request->limit)
        return false;
    for (size_t i = 0; i < r->moved_count; i++) {
        uint32_t v = r->moved[i];

        if (!r->variable[v].shift)
            continue;
        if (!t4_grow(&r->result, &r->result_room, used, sizeof *r->result)) {
            *count = 0;
            return false;
        }
        r->result[used++] = (t4_shift){v, r->variable[v].shift};
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
        int64_t left;
        bool met;

        r->step = n->step + n->pattern_start[p];
        r->steps = n->pattern_start[p + 1] - n->pattern_start[p];
        r->own_arc = arc;
        a.from = q->sign > 0 ? n->head[arc] : n->tail[arc];
        a.to = q->sign > 0 ? n->tail[arc] : n->head[arc];
        a.limit = *count ? *best * T4_HOPS : q->limit < T4_FAR / T4_HOPS - 1 ? (q->limit + 1) * T4_HOPS : T4_FAR;
        left = q->need;
        met = fill(r, &a, least, &left);
        if (met)
            keep(r, q, count, best);
        forget_moves(r);
        if (*count && *best == 0)
            return;
    }
}

/* A cell that is no part of the network, a group's or a list's: by what adds up to it. */
static void try_sum(t4_router *r, const t4_request *q, uint32_t cell, int64_t least, size_t *count,
                    uint64_t *best)
{
    const t4_network *n = r->routing.network;
    const t4_system *s = n->system;

    for (size_t u = s->use_start[cell]; u < s->use_start[cell + 1]; u++) {
        size_t rel = s->use_relation[u];

        if ((s->relation_axis[rel] != T4_AXIS_GROUP && s->relation_axis[rel] != T4_AXIS_LIST) ||
            s->relation_cell[s->relation_start[rel]] != cell)
            continue;
        for (size_t i = s->relation_start[rel] + 1; i < s->relation_start[rel + 1]; i++) {
            uint32_t member = s->relation_cell[i];

            if (n->tail[n->cell_arc[member]] == T4_NO_INDEX)
                try_sum(r, q, member, least, count, best);
            else
                try_patterns(r, q, n->cell_arc[member], n->cell_layer[member], least, count, best);
            if (*count && *best == 0)
                return;
        }
    }
}

/* Push the need in parts, each along another pattern, where no single one carries it. */
static void join_patterns(t4_router *r, const t4_request *q, uint32_t arc, uint32_t local, size_t *count,
                          uint64_t *best)
{
    const t4_network *n = r->routing.network;
    size_t layer = n->block[n->arc_block[arc]].first_layer + local;
    int64_t left = q->need;

    for (size_t p = n->pattern_of[layer]; p < n->pattern_of[layer + 1] && left > 0; p++) {
        attempt a = {.arc = arc, .direction = q->sign, .request = q, .limit = T4_FAR};

        r->step = n->step + n->pattern_start[p];
        r->steps = n->pattern_start[p + 1] - n->pattern_start[p];
        r->own_arc = arc;
        a.from = q->sign > 0 ? n->head[arc] : n->tail[arc];
        a.to = q->sign > 0 ? n->tail[arc] : n->head[arc];
        fill(r, &a, 1, &left);
    }
    if (left == 0 && bounds_hold(r))
        keep(r, q, count, best);
    forget_moves(r);
}

/* All cells of the network through which the variable can be moved. */
static void try_cells(t4_router *r, const t4_request *q, int64_t least, size_t *count,
                      uint64_t *best)
{
    const t4_network *n = r->routing.network;
    uint32_t arc = n->variable_arc[q->variable];

    if (n->tail[arc] != T4_NO_INDEX)
        try_patterns(r, q, arc, n->variable_layer[q->variable], least, count, best);
    else
        try_sum(r, q, n->system->first[q->variable], least, count, best);
}

bool t4_route(t4_router *r, const t4_request *q, const t4_shift **shifts, size_t *count,
              uint64_t *cost)
{
    static const int scopes[] = {1, 3, SCOPES_MOST};
    uint32_t code = r->routing.network->arc_code[r->routing.network->variable_arc[q->variable]];
    uint64_t best = 0;
    size_t found = 0;

    r->barred = q->barred;
    wear(r, q->barred, true);
    if (q->barred && (r->routing.stakes ? r->variable[q->variable].still : r->routing.owner[q->variable] == q->barred)) {
        wear(r, q->barred, false);
        return false;
    }
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
    if (!found && !r->routing.network->plain && r->routing.network->tail[r->routing.network->variable_arc[q->variable]] != T4_NO_INDEX)
        for (int open = 0; open <= !q->hidden_only && !found; open++) {
            uint32_t arc = r->routing.network->variable_arc[q->variable];

            r->hidden_only = !open;
            set_scope(r, code, SCOPES_MOST);
            join_patterns(r, q, arc, r->routing.network->variable_layer[q->variable], &found, &best);
        }
    wear(r, q->barred, false);
    *shifts = r->result;
    *count = found;
    *cost = best;
    return found > 0;
}
