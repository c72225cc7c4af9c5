/* SPDX-License-Identifier: MIT */
#include "cube/runs.h"

#include "base/memory.h"
#include "cube/scratch.h"

enum {
    FIELDS = 7,               /* those of a record, behind the sub */
    AHEAD = 12                /* entries to prefetch */
};

/* Fields to sort by, most significant first. */
enum { BY_SUB, BY_SLOT, BY_PARTNER, BY_DIMS, BY_CODE, BY_TRADER, BY_UNIT };

/* What is being written. */
typedef struct {
    t4_cube *cube;
    t4_pair_run *run;
    t4_extent *extent;
    t4_segment *segment;
    uint32_t partner, dims, code;   /* of the pair before in the segment */
} pair_writer;

/* Amounts of a pair: the measures' sums, then the number of records less one. */
typedef union {
    int64_t narrow[T4_PACK_AMOUNTS];
    t4_int128 wide[T4_PACK_AMOUNTS];
} pair_sums;

/* --- writing ----------------------------------------------------------------- */

static t4_status next_extent(pair_writer *w, t4_error *err)
{
    t4_pair_run *run = w->run;
    t4_status status;

    if (!t4_grow(&run->extents, &run->extent_room, run->extent_count, sizeof *run->extents))
        return t4_fail_memory(err);
    w->extent = &run->extents[run->extent_count];
    status = t4_store_extent(w->cube->store, w->extent, err);
    if (!status)
        run->extent_count++;
    return status;
}

static t4_status begin_segment(pair_writer *w, const uint32_t fields[FIELDS], t4_error *err)
{
    t4_pair_run *run = w->run;

    if (!t4_grow(&run->segments, &run->segment_room, run->segment_count, sizeof *run->segments))
        return t4_fail_memory(err);
    w->segment = &run->segments[run->segment_count++];
    *w->segment = (t4_segment){.sub = fields[BY_SUB], .slot = fields[BY_SLOT],
                               .extent = (uint32_t)(run->extent_count - 1),
                               .offset = w->extent->length};
    w->partner = w->dims = w->code = 0;
    return T4_OK;
}

/* A place to write a pair of the slot and sub in fields. */
static inline t4_status reserve_pair(pair_writer *w, const uint32_t fields[FIELDS], t4_error *err)
{
    t4_status status = T4_OK;

    if (!w->extent || w->extent->room - w->extent->length < T4_PACK_MOST)
        status = next_extent(w, err);
    if (!status && (!w->segment || fields[BY_SLOT] != w->segment->slot ||
                    fields[BY_SUB] != w->segment->sub))
        status = begin_segment(w, fields, err);
    return status;
}

/* Keys of a pair: differences to the one before. */
static inline void make_keys(pair_writer *w, const uint32_t fields[FIELDS],
                             uint32_t keys[T4_PACK_KEYS])
{
    uint32_t partner = fields[BY_PARTNER], dims = fields[BY_DIMS], code = fields[BY_CODE];
    bool same_partner = partner == w->partner, same_group = same_partner && dims == w->dims;

    keys[T4_PAIR_PARTNER] = partner - w->partner;
    keys[T4_PAIR_DIMS] = dims - (same_partner ? w->dims : 0);
    keys[T4_PAIR_CODE] = code - (same_group ? w->code : 0);
    keys[T4_PAIR_TRADER] = fields[BY_TRADER];
    keys[T4_PAIR_UNIT] = fields[BY_UNIT];
    keys[T4_PACK_KEYS - 1] = 0;
    w->partner = partner;
    w->dims = dims;
    w->code = code;
}

static inline __attribute__((always_inline)) t4_status
write_pair(pair_writer *w, const uint32_t fields[FIELDS], const pair_sums *sums, const int amounts,
           const bool narrow, t4_error *err)
{
    t4_status status = reserve_pair(w, fields, err);
    uint32_t keys[T4_PACK_KEYS], length;
    uint8_t *to;

    if (status)
        return status;
    make_keys(w, fields, keys);
    to = w->extent->bytes + w->extent->length;
    length = (uint32_t)((narrow ? t4_pack_write(to, amounts, keys, sums->narrow)
                                : t4_pack_write_wide(to, amounts, keys, sums->wide)) - to);
    w->segment->bytes += length;
    w->segment->pairs++;
    w->extent->length += length;
    w->extent->rows++;
    return T4_OK;
}

