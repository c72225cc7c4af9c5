/* SPDX-License-Identifier: MIT */
/* A system from any table with linear relations, and its network where it is one. */
#ifndef T4_SOLVE_SYSTEM_TABLE_H
#define T4_SOLVE_SYSTEM_TABLE_H

#include "model/jointtable.h"
#include "solve/network.h"

/*
 * Every cell is one variable; relations carry factors (relation_factor).
 * Places, axes and codes mean nothing in it.  The table may be freed.
 */
t4_status t4_system_from_table(t4_system **system, const t4_jointtable *table, t4_error *err);

/*
 * Look for a circulation network behind a system with factors: relations
 * that others imply are left out until every variable stands in at most two,
 * once on each side after relations were turned round.  tail, head: by
 * variable; *nodes: relations and one node that closes.  *found false: it is
 * no network, or none that this search sees.  What was left out is a guess
 * (rows of inner codes follow from rows of leaves and sums over codes): who
 * uses the network checks its deviations against all relations.
 */
t4_status t4_system_ends(const t4_system *system, uint32_t *tail, uint32_t *head, size_t *nodes,
                         bool *found, t4_error *err);
/* A network for routes over such a system; NULL when it is none. */
t4_status t4_network_from_table(t4_network **network, const t4_system *system, t4_error *err);

#endif
