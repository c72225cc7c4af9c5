/* SPDX-License-Identifier: MIT */
/* A block of a circulation without what is in series or parallel: fewer arcs, and what they tell of the others. */
#ifndef T4_SOLVE_SPAN_TREE_H
#define T4_SOLVE_SPAN_TREE_H

#include "solve/flow.h"

/*
 * An arc, or two parts in a row or side by side that are an arc together.
 * Two in a row move alike, two side by side share what the rest lets through.
 */
typedef struct {
    uint32_t a, b;             /* of what it is made; a = T4_SPAN_ARC: an arc */
    bool parallel;
    bool turned_a, turned_b;   /* they point the other way */
    int64_t up, down;          /* what it can carry along and against its direction */
    int64_t rest_up, rest_down; /* what all others let through for it to do so; never asked for more than it can carry */
} t4_span_part;

#define T4_SPAN_ARC UINT32_MAX

typedef struct {
    size_t arcs, parts;        /* the first parts are the arcs */
    t4_span_part *part;
    /* what cannot be joined: arcs between nodes that have three or more of them, by tail */
    size_t core, nodes;
    uint32_t *core_part, *core_tail, *core_head;
} t4_span_tree;

/* Join the arcs (given by up and down) of a block between nodes; false without memory. */
bool t4_span_tree_make(t4_span_tree *tree, size_t nodes, const uint32_t *tail, const uint32_t *head,
                       const t4_flow_arc *arcs, const uint32_t *which, size_t count);
void t4_span_tree_release(t4_span_tree *tree);
/* The rests of the core are known: find those of all that it is made of. */
void t4_span_tree_spread(t4_span_tree *tree);

static inline int64_t t4_span_least(int64_t x, int64_t y)
{
    return x < y ? x : y;
}

#endif
