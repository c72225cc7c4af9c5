/* SPDX-License-Identifier: MIT */
/* Greatest moves of arcs one after another, each search starting from where the last one ended. */
#ifndef T4_SOLVE_SPAN_FLOW_H
#define T4_SOLVE_SPAN_FLOW_H

#include "solve/span_tree.h"

typedef struct t4_span_flow t4_span_flow;

/* Over the core of a tree, from rest. NULL without memory. */
t4_span_flow *t4_span_flow_new(const t4_span_tree *tree);
void t4_span_flow_free(t4_span_flow *flow);
/* How far an arc of the core can be moved from rest in a direction (+1 along it): the exact maximum, or T4_UNBOUNDED. */
int64_t t4_span_flow_most(t4_span_flow *flow, size_t arc, int sign);

#endif
