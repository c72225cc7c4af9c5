/* SPDX-License-Identifier: MIT */
/* Any table to be protected: cells with bounds and protection levels, and linear relations among them. */
#ifndef T4_MODEL_JOINTTABLE_H
#define T4_MODEL_JOINTTABLE_H

#include "base/status.h"

/* Status of a cell, as the letters of the exchange format say it. */
typedef enum {
    T4_JOINT_SAFE = 's',       /* may be published or hidden */
    T4_JOINT_PRIMARY = 'u',    /* unsafe: hidden, with protection levels */
    T4_JOINT_SECONDARY = 'm',  /* hidden to protect others */
    T4_JOINT_FORCED = 'z'      /* must be published */
} t4_joint_status;

/* Amounts are integers scaled by 10^decimals of the table. */
typedef struct {
    int64_t value;
    int64_t cost;              /* of hiding it, in millionths; 0 or more */
    int64_t lower, upper;      /* what everybody knows; upper INT64_MAX = no bound */
    int64_t down, up, slide;   /* levels: below, above, and least width altogether */
    uint64_t line;             /* where it stands in the file; 0 = nowhere */
    char status;               /* t4_joint_status */
} t4_joint_cell;

/*
 * Relation r: sum of factor[i] * cell[i] over i in start[r] .. start[r+1]-1
 * is right[r].  Factors are integers, not 0; no cell comes twice in a relation.
 */
typedef struct {
    int decimals;
    t4_joint_cell *cells;
    size_t count, room;
    size_t *start;             /* relations + 1 entries; NULL while there are none */
    uint32_t *cell;
    int32_t *factor;
    int64_t *right;
    uint64_t *line;            /* of each relation */
    size_t relations, start_room, right_room, line_room;
    size_t terms, term_room, factor_room;
} t4_jointtable;

void t4_jointtable_release(t4_jointtable *table);
/* False without memory. */
bool t4_jointtable_add_cell(t4_jointtable *table, const t4_joint_cell *cell);
/* A relation without terms yet, then its terms. */
bool t4_jointtable_add_relation(t4_jointtable *table, int64_t right, uint64_t line);
bool t4_jointtable_add_term(t4_jointtable *table, uint32_t cell, int32_t factor);
/* The first relation that the values break; the number of relations when all hold. */
size_t t4_jointtable_broken(const t4_jointtable *table);
/* Is the cell hidden? */
static inline bool t4_joint_hidden(char status)
{
    return status == T4_JOINT_PRIMARY || status == T4_JOINT_SECONDARY;
}

#endif
