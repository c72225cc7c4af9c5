/* SPDX-License-Identifier: MIT */
/* From the packed records of a partition to sorted runs of pairs (finest cell x trader x unit). */
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/parallel.h"
#include "cube/internal.h"
#include "cube/radix.h"
#include "cube/scratch.h"

enum {
    FIELDS = 7,               /* those of a record, behind the sub */
    ROW_BYTES = 72,           /* memory that sorting a record takes, about */
    ROWS_LEAST = 512,
    ROWS_MOST = 1 << 21,
    EXTENTS_MOST = 1 << 16,
    AHEAD = 12                /* entries to prefetch */
};

/* Fields to sort by, most significant first. */
enum { BY_SUB, BY_SLOT, BY_PARTNER, BY_DIMS, BY_CODE, BY_TRADER, BY_UNIT };

/* Sorting one run: some extents of one partition. */
typedef struct {
    t4_partition *partition;
    t4_pair_run *run;
    t4_extent *extents;
    size_t extent_count;
    size_t rows;
} run_task;

/* One worker's room. */
typedef struct {
    t4_sort_room sort;
    uint32_t *where;          /* of a row: extent << 16 | byte; not used when entries say it themselves */
    size_t where_room;
    bool marked;              /* they do */
    uint64_t *partner_pairs;  /* by rank: pairs written */
} run_room;

typedef struct {
    t4_cube *cube;
    uint32_t *slot_rank, *slot_at;
    uint32_t slot_count;
    run_task *tasks;
    size_t task_count, task_room;
    run_room *rooms;          /* per worker */
} run_context;

/* What is being written. */
typedef struct {
    t4_cube *cube;
    t4_pair_run *run;
    t4_extent *extent;
    uint32_t sub, slot, partner, dims, code;   /* of the pair before */
    bool first;
} pair_writer;

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

static t4_status begin_segment(pair_writer *w, uint32_t sub, uint32_t slot, t4_error *err)
{
    t4_pair_run *run = w->run;

    if (!t4_grow(&run->segments, &run->segment_room, run->segment_count, sizeof *run->segments))
        return t4_fail_memory(err);
    run->segments[run->segment_count++] = (t4_segment){
        .sub = sub, .slot = slot, .extent = (uint32_t)(run->extent_count - 1),
        .offset = w->extent->length};
    w->sub = sub;
    w->slot = slot;
    w->partner = w->dims = w->code = 0;
    return T4_OK;
}

static bool fits_narrow(const t4_int128 *amounts, int n)
{
    bool fits = true;

    for (int a = 0; a < n; a++)
        fits &= amounts[a] == (int64_t)amounts[a];
    return fits;
}

/* amounts: the measures' sums, then the number of records. */
static t4_status write_pair(pair_writer *w, const uint32_t fields[FIELDS], t4_int128 *amounts,
                            t4_error *err)
{
    const t4_pack *pack = &w->cube->pair_pack;
    uint32_t keys[T4_PACK_KEYS] = {0}, slot = fields[BY_SLOT];
    uint32_t partner = fields[BY_PARTNER], dims = fields[BY_DIMS];
    t4_status status = T4_OK;
    t4_segment *segment;
    uint8_t *end;

    if (!w->extent || w->extent->room - w->extent->length < T4_PACK_MOST)
        status = next_extent(w, err);
    if (!status && (w->first || slot != w->slot || fields[BY_SUB] != w->sub))
        status = begin_segment(w, fields[BY_SUB], slot, err);
    if (status)
        return status;
    w->first = false;
    keys[T4_PAIR_PARTNER] = partner - w->partner;
    keys[T4_PAIR_DIMS] = dims - (partner == w->partner ? w->dims : 0);
    keys[T4_PAIR_CODE] = fields[BY_CODE] -
                         (partner == w->partner && dims == w->dims ? w->code : 0);
    keys[T4_PAIR_TRADER] = fields[BY_TRADER];
    keys[T4_PAIR_UNIT] = fields[BY_UNIT];
    w->partner = partner;
    w->dims = dims;
    w->code = fields[BY_CODE];
    amounts[w->cube->measures]--;
    if (fits_narrow(amounts, pack->amounts)) {
        int64_t narrow[T4_PACK_AMOUNTS];

        for (int a = 0; a < pack->amounts; a++)
            narrow[a] = (int64_t)amounts[a];
        end = t4_pack_write(w->extent->bytes + w->extent->length, pack, keys, narrow);
    } else {
        end = t4_pack_write_wide(w->extent->bytes + w->extent->length, pack, keys, amounts);
    }
    segment = &w->run->segments[w->run->segment_count - 1];
    segment->bytes += (uint64_t)(end - w->extent->bytes) - w->extent->length;
    segment->pairs++;
    w->extent->length = (uint32_t)(end - w->extent->bytes);
    w->extent->rows++;
    return T4_OK;
}

