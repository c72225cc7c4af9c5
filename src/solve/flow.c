/* SPDX-License-Identifier: MIT */
#include "solve/flow.h"

#include <string.h>

#include "base/memory.h"

#define NOWHERE UINT32_MAX

typedef struct {
    uint32_t arc, node;
    int32_t sign;       /* +1: the arc leaves the node that lists it */
} spoke;

struct t4_flow {
    size_t nodes, arcs;
    t4_flow_arc *arc;
    int64_t *amount;
    uint8_t *closed, *is_moved;
    uint32_t *moved;
    size_t moved_count;
    size_t *begin;
    spoke *spokes;
    uint32_t *mark[2];      /* by node: stamp of the search that reached it, from each end */
    uint32_t *came[2];      /* spoke by which it was reached */
    uint32_t *front[2];
    uint32_t stamp;
};

void t4_flow_free(t4_flow *f)
{
    if (!f)
        return;
    t4_free(f->arc);
    t4_free(f->amount);
    t4_free(f->closed);
    t4_free(f->is_moved);
    t4_free(f->moved);
    t4_free(f->begin);
    t4_free(f->spokes);
    for (int i = 0; i < 2; i++) {
        t4_free(f->mark[i]);
        t4_free(f->came[i]);
        t4_free(f->front[i]);
    }
    t4_free(f);
}

static bool allocate(t4_flow *f)
{
    bool ok;

    f->arc = t4_alloc(f->arcs, sizeof *f->arc);
    f->amount = t4_alloc_zero(f->arcs, sizeof *f->amount);
    f->closed = t4_alloc_zero(f->arcs, 1);
    f->is_moved = t4_alloc_zero(f->arcs, 1);
    f->moved = t4_alloc(f->arcs, sizeof *f->moved);
    f->begin = t4_alloc_zero(f->nodes + 2, sizeof *f->begin);
    f->spokes = t4_alloc(2 * f->arcs, sizeof *f->spokes);
    ok = f->arc && f->amount && f->closed && f->is_moved && f->moved && f->begin && f->spokes;
    for (int i = 0; i < 2; i++) {
        f->mark[i] = t4_alloc_zero(f->nodes, sizeof *f->mark[i]);
        f->came[i] = t4_alloc(f->nodes, sizeof *f->came[i]);
        f->front[i] = t4_alloc(f->nodes, sizeof *f->front[i]);
        ok = ok && f->mark[i] && f->came[i] && f->front[i];
    }
    return ok;
}

t4_flow *t4_flow_new(size_t nodes, const t4_flow_arc *arcs, size_t count)
{
    t4_flow *f = t4_alloc_zero(1, sizeof *f);

    if (!f)
        return NULL;
    f->nodes = nodes;
    f->arcs = count;
    if (!allocate(f)) {
        t4_flow_free(f);
        return NULL;
    }
    memcpy(f->arc, arcs, count * sizeof *arcs);
    for (size_t a = 0; a < count; a++) {
        f->begin[arcs[a].tail + 2]++;
        f->begin[arcs[a].head + 2]++;
    }
    for (size_t i = 2; i < nodes + 2; i++)
        f->begin[i] += f->begin[i - 1];
    for (size_t a = 0; a < count; a++) {
        f->spokes[f->begin[arcs[a].tail + 1]++] = (spoke){(uint32_t)a, arcs[a].head, 1};
        f->spokes[f->begin[arcs[a].head + 1]++] = (spoke){(uint32_t)a, arcs[a].tail, -1};
    }
    return f;
}

void t4_flow_close(t4_flow *f, uint32_t arc, bool closed)
{
    f->closed[arc] = closed;
}

void t4_flow_limit(t4_flow *f, uint32_t arc, int64_t down)
{
    f->arc[arc].down = down < 0 ? 0 : down;
}

const uint32_t *t4_flow_moved(const t4_flow *f, size_t *count)
{
    *count = f->moved_count;
    return f->moved;
}

int64_t t4_flow_amount(const t4_flow *f, uint32_t arc)
{
    return f->amount[arc];
}

static inline int64_t residual(const t4_flow *f, uint32_t arc, int sign)
{
    if (f->closed[arc])
        return 0;
    return sign > 0 ? f->arc[arc].up - f->amount[arc] : f->arc[arc].down + f->amount[arc];
}

