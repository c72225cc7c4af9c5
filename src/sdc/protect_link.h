/* SPDX-License-Identifier: MIT */
/* What an open figure of one measure tells of a hidden one of another: unit values of a code stay in a range. */
#ifndef T4_SDC_PROTECT_LINK_H
#define T4_SDC_PROTECT_LINK_H

#include "sdc/protect.h"

/* By published cell; INT64_MIN and INT64_MAX where nothing is known. */
typedef struct {
    int64_t *least, *most;
    size_t cells;
} t4_link;

/*
 * For each cell that `target` hides (by cell: target_hidden) while `other`
 * shows it: the least and most that the open figure allows, given the unit
 * values (target per other) of the cells of the same code and flow in which
 * both are open.  A range that the truth lies outside of misleads whoever
 * believes it, and is left out unless it overlaps the protection interval,
 * when it is widened to hold the truth.  Cuts into what *link holds already;
 * begin with {0}.
 */
t4_status t4_link_add(t4_link *link, const t4_protection *target, const uint8_t *target_hidden,
                      const t4_protection *other, const uint8_t *other_hidden, t4_error *err);
void t4_link_release(t4_link *link);
/* Mark in `both` the cells whose link alone leaves an unsafe figure too little room; true when there are any. */
bool t4_link_blocks(const t4_link *link, const t4_protection *target, uint8_t *both);
/* Let the attacker's bounds of a protection know of it; before the pattern is sought. */
void t4_link_apply(const t4_link *link, t4_protection *protection);

#endif
