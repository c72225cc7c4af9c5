/* SPDX-License-Identifier: MIT */
/* The cells of list aggregates, summed from contributions: totals over listed codes by partner, period and flow. */
#ifndef T4_CUBE_LISTCELLS_H
#define T4_CUBE_LISTCELLS_H

#include "base/run.h"
#include "model/cell.h"
#include "model/listset.h"

typedef struct t4_listcells t4_listcells;

/* As t4_cube_contributions(); items of one place together, in any order of places. */
typedef t4_status t4_listcells_source(void *source, t4_status (*visit)(void *context, const t4_contribution *item,
                                                                      t4_error *err),
                                      void *context, t4_error *err);

/*
 * Sum every contribution into the cells of the aggregates that hold its code:
 * each partner, world and groups, periods (those that from .. until wholly
 * cover) and flow totals as `plan` has them.  All is borrowed while the cells
 * live, but for source.
 */
t4_status t4_listcells_make(t4_listcells **cells, const t4_run *run, const t4_domain *domain,
                            const t4_cube_plan *plan, const t4_listset *set, t4_period from, t4_period until,
                            t4_listcells_source *visit, void *source, t4_error *err);
void t4_listcells_free(t4_listcells *cells);
/*
 * The cells in output order: one level, T4_LEVEL_LIST, one unit for each
 * period and flow.  Borrowed.
 */
const t4_cells *t4_listcells_cells(const t4_listcells *cells);

#endif
