/* SPDX-License-Identifier: MIT */
/* Rolling leaves up through the levels: sums, distinct contributors, the two largest. */
#ifndef T4_CUBE_ROLLUP_H
#define T4_CUBE_ROLLUP_H

#include "cube/leaves.h"

/* Distinct traders and the largest two absolute sums of a cell. */
typedef struct {
    uint64_t contributors;
    t4_int128 top1, top2;
} t4_tops;

/* A cell as it comes out: numbers only. */
typedef struct {
    uint32_t node, partner, dims, unit;
    uint64_t records;
    t4_tops tops;
} t4_rolled;

typedef struct {
    t4_rolled *cell;
    t4_int128 *amount;              /* `measures` a cell */
    size_t count, room, amount_room;
} t4_rolled_level;

/* A cell that is being summed. */
typedef struct {
    bool open;
    uint32_t node, unit;
    uint64_t children;              /* finer cells and leaves */
    uint64_t records;
    size_t list_begin;
    size_t list_limit;              /* a list of this length is made distinct before it grows on */
    bool tops_known;                /* tops are those of its only child */
    t4_tops tops;
    t4_int128 amount[T4_MEASURES_MAX];
} t4_open_cell;

/*
 * One worker's rollup.  The lists of the open cells lie in one stack: a
 * cell's list is the end of its parent's, so that closing a cell makes its
 * list distinct in place and the parent finds it there.
 */
typedef struct {
    const t4_cube *cube;
    bool lists;                     /* contributors are counted */
    t4_status status;               /* of the run at hand */
    t4_error *err;
    int finest, end;                /* levels (indices in the plan) that are made: finest .. end-1 */
    const uint8_t *first;           /* by leaf code: the finest level that shows it */
    const uint32_t *node[T4_LEVELS_MAX];
    t4_open_cell open[T4_LEVELS_MAX];
    uint32_t partner, dims;         /* of the open cells */
    uint32_t *trader;               /* the stack */
    t4_int128 *value;
    size_t list_count, trader_room, value_room;
    t4_distinct distinct;
    t4_rolled_level level[T4_LEVELS_MAX];
} t4_rollup;

/* Begin a unit. */
t4_status t4_rollup_begin(t4_rollup *rollup, const t4_cube *cube, const t4_unit *unit,
                          t4_error *err);
/*
 * Roll up leaves, given by their numbers in the order (partner,) dims, code.
 * partner: the rank that all cells get, or UINT32_MAX for each leaf's own.
 */
t4_status t4_rollup_run(t4_rollup *rollup, const t4_leaves *leaves, const uint32_t *order,
                        size_t count, uint32_t partner, t4_error *err);
void t4_rollup_release(t4_rollup *rollup, t4_run *run);

#endif
