/* SPDX-License-Identifier: MIT */
/* Making one sorted run of pairs from some extents of a partition. */
#ifndef T4_CUBE_RUNS_H
#define T4_CUBE_RUNS_H

#include "cube/internal.h"
#include "cube/radix.h"

enum { T4_RUN_EXTENTS = 1 << 16 };   /* most extents of a task */

/* Sorting one run: some extents of one partition. */
typedef struct {
    t4_partition *partition;
    t4_pair_run *run;
    t4_extent *extents;       /* dropped when the run is made */
    size_t extent_count;
    size_t rows;
} t4_run_task;

/* One worker's room. */
typedef struct {
    t4_sort_room sort;
    uint32_t *where;          /* of a row: extent << 16 | byte; not used when entries say it themselves */
    size_t where_room;
    bool marked;              /* they do */
    uint64_t *partner_pairs;  /* by rank: pairs written */
} t4_run_room;

/* Slots that occur, by rank. */
typedef struct {
    uint32_t *rank, *at;      /* by slot; by rank */
    uint32_t count;
} t4_slot_ranks;

t4_status t4_run_make(t4_cube *cube, const t4_slot_ranks *slots, t4_run_task *task,
                      t4_run_room *room, t4_error *err);

#endif
