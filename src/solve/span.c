/* SPDX-License-Identifier: MIT */
#include "solve/span.h"

#include <stdatomic.h>

#include "base/memory.h"
#include "base/parallel.h"
#include "solve/blocks.h"
#include "solve/span_flow.h"

enum {
    CHUNK = 1 << 14,   /* arcs that one task pushes, in one direction */
    BLOCK = 64         /* between two looks at the stop flag */
};

/* Arcs first .. first+CHUNK-1 of the core of a block. */
typedef struct {
    uint32_t block;
    int sign;
    size_t first;
} chunk;

typedef struct {
    const t4_run *run;
    const t4_flow_arc *arcs;
    t4_blocks blocks;
    t4_span_tree *trees;       /* by block */
    chunk *chunks;
    size_t chunk_count, chunk_room;
    uint64_t all;
    atomic_uint_fast64_t done;
    int64_t *rise, *fall;
} work;

static t4_status find_blocks(work *w, size_t nodes, size_t count, t4_error *err)
{
    uint32_t *tail = t4_alloc(count, sizeof *tail), *head = t4_alloc(count, sizeof *head);
    bool good = tail && head;

    for (size_t a = 0; a < count && good; a++) {
        tail[a] = w->arcs[a].tail;
        head[a] = w->arcs[a].head;
    }
    good = good && t4_blocks_make(&w->blocks, nodes, tail, head, count);
    t4_free(tail);
    t4_free(head);
    w->trees = good ? t4_alloc_zero(w->blocks.count, sizeof *w->trees) : NULL;
    return w->trees ? T4_OK : t4_fail_memory(err);
}

static t4_status make_tree(void *context, unsigned worker, size_t index, t4_error *err)
{
    work *w = context;
    const t4_blocks *b = &w->blocks;
    size_t start = b->start[index];
    bool good = t4_span_tree_make(&w->trees[index], b->nodes[index], b->tail + start, b->head + start, w->arcs,
                                  b->arc + start, b->start[index + 1] - start);

    (void)worker;
    return good ? T4_OK : t4_fail_memory(err);
}

static t4_status list_chunks(work *w, t4_error *err)
{
    for (uint32_t b = 0; b < w->blocks.count; b++)
        for (size_t k = 0; k < w->trees[b].core; k += CHUNK)
            for (int sign = 1; sign >= -1; sign -= 2) {
                if (!t4_grow(&w->chunks, &w->chunk_room, w->chunk_count, sizeof *w->chunks))
                    return t4_fail_memory(err);
                w->chunks[w->chunk_count++] = (chunk){b, sign, k};
            }
    for (size_t b = 0; b < w->blocks.count; b++)
        w->all += 2 * w->trees[b].core;
    return T4_OK;
}

static t4_status push_chunk(void *context, unsigned worker, size_t index, t4_error *err)
{
    work *w = context;
    const chunk *c = &w->chunks[index];
    t4_span_tree *t = &w->trees[c->block];
    size_t end = c->first + CHUNK < t->core ? c->first + CHUNK : t->core;
    t4_span_flow *flow = t4_span_flow_new(t);
    t4_status status = flow ? T4_OK : t4_fail_memory(err);

    (void)worker;
    for (size_t k = c->first; k < end && !status; k++) {
        t4_span_part *part = &t->part[t->core_part[k]];

        *(c->sign > 0 ? &part->rest_up : &part->rest_down) = t4_span_flow_most(flow, k, c->sign);
        if ((k - c->first) % BLOCK == 0)
            status = t4_run_check(w->run, err);
    }
    t4_span_flow_free(flow);
    t4_run_report(w->run, "intervals", atomic_fetch_add(&w->done, end - c->first) + (end - c->first), w->all, "cells");
    return status;
}

static t4_status take_ends(void *context, unsigned worker, size_t index, t4_error *err)
{
    work *w = context;
    t4_span_tree *t = &w->trees[index];

    (void)worker;
    (void)err;
    t4_span_tree_spread(t);
    for (size_t p = 0; p < t->arcs; p++) {
        uint32_t arc = w->blocks.arc[w->blocks.start[index] + p];

        w->rise[arc] = t4_span_least(t->part[p].up, t->part[p].rest_up);
        w->fall[arc] = t4_span_least(t->part[p].down, t->part[p].rest_down);
    }
    t4_span_tree_release(t);
    return T4_OK;
}

t4_status t4_span(const t4_run *run, size_t nodes, const t4_flow_arc *arcs, size_t count, int64_t *rise,
                  int64_t *fall, t4_error *err)
{
    work w = {.run = run, .arcs = arcs, .rise = rise, .fall = fall};
    t4_status status = find_blocks(&w, nodes, count, err);

    if (!status)
        status = t4_parallel_for(run, w.blocks.count, make_tree, &w, err);
    if (!status)
        status = list_chunks(&w, err);
    if (!status)
        status = t4_parallel_for(run, w.chunk_count, push_chunk, &w, err);
    if (!status)
        status = t4_parallel_for(run, w.blocks.count, take_ends, &w, err);
    for (size_t b = 0; w.trees && b < w.blocks.count; b++)
        t4_span_tree_release(&w.trees[b]);
    t4_free(w.trees);
    t4_free(w.chunks);
    t4_blocks_release(&w.blocks);
    return status;
}
