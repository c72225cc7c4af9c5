/* SPDX-License-Identifier: MIT */
/* Contributions (finest cell x trader x unit) in bytewise key order, from the sorted pairs. */
#include <stdlib.h>

#include "base/memory.h"
#include "base/parallel.h"
#include "cube/leaves.h"
#include "cube/radix.h"
#include "cube/scratch.h"

enum { FIELDS = 5, WINDOW_PER_THREAD = 2 };

/* The contributions of one slot and sub of a partition: subs are ranges of codes in bytewise order. */
typedef struct {
    uint32_t slot, partition, sub;
} list_task;

/* A task's result while it waits for its turn. */
typedef struct {
    t4_contribution *items;
    size_t room;
    uint32_t *order;           /* items that stand for themselves and their equals, in key order */
    size_t count, order_room;
} list_result;

typedef struct {
    t4_cube *cube;
    uint32_t *code_rank, *trader_rank, *unit_rank;   /* by id */
    list_task *tasks;
    size_t task_count, task_room;
    list_result *results;      /* per slot of the window */
    t4_sort_room *sorts;       /* per worker */
    uint8_t (*buffers)[T4_EXTENT_MOST + T4_EXTENT_SLACK];
    t4_contribution_visit *visit;
    void *visit_context;
} list_context;

static void take_pair(const list_context *context, const list_task *task,
                      const t4_pair_reader *reader, t4_contribution *item)
{
    const t4_cube *cube = context->cube;
    const t4_partition *partition = &cube->partitions[task->partition];

    *item = (t4_contribution){
        .period = t4_slot_period(task->slot), .flow = t4_slot_flow(task->slot),
        .code = cube->order.code_at[partition->code_begin + reader->code],
        .partner = cube->order.partner_at[reader->partner], .trader = reader->trader,
        .unit = t4_outer_unit(reader->unit), .records = (uint64_t)reader->amount[cube->measures]};
    t4_dims_labels(cube, reader->dims, item->dimension);
    for (int m = 0; m < cube->measures; m++)
        item->amount[m] = reader->amount[m];
}

/* Decode the task's pairs; fields get the ranks to sort by. */
static t4_status read_pairs(const list_context *context, const list_task *task, unsigned worker,
                            list_result *result, const t4_sort_layout *layout, t4_error *err)
{
    const t4_cube *cube = context->cube;
    const t4_partition *partition = &cube->partitions[task->partition];
    t4_status status = T4_OK;
    size_t row = 0;

    for (size_t r = 0; r < partition->run_count && !status; r++) {
        const t4_segment *segment = t4_pair_run_find(&partition->runs[r], task->sub,
                                                       task->slot);
        t4_pair_reader reader;

        if (!segment)
            continue;
        t4_pair_reader_open(&reader, cube, &partition->runs[r], segment, context->buffers[worker]);
        while (reader.left) {
            t4_contribution *item = &result->items[row];
            uint32_t fields[FIELDS];

            status = t4_pair_reader_next(&reader, err);
            if (status)
                break;
            take_pair(context, task, &reader, item);
            fields[0] = context->code_rank[item->code];
            fields[1] = reader.partner;
            fields[2] = reader.dims;
            fields[3] = context->trader_rank[item->trader];
            fields[4] = context->unit_rank[item->unit];
            t4_sort_set(&context->sorts[worker], layout, row++, fields, FIELDS);
        }
    }
    return status;
}

static void merge_equals(const list_context *context, const t4_sort_room *sort,
                         const t4_sort_layout *layout, size_t rows, list_result *result)
{
    const uint64_t *sorted = t4_sort_rows((t4_sort_room *)(uintptr_t)sort, layout, rows);

    result->count = 0;
    for (size_t i = 0; i < rows; i++) {
        uint32_t row = (uint32_t)t4_sort_row(layout, sorted[i]);

        if (i && t4_sort_same(sort, layout, sorted[i - 1], sorted[i])) {
            t4_contribution *head = &result->items[result->order[result->count - 1]];

            for (int m = 0; m < context->cube->measures; m++)
                head->amount[m] += result->items[row].amount[m];
            head->records += result->items[row].records;
        } else {
            result->order[result->count++] = row;
        }
    }
}

static size_t count_pairs(const t4_partition *partition, uint32_t sub, uint32_t slot)
{
    size_t count = 0;

    for (size_t r = 0; r < partition->run_count; r++) {
        const t4_segment *segment = t4_pair_run_find(&partition->runs[r], sub, slot);

        count += segment ? segment->pairs : 0;
    }
    return count;
}

