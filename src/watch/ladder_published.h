/* SPDX-License-Identifier: MIT */
/* A publication as the ladder takes it in: an old one as cells, a new one as a design. */
#ifndef T4_WATCH_LADDER_PUBLISHED_H
#define T4_WATCH_LADDER_PUBLISHED_H

#include "watch/ladder.h"
#include "watch/published.h"

/* The measure of the set, and reporters as a dimension where there are several. */
void t4_ladder_published_domain(t4_domain *domain, const t4_published *published, const t4_flows *flows);
/* All items as contributions; codes are filled up with X to the length of the longest. */
t4_status t4_ladder_published_add(t4_ladder *ladder, t4_domain *domain, const t4_published *published,
                                  const t4_flows *flows, t4_error *err);
/*
 * The table of a new publication as far as the old one has its axes; shown NULL: no cell is looked at, only digits,
 * periods and partners.  Borrows shown.
 */
void t4_ladder_published_design(t4_ladder_design *design, const t4_ladder *ladder, const t4_published *published,
                                const t4_shown *shown, const char *name);

#endif
