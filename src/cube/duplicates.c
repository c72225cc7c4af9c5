/* SPDX-License-Identifier: MIT */
/* Items that occur twice: equal 128-bit fingerprints, exactly, in bounded memory. */
#include <string.h>

#include "base/memory.h"
#include "base/parallel.h"
#include "cube/internal.h"
#include "cube/scratch.h"

enum { PARTS = 64, PRINT_BYTES = 24, TABLE_BYTES = 8 };

typedef struct {
    uint64_t mark[2], position;
} print;

/* One worker's room. */
typedef struct {
    print *prints;
    size_t print_room;
    uint32_t *table;      /* hash of a mark: index of the first print with it + 1; 0 = empty */
    size_t table_room;
    uint8_t buffer[T4_EXTENT_MOST + T4_EXTENT_SLACK];
} print_room;

typedef struct {
    t4_cube *cube;
    t4_finding_list *lists;
    print_room *rooms;
    t4_extent *extents[PARTS];
    size_t extent_count[PARTS], extent_room[PARTS];
} print_context;

t4_status t4_duplicates_add(t4_cube *cube, unsigned worker, const t4_batch *batch, t4_error *err)
{
    for (uint32_t row = 0; row < batch->rows; row++) {
        print item = {{batch->fingerprint[2 * row], batch->fingerprint[2 * row + 1]},
                      batch->position[row]};
        t4_store_part *part = t4_store_part_of(cube->prints, worker, item.mark[0] % PARTS);
        t4_status status = part ? t4_store_reserve(cube->prints, worker, part, PRINT_BYTES, err)
                                : t4_fail_memory(err);

        if (status)
            return status;
        memcpy(part->bytes + part->used, &item, PRINT_BYTES);
        part->used += PRINT_BYTES;
        part->rows++;
    }
    return T4_OK;
}

/* Read the prints of a partition whose second mark is `pass` modulo `passes`. */
static t4_status read_prints(const print_context *context, size_t index, size_t pass, size_t passes,
                             print_room *room, size_t *count, t4_error *err)
{
    t4_cube *cube = context->cube;
    t4_status status = T4_OK;

    *count = 0;
    for (size_t e = 0; e < context->extent_count[index] && !status; e++) {
        const t4_extent *extent = &context->extents[index][e];
        uint64_t n = extent->length;
        const uint8_t *bytes;

        status = t4_scratch_reserve(cube->run, &room->prints, &room->print_room,
                                    *count + extent->rows, sizeof *room->prints, err);
        if (!status)
            status = t4_store_bytes(cube->prints, extent, 0, room->buffer, &bytes, &n, err);
        for (uint64_t at = 0; at < n && !status; at += PRINT_BYTES) {
            print *item = &room->prints[*count];

            memcpy(item, bytes + at, PRINT_BYTES);
            *count += item->mark[1] % passes == pass;
        }
    }
    return status;
}

/* The table's slot of a print: holding one like it, or empty. */
static size_t locate(const print_room *room, size_t mask, const print *item)
{
    size_t slot = (item->mark[0] / PARTS) & mask;

    while (room->table[slot]) {
        const print *other = &room->prints[room->table[slot] - 1];

        if (other->mark[0] == item->mark[0] && other->mark[1] == item->mark[1])
            break;
        slot = (slot + 1) & mask;
    }
    return slot;
}

static t4_status find_in(const print_context *context, unsigned worker, size_t count, t4_error *err)
{
    print_room *room = &context->rooms[worker];
    size_t slots = 16;
    t4_status status;

    while (slots < count * 2)
        slots *= 2;
    status = t4_scratch_reserve(context->cube->run, &room->table, &room->table_room, slots,
                                sizeof *room->table, err);
    if (status)
        return status;
    memset(room->table, 0, slots * sizeof *room->table);
    for (size_t i = 0; i < count; i++) {   /* the smallest position stands in the table */
        size_t slot = locate(room, slots - 1, &room->prints[i]);

        if (!room->table[slot] ||
            room->prints[i].position < room->prints[room->table[slot] - 1].position)
            room->table[slot] = (uint32_t)i + 1;
    }
    for (size_t i = 0; i < count && !status; i++) {
        size_t first = room->table[locate(room, slots - 1, &room->prints[i])] - 1;
        t4_finding finding = {.kind = T4_ISSUE_DUPLICATE, .position = room->prints[i].position,
                              .other = room->prints[first].position};

        if (finding.position != finding.other)
            status = t4_finding_list_add(&context->lists[worker], &finding, err);
    }
    return status;
}

static t4_status find_part(void *context_pointer, unsigned worker, size_t index, t4_error *err)
{
    print_context *context = context_pointer;
    size_t rows = 0, passes = 1, count;
    t4_status status = T4_OK;

    for (size_t e = 0; e < context->extent_count[index]; e++)
        rows += context->extents[index][e].rows;
    while (rows / passes > UINT32_MAX / 4 ||
           (rows / passes * (PRINT_BYTES + TABLE_BYTES) > context->cube->task_memory &&
            rows / passes > 1024))
        passes *= 2;
    for (size_t pass = 0; pass < passes && !status; pass++) {
        status = read_prints(context, index, pass, passes, &context->rooms[worker], &count, err);
        if (!status)
            status = find_in(context, worker, count, err);
    }
    for (size_t e = 0; e < context->extent_count[index]; e++)
        t4_store_drop(context->cube->prints, &context->extents[index][e]);
    return status;
}

t4_status t4_duplicates_find(t4_cube *cube, t4_finding_list *lists, t4_error *err)
{
    print_context *context = t4_alloc_zero(1, sizeof *context);
    t4_status status = T4_OK;

    if (!context)
        return t4_fail_memory(err);
    context->cube = cube;
    context->lists = lists;
    context->rooms = t4_alloc_zero(cube->workers, sizeof *context->rooms);
    if (!context->rooms)
        status = t4_fail_memory(err);
    for (uint32_t key = 0; key < PARTS && !status; key++)
        status = t4_store_take(cube->prints, key, &context->extents[key],
                               &context->extent_count[key], &context->extent_room[key], err);
    if (!status)
        status = t4_parallel_for(cube->run, PARTS, find_part, context, err);
    for (unsigned w = 0; context->rooms && w < cube->workers; w++) {
        print_room *room = &context->rooms[w];

        t4_scratch_release(cube->run, &room->prints, &room->print_room, sizeof *room->prints);
        t4_scratch_release(cube->run, &room->table, &room->table_room, sizeof *room->table);
    }
    for (int key = 0; key < PARTS; key++) {
        for (size_t e = 0; e < context->extent_count[key]; e++)
            t4_store_drop(cube->prints, &context->extents[key][e]);
        t4_free(context->extents[key]);
    }
    t4_free(context->rooms);
    t4_free(context);
    return status;
}
