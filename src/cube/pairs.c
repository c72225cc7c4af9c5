/* SPDX-License-Identifier: MIT */
/* From the packed records of every partition to sorted runs of pairs, in parallel and bounded memory. */
#include <stdlib.h>

#include "base/memory.h"
#include "base/parallel.h"
#include "cube/runs.h"
#include "cube/scratch.h"

enum {
    ROW_BYTES = 72,           /* memory that sorting a record takes, about */
    ROWS_LEAST = 512,
    ROWS_MOST = 1 << 21
};

typedef struct {
    t4_cube *cube;
    t4_slot_ranks slots;
    t4_run_task *tasks;
    size_t task_count, task_room;
    t4_run_room *rooms;       /* per worker */
} run_context;

static t4_status make_run(void *context_pointer, unsigned worker, size_t index, t4_error *err)
{
    run_context *context = context_pointer;

    return t4_run_make(context->cube, &context->slots, &context->tasks[index],
                       &context->rooms[worker], err);
}

/* --- counting pairs by partner ------------------------------------------------- */

static t4_status begin_counts(run_context *context, t4_error *err)
{
    t4_cube *cube = context->cube;

    cube->partner_pairs = t4_alloc_zero(cube->order.partner_count, sizeof *cube->partner_pairs);
    if (!cube->partner_pairs)
        return t4_fail_memory(err);
    for (unsigned w = 0; w < cube->workers; w++) {
        t4_run_room *room = &context->rooms[w];

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

    context->slots.rank = t4_alloc_zero(T4_SLOTS, sizeof *context->slots.rank);
    context->slots.at = t4_alloc_zero(T4_SLOTS, sizeof *context->slots.at);
    if (!context->slots.rank || !context->slots.at)
        return t4_fail_memory(err);
    for (uint32_t slot = 0; slot < T4_SLOTS; slot++)
        if (cube->slot_rows[slot]) {
            context->slots.rank[slot] = context->slots.count;
            context->slots.at[context->slots.count++] = slot;
        }
    return T4_OK;
}

static t4_status add_task(run_context *context, const t4_run_task *task, t4_error *err)
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
    t4_run_task task = {.partition = partition, .extents = partition->records};
    t4_status status = T4_OK;

    most = most < ROWS_LEAST ? ROWS_LEAST : most > ROWS_MOST ? ROWS_MOST : most;
    for (size_t e = 0; e < partition->extent_count && !status; e++) {
        t4_extent *extent = &partition->records[e];

        if (task.rows && (task.rows + extent->rows > most || task.extent_count == T4_RUN_EXTENTS)) {
            status = add_task(context, &task, err);
            task = (t4_run_task){.partition = partition, .extents = extent};
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
    const t4_run_task *x = a, *y = b;

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
    t4_free(context.slots.rank);
    t4_free(context.slots.at);
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
