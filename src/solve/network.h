/* SPDX-License-Identifier: MIT */
/* The circulation network behind a system: code tree x partners, one layer for each period and flow. */
#ifndef T4_SOLVE_NETWORK_H
#define T4_SOLVE_NETWORK_H

#include "solve/system.h"

/*
 * A code tree crossed with partners that add up to the world is a circulation
 * network (disclosure control by shortest paths: Cox 1995; Castro 2007).  One
 * arc stands for one (code, partner); nodes are the inner (code, partner),
 * one for each leaf code (where the world alone goes on to finer codes, the
 * code at which partners end), and one that closes everything.  Linked periods and
 * flows are layers over the same arcs: a circulation that is applied to
 * several layers at once, with signs that keep every sum over layers
 * ("a pattern"), keeps every relation.  A plain table has one layer and one
 * pattern; then nothing is lost.  With more layers products are a part of all
 * deviations: what they cannot do is left to linear programs.  Arcs in a row
 * that are one variable are joined to one arc (tail T4_NO_INDEX = joined away
 * or no part of the network).
 */
typedef struct {
    uint32_t layer;   /* within the block */
    int32_t sign;
} t4_layer_step;

/* One arc as a node sees it. */
typedef struct {
    uint32_t entry;   /* arc << 1 | (1 when it is left from its head) */
    uint32_t node;    /* at the other end */
} t4_spoke;

typedef struct {
    uint32_t first_layer;   /* index into layer_* */
    uint32_t layers;
    uint32_t closing_node;
} t4_block;

typedef struct {
    const t4_system *system;
    size_t nodes, arcs, blocks, layers;
    uint32_t *tail, *head;        /* of each arc */
    uint32_t *arc_block;
    uint32_t *arc_code;           /* code node */
    uint32_t *arc_above;          /* arc of the parent code, T4_NO_INDEX at the top */
    size_t *grid;                 /* arc -> offset of its row in `slot` */
    uint32_t *slot;               /* [grid[arc] + layer]: variable << 1 | (1 where it is counted), or T4_NO_INDEX */
    uint32_t *variable_arc;       /* by variable: the arc where it is counted, T4_NO_INDEX for group cells */
    uint32_t *variable_layer;     /* and its layer within the block */
    size_t *star_start;           /* node -> incident arcs */
    t4_spoke *star;
    uint32_t *node_order;         /* place of the node's code in the walk of the tree */
    t4_block *block;
    /* by layer: its patterns; pattern 0.. of a layer begin with (layer, +1) */
    size_t *pattern_of;           /* layers + 1 entries into pattern_start */
    size_t *pattern_start;
    t4_layer_step *step;
    size_t patterns;
    /* by cell */
    uint32_t *cell_arc;
    uint32_t *cell_layer;         /* within the block */
    /* groups: arcs whose cells add up into further cells */
    size_t *group_start;          /* arc -> entries of group_row; NULL without groups */
    size_t *group_row;            /* offset of the group's row in `slot` */
    bool plain;                   /* one layer everywhere and no groups: the network is the whole system */
} t4_network;

t4_status t4_network_new(t4_network **network, const t4_system *system, const t4_run *run,
                         t4_error *err);
void t4_network_free(t4_network *network);

#endif
