/* SPDX-License-Identifier: MIT */
/* Cells that the release before has and this one has not: what a receiver of both must forget. */
#ifndef T4_RELEASE_REMOVED_H
#define T4_RELEASE_REMOVED_H

#include "release/changes.h"

/* The key of a cell, borrowed until the visit returns, and the measures that are gone: all, or those not published any more. */
typedef struct {
    int digits;                             /* of the code; T4_LEVEL_LIST for the total over a list */
    const char *period, *flow, *code, *partner;
    const char *dimension[T4_DIMENSIONS_MAX];
    const char *measures[T4_MEASURES_MAX];
    int measure_count;
} t4_removed_cell;

typedef t4_status t4_removed_visit(void *context, const t4_removed_cell *cell, t4_error *err);

/*
 * Coarse tables first, then lists; also levels that are gone.  Periods outside
 * the months of this release are another release's business.  Nothing where no
 * release before is named, or it has other dimensions.  Needs the CSV tables
 * of both.
 */
t4_status t4_removed_cells(const t4_draft *draft, t4_removed_visit *visit, void *context, t4_error *err);

#endif
