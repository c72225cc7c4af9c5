/* SPDX-License-Identifier: MIT */
/* Sorting rows by several small integer fields: stable radix passes over packed 64-bit words. */
#ifndef T4_CUBE_RADIX_H
#define T4_CUBE_RADIX_H

#include "base/run.h"

enum { T4_SORT_FIELDS = 8, T4_SORT_WORDS = 8 };

/* Where each field lies: the first field is the most significant, word 0 the least. */
typedef struct {
    int fields, words;
    unsigned row_bits;
    unsigned bits[T4_SORT_FIELDS], shift[T4_SORT_FIELDS];
    int word[T4_SORT_FIELDS];
    unsigned word_bits[T4_SORT_WORDS];
} t4_sort_layout;

/* Arrays to sort in, reused; what they hold is counted as held by the run. */
typedef struct {
    uint64_t *key[T4_SORT_WORDS], *first, *second;
    size_t key_room[T4_SORT_WORDS], first_room, second_room;
} t4_sort_room;

/*
 * Lay out fields whose largest values are given, for at most `rows` rows (below 2^32).
 * Usually one word holds all fields and the row number.
 */
void t4_sort_plan(t4_sort_layout *layout, const uint32_t *most, int fields, size_t rows);
t4_status t4_sort_reserve(t4_sort_room *room, t4_run *run, const t4_sort_layout *layout,
                          size_t rows, t4_error *err);
void t4_sort_release(t4_sort_room *room, t4_run *run);

/* Set entry `index` of a layout with one word; `mark` (below the planned rows) stands for its row. */
static inline void t4_sort_put(t4_sort_room *room, const t4_sort_layout *layout, size_t index,
                               uint64_t mark, const uint32_t *values, int fields)
{
    uint64_t word = 0;

#pragma GCC unroll 8
    for (int f = 0; f < fields; f++)
        word = word << layout->bits[f] | values[f];
    room->first[index] = word << layout->row_bits | mark;
}

static inline void t4_sort_set(t4_sort_room *room, const t4_sort_layout *layout, size_t row,
                               const uint32_t *values, int fields)
{
    if (layout->words == 1) {
        t4_sort_put(room, layout, row, row, values, fields);
        return;
    }
    for (int w = 0; w < layout->words; w++)
        room->key[w][row] = 0;
    for (int f = 0; f < fields; f++)
        room->key[layout->word[f]][row] |= (uint64_t)values[f] << layout->shift[f];
}

/* Sort rows 0 .. rows-1; the result's entries carry row numbers in order. Borrowed from room. */
const uint64_t *t4_sort_rows(t4_sort_room *room, const t4_sort_layout *layout, size_t rows);

static inline size_t t4_sort_row(const t4_sort_layout *layout, uint64_t entry)
{
    return entry & (((uint64_t)1 << layout->row_bits) - 1);
}

/* Do two entries of the result have the same fields? */
static inline bool t4_sort_same(const t4_sort_room *room, const t4_sort_layout *layout,
                                uint64_t one, uint64_t other)
{
    size_t a, b;

    if (layout->words == 1)
        return one >> layout->row_bits == other >> layout->row_bits;
    a = t4_sort_row(layout, one);
    b = t4_sort_row(layout, other);
    for (int w = 0; w < layout->words; w++)
        if (room->key[w][a] != room->key[w][b])
            return false;
    return true;
}

/* A field of an entry of the result. */
static inline uint32_t t4_sort_field(const t4_sort_room *room, const t4_sort_layout *layout,
                                     uint64_t entry, int field)
{
    uint64_t word = layout->words == 1
                        ? entry >> layout->row_bits
                        : room->key[layout->word[field]][t4_sort_row(layout, entry)];

    return (uint32_t)(word >> layout->shift[field] & (((uint64_t)1 << layout->bits[field]) - 1));
}

/* All fields of an entry of the result. */
static inline void t4_sort_fields(const t4_sort_room *room, const t4_sort_layout *layout,
                                  uint64_t entry, uint32_t *values, int fields)
{
    uint64_t word = entry >> layout->row_bits;

    if (layout->words > 1) {
        for (int f = 0; f < fields; f++)
            values[f] = t4_sort_field(room, layout, entry, f);
        return;
    }
#pragma GCC unroll 8
    for (int f = fields - 1; f >= 0; f--) {
        values[f] = (uint32_t)(word & (((uint64_t)1 << layout->bits[f]) - 1));
        word >>= layout->bits[f];
    }
}

/* Stable sort of n words by their bits from .. to-1; the result is `items` or `scratch`. */
uint64_t *t4_radix_sort(uint64_t *items, uint64_t *scratch, size_t n, unsigned from, unsigned to);

#endif
