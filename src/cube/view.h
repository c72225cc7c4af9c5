/* SPDX-License-Identifier: MIT */
/* The cells of a wide plan in two parts: those that a narrower plan yields, and the rest. */
#ifndef T4_CUBE_VIEW_H
#define T4_CUBE_VIEW_H

#include "model/cell.h"

typedef struct t4_view t4_view;

typedef enum {
    T4_VIEW_INSIDE,    /* the cells of the narrow plan, under that plan */
    T4_VIEW_BEYOND     /* all others, under the wide plan */
} t4_view_part;

/*
 * `wide` yields every level, kind of period and partner of `narrow`; its
 * groups begin with those of narrow, so that their ids agree.  Units are
 * those of wide; in one that has nothing of a part every run is empty.
 * Borrows all three while the view lives.
 */
t4_status t4_view_new(t4_view **view, const t4_cells *wide, const t4_cube_plan *narrow, t4_view_part part,
                      t4_error *err);
void t4_view_free(t4_view *view);
/* Borrowed. */
const t4_cells *t4_view_cells(const t4_view *view);

#endif
