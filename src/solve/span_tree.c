/* SPDX-License-Identifier: MIT */
#include "solve/span_tree.h"

#include <string.h>

#include "base/memory.h"
#include "solve/system.h"

enum { DEGREE_MOST = 64 };   /* arcs of a node up to which it is searched for arcs side by side */

#define NOTHING UINT32_MAX

/* Halves 2p and 2p + 1 of a part stand at its tail and its head, in a list of each node. */
typedef struct {
    t4_span_tree *tree;
    size_t nodes;
    uint32_t *next, *before, *node;  /* by half */
    uint32_t *first, *degree;        /* by node */
    uint32_t *queue;                 /* nodes to be looked at, a ring */
    size_t queued, taken;
    uint8_t *waits;
    uint32_t *by;                    /* by node: the half that leads there from the node that is looked at */
    uint8_t *gone;                   /* by part: joined, or on no circle */
} joiner;

void t4_span_tree_release(t4_span_tree *t)
{
    t4_free(t->part);
    t4_free(t->core_part);
    t4_free(t->core_tail);
    t4_free(t->core_head);
    *t = (t4_span_tree){0};
}

static void release(joiner *j)
{
    t4_free(j->next);
    t4_free(j->before);
    t4_free(j->node);
    t4_free(j->first);
    t4_free(j->degree);
    t4_free(j->queue);
    t4_free(j->waits);
    t4_free(j->by);
    t4_free(j->gone);
}

static bool allocate(joiner *j)
{
    size_t parts = 2 * j->tree->arcs;

    j->tree->part = t4_alloc(parts, sizeof *j->tree->part);
    j->next = t4_alloc(2 * parts, sizeof *j->next);
    j->before = t4_alloc(2 * parts, sizeof *j->before);
    j->node = t4_alloc(2 * parts, sizeof *j->node);
    j->first = t4_alloc(j->nodes, sizeof *j->first);
    j->degree = t4_alloc_zero(j->nodes, sizeof *j->degree);
    j->queue = t4_alloc(j->nodes, sizeof *j->queue);
    j->waits = t4_alloc_zero(j->nodes, 1);
    j->by = t4_alloc(j->nodes, sizeof *j->by);
    j->gone = t4_alloc_zero(parts, 1);
    if (!j->tree->part || !j->next || !j->before || !j->node || !j->first || !j->degree || !j->queue || !j->waits ||
        !j->by || !j->gone)
        return false;
    memset(j->first, 0xff, j->nodes * sizeof *j->first);
    memset(j->by, 0xff, j->nodes * sizeof *j->by);
    return true;
}

static void link_half(joiner *j, uint32_t half, uint32_t node)
{
    j->node[half] = node;
    j->next[half] = j->first[node];
    j->before[half] = NOTHING;
    if (j->first[node] != NOTHING)
        j->before[j->first[node]] = half;
    j->first[node] = half;
    j->degree[node]++;
}

static void unlink_half(joiner *j, uint32_t half)
{
    uint32_t node = j->node[half];

    if (j->before[half] == NOTHING)
        j->first[node] = j->next[half];
    else
        j->next[j->before[half]] = j->next[half];
    if (j->next[half] != NOTHING)
        j->before[j->next[half]] = j->before[half];
    j->degree[node]--;
}

static void wait_for(joiner *j, uint32_t node)
{
    if (j->waits[node])
        return;
    j->waits[node] = 1;
    j->queue[j->queued++ % j->nodes] = node;
}

static void take_out(joiner *j, uint32_t part)
{
    unlink_half(j, 2 * part);
    unlink_half(j, 2 * part + 1);
    j->gone[part] = 1;
}

static int64_t sum_of(int64_t x, int64_t y)
{
    return x >= T4_UNBOUNDED - y ? T4_UNBOUNDED : x + y;
}

static int64_t carries(const t4_span_part *p, bool along)
{
    return along ? p->up : p->down;
}

/* Two parts become one between two nodes. */
static void join(joiner *j, const t4_span_part *made, uint32_t tail, uint32_t head)
{
    uint32_t p = (uint32_t)j->tree->parts++;

    take_out(j, made->a);
    take_out(j, made->b);
    j->tree->part[p] = *made;
    link_half(j, 2 * p, tail);
    link_half(j, 2 * p + 1, head);
    wait_for(j, tail);
    wait_for(j, head);
}

static void join_parallel(joiner *j, uint32_t half, uint32_t other)
{
    const t4_span_part *part = j->tree->part;
    uint32_t a = half >> 1, b = other >> 1;
    bool turned = (half & 1) != (other & 1);

    join(j, &(t4_span_part){.a = a, .b = b, .parallel = true, .turned_b = turned,
                            .up = sum_of(part[a].up, carries(&part[b], !turned)),
                            .down = sum_of(part[a].down, carries(&part[b], turned))},
         j->node[2 * a], j->node[2 * a + 1]);
}

