/* SPDX-License-Identifier: MIT */
/* Integer maximum flow through one arc of a circulation, for auditing patterns. */
#ifndef T4_SOLVE_FLOW_H
#define T4_SOLVE_FLOW_H

#include "base/status.h"

typedef struct t4_flow t4_flow;

/* An arc that can carry -down .. +up from tail to head. */
typedef struct {
    uint32_t tail, head;
    int64_t up, down;
} t4_flow_arc;

/* Arcs are copied. NULL without memory. */
t4_flow *t4_flow_new(size_t nodes, const t4_flow_arc *arcs, size_t count);
void t4_flow_free(t4_flow *flow);
/* Close an arc (it carries nothing) or open it again. */
void t4_flow_close(t4_flow *flow, uint32_t arc, bool closed);
/* Another limit against the arc's direction. */
void t4_flow_limit(t4_flow *flow, uint32_t arc, int64_t down);
/*
 * Push up to `most` through an arc in a direction (+1 along it), the rest of
 * the circulation closing the circle; starts from rest.  Returns how much
 * went through: below `most` it is the exact maximum (Ford and Fulkerson,
 * 1956, shortest paths from both ends, capacity scaling after Edmonds and
 * Karp, 1972).
 */
int64_t t4_flow_push(t4_flow *flow, uint32_t arc, int sign, int64_t most);
/* What the last push moved: arcs (each once) and, by arc, the amount. */
const uint32_t *t4_flow_moved(const t4_flow *flow, size_t *count);
int64_t t4_flow_amount(const t4_flow *flow, uint32_t arc);

#endif
