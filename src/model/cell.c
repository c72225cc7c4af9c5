/* SPDX-License-Identifier: MIT */
#include "model/cell.h"

#include "base/memory.h"

void t4_cell_block_release(t4_cell_block *block)
{
    for (int i = 0; i < T4_LEVELS_MAX; i++)
        t4_free(block->cells[i]);
    *block = (t4_cell_block){0};
}
