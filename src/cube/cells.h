/* SPDX-License-Identifier: MIT */
/* Loading units of cells from a closed cube. */
#ifndef T4_CUBE_CELLS_H
#define T4_CUBE_CELLS_H

#include "cube/internal.h"

/* One worker's room; the load function makes no use of another's. */
t4_scratch *t4_scratch_new(void);
void t4_scratch_free(t4_scratch *scratch, t4_run *run);

/* The load function of t4_cells. */
t4_status t4_cube_load(const t4_cells *cells, unsigned worker, size_t index, t4_cell_block *block,
                       t4_error *err);

#endif
