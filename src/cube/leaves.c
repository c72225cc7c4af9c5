/* SPDX-License-Identifier: MIT */
#include "cube/leaves.h"

#include "cube/scratch.h"

t4_status t4_pair_reader_extent(t4_pair_reader *reader, t4_error *err)
{
    const t4_extent *extent = &reader->run->extents[reader->extent++];
    uint64_t n = reader->bytes_left;
    t4_status status = t4_store_bytes(reader->cube->store, extent, reader->offset, reader->buffer,
                                      &reader->at, &n, err);

    reader->end = reader->at + n;
    reader->bytes_left -= n;
    reader->offset = 0;
    return status;
}

void t4_pair_reader_open(t4_pair_reader *reader, const t4_cube *cube, const t4_pair_run *run,
                         const t4_segment *segment, uint8_t *buffer)
{
    *reader = (t4_pair_reader){.cube = cube, .run = run, .buffer = buffer,
                               .extent = segment->extent, .offset = segment->offset,
                               .bytes_left = segment->bytes, .left = segment->pairs};
}

static t4_status reserve(t4_leaves *leaves, const t4_cube *cube, size_t more, t4_error *err)
{
    size_t measures = (size_t)cube->measures;
    t4_status status;

    status = t4_scratch_reserve(cube->run, &leaves->leaf, &leaves->room, leaves->count + more,
                                sizeof *leaves->leaf, err);
    if (!status)
        status = t4_scratch_reserve(cube->run, &leaves->amount, &leaves->amount_room,
                                    (leaves->count + more) * measures, sizeof *leaves->amount, err);
    if (!status)
        status = t4_scratch_reserve(cube->run, &leaves->trader, &leaves->trader_room,
                                    leaves->list_count + more, sizeof *leaves->trader, err);
    if (!status)
        status = t4_scratch_reserve(cube->run, &leaves->value, &leaves->value_room,
                                    leaves->list_count + more, sizeof *leaves->value, err);
    return status;
}

static void begin_leaf(t4_leaves *leaves, const t4_pair_reader *reader, int measures, bool total)
{
    t4_leaf *leaf = &leaves->leaf[leaves->count];

    *leaf = (t4_leaf){.partner = reader->partner, .dims = reader->dims,
                      .code = total ? 0 : reader->code, .list_begin = leaves->list_count,
                      .list_end = leaves->list_count};
    for (int m = 0; m < measures; m++)
        leaves->amount[leaves->count * (size_t)measures + (size_t)m] = 0;
    leaves->count++;
}

static inline void add_pair(t4_leaves *leaves, const t4_cube *cube, const t4_pair_reader *reader)
{
    t4_leaf *leaf = &leaves->leaf[leaves->count - 1];
    t4_int128 *amount = leaves->amount + (leaves->count - 1) * (size_t)cube->measures;

    for (int m = 0; m < cube->measures; m++)
        amount[m] += reader->amount[m];
    leaf->records += (uint64_t)reader->amount[cube->measures];
    leaf->unit = t4_join_units(leaf->unit, reader->unit);
    if (!cube->plan.contributors)
        return;
    if (leaf->list_end > leaf->list_begin && leaves->trader[leaf->list_end - 1] == reader->trader) {
        leaves->value[leaf->list_end - 1] += reader->amount[cube->value];
        return;
    }
    leaves->trader[leaf->list_end] = reader->trader;
    leaves->value[leaf->list_end] = reader->amount[cube->value];
    leaves->list_count = ++leaf->list_end;
}

t4_status t4_leaves_read(t4_leaves *leaves, const t4_cube *cube, const t4_partition *partition,
                         uint32_t slot, bool total, uint8_t *buffer, t4_error *err)
{
    t4_status status = T4_OK;

    for (size_t r = 0; r < partition->run_count && !status; r++) {
        const t4_segment *segment = t4_pair_run_find(&partition->runs[r], slot);
        uint32_t partner = 0, dims = 0;
        t4_pair_reader reader;
        bool first = true;

        if (!segment)
            continue;
        status = reserve(leaves, cube, segment->pairs, err);
        t4_pair_reader_open(&reader, cube, &partition->runs[r], segment, buffer);
        while (!status && reader.left) {
            status = t4_pair_reader_next(&reader, err);
            if (status)
                break;
            if (first || (total ? reader.partner != partner || reader.dims != dims
                                : !reader.same_cell))
                begin_leaf(leaves, &reader, cube->measures, total);
            first = false;
            partner = reader.partner;
            dims = reader.dims;
            add_pair(leaves, cube, &reader);
        }
    }
    return status;
}

void t4_leaves_release(t4_leaves *leaves, t4_run *run)
{
    t4_scratch_release(run, &leaves->leaf, &leaves->room, sizeof *leaves->leaf);
    t4_scratch_release(run, &leaves->amount, &leaves->amount_room, sizeof *leaves->amount);
    t4_scratch_release(run, &leaves->trader, &leaves->trader_room, sizeof *leaves->trader);
    t4_scratch_release(run, &leaves->value, &leaves->value_room, sizeof *leaves->value);
}
