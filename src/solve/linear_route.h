/* SPDX-License-Identifier: MIT */
/* Integer deviations through one cell of any system: the cheapest ones by linear programs. */
#ifndef T4_SOLVE_LINEAR_ROUTE_H
#define T4_SOLVE_LINEAR_ROUTE_H

#include "solve/route.h"

typedef struct t4_linear_router t4_linear_router;

/* state, weight, owner: by variable and borrowed, as in t4_routing. NULL without memory. */
t4_linear_router *t4_linear_router_new(const t4_system *system, const uint8_t *state,
                                       const uint64_t *weight, const uint32_t *owner);
void t4_linear_router_free(t4_linear_router *router);
/*
 * As t4_route(): least sum of weights, each spread over what the cell can move
 * (the relaxation of Fischetti and Salazar, 2001), in ever larger neighbourhoods.
 * What is found are integers that keep every relation; where a program's
 * answer has fractions, multiples of the need are tried.  The limit is on the
 * cost of the answer.
 */
bool t4_linear_router_route(t4_linear_router *router, const t4_request *request,
                            const t4_shift **shifts, size_t *count, uint64_t *cost);

#endif
