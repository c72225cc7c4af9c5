/* SPDX-License-Identifier: MIT */
/* Inside of a correlation: pairs of all tables, then nodes and links of the chosen chain. */
#ifndef T4_MODEL_CORRELATION_STATE_H
#define T4_MODEL_CORRELATION_STATE_H

#include "base/arena.h"
#include "base/dict.h"
#include "model/correlation.h"

typedef struct {
    uint32_t older, newer;       /* ids in editions */
    bool changes;
} t4_correlation_step;

typedef struct {
    uint32_t step, from, to;     /* step of the pool; ids in codes */
} t4_correlation_pair;

enum { T4_LINK_TABLE = -1, T4_LINK_STAYED = -2 };

typedef struct {
    uint32_t from, to;           /* nodes */
    int32_t fact;                /* index of the fact that sets it aside or adds it; else T4_LINK_... */
} t4_correlation_link;

typedef struct {
    uint32_t edition;            /* place in the chain */
    uint32_t code;               /* id in codes */
    uint32_t family;
} t4_correlation_node;

struct t4_correlation {
    t4_dict *codes, *editions;
    t4_arena texts;
    t4_correlation_step steps[T4_CORRELATION_STEPS_MOST];
    size_t step_count;
    t4_correlation_pair *pairs;
    size_t pair_count, pair_room;

    size_t chain[T4_CORRELATION_STEPS_MOST];   /* steps, oldest first */
    size_t chain_count;
    t4_correlation_used *facts;
    size_t fact_count, fact_room;
    t4_families mode;

    t4_correlation_node *nodes;
    size_t node_count, node_room;
    uint32_t *node_of;           /* [edition * codes + code]; T4_CORRELATION_NONE = none */
    size_t code_count;
    t4_correlation_link *links;
    size_t link_count, link_room, aside, added;
    uint32_t *forth, *forth_start, *back, *back_start;   /* links by their from, by their to */
    uint32_t *members, *member_start;   /* nodes by family and end, two slots a family */
    size_t digits;
};

#endif
