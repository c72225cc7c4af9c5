/* SPDX-License-Identifier: MIT */
/* Arrays that grow and are counted as memory that the run holds. */
#ifndef T4_CUBE_SCRATCH_H
#define T4_CUBE_SCRATCH_H

#include "base/run.h"

/* Make an array (a pointer's address) hold `need` elements; what it held is kept, *room is updated. */
t4_status t4_scratch_reserve(t4_run *run, void *array, size_t *room, size_t need, size_t size,
                             t4_error *err);
void t4_scratch_release(t4_run *run, void *array, size_t *room, size_t size);

#endif