static void move(t4_flow *f, uint32_t arc, int64_t by)
{
    if (!f->is_moved[arc]) {
        f->is_moved[arc] = 1;
        f->moved[f->moved_count++] = arc;
    }
    f->amount[arc] += by;
}

static void rest(t4_flow *f)
{
    for (size_t i = 0; i < f->moved_count; i++) {
        f->amount[f->moved[i]] = 0;
        f->is_moved[f->moved[i]] = 0;
    }
    f->moved_count = 0;
}

/* The node where searches from both ends meet, over arcs with at least `least` left; NOWHERE = never. */
static uint32_t meet(t4_flow *f, uint32_t from, uint32_t to, uint32_t without, int64_t least)
{
    size_t first[2] = {0, 0}, last[2] = {1, 1};

    if (++f->stamp == 0) {
        for (int i = 0; i < 2; i++)
            memset(f->mark[i], 0, f->nodes * sizeof *f->mark[i]);
        f->stamp = 1;
    }
    f->mark[0][from] = f->mark[1][to] = f->stamp;
    f->came[0][from] = f->came[1][to] = NOWHERE;
    f->front[0][0] = from;
    f->front[1][0] = to;
    if (from == to)
        return from;
    while (first[0] < last[0] && first[1] < last[1]) {
        int end = last[1] - first[1] < last[0] - first[0];
        uint32_t node = f->front[end][first[end]++];

        for (size_t i = f->begin[node]; i < f->begin[node + 1]; i++) {
            const spoke *s = &f->spokes[i];

            if (s->arc == without || f->mark[end][s->node] == f->stamp ||
                residual(f, s->arc, end ? -s->sign : s->sign) < least)
                continue;
            f->mark[end][s->node] = f->stamp;
            f->came[end][s->node] = (uint32_t)i;
            if (f->mark[!end][s->node] == f->stamp)
                return s->node;
            f->front[end][last[end]++] = s->node;
        }
    }
    return NOWHERE;
}

/* Walk the way through the meeting node: the least left on it, or move `by` along it. */
static int64_t along(t4_flow *f, uint32_t meeting, int64_t by)
{
    int64_t least = INT64_MAX;

    for (int end = 0; end < 2; end++)
        for (uint32_t node = meeting; f->came[end][node] != NOWHERE;) {
            const spoke *s = &f->spokes[f->came[end][node]];
            int sign = end ? -s->sign : s->sign;
            int64_t left = residual(f, s->arc, sign);

            if (left < least)
                least = left;
            if (by)
                move(f, s->arc, sign * by);
            node = s->sign > 0 ? f->arc[s->arc].tail : f->arc[s->arc].head;
        }
    return least;
}

/* No more than this passes a node, the arc left out: end 0 leaves it, end 1 comes to it. */
static int64_t passes(const t4_flow *f, uint32_t node, int end, uint32_t without, int64_t most)
{
    int64_t sum = 0;

    for (size_t i = f->begin[node]; i < f->begin[node + 1] && sum < most; i++) {
        const spoke *s = &f->spokes[i];

        if (s->arc != without && s->node != node) {
            int64_t left = residual(f, s->arc, end ? -s->sign : s->sign);

            sum = left >= most - sum ? most : sum + (left > 0 ? left : 0);
        }
    }
    return sum;
}

int64_t t4_flow_push(t4_flow *f, uint32_t arc, int sign, int64_t most)
{
    uint32_t from = sign > 0 ? f->arc[arc].head : f->arc[arc].tail;
    uint32_t to = sign > 0 ? f->arc[arc].tail : f->arc[arc].head;
    int64_t own, done = 0, step;

    rest(f);
    own = residual(f, arc, sign);
    if (most > own)
        most = own;
    if (from != to) {
        most = passes(f, from, 0, arc, most);
        most = passes(f, to, 1, arc, most);
    }
    for (step = most; done < most && step > 0;) {
        int64_t want = step < most - done ? step : most - done, by;
        uint32_t meeting = meet(f, from, to, arc, want);

        if (meeting == NOWHERE) {
            if (want > 1 && meet(f, from, to, arc, 1) == NOWHERE)
                break;   /* all that can pass has passed */
            step = step > 1 && step < 16 ? 1 : step / 16;
            continue;
        }
        by = along(f, meeting, 0);
        if (by > most - done)
            by = most - done;
        along(f, meeting, by);
        done += by;
    }
    if (done)
        move(f, arc, sign * done);
    return done;
}
