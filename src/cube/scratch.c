/* SPDX-License-Identifier: MIT */
#include "cube/scratch.h"

#include <string.h>

#include "base/memory.h"

t4_status t4_scratch_reserve(t4_run *run, void *array, size_t *room, size_t need, size_t size,
                             t4_error *err)
{
    size_t more = *room + *room / 2;
    void *block;

    if (need <= *room)
        return T4_OK;
    more = more < need ? need : more;
    more = more < 64 ? 64 : more;
    memcpy(&block, array, sizeof block);
    block = t4_realloc(block, more, size);
    if (!block)
        return t4_fail_memory(err);
    memcpy(array, &block, sizeof block);
    t4_run_hold(run, (ptrdiff_t)((more - *room) * size));
    *room = more;
    return T4_OK;
}

void t4_scratch_release(t4_run *run, void *array, size_t *room, size_t size)
{
    void *block;

    memcpy(&block, array, sizeof block);
    t4_free(block);
    block = NULL;
    memcpy(array, &block, sizeof block);
    t4_run_hold(run, -(ptrdiff_t)(*room * size));
    *room = 0;
}
