/* SPDX-License-Identifier: MIT */
/* Rows to publish: what writers see. No contributor, top or record column, hidden amounts erased. */
#ifndef T4_MODEL_ROWS_H
#define T4_MODEL_ROWS_H

#include "model/cell.h"

/* SDMX OBS_STATUS and CONF_STATUS, one letter each; 0 = empty. */
typedef struct {
    t4_period period;
    uint32_t flow;
    char code[T4_CODE_MAX + 4];
    uint32_t partner;
    uint32_t dimension[T4_DIMENSIONS_MAX];
    uint32_t unit;                             /* T4_UNIT_MIXED: the quantity is empty */
    t4_int128 amount[T4_MEASURES_MAX];         /* rounded for publication; 0 where absent */
    bool present[T4_MEASURES_MAX];
    char status[T4_MEASURES_MAX];              /* 'A' normal, 'Q' suppressed, 'P' provisional ... */
    char conf[T4_MEASURES_MAX];                /* 'F' free, 'C' confidential ... */
} t4_row;

typedef struct {
    t4_row *rows[T4_LEVELS_MAX];
    size_t count[T4_LEVELS_MAX];
    size_t room[T4_LEVELS_MAX];
    t4_cell_block cells;                       /* scratch of the maker */
} t4_row_block;

void t4_row_block_release(t4_row_block *block);

/* A source of rows in output order; sdc/protected makes the only ones that a release accepts. */
typedef struct t4_rows {
    const t4_domain *domain;
    const t4_cube_plan *plan;
    int decimals[T4_MEASURES_MAX];             /* digits printed for each measure */
    size_t units;
    t4_status (*load)(const struct t4_rows *rows, unsigned worker, size_t index,
                      t4_row_block *block, t4_error *err);
} t4_rows;

#endif