static t4_status produce(void *context_pointer, unsigned worker, size_t index, size_t slot,
                         t4_error *err)
{
    list_context *context = context_pointer;
    const list_task *task = &context->tasks[index];
    const t4_cube *cube = context->cube;
    list_result *result = &context->results[slot];
    size_t rows = count_pairs(&cube->partitions[task->partition], task->sub, task->slot);
    uint32_t most[FIELDS] = {cube->order.code_count, (uint32_t)cube->order.partner_count,
                             (uint32_t)cube->order.dims_count,
                             (uint32_t)t4_dict_count(cube->domain->traders),
                             (uint32_t)t4_dict_count(cube->domain->units)};
    t4_sort_layout layout;
    t4_status status;

    t4_sort_plan(&layout, most, FIELDS, rows);
    status = t4_sort_reserve(&context->sorts[worker], cube->run, &layout, rows, err);
    if (!status)
        status = t4_scratch_reserve(cube->run, &result->items, &result->room, rows,
                                    sizeof *result->items, err);
    if (!status)
        status = t4_scratch_reserve(cube->run, &result->order, &result->order_room, rows,
                                    sizeof *result->order, err);
    if (!status)
        status = read_pairs(context, task, worker, result, &layout, err);
    if (!status)
        merge_equals(context, &context->sorts[worker], &layout, rows, result);
    return status;
}

static t4_status consume(void *context_pointer, size_t index, size_t slot, t4_error *err)
{
    list_context *context = context_pointer;
    list_result *result = &context->results[slot];
    t4_status status = T4_OK;

    for (size_t i = 0; i < result->count && !status; i++)
        status = context->visit(context->visit_context, &result->items[result->order[i]], err);
    return status;
}

static t4_status add_tasks(list_context *context, uint32_t slot, uint32_t partition, t4_error *err)
{
    const t4_partition *p = &context->cube->partitions[partition];

    for (uint32_t sub = 0; sub < p->sub_count; sub++) {
        if (!count_pairs(p, sub, slot))
            continue;
        if (!t4_grow(&context->tasks, &context->task_room, context->task_count,
                     sizeof *context->tasks))
            return t4_fail_memory(err);
        context->tasks[context->task_count++] = (list_task){slot, partition, sub};
    }
    return T4_OK;
}

static t4_status make_tasks(list_context *context, t4_error *err)
{
    const t4_cube *cube = context->cube;
    t4_status status = T4_OK;

    for (uint32_t slot = 0; slot < T4_SLOTS && !status; slot++)
        for (uint32_t p = 0; p < cube->partition_count && cube->slot_rows[slot] && !status; p++)
            status = add_tasks(context, slot, p, err);
    return status;
}

static void release(list_context *context, size_t window)
{
    t4_run *run = context->cube->run;

    for (size_t i = 0; context->results && i < window; i++) {
        t4_scratch_release(run, &context->results[i].items, &context->results[i].room,
                           sizeof(t4_contribution));
        t4_scratch_release(run, &context->results[i].order, &context->results[i].order_room,
                           sizeof(uint32_t));
    }
    for (unsigned w = 0; context->sorts && w < context->cube->workers; w++)
        t4_sort_release(&context->sorts[w], run);
    t4_free(context->results);
    t4_free(context->sorts);
    t4_free(context->buffers);
    t4_free(context->tasks);
    t4_free(context->code_rank);
    t4_free(context->trader_rank);
    t4_free(context->unit_rank);
}

t4_status t4_cube_contributions(t4_cube *cube, t4_contribution_visit *visit, void *visit_context,
                                t4_error *err)
{
    list_context context = {.cube = cube, .visit = visit, .visit_context = visit_context};
    size_t window = (size_t)cube->workers * WINDOW_PER_THREAD;
    t4_status status;

    if (!cube->closed || cube->options.cells_only)
        return t4_fail(err, T4_ERR_USAGE,
                       "contributions were asked of a cube that is open or was made for cells only");
    context.code_rank = t4_dict_ranks(cube->domain->codes);
    context.trader_rank = t4_dict_ranks(cube->domain->traders);
    context.unit_rank = t4_dict_ranks(cube->domain->units);
    context.results = t4_alloc_zero(window, sizeof *context.results);
    context.sorts = t4_alloc_zero(cube->workers, sizeof *context.sorts);
    context.buffers = t4_alloc(cube->workers, sizeof *context.buffers);
    if (!context.code_rank || !context.trader_rank || !context.unit_rank || !context.results ||
        !context.sorts || !context.buffers)
        status = t4_fail_memory(err);
    else
        status = make_tasks(&context, err);
    if (!status)
        status = t4_parallel_ordered(cube->run, context.task_count, window, produce, consume,
                                     &context, err);
    release(&context, window);
    return status;
}
