/* SPDX-License-Identifier: MIT */
/* Two tables of the same level read beside each other, row by row in the order of their keys. */
#ifndef T4_RELEASE_CHANGES_WALK_H
#define T4_RELEASE_CHANGES_WALK_H

#include "io/csvrows.h"
#include "release/changes.h"

enum { T4_CHANGES_KEYS = 4 + T4_DIMENSIONS_MAX };

/* One of the two. */
typedef struct {
    const t4_edition *edition;
    t4_csvrows *rows;
    char path[T4_DRAFT_PATH];
    int keys[T4_CHANGES_KEYS], key_count;  /* columns: period, flow, code, partner, dimensions */
    int amounts[T4_MEASURES_MAX];          /* column of each measure; its status and conf follow */
    int unit;                              /* column; -1 = none */
    char *const *fields;                   /* of the current row */
    bool more;
    bool any_order;                        /* totals over lists need not be sorted */
    t4_buffer last;                        /* the key before, to see that rows are sorted */
} t4_changes_side;

/* digits: T4_LEVEL_LIST for the totals over lists. */
t4_status t4_changes_side_open(t4_changes_side *side, t4_run *run, const t4_edition *edition,
                               int digits, t4_error *err);
void t4_changes_side_close(t4_changes_side *side);
t4_status t4_changes_side_next(t4_changes_side *side, t4_error *err);

/* A row of either or of both; the one that has it not is NULL. */
typedef t4_status t4_changes_pair(void *context, const t4_changes_side *before,
                                  const t4_changes_side *now, t4_error *err);

/* Walk both tables of a level. */
t4_status t4_changes_walk(const t4_changes *changes, t4_run *run, int digits, t4_changes_pair *pair,
                          void *context, t4_error *err);

/* What became of the cell; NULLs as in t4_changes_pair. */
t4_change t4_changes_judge(const t4_changes *changes, const t4_changes_side *before,
                           const t4_changes_side *now);
/* Do both releases cover the period? */
bool t4_changes_covered(const t4_changes *changes, const char *period);

#endif
