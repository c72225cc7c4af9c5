/* SPDX-License-Identifier: MIT */
/* How an audit finds deviations: its own network of relations, or linear programs; private to sdc/audit*.c. */
#ifndef T4_SDC_AUDIT_FIND_H
#define T4_SDC_AUDIT_FIND_H

#include "sdc/audit.h"
#include "sdc/witness.h"
#include "solve/extent.h"

typedef struct t4_audit_finder t4_audit_finder;

t4_status t4_audit_finder_new(t4_audit_finder **finder, const t4_audit_problem *problem,
                              t4_error *err);
void t4_audit_finder_free(t4_audit_finder *finder);
/* Is the system a network, so that what is not found does not exist? */
bool t4_audit_finder_network(const t4_audit_finder *finder);
/*
 * A deviation that moves the variable by at least `need` in a direction, the
 * barred owner's cells standing still; not yet proven.  Shifts are borrowed
 * until the next call.  Returns how far it moves (0: nothing found).
 */
int64_t t4_audit_find(t4_audit_finder *finder, uint32_t variable, int sign, int64_t need,
                      uint32_t barred, const t4_shift **shifts, size_t *count);
/* Asked for outer intervals: is there a network of some relations although there is none of all? */
bool t4_audit_relaxed(const t4_audit_finder *finder);
/* No arc goes further than those bounds from now on. */
void t4_audit_limit(t4_audit_finder *finder, const t4_extent *extent);
/* Networks, of all or of some relations: how far each variable can move in it at all, 0 for open ones. */
t4_status t4_audit_spans(const t4_audit_finder *finder, const t4_run *run, int64_t *rises, int64_t *falls,
                         t4_error *err);

#endif
