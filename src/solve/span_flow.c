/* SPDX-License-Identifier: MIT */
#include "solve/span_flow.h"

#include <string.h>

#include "base/memory.h"
#include "solve/system.h"

enum { STEP = 16 };          /* how much finer each look for ways is than the one before */

#define NOWHERE UINT32_MAX

/* One way of an arc, as the node that it leaves lists it; its twin goes the other way. */
typedef struct {
    int64_t left, back;      /* what can still be moved this way, and by its twin; T4_UNBOUNDED stays */
    uint32_t node, twin;
} way;

struct t4_span_flow {
    size_t nodes, arcs;
    uint32_t *begin;         /* node -> its ways */
    way *ways;
    uint32_t *along;         /* by arc: its way from tail to head */
    int64_t *up, *down;      /* by arc: what it has left at rest */
    /* where something can go round without end every search starts from rest: */
    int64_t *rest;           /* by way: what it had left; NULL = nothing can */
    uint32_t *moved;         /* ways that were moved since */
    uint8_t *is_moved;
    size_t moves;
    uint32_t *mark[2];       /* by node: stamp of the search that reached it, from each end */
    uint32_t *came[2];       /* the way by which it was reached, as left from the side of that end */
    uint32_t *front[2];
    uint32_t stamp;
};

void t4_span_flow_free(t4_span_flow *f)
{
    if (!f)
        return;
    t4_free(f->begin);
    t4_free(f->ways);
    t4_free(f->along);
    t4_free(f->up);
    t4_free(f->down);
    t4_free(f->rest);
    t4_free(f->moved);
    t4_free(f->is_moved);
    for (int i = 0; i < 2; i++) {
        t4_free(f->mark[i]);
        t4_free(f->came[i]);
        t4_free(f->front[i]);
    }
    t4_free(f);
}

static bool allocate(t4_span_flow *f)
{
    bool ok;

    f->begin = t4_alloc_zero(f->nodes + 2, sizeof *f->begin);
    f->ways = t4_alloc(2 * f->arcs, sizeof *f->ways);
    f->along = t4_alloc(f->arcs, sizeof *f->along);
    f->up = t4_alloc(f->arcs, sizeof *f->up);
    f->down = t4_alloc(f->arcs, sizeof *f->down);
    ok = f->begin && f->ways && f->along && f->up && f->down;
    for (int i = 0; i < 2; i++) {
        f->mark[i] = t4_alloc_zero(f->nodes, sizeof *f->mark[i]);
        f->came[i] = t4_alloc(f->nodes, sizeof *f->came[i]);
        f->front[i] = t4_alloc(f->nodes, sizeof *f->front[i]);
        ok = ok && f->mark[i] && f->came[i] && f->front[i];
    }
    return ok;
}

static void list_ways(t4_span_flow *f, const t4_span_tree *t)
{
    for (size_t a = 0; a < f->arcs; a++) {
        f->begin[t->core_tail[a] + 2]++;
        f->begin[t->core_head[a] + 2]++;
    }
    for (size_t i = 2; i < f->nodes + 2; i++)
        f->begin[i] += f->begin[i - 1];
    for (size_t a = 0; a < f->arcs; a++) {
        const t4_span_part *p = &t->part[t->core_part[a]];
        uint32_t out = f->begin[t->core_tail[a] + 1]++, in = f->begin[t->core_head[a] + 1]++;

        f->ways[out] = (way){p->up, p->down, t->core_head[a], in};
        f->ways[in] = (way){p->down, p->up, t->core_tail[a], out};
        f->along[a] = out;
        f->up[a] = p->up;
        f->down[a] = p->down;
    }
}

/*
 * No circle of ways without bound (take away nodes that nothing unbounded leads
 * to until none is left), nor so much that sums could look like it.
 */
static bool is_bounded(const t4_span_flow *f)
{
    uint32_t *into = f->mark[0], *list = f->front[0];
    int64_t all = 0;
    size_t count = 0;

    for (size_t w = 0; w < 2 * f->arcs; w++) {
        bool open = f->ways[w].left >= T4_UNBOUNDED;

        into[f->ways[w].node] += open;
        if (!open)
            all = t4_span_least(all + f->ways[w].left, T4_UNBOUNDED);
    }
    for (uint32_t n = 0; n < f->nodes; n++)
        if (into[n] == 0)
            list[count++] = n;
    for (size_t i = 0; i < count; i++)
        for (size_t w = f->begin[list[i]]; w < f->begin[list[i] + 1]; w++)
            if (f->ways[w].left >= T4_UNBOUNDED && --into[f->ways[w].node] == 0)
                list[count++] = f->ways[w].node;
    memset(into, 0, f->nodes * sizeof *into);
    return count == f->nodes && all < T4_UNBOUNDED;
}

static bool note_rest(t4_span_flow *f)
{
    f->rest = t4_alloc(2 * f->arcs, sizeof *f->rest);
    f->moved = t4_alloc(2 * f->arcs, sizeof *f->moved);
    f->is_moved = t4_alloc_zero(2 * f->arcs, 1);
    if (!f->rest || !f->moved || !f->is_moved)
        return false;
    for (size_t w = 0; w < 2 * f->arcs; w++)
        f->rest[w] = f->ways[w].left;
    return true;
}

t4_span_flow *t4_span_flow_new(const t4_span_tree *tree)
{
    t4_span_flow *f = t4_alloc_zero(1, sizeof *f);

    if (!f)
        return NULL;
    f->nodes = tree->nodes;
    f->arcs = tree->core;
    if (!allocate(f)) {
        t4_span_flow_free(f);
        return NULL;
    }
    list_ways(f, tree);
    if (!is_bounded(f) && !note_rest(f)) {
        t4_span_flow_free(f);
        return NULL;
    }
    return f;
}

