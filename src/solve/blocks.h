/* SPDX-License-Identifier: MIT */
/* The blocks of a graph: arcs that lie on a common cycle, whichever way round, belong together. */
#ifndef T4_SOLVE_BLOCKS_H
#define T4_SOLVE_BLOCKS_H

#include "base/status.h"

/* Nothing can go round in one block by way of another; an arc on no cycle is a block of its own. */
typedef struct {
    size_t count;
    size_t *start;           /* block -> its places; count + 1 entries */
    uint32_t *arc;           /* by place: the arc */
    uint32_t *tail, *head;   /* by place: its ends, numbered within the block */
    uint32_t *nodes;         /* by block: how many it has */
} t4_blocks;

/* Biconnected components (Hopcroft and Tarjan, 1973); false without memory. Release in either case. */
bool t4_blocks_make(t4_blocks *blocks, size_t nodes, const uint32_t *tail, const uint32_t *head, size_t arcs);
void t4_blocks_release(t4_blocks *blocks);

#endif