/* --- sorting ------------------------------------------------------------------- */

/* Fill the sort entries and the rows' places. */
static void read_keys(const run_context *context, const run_task *task, run_room *room,
                      const t4_sort_layout *layout)
{
    const t4_cube *cube = context->cube;
    const t4_order *order = &cube->order;
    const t4_pack *pack = &cube->record_pack;
    size_t row = 0;

    for (size_t e = 0; e < task->extent_count; e++) {
        const t4_extent *extent = &task->extents[e];
        const uint8_t *p = extent->bytes, *end = p + extent->length;

        while (p < end) {
            uint64_t control = t4_pack_control(p, pack);
            uint32_t keys[T4_PACK_KEYS], fields[FIELDS], place;

            uint32_t where = (uint32_t)e << 16 | (uint32_t)(p - extent->bytes);

            p = t4_pack_read_keys(p, pack, control, keys);
            p = t4_pack_skip_amounts(p, pack, control);
            place = order->merged[order->code_index[keys[T4_KEY_CODE]]];
            fields[BY_SUB] = order->sub[place];
            fields[BY_SLOT] = context->slot_rank[keys[T4_KEY_SLOT]];
            fields[BY_PARTNER] = order->partner_rank[keys[T4_KEY_PARTNER]];
            fields[BY_DIMS] = order->dims_rank[keys[T4_KEY_DIMS]];
            fields[BY_CODE] = place - task->partition->code_begin;
            fields[BY_TRADER] = keys[T4_KEY_TRADER];
            fields[BY_UNIT] = keys[T4_KEY_UNIT];
            if (room->marked) {
                t4_sort_put(&room->sort, layout, row++, where, fields, FIELDS);
            } else {
                room->where[row] = where;
                t4_sort_set(&room->sort, layout, row++, fields, FIELDS);
            }
        }
    }
}

