/* SPDX-License-Identifier: MIT */
#include "cube/radix.h"

#include <string.h>

#include "cube/scratch.h"

enum { DIGIT_MOST = 11, FEW = 48 };

static unsigned bits_of(uint64_t value)
{
    return value ? 64 - (unsigned)__builtin_clzll(value) : 0;
}

void t4_sort_plan(t4_sort_layout *layout, const uint32_t *most, int fields, size_t rows)
{
    unsigned used = 0;
    int word = 0;

    *layout = (t4_sort_layout){.fields = fields};
    layout->row_bits = bits_of(rows ? rows - 1 : 0);
    /* From the least significant field: fill words, then number them from the most significant. */
    for (int f = fields - 1; f >= 0; f--) {
        layout->bits[f] = bits_of(most[f]);
        if (used + layout->bits[f] + layout->row_bits > 64) {
            layout->word_bits[word++] = used;
            used = 0;
        }
        layout->word[f] = word;
        layout->shift[f] = used;
        used += layout->bits[f];
    }
    layout->word_bits[word] = used;
    layout->words = word + 1;
}

t4_status t4_sort_reserve(t4_sort_room *room, t4_run *run, const t4_sort_layout *layout,
                          size_t rows, t4_error *err)
{
    t4_status status = T4_OK;

    if (rows > UINT32_MAX)
        return t4_fail(err, T4_ERR_MEMORY, "more than %u rows to sort at once", UINT32_MAX);
    for (int w = 0; w < layout->words && layout->words > 1 && !status; w++)
        status = t4_scratch_reserve(run, &room->key[w], &room->key_room[w], rows, 8, err);
    if (!status)
        status = t4_scratch_reserve(run, &room->first, &room->first_room, rows, 8, err);
    if (!status)
        status = t4_scratch_reserve(run, &room->second, &room->second_room, rows, 8, err);
    return status;
}

void t4_sort_release(t4_sort_room *room, t4_run *run)
{
    for (int w = 0; w < T4_SORT_WORDS; w++)
        t4_scratch_release(run, &room->key[w], &room->key_room[w], 8);
    t4_scratch_release(run, &room->first, &room->first_room, 8);
    t4_scratch_release(run, &room->second, &room->second_room, 8);
}

/* Few items: by insertion.  Only the wanted bits count, so it is stable. */
static void sort_few(uint64_t *items, size_t n, unsigned from, unsigned to)
{
    uint64_t mask = to - from >= 64 ? UINT64_MAX : (((uint64_t)1 << (to - from)) - 1) << from;

    for (size_t i = 1; i < n; i++) {
        uint64_t item = items[i];
        size_t k = i;

        for (; k && (items[k - 1] & mask) > (item & mask); k--)
            items[k] = items[k - 1];
        items[k] = item;
    }
}

/* One pass; false when all items have the same digit and nothing was moved. */
static bool pass(const uint64_t *items, uint64_t *to, size_t n, unsigned shift, unsigned bits)
{
    uint32_t place[1 << DIGIT_MOST], mask = (1u << bits) - 1, next = 0;

    memset(place, 0, sizeof *place << bits);
    for (size_t i = 0; i < n; i++)
        place[items[i] >> shift & mask]++;
    if (place[items[0] >> shift & mask] == n)
        return false;
    for (uint32_t digit = 0; digit <= mask; digit++) {
        uint32_t count = place[digit];

        place[digit] = next;
        next += count;
    }
    for (size_t i = 0; i < n; i++)
        to[place[items[i] >> shift & mask]++] = items[i];
    return true;
}

uint64_t *t4_radix_sort(uint64_t *items, uint64_t *scratch, size_t n, unsigned from, unsigned to)
{
    unsigned most = n < 4096 ? 8 : DIGIT_MOST, passes, width;

    if (n < 2 || to <= from)
        return items;
    if (n < FEW) {
        sort_few(items, n, from, to);
        return items;
    }
    passes = (to - from + most - 1) / most;
    width = (to - from + passes - 1) / passes;
    for (unsigned shift = from; shift < to; shift += width) {
        if (pass(items, scratch, n, shift, to - shift < width ? to - shift : width)) {
            uint64_t *other = items;

            items = scratch;
            scratch = other;
        }
    }
    return items;
}

const uint64_t *t4_sort_rows(t4_sort_room *room, const t4_sort_layout *layout, size_t rows)
{
    uint64_t *items = room->first, *scratch = room->second;
    uint64_t mask = ((uint64_t)1 << layout->row_bits) - 1;

    if (layout->words == 1)
        return t4_radix_sort(items, scratch, rows, layout->row_bits,
                             layout->row_bits + layout->word_bits[0]);
    for (size_t i = 0; i < rows; i++)
        items[i] = i;
    for (int w = 0; w < layout->words; w++) {  /* word 0 is the least significant */
        uint64_t *sorted;

        for (size_t i = 0; i < rows; i++)
            items[i] = room->key[w][items[i] & mask] << layout->row_bits | (items[i] & mask);
        sorted = t4_radix_sort(items, scratch, rows, layout->row_bits,
                               layout->row_bits + layout->word_bits[w]);
        scratch = sorted == items ? scratch : items;
        items = sorted;
    }
    return items;
}
