/* SPDX-License-Identifier: MIT */
/* Summing a list of (trader, amount) to distinct traders in place, in time proportional to its length. */
#ifndef T4_CUBE_DISTINCT_H
#define T4_CUBE_DISTINCT_H

#include <string.h>

#include "base/decimal.h"

/* Where a trader stands in the list at hand: the list's serial number tells. */
typedef struct {
    uint32_t serial, place;
} t4_trader_place;

typedef struct {
    t4_trader_place *table;   /* by trader id */
    size_t room;
    uint32_t serial;
} t4_distinct;

/* Returns how many distinct traders stand at the list's beginning now. */
static inline size_t t4_distinct_sum(t4_distinct *distinct, uint32_t *traders, t4_int128 *values,
                                     size_t n)
{
    t4_trader_place *table = distinct->table;
    uint32_t count = 0, serial;

    if (++distinct->serial == 0) {
        memset(table, 0, distinct->room * sizeof *table);
        distinct->serial = 1;
    }
    serial = distinct->serial;
    for (size_t i = 0; i < n; i++) {
        t4_trader_place *entry = &table[traders[i]];
        bool met = entry->serial == serial;
        uint32_t place = met ? entry->place : count;

        entry->serial = serial;
        entry->place = place;
        traders[place] = traders[i];
        values[place] = met ? values[place] + values[i] : values[i];
        count += !met;
    }
    return count;
}

#endif
