/* SPDX-License-Identifier: MIT */
/* Which cells a publication shows, laid over the numbers of another one. */
#ifndef T4_WATCH_SHOWN_H
#define T4_WATCH_SHOWN_H

#include "watch/published.h"

typedef enum {
    T4_SHOWN_OPEN,      /* it has the figure; or its totals leave nothing that it could have left out */
    T4_SHOWN_HIDDEN,    /* it has the row without a figure */
    T4_SHOWN_LEFT,      /* it has no row, and what stands above has room for it, or nothing stands there */
    T4_SHOWN_NOT,       /* it has no such table, or finer codes in its place */
    T4_SHOWN_STATES
} t4_shown_state;

typedef struct t4_shown t4_shown;

/*
 * alike: periods and partners of the two may be held against each other one by
 * one (one reporter in each).  Borrows both.
 */
t4_status t4_shown_new(t4_shown **shown, const t4_published *published, const t4_flows *flows, bool alike, t4_error *err);
void t4_shown_free(t4_shown *shown);
/*
 * A cell: the code ("TOTAL" all goods; an X and what follows stand for a rest),
 * the partner (NULL the world), the period.  Where the publication has the
 * period, its row of it decides; else what it does with the code and partner in
 * most of its own periods.
 */
t4_shown_state t4_shown_find(const t4_shown *shown, t4_flow flow, const char *code, const char *partner, t4_period period);
bool t4_shown_has_period(const t4_shown *shown, t4_period period);
bool t4_shown_has_total(const t4_shown *shown);

#endif