/* --- sorting ------------------------------------------------------------------- */

/* Fill the sort entries and the rows' places.  amounts: those of a packed record. */
static inline __attribute__((always_inline)) void
read_keys(const t4_cube *cube, const t4_slot_ranks *slots, const t4_run_task *task,
          t4_run_room *room, const t4_sort_layout *layout, const int amounts)
{
    const t4_order *order = &cube->order;
    size_t row = 0;

    for (size_t e = 0; e < task->extent_count; e++) {
        const uint8_t *begin = task->extents[e].bytes, *end = begin + task->extents[e].length;

        for (const uint8_t *p = begin; p < end; row++) {
            uint32_t where = (uint32_t)e << 16 | (uint32_t)(p - begin);
            uint64_t control = t4_pack_control(p, amounts), code;
            uint32_t keys[T4_PACK_KEYS], fields[FIELDS];

            p = t4_pack_read_keys(p, amounts, control, keys);
            p = t4_pack_skip_amounts(p, amounts, control);
            code = order->code_fields[keys[T4_KEY_CODE]];
            fields[BY_SUB] = (uint32_t)(code >> 32);
            fields[BY_SLOT] = slots->rank[keys[T4_KEY_SLOT]];
            fields[BY_PARTNER] = order->partner_rank[keys[T4_KEY_PARTNER]];
            fields[BY_DIMS] = order->dims_rank[keys[T4_KEY_DIMS]];
            fields[BY_CODE] = (uint32_t)code;
            fields[BY_TRADER] = keys[T4_KEY_TRADER];
            fields[BY_UNIT] = keys[T4_KEY_UNIT];
            if (room->marked) {
                t4_sort_put(&room->sort, layout, row, where, fields, FIELDS);
            } else {
                room->where[row] = where;
                t4_sort_set(&room->sort, layout, row, fields, FIELDS);
            }
        }
    }
}

static inline const uint8_t *record_of(const t4_run_task *task, const t4_run_room *room,
                                       const t4_sort_layout *layout, uint64_t entry)
{
    size_t row = t4_sort_row(layout, entry);
    uint32_t where = room->marked ? (uint32_t)row : room->where[row];

    return task->extents[where >> 16].bytes + (where & 0xFFFF);
}

/* A record may lie on two cache lines. */
static inline void fetch_ahead(const uint8_t *record)
{
    __builtin_prefetch(record);
    __builtin_prefetch(record + 24);
}

/* The packed number of records is one less than it is, and so is the sums' own. */
static inline __attribute__((always_inline)) void
add_record(const t4_cube *cube, const uint8_t *p, const int measures, const bool narrow,
           pair_sums *sums)
{
    const t4_pack *pack = &cube->record_pack;
    int amounts = measures == 3 ? 4 : pack->amounts;   /* 4 or 5 have control words of the same size */
    uint64_t control = t4_pack_control(p, amounts);

    p = t4_pack_skip_keys(p, pack, amounts, control);
#pragma GCC unroll 8
    for (int a = 0; a <= measures; a++) {
        if (narrow) {
            int64_t amount;

            p = t4_pack_read_narrow(p, control, a, &amount);
            sums->narrow[a] += amount + (a == measures);
        } else {
            t4_int128 amount;

            p = t4_pack_read_amount(p, control, a, &amount);
            sums->wide[a] += amount + (a == measures);
        }
    }
}

