/* SPDX-License-Identifier: MIT */
/* The rows that people look at first: totals in time, chapters, headings and partners of the latest period. */
#ifndef T4_RELEASE_HEADLINE_H
#define T4_RELEASE_HEADLINE_H

#include "release/ceilings.h"
#include "release/draft.h"

typedef struct {
    t4_row *rows;
    size_t count, room;
    t4_dict *keys;                 /* of sums: the key of each row */
} t4_headline_list;

/*
 * Rows in the order of the tables.  The latest period is of the longest
 * published kind.  They are published rows, copied; where the release has no
 * cells of all labels of its further dimensions, of the world or of all goods,
 * sums of published rows (`summed`): of labels, of single partners, of the
 * coarsest codes.  A sum with a hidden number in it has none.
 */
typedef struct {
    t4_period latest;              /* 0 = the release is empty */
    int chapter_level, heading_level;  /* indices into the plan's levels; -1 = none */
    t4_headline_list totals;       /* all goods, the world, every period and flow */
    t4_headline_list chapters;     /* latest, the world, the coarsest level with codes */
    t4_headline_list headings;     /* latest, the world, the finest level of at most four digits */
    t4_headline_list partners;     /* latest, all goods, single partners */
    t4_headline_list labels[T4_DIMENSIONS_MAX];   /* latest, all goods, the world, by the labels of one dimension */
    bool summed;
} t4_headline;

/* Needs draft->survey. */
t4_status t4_headline_collect(t4_headline *headline, const t4_draft *draft, t4_error *err);
void t4_headline_release(t4_headline *headline);

/*
 * The rows of a flow with the largest amounts of a measure first, those
 * without a number last; ties as in the tables.  An array of pointers into
 * the list, *count set; the caller frees it (t4_free).  NULL without memory.
 */
const t4_row **t4_headline_sorted(const t4_headline_list *list, t4_flow flow, int measure,
                                  size_t *count);
/* The row of a flow and period, NULL when there is none. */
const t4_row *t4_headline_total(const t4_headline *headline, t4_flow flow, t4_period period);

#endif
