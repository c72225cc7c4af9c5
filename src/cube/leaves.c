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

/* The leaf being read: in locals of the loop, written when it is whole. */
typedef struct {
    t4_leaf leaf;
    t4_int128 amount[T4_MEASURES_MAX];
    bool open;
} open_leaf;

static inline void write_leaf(t4_leaves *leaves, open_leaf *open, int measures, size_t list_end)
{
    t4_int128 *amount = leaves->amount + leaves->count * (size_t)measures;

    if (!open->open)
        return;
    open->leaf.list_end = list_end;
    leaves->leaf[leaves->count++] = open->leaf;
    for (int m = 0; m < measures; m++)
        amount[m] = open->amount[m];
}

/* Go through the pairs of the reader's extent.  Inlined for the usual number of measures. */
static inline __attribute__((always_inline)) void
read_span(t4_leaves *leaves, t4_pair_reader *reader, open_leaf *open, const int measures,
          const int value, const bool lists, const bool total)
{
    const t4_pack *pack = &reader->cube->pair_pack;
    const uint8_t *p = reader->at, *end = reader->end;
    uint32_t partner = reader->partner, dims = reader->dims, code = reader->code;
    uint32_t *trader = leaves->trader;
    t4_int128 *values = leaves->value, amount[T4_MEASURES_MAX + 1];
    size_t n = leaves->list_count;

    for (; p < end; reader->left--) {
        uint64_t control = t4_pack_control(p, pack);
        uint32_t keys[T4_PACK_KEYS];
        bool new_partner, new_group;

        p = t4_pack_read_keys(p, pack, control, keys);
        new_partner = keys[T4_PAIR_PARTNER] != 0;
        new_group = new_partner || keys[T4_PAIR_DIMS] != 0;
        partner += keys[T4_PAIR_PARTNER];
        dims = keys[T4_PAIR_DIMS] + (new_partner ? 0 : dims);
        code = keys[T4_PAIR_CODE] + (new_group ? 0 : code);
        for (int a = 0; a <= measures; a++)
            p = t4_pack_read_amount(p, control, a, &amount[a]);
        if (!open->open || new_group || (!total && keys[T4_PAIR_CODE])) {
            write_leaf(leaves, open, measures, n);
            open->open = true;
            open->leaf = (t4_leaf){.partner = partner, .dims = dims, .code = total ? 0 : code,
                                   .list_begin = n};
            for (int m = 0; m < measures; m++)
                open->amount[m] = 0;
        }
        for (int m = 0; m < measures; m++)
            open->amount[m] += amount[m];
        open->leaf.records += (uint64_t)amount[measures] + 1;
        open->leaf.unit = t4_join_units(open->leaf.unit, keys[T4_PAIR_UNIT]);
        if (!lists)
            continue;
        if (n > open->leaf.list_begin && trader[n - 1] == keys[T4_PAIR_TRADER]) {
            values[n - 1] += amount[value];
        } else {
            trader[n] = keys[T4_PAIR_TRADER];
            values[n++] = amount[value];
        }
    }
    leaves->list_count = n;
    reader->at = p;
    reader->partner = partner;
    reader->dims = dims;
    reader->code = code;
}

static void read_extent(t4_leaves *leaves, t4_pair_reader *reader, open_leaf *open, bool total)
{
    const t4_cube *cube = reader->cube;

    if (cube->measures == 3 && cube->value == 0 && cube->plan.contributors)
        read_span(leaves, reader, open, 3, 0, true, total);
    else
        read_span(leaves, reader, open, cube->measures, cube->value, cube->plan.contributors, total);
}

t4_status t4_leaves_read(t4_leaves *leaves, const t4_cube *cube, const t4_partition *partition,
                         uint32_t slot, bool total, uint8_t *buffer, t4_error *err)
{
    t4_status status = T4_OK;

    for (size_t r = 0; r < partition->run_count && !status; r++) {
        const t4_segment *segment = t4_pair_run_find(&partition->runs[r], slot);
        t4_pair_reader reader;
        open_leaf open = {.open = false};

        if (!segment)
            continue;
        status = reserve(leaves, cube, segment->pairs, err);
        t4_pair_reader_open(&reader, cube, &partition->runs[r], segment, buffer);
        while (!status && reader.left) {
            status = t4_pair_reader_extent(&reader, err);
            if (!status)
                read_extent(leaves, &reader, &open, total);
        }
        write_leaf(leaves, &open, cube->measures, leaves->list_count);
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
