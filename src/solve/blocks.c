/* SPDX-License-Identifier: MIT */
#include "solve/blocks.h"

#include <string.h>

#include "base/memory.h"

typedef struct {
    t4_blocks *blocks;
    const uint32_t *tail, *head;
    size_t *begin;           /* node -> its half arcs: arc << 1 | (1 at the head) */
    uint32_t *half;
    size_t *at;              /* by node: the next one to look at */
    uint32_t *number, *low;  /* by node: when it was found (from 1), and the first that hangs together with it */
    uint32_t *path;          /* nodes from the root to where the search is */
    size_t *entry;           /* by node: arcs that were open before the one by which it was found */
    uint32_t *open;          /* arcs whose block is not yet complete */
    size_t opened;
    uint8_t *seen;           /* by arc */
    uint32_t *place, *mark;  /* by node: its number in the block of which it was marked last */
    size_t used, room[2];    /* of start and nodes */
} search;

void t4_blocks_release(t4_blocks *b)
{
    t4_free(b->start);
    t4_free(b->arc);
    t4_free(b->tail);
    t4_free(b->head);
    t4_free(b->nodes);
    *b = (t4_blocks){0};
}

static void release(search *s)
{
    t4_free(s->begin);
    t4_free(s->half);
    t4_free(s->at);
    t4_free(s->number);
    t4_free(s->low);
    t4_free(s->path);
    t4_free(s->entry);
    t4_free(s->open);
    t4_free(s->seen);
    t4_free(s->place);
    t4_free(s->mark);
}

static bool allocate(search *s, size_t nodes, size_t arcs)
{
    t4_blocks *b = s->blocks;

    s->begin = t4_alloc_zero(nodes + 2, sizeof *s->begin);
    s->half = t4_alloc(2 * arcs, sizeof *s->half);
    s->at = t4_alloc(nodes, sizeof *s->at);
    s->number = t4_alloc_zero(nodes, sizeof *s->number);
    s->low = t4_alloc(nodes, sizeof *s->low);
    s->path = t4_alloc(nodes, sizeof *s->path);
    s->entry = t4_alloc(nodes, sizeof *s->entry);
    s->open = t4_alloc(arcs, sizeof *s->open);
    s->seen = t4_alloc_zero(arcs, 1);
    s->place = t4_alloc(nodes, sizeof *s->place);
    s->mark = t4_alloc_zero(nodes, sizeof *s->mark);
    b->arc = t4_alloc(arcs, sizeof *b->arc);
    b->tail = t4_alloc(arcs, sizeof *b->tail);
    b->head = t4_alloc(arcs, sizeof *b->head);
    return s->begin && s->half && s->at && s->number && s->low && s->path && s->entry && s->open && s->seen && s->place &&
           s->mark && b->arc && b->tail && b->head && t4_grow(&b->start, &s->room[0], 0, sizeof *b->start);
}

static void list_halves(search *s, size_t nodes, size_t arcs)
{
    for (size_t a = 0; a < arcs; a++) {
        s->begin[s->tail[a] + 2]++;
        s->begin[s->head[a] + 2]++;
    }
    for (size_t i = 2; i < nodes + 2; i++)
        s->begin[i] += s->begin[i - 1];
    for (uint32_t a = 0; a < arcs; a++) {
        s->half[s->begin[s->tail[a] + 1]++] = a << 1;
        s->half[s->begin[s->head[a] + 1]++] = a << 1 | 1;
    }
    memcpy(s->at, s->begin, nodes * sizeof *s->at);
}

static uint32_t place_of(search *s, uint32_t node)
{
    t4_blocks *b = s->blocks;

    if (s->mark[node] != b->count + 1) {
        s->mark[node] = (uint32_t)(b->count + 1);
        s->place[node] = b->nodes[b->count]++;
    }
    return s->place[node];
}

/* The arcs that were opened since there were `from` are a block. */
static bool close_block(search *s, size_t from)
{
    t4_blocks *b = s->blocks;

    if (s->opened == from)
        return true;
    if (!t4_grow(&b->nodes, &s->room[1], b->count, sizeof *b->nodes) ||
        !t4_grow(&b->start, &s->room[0], b->count + 1, sizeof *b->start))
        return false;
    b->nodes[b->count] = 0;
    while (s->opened > from) {
        uint32_t a = s->open[--s->opened];

        b->arc[s->used] = a;
        b->tail[s->used] = place_of(s, s->tail[a]);
        b->head[s->used++] = place_of(s, s->head[a]);
    }
    b->start[++b->count] = s->used;
    return true;
}

/* Look at the next arc of the last node of the path; false when it has no more. */
static bool step(search *s, uint32_t node, size_t *depth, uint32_t *found)
{
    uint32_t half, arc, other;

    if (s->at[node] == s->begin[node + 1])
        return false;
    half = s->half[s->at[node]++];
    arc = half >> 1;
    if (s->seen[arc])
        return true;
    s->seen[arc] = 1;
    other = half & 1 ? s->tail[arc] : s->head[arc];
    if (!s->number[other]) {
        s->number[other] = s->low[other] = ++*found;
        s->entry[other] = s->opened;
        s->path[(*depth)++] = other;
    } else if (s->number[other] < s->low[node]) {
        s->low[node] = s->number[other];
    }
    s->open[s->opened++] = arc;
    return true;
}

static bool search_from(search *s, uint32_t root, uint32_t *found)
{
    size_t depth = 1;

    s->path[0] = root;
    s->number[root] = s->low[root] = ++*found;
    while (depth > 0) {
        uint32_t node = s->path[depth - 1], above;

        if (step(s, node, &depth, found))
            continue;
        if (--depth == 0)
            break;
        above = s->path[depth - 1];
        if (s->low[node] < s->low[above])
            s->low[above] = s->low[node];
        if (s->low[node] >= s->number[above] && !close_block(s, s->entry[node]))
            return false;
    }
    return close_block(s, 0);   /* loops at the root */
}

bool t4_blocks_make(t4_blocks *blocks, size_t nodes, const uint32_t *tail, const uint32_t *head, size_t arcs)
{
    search s = {.blocks = blocks, .tail = tail, .head = head};
    uint32_t found = 0;
    bool good;

    *blocks = (t4_blocks){0};
    good = allocate(&s, nodes, arcs);
    if (good) {
        blocks->start[0] = 0;
        list_halves(&s, nodes, arcs);
    }
    for (size_t n = 0; good && n < nodes; n++)
        if (!s.number[n] && s.begin[n] < s.begin[n + 1])
            good = search_from(&s, (uint32_t)n, &found);
    release(&s);
    return good;
}