static inline const uint8_t *record_of(const run_task *task, const run_room *room,
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

static inline void add_amounts(const t4_cube *cube, const uint8_t *p, t4_int128 *amounts)
{
    const t4_pack *pack = &cube->record_pack;
    uint64_t control = t4_pack_control(p, pack);
    t4_int128 amount;

    p = t4_pack_skip_keys(p, pack, control);
    for (int a = 0; a <= cube->measures; a++) {
        p = t4_pack_read_amount(p, control, a, &amount);
        amounts[a] += amount;
    }
    amounts[cube->measures]++;   /* stored is the number of records less one */
}

/* Sum rows of equal keys and write them as pairs. */
static t4_status write_run(const run_context *context, const run_task *task, const run_room *room,
                           const t4_sort_layout *layout, const uint64_t *sorted, t4_error *err)
{
    pair_writer writer = {.cube = context->cube, .run = task->run, .first = true};
    t4_status status = T4_OK;

    for (size_t i = 0; i < task->rows && !status;) {
        t4_int128 amounts[T4_PACK_AMOUNTS] = {0};
        uint32_t fields[FIELDS];
        size_t begin = i;

        do {
            if (i + AHEAD < task->rows)
                fetch_ahead(record_of(task, room, layout, sorted[i + AHEAD]));
            add_amounts(context->cube, record_of(task, room, layout, sorted[i]), amounts);
            i++;
        } while (i < task->rows && t4_sort_same(&room->sort, layout, sorted[begin], sorted[i]));
        for (int f = 0; f < FIELDS; f++)
            fields[f] = t4_sort_field(&room->sort, layout, sorted[begin], f);
        fields[BY_SLOT] = context->slot_at[fields[BY_SLOT]];
        room->partner_pairs[fields[BY_PARTNER]]++;
        status = write_pair(&writer, fields, amounts, err);
        if ((begin ^ i) >> 16 && !status)
            status = t4_run_check(context->cube->run, err);
    }
    return status;
}

/* Entries carry the record's place when it fits beside the key, else a row number that leads to it. */
static void plan_sort(const run_context *context, const run_task *task, run_room *room,
                      t4_sort_layout *layout)
{
    const t4_cube *cube = context->cube;
    uint32_t most[FIELDS];

    most[BY_SUB] = task->partition->sub_count - 1;
    most[BY_SLOT] = context->slot_count - 1;
    most[BY_PARTNER] = (uint32_t)cube->order.partner_count - 1;
    most[BY_DIMS] = (uint32_t)cube->order.dims_count - 1;
    most[BY_CODE] = task->partition->code_count - 1;
    most[BY_TRADER] = (uint32_t)t4_dict_count(cube->domain->traders) - 1;
    most[BY_UNIT] = (uint32_t)t4_dict_count(cube->domain->units);
    t4_sort_plan(layout, most, FIELDS, task->extent_count << 16);
    room->marked = layout->words == 1;
    if (!room->marked)
        t4_sort_plan(layout, most, FIELDS, task->rows);
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

static t4_status make_run(void *context_pointer, unsigned worker, size_t index, t4_error *err)
{
    run_context *context = context_pointer;
    run_task *task = &context->tasks[index];
    run_room *room = &context->rooms[worker];
    t4_cube *cube = context->cube;
    t4_sort_layout layout;
    t4_status status = T4_OK;

    for (size_t e = 0; e < task->extent_count && !status; e++)
        status = t4_store_fetch(cube->store, &task->extents[e], err);
    plan_sort(context, task, room, &layout);
    if (!status)
        status = t4_sort_reserve(&room->sort, cube->run, &layout, task->rows, err);
    if (!status && !room->marked)
        status = t4_scratch_reserve(cube->run, &room->where, &room->where_room, task->rows,
                                    sizeof *room->where, err);
    if (!status) {
        read_keys(context, task, room, &layout);
        status = write_run(context, task, room, &layout,
                           t4_sort_rows(&room->sort, &layout, task->rows), err);
    }
    for (size_t e = 0; e < task->extent_count; e++)
        t4_store_drop(cube->store, &task->extents[e]);
    if (!status)
        status = settle_run(cube, task->run, err);
    return status;
}

/* --- counting pairs by partner ------------------------------------------------- */

static t4_status begin_counts(run_context *context, t4_error *err)
{
    t4_cube *cube = context->cube;

    cube->partner_pairs = t4_alloc_zero(cube->order.partner_count, sizeof *cube->partner_pairs);
    if (!cube->partner_pairs)
        return t4_fail_memory(err);
    for (unsigned w = 0; w < cube->workers; w++) {
        run_room *room = &context->rooms[w];

        room->partner_pairs = t4_alloc_zero(cube->order.partner_count,
                                            sizeof *room->partner_pairs);
        if (!room->partner_pairs)
            return t4_fail_memory(err);
    }
    return T4_OK;
}

static void join_counts(const run_context *context)
{
    t4_cube *cube = context->cube;

    for (unsigned w = 0; w < cube->workers; w++)
        for (size_t rank = 0; rank < cube->order.partner_count; rank++)
            cube->partner_pairs[rank] += context->rooms[w].partner_pairs[rank];
}

/* --- dividing the work ----------------------------------------------------------- */

static t4_status number_slots(run_context *context, t4_error *err)
{
    const t4_cube *cube = context->cube;

    context->slot_rank = t4_alloc_zero(T4_SLOTS, sizeof *context->slot_rank);
    context->slot_at = t4_alloc_zero(T4_SLOTS, sizeof *context->slot_at);
    if (!context->slot_rank || !context->slot_at)
        return t4_fail_memory(err);
    for (uint32_t slot = 0; slot < T4_SLOTS; slot++)
        if (cube->slot_rows[slot]) {
            context->slot_rank[slot] = context->slot_count;
            context->slot_at[context->slot_count++] = slot;
        }
    return T4_OK;
}

static t4_status add_task(run_context *context, const run_task *task, t4_error *err)
{
    if (!t4_grow(&context->tasks, &context->task_room, context->task_count,
                 sizeof *context->tasks))
        return t4_fail_memory(err);
    context->tasks[context->task_count++] = *task;
    return T4_OK;
}

/* Cut a partition's extents into runs of bounded size. */
static t4_status divide_partition(run_context *context, t4_partition *partition, t4_error *err)
{
    size_t most = context->cube->task_memory / ROW_BYTES, first = context->task_count;
    run_task task = {.partition = partition, .extents = partition->records};
    t4_status status = T4_OK;

    most = most < ROWS_LEAST ? ROWS_LEAST : most > ROWS_MOST ? ROWS_MOST : most;
    for (size_t e = 0; e < partition->extent_count && !status; e++) {
        t4_extent *extent = &partition->records[e];

        if (task.rows && (task.rows + extent->rows > most || task.extent_count == EXTENTS_MOST)) {
            status = add_task(context, &task, err);
            task = (run_task){.partition = partition, .extents = extent};
        }
        task.extent_count++;
        task.rows += extent->rows;
    }
    if (task.rows && !status)
        status = add_task(context, &task, err);
    partition->runs = t4_alloc_zero(context->task_count - first, sizeof *partition->runs);
    if (!status && !partition->runs)
        status = t4_fail_memory(err);
    partition->run_count = partition->runs ? context->task_count - first : 0;
    for (size_t i = first; i < context->task_count && !status; i++)
        context->tasks[i].run = &partition->runs[i - first];
    return status;
}

static int compare_tasks(const void *a, const void *b)
{
    const run_task *x = a, *y = b;

    return (x->rows < y->rows) - (x->rows > y->rows);
}

static t4_status divide(run_context *context, t4_error *err)
{
    t4_cube *cube = context->cube;
    t4_status status = number_slots(context, err);

    context->rooms = t4_alloc_zero(cube->workers, sizeof *context->rooms);
    if (!status && !context->rooms)
        status = t4_fail_memory(err);
    if (!status)
        status = begin_counts(context, err);
    for (size_t i = 0; i < cube->partition_count && !status; i++)
        status = divide_partition(context, &cube->partitions[i], err);
    if (!status && context->task_count)   /* the largest first, so that all end at about the same time */
        qsort(context->tasks, context->task_count, sizeof *context->tasks, compare_tasks);
    return status;
}

t4_status t4_pairs_make(t4_cube *cube, t4_error *err)
{
    run_context context = {.cube = cube};
    t4_status status = divide(&context, err);

    if (!status)
        status = t4_parallel_for(cube->run, context.task_count, make_run, &context, err);
    if (!status)
        join_counts(&context);
    for (unsigned w = 0; context.rooms && w < cube->workers; w++) {
        t4_sort_release(&context.rooms[w].sort, cube->run);
        t4_scratch_release(cube->run, &context.rooms[w].where, &context.rooms[w].where_room,
                           sizeof *context.rooms[w].where);
        t4_free(context.rooms[w].partner_pairs);
    }
    t4_free(context.rooms);
    t4_free(context.tasks);
    t4_free(context.slot_rank);
    t4_free(context.slot_at);
    t4_store_trim(cube->store);
    return status;
}

void t4_pair_run_release(t4_cube *cube, t4_pair_run *run)
{
    for (size_t e = 0; e < run->extent_count; e++)
        t4_store_drop(cube->store, &run->extents[e]);
    t4_free(run->extents);
    t4_free(run->segments);
    *run = (t4_pair_run){0};
}

const t4_segment *t4_pair_run_find(const t4_pair_run *run, uint32_t sub, uint32_t slot)
{
    size_t low = 0, high = run->segment_count;

    while (low < high) {
        size_t middle = (low + high) / 2;
        const t4_segment *segment = &run->segments[middle];

        if (segment->sub < sub || (segment->sub == sub && segment->slot < slot))
            low = middle + 1;
        else
            high = middle;
    }
    return low < run->segment_count && run->segments[low].sub == sub &&
                   run->segments[low].slot == slot
               ? &run->segments[low] : NULL;
}