/* --- searches ---------------------------------------------------------------------------------- */

static void clear_marks(t4_span_flow *f)
{
    for (int i = 0; i < 2; i++)
        memset(f->mark[i], 0, f->nodes * sizeof *f->mark[i]);
    f->stamp = 1;
}

/*
 * The node where searches from both ends meet, by ways with at least `least`
 * left and not by arc `without` (either of its ways); NOWHERE = never.
 */
static uint32_t meet(t4_span_flow *f, uint32_t from, uint32_t to, uint32_t without, int64_t least)
{
    size_t first[2] = {0, 0}, last[2] = {1, 1};
    uint32_t twin = f->ways[without].twin;

    if (++f->stamp == 0)
        clear_marks(f);
    f->mark[0][from] = f->mark[1][to] = f->stamp;
    f->came[0][from] = f->came[1][to] = NOWHERE;
    f->front[0][0] = from;
    f->front[1][0] = to;
    while (first[0] < last[0] && first[1] < last[1]) {
        int end = last[1] - first[1] < last[0] - first[0];
        uint32_t node = f->front[end][first[end]++];

        for (uint32_t i = f->begin[node]; i < f->begin[node + 1]; i++) {
            const way *w = &f->ways[i];

            if ((end ? w->back : w->left) < least || f->mark[end][w->node] == f->stamp ||
                i == without || i == twin)
                continue;
            f->mark[end][w->node] = f->stamp;
            f->came[end][w->node] = i;
            if (f->mark[!end][w->node] == f->stamp)
                return w->node;
            f->front[end][last[end]++] = w->node;
        }
    }
    return NOWHERE;
}

static void note_moved(t4_span_flow *f, uint32_t index)
{
    if (f->is_moved[index])
        return;
    f->is_moved[index] = 1;
    f->moved[f->moves++] = index;
}

static void go_to_rest(t4_span_flow *f)
{
    while (f->moves > 0) {
        uint32_t w = f->moved[--f->moves];

        f->is_moved[w] = 0;
        f->ways[w].left = f->rest[w];
        f->ways[f->ways[w].twin].back = f->rest[w];
    }
}

static void move(t4_span_flow *f, uint32_t index, int64_t by)
{
    way *w = &f->ways[index], *twin = &f->ways[w->twin];

    if (f->rest) {
        note_moved(f, index);
        note_moved(f, w->twin);
    }
    if (w->left < T4_UNBOUNDED)
        twin->back = w->left -= by;
    if (twin->left < T4_UNBOUNDED)
        w->back = twin->left += by;
}

/* Walk the way through the meeting node: the least left on it, or move `by` along it. */
static int64_t walk(t4_span_flow *f, uint32_t meeting, int64_t by)
{
    int64_t least = T4_UNBOUNDED;

    for (int end = 0; end < 2; end++)
        for (uint32_t node = meeting; f->came[end][node] != NOWHERE;) {
            uint32_t w = f->came[end][node], twin = f->ways[w].twin;

            least = t4_span_least(least, end ? f->ways[w].back : f->ways[w].left);
            node = f->ways[twin].node;
            if (by)
                move(f, end ? twin : w, by);
        }
    return least;
}

/* No more than this leaves a node (end 0) or comes to it, one arc left out. */
static int64_t passes(const t4_span_flow *f, uint32_t node, int end, uint32_t without, int64_t most)
{
    uint32_t twin = f->ways[without].twin;
    int64_t sum = 0;

    for (uint32_t i = f->begin[node]; i < f->begin[node + 1] && sum < most; i++)
        if (i != without && i != twin) {
            int64_t left = end ? f->ways[i].back : f->ways[i].left;

            sum = left >= most - sum ? most : sum + left;
        }
    return sum;
}

/* Push up to `most` from one node to another, the way from `to` to `from` (and its twin) apart. */
static int64_t push(t4_span_flow *f, uint32_t from, uint32_t to, uint32_t own, int64_t most)
{
    int64_t done = 0, step;

    most = passes(f, from, 0, own, most);
    most = passes(f, to, 1, own, most);
    for (step = most; done < most && step > 0;) {
        int64_t want = t4_span_least(step, most - done), by;
        uint32_t meeting = meet(f, from, to, own, want);

        if (meeting == NOWHERE) {
            if (want > 1 && meet(f, from, to, own, 1) == NOWHERE)
                break;   /* all that can pass has passed */
            step = step > 1 && step < STEP ? 1 : step / STEP;
            continue;
        }
        by = t4_span_least(walk(f, meeting, 0), most - done);
        if (by >= T4_UNBOUNDED)
            return by;
        walk(f, meeting, by);
        done += by;
    }
    if (done)
        move(f, own, done);
    return done;
}

int64_t t4_span_flow_most(t4_span_flow *f, size_t arc, int sign)
{
    uint32_t along = f->along[arc], own = sign > 0 ? along : f->ways[along].twin;
    uint32_t twin = f->ways[own].twin, from = f->ways[own].node, to = f->ways[twin].node;
    int64_t most = sign > 0 ? f->up[arc] : f->down[arc], done;

    if (f->rest)
        go_to_rest(f);
    done = push(f, from, to, own, f->ways[own].left);
    if (f->rest)
        return done;
    /* since the start: what it has less of, or its twin more */
    return most < T4_UNBOUNDED ? most - f->ways[own].left
                               : f->ways[twin].left - (sign > 0 ? f->down[arc] : f->up[arc]);
}
