/* SPDX-License-Identifier: MIT */
/* Cells of the cube and contributions: confidential, what cube/ yields and sdc/ protects. */
#ifndef T4_MODEL_CELL_H
#define T4_MODEL_CELL_H

#include "base/run.h"
#include "model/domain.h"

enum {
    T4_LEVEL_TOTAL = 0,      /* all goods: code "TOTAL" */
    T4_LEVELS_MAX = 8,       /* most levels of one release */
    T4_UNIT_MIXED = UINT32_MAX,
    T4_GROUPS_MAX = 64       /* most partner groups */
};

/* Partner ids of a cell: an id of domain->partners, or one of these. */
#define T4_PARTNER_WORLD UINT32_MAX
#define T4_PARTNER_GROUP(i) (UINT32_MAX - 1 - (uint32_t)(i))

/* What a cube is asked to yield. Filled by job/ from the template. */
typedef struct {
    int levels[T4_LEVELS_MAX];        /* e.g. 10, 8, 6, 4, 2, 0: descending */
    int level_count;
    bool periods[T4_PERIOD_KINDS];    /* which kinds are yielded */
    t4_period from, until;            /* 0 = first and last month seen; quarters and years only when wholly covered */
    bool each, world;                 /* partners one by one; all together */
    struct {
        char name[32];                /* "EAEU": published as G_EAEU */
        const char *const *members;   /* published partner codes, borrowed; NULL-terminated */
    } groups[T4_GROUPS_MAX];
    int group_count;
    bool flow_totals;                 /* also M = FM + RM, X = DX + RX where leaves are present */
    bool contributors;                /* count distinct traders, keep top two */
} t4_cube_plan;

typedef struct {
    t4_period period;
    uint32_t flow;                    /* t4_flow */
    char code[T4_CODE_MAX + 4];       /* published code at this level, NUL-terminated; "TOTAL" at level 0 */
    uint32_t partner;
    uint32_t dimension[T4_DIMENSIONS_MAX];
    uint32_t unit;                    /* of the quantity; T4_UNIT_MIXED: quantity means nothing */
    t4_int128 amount[T4_MEASURES_MAX];
    uint64_t records;
    uint64_t contributors;            /* distinct traders, records without one left out */
    t4_int128 top1, top2;             /* largest absolute contributions of the value; id-less records count as one contributor here */
} t4_cell;

/* Finest cell x trader (x unit) sums, in key order. Records, not cells, in the sense of attack-model 1. */
typedef struct {
    t4_period period;
    uint32_t flow, code, partner, trader, unit;
    uint32_t dimension[T4_DIMENSIONS_MAX];
    t4_int128 amount[T4_MEASURES_MAX];
    uint64_t records;
} t4_contribution;

/*
 * A unit of output: the cells of one (period, flow, chapter), a sorted run for
 * each level.  Units come in the order in which files are written, so that
 * level l's table is the concatenation of cells[l] over all units.  Within a
 * run: bytewise by code, partner, dimensions.  The array belongs to the block.
 */
typedef struct {
    t4_cell *cells[T4_LEVELS_MAX];
    size_t count[T4_LEVELS_MAX];
    size_t room[T4_LEVELS_MAX];
} t4_cell_block;

void t4_cell_block_release(t4_cell_block *block);

/* A source of cells in output order; cube/ makes one. */
typedef struct t4_cells {
    const t4_domain *domain;
    const t4_cube_plan *plan;
    const void *source;              /* the maker's own */
    size_t units;
    /* Fill block with unit `index`.  Thread-safe; each thread passes its own block and worker number. */
    t4_status (*load)(const struct t4_cells *cells, unsigned worker, size_t index,
                      t4_cell_block *block, t4_error *err);
} t4_cells;

#endif