/* Through a node with two arcs, from the far end of the one to that of the other. */
static void join_series(joiner *j, uint32_t node)
{
    const t4_span_part *part = j->tree->part;
    uint32_t into = j->first[node], out = j->next[into], a = into >> 1, b = out >> 1;
    bool turned_a = !(into & 1), turned_b = out & 1;

    join(j, &(t4_span_part){.a = a, .b = b, .turned_a = turned_a, .turned_b = turned_b,
                            .up = t4_span_least(carries(&part[a], !turned_a), carries(&part[b], !turned_b)),
                            .down = t4_span_least(carries(&part[a], turned_a), carries(&part[b], turned_b))},
         j->node[into ^ 1], j->node[out ^ 1]);
}

/* Is there a pair of arcs side by side at the node?  Then it is joined. */
static bool find_parallel(joiner *j, uint32_t node)
{
    uint32_t half, pair = NOTHING;

    for (half = j->first[node]; half != NOTHING; half = j->next[half]) {
        uint32_t *by = &j->by[j->node[half ^ 1]];

        pair = *by;
        if (pair != NOTHING)
            break;
        *by = half;
    }
    for (uint32_t h = j->first[node]; h != half; h = j->next[h])
        j->by[j->node[h ^ 1]] = NOTHING;
    if (half != NOTHING)
        join_parallel(j, pair, half);
    return half != NOTHING;
}

static void look_at(joiner *j, uint32_t node)
{
    while (j->degree[node] > 1 && j->degree[node] < DEGREE_MOST && find_parallel(j, node))
        ;
    if (j->degree[node] == 1) {   /* on no circle: it cannot move */
        uint32_t half = j->first[node];

        wait_for(j, j->node[half ^ 1]);
        take_out(j, half >> 1);
    } else if (j->degree[node] == 2) {
        join_series(j, node);
    }
}

/* Arcs that come back to their node move freely; the others are linked. */
static void start(joiner *j, const uint32_t *tail, const uint32_t *head, const t4_flow_arc *arcs,
                  const uint32_t *which)
{
    t4_span_tree *t = j->tree;

    for (uint32_t p = 0; p < t->arcs; p++) {
        t->part[p] = (t4_span_part){.a = T4_SPAN_ARC, .up = arcs[which[p]].up, .down = arcs[which[p]].down};
        if (tail[p] == head[p]) {
            t->part[p].rest_up = t->part[p].rest_down = T4_UNBOUNDED;
            j->gone[p] = 1;
            continue;
        }
        link_half(j, 2 * p, tail[p]);
        link_half(j, 2 * p + 1, head[p]);
    }
    t->parts = t->arcs;
    for (uint32_t n = 0; n < j->nodes; n++)
        wait_for(j, n);
}

/* What is left, by tail, its nodes numbered anew. */
static bool list_core(joiner *j)
{
    t4_span_tree *t = j->tree;
    uint32_t *number = j->by;

    for (size_t n = 0; n < j->nodes; n++) {
        number[n] = j->degree[n] ? (uint32_t)t->nodes++ : NOTHING;
        t->core += j->degree[n];
    }
    t->core /= 2;
    t->core_part = t4_alloc(t->core, sizeof *t->core_part);
    t->core_tail = t4_alloc(t->core, sizeof *t->core_tail);
    t->core_head = t4_alloc(t->core, sizeof *t->core_head);
    if (!t->core_part || !t->core_tail || !t->core_head)
        return false;
    t->core = 0;
    for (size_t n = 0; n < j->nodes; n++)
        for (uint32_t h = j->first[n]; h != NOTHING; h = j->next[h]) {
            if (h & 1)
                continue;
            t->core_part[t->core] = h >> 1;
            t->core_tail[t->core] = number[n];
            t->core_head[t->core++] = number[j->node[h + 1]];
        }
    return true;
}

bool t4_span_tree_make(t4_span_tree *tree, size_t nodes, const uint32_t *tail, const uint32_t *head,
                       const t4_flow_arc *arcs, const uint32_t *which, size_t count)
{
    joiner j = {.tree = tree, .nodes = nodes};
    bool good;

    *tree = (t4_span_tree){.arcs = count};
    good = allocate(&j);
    if (good)
        start(&j, tail, head, arcs, which);
    while (good && j.taken < j.queued) {
        uint32_t node = j.queue[j.taken++ % nodes];

        j.waits[node] = 0;
        look_at(&j, node);
    }
    good = good && list_core(&j);
    release(&j);
    return good;
}

/* What all but one of two children let through for it, seen in its own direction. */
static void hand_down(t4_span_part *child, bool turned, const t4_span_part *whole, const t4_span_part *other,
                      bool other_turned)
{
    int64_t along = carries(other, !other_turned), against = carries(other, other_turned);
    int64_t up = whole->parallel ? sum_of(whole->rest_up, against) : t4_span_least(whole->rest_up, along);
    int64_t down = whole->parallel ? sum_of(whole->rest_down, along) : t4_span_least(whole->rest_down, against);

    child->rest_up = turned ? down : up;
    child->rest_down = turned ? up : down;
}

void t4_span_tree_spread(t4_span_tree *t)
{
    for (size_t p = t->parts; p-- > t->arcs;) {
        const t4_span_part *whole = &t->part[p];

        hand_down(&t->part[whole->a], whole->turned_a, whole, &t->part[whole->b], whole->turned_b);
        hand_down(&t->part[whole->b], whole->turned_b, whole, &t->part[whole->a], whole->turned_a);
    }
}
