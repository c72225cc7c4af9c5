/* SPDX-License-Identifier: MIT */
#include "model/rows.h"

#include "base/memory.h"

void t4_row_block_release(t4_row_block *block)
{
    for (int i = 0; i < T4_LEVELS_MAX; i++)
        t4_free(block->rows[i]);
    t4_cell_block_release(&block->cells);
    *block = (t4_row_block){0};
}
