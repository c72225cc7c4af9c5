/* SPDX-License-Identifier: MIT */
/* What a system needs while it is built and looked up; private to solve/system*.c. */
#ifndef T4_SOLVE_SYSTEM_BUILD_H
#define T4_SOLVE_SYSTEM_BUILD_H

#include "solve/system.h"

enum { T4_SYSTEM_LEVELS = 16 };

typedef struct t4_system_build {
    int levels[T4_SYSTEM_LEVELS];
    int level_count;
    uint32_t world;
    t4_system_ancestor *ancestor;
    const void *ancestor_context;
    t4_dict *codes;
    size_t code_room, place_room, amount_room, lower_room;
    int64_t *cell_lower;
    uint32_t *table;       /* open addressing: cell or T4_NO_INDEX */
    size_t table_mask;
    unsigned kinds;        /* bits: kinds of period that a cell has */
    int groups;
    uint32_t group[T4_SYSTEM_GROUPS];
    uint32_t *members[T4_SYSTEM_GROUPS];
    size_t member_count[T4_SYSTEM_GROUPS];
    int lists;
    uint32_t list[T4_SYSTEM_LISTS];
    uint8_t *listed[T4_SYSTEM_LISTS];   /* by node, up to list_nodes[i]: 1 = a member */
    size_t list_nodes[T4_SYSTEM_LISTS];
} t4_system_build;

#endif