/* Sum rows of equal keys and write them as pairs. */
static inline __attribute__((always_inline)) t4_status
write_run(t4_cube *cube, const t4_slot_ranks *slots, const t4_run_task *task, t4_run_room *room,
          const t4_sort_layout *layout, const uint64_t *sorted, const int measures,
          const bool narrow, t4_error *err)
{
    pair_writer writer = {.cube = cube, .run = task->run};
    t4_status status = T4_OK;

    for (size_t i = 0; i < task->rows && !status;) {
        uint32_t fields[FIELDS];
        size_t begin = i;
        pair_sums sums;

        for (int a = 0; a <= measures; a++)
            if (narrow)
                sums.narrow[a] = -(a == measures);
            else
                sums.wide[a] = -(a == measures);
        do {
            if (i + AHEAD < task->rows)
                fetch_ahead(record_of(task, room, layout, sorted[i + AHEAD]));
            add_record(cube, record_of(task, room, layout, sorted[i]), measures, narrow, &sums);
            i++;
        } while (i < task->rows && t4_sort_same(&room->sort, layout, sorted[begin], sorted[i]));
        t4_sort_fields(&room->sort, layout, sorted[begin], fields, FIELDS);
        fields[BY_SLOT] = slots->at[fields[BY_SLOT]];
        room->partner_pairs[fields[BY_PARTNER]]++;
        status = write_pair(&writer, fields, &sums, measures + 1, narrow, err);
        if ((begin ^ i) >> 16 && !status)
            status = t4_run_check(cube->run, err);
    }
    return status;
}

/* Entries carry the record's place when it fits beside the key, else a row number that leads to it. */
static void plan_sort(const t4_cube *cube, const t4_slot_ranks *slots, const t4_run_task *task,
                      t4_run_room *room, t4_sort_layout *layout)
{
    uint32_t most[FIELDS];

    most[BY_SUB] = task->partition->sub_count - 1;
    most[BY_SLOT] = slots->count - 1;
    most[BY_PARTNER] = (uint32_t)cube->order.partner_count - 1;
    most[BY_DIMS] = (uint32_t)cube->order.dims_count - 1;
    most[BY_CODE] = task->partition->code_count - 1;
    most[BY_TRADER] = cube->traders ? (uint32_t)t4_dict_count(cube->domain->traders) - 1 : 0;
    most[BY_UNIT] = cube->domain->quantity < 0 ? 0 : (uint32_t)t4_dict_count(cube->domain->units);
    t4_sort_plan(layout, most, FIELDS, task->extent_count << 16);
    room->marked = layout->words == 1;
    if (!room->marked)
        t4_sort_plan(layout, most, FIELDS, task->rows);
}

static t4_status sort_and_write(t4_cube *cube, const t4_slot_ranks *slots, const t4_run_task *task,
                                t4_run_room *room, const t4_sort_layout *layout, t4_error *err)
{
    const uint64_t *sorted;
    int amounts = cube->record_pack.amounts;

    if (amounts == 4)
        read_keys(cube, slots, task, room, layout, 4);
    else if (amounts == 5)
        read_keys(cube, slots, task, room, layout, 5);
    else
        read_keys(cube, slots, task, room, layout, amounts);
    sorted = t4_sort_rows(&room->sort, layout, task->rows);
    if (cube->narrow && cube->measures == 3)
        return write_run(cube, slots, task, room, layout, sorted, 3, true, err);
    return write_run(cube, slots, task, room, layout, sorted, cube->measures, false, err);
}

/* Over the limit the run goes to the spill. */
static t4_status settle_run(t4_cube *cube, t4_pair_run *run, t4_error *err)
{
    t4_status status = T4_OK;

    for (size_t e = 0; e < run->extent_count && !status; e++)
        if (t4_store_held(cube->store) > cube->pairs_limit)
            status = t4_store_spill(cube->store, &run->extents[e], err);
    return status;
}

t4_status t4_run_make(t4_cube *cube, const t4_slot_ranks *slots, t4_run_task *task,
                      t4_run_room *room, t4_error *err)
{
    t4_sort_layout layout;
    t4_status status = T4_OK;

    for (size_t e = 0; e < task->extent_count && !status; e++)
        status = t4_store_fetch(cube->store, &task->extents[e], err);
    plan_sort(cube, slots, task, room, &layout);
    if (!status)
        status = t4_sort_reserve(&room->sort, cube->run, &layout, task->rows, err);
    if (!status && !room->marked)
        status = t4_scratch_reserve(cube->run, &room->where, &room->where_room, task->rows,
                                    sizeof *room->where, err);
    if (!status)
        status = sort_and_write(cube, slots, task, room, &layout, err);
    for (size_t e = 0; e < task->extent_count; e++)
        t4_store_drop(cube->store, &task->extents[e]);
    if (!status)
        status = settle_run(cube, task->run, err);
    return status;
}
