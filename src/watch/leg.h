/* SPDX-License-Identifier: MIT */
/* Trade from one set of places to another, as its senders or its receivers report it. */
#ifndef T4_WATCH_LEG_H
#define T4_WATCH_LEG_H

#include "model/flows.h"

/* Places as a list "DE,FR,IT"; NULL = any place that is in none of the lists of `others`. */
typedef struct {
    const char *list;
    const char *others[2];       /* NULL = none */
} t4_leg_places;

/*
 * A view of flows[from..]: rows of exports from one of `senders` to one of
 * `receivers`, or imports of these from those.  Texts stay with the flows, the rows are
 * moved to the front of the view; how many of each flow.  A place without a text is any.
 */
typedef struct {
    t4_flows flows;              /* not to be released */
    uint64_t exports, imports;
} t4_leg;

void t4_leg_take(t4_leg *leg, const t4_flows *flows, size_t from, const t4_leg_places *senders,
                 const t4_leg_places *receivers);

#endif
