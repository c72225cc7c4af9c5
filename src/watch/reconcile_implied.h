/* SPDX-License-Identifier: MIT */
/* Which relations hold by construction: they follow from others. */
#ifndef T4_WATCH_RECONCILE_IMPLIED_H
#define T4_WATCH_RECONCILE_IMPLIED_H

#include "watch/reconcile.h"

enum { T4_RECONCILE_STEPS_MOST = 60000000 };   /* steps of elimination; past them nothing is said */

/* Marks relations that are sums of others, by elimination; implied_known = it came to an end. */
t4_status t4_reconcile_find_implied(t4_reconcile *r, const t4_run *run, t4_error *err);

#endif
