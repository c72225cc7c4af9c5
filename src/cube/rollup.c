/* SPDX-License-Identifier: MIT */
#include "cube/rollup.h"

#include <string.h>

#include "cube/scratch.h"

static const uint32_t total_node[1] = {0};

t4_status t4_rollup_begin(t4_rollup *rollup, const t4_cube *cube, const t4_partition *partition,
                          t4_error *err)
{
    static const uint8_t total_first[T4_LEVELS_MAX + 1] = {0, 1, 2, 3, 4, 5, 6, 7, 8};
    size_t traders = t4_dict_count(cube->domain->traders), room = rollup->table_room;
    t4_status status = T4_OK;

    rollup->cube = cube;
    rollup->list_count = 0;
    for (int i = 0; i < T4_LEVELS_MAX; i++) {
        rollup->open[i].open = false;
        rollup->level[i].count = 0;
    }
    if (partition) {
        rollup->finest = 0;
        rollup->end = cube->fine_levels;
        rollup->first = cube->order.first + partition->code_begin;
        for (int i = 0; i < rollup->end; i++)
            rollup->node[i] = cube->order.node[i] + partition->code_begin;
    } else {
        rollup->finest = cube->fine_levels;
        rollup->end = cube->fine_levels + 1;
        rollup->first = total_first + cube->fine_levels;
        rollup->node[cube->fine_levels] = total_node;
    }
    if (cube->plan.contributors)
        status = t4_scratch_reserve(cube->run, &rollup->table, &rollup->table_room, traders,
                                    sizeof *rollup->table, err);
    if (!status && rollup->table_room > room)
        memset(rollup->table + room, 0, (rollup->table_room - room) * sizeof *rollup->table);
    return status;
}

void t4_rollup_release(t4_rollup *rollup, t4_run *run)
{
    t4_scratch_release(run, &rollup->trader, &rollup->trader_room, sizeof *rollup->trader);
    t4_scratch_release(run, &rollup->value, &rollup->value_room, sizeof *rollup->value);
    t4_scratch_release(run, &rollup->table, &rollup->table_room, sizeof *rollup->table);
    for (int i = 0; i < T4_LEVELS_MAX; i++) {
        t4_rolled_level *level = &rollup->level[i];

        t4_scratch_release(run, &level->cell, &level->room, sizeof *level->cell);
        t4_scratch_release(run, &level->amount, &level->amount_room, sizeof *level->amount);
    }
}

/* --- lists -------------------------------------------------------------------- */

/* Sum the entries of each trader from `begin` to the stack's end, in place. */
static void make_distinct(t4_rollup *rollup, size_t begin)
{
    size_t n = begin;

    if (++rollup->serial == 0) {
        memset(rollup->table, 0, rollup->table_room * sizeof *rollup->table);
        rollup->serial = 1;
    }
    for (size_t i = begin; i < rollup->list_count; i++) {
        uint32_t trader = rollup->trader[i];

        if (rollup->table[trader].serial == rollup->serial) {
            rollup->value[begin + rollup->table[trader].place] += rollup->value[i];
            continue;
        }
        rollup->table[trader].serial = rollup->serial;
        rollup->table[trader].place = (uint32_t)(n - begin);
        rollup->trader[n] = trader;
        rollup->value[n++] = rollup->value[i];
    }
    rollup->list_count = n;
}

static inline t4_int128 absolute(t4_int128 value)
{
    return value < 0 ? -value : value;
}

static void find_tops(t4_rollup *rollup, size_t begin, t4_tops *tops)
{
    *tops = (t4_tops){0};
    if (rollup->list_count - begin > 1)
        make_distinct(rollup, begin);
    for (size_t i = begin; i < rollup->list_count; i++) {
        t4_int128 value = absolute(rollup->value[i]);

        tops->contributors += rollup->trader[i] != 0;
        if (value > tops->top1) {
            tops->top2 = tops->top1;
            tops->top1 = value;
        } else if (value > tops->top2) {
            tops->top2 = value;
        }
    }
}

static void push_list(t4_rollup *rollup, const t4_leaves *leaves, const t4_leaf *leaf)
{
    size_t n = rollup->list_count;

    for (size_t i = leaf->list_begin; i < leaf->list_end; i++) {
        rollup->trader[n] = leaves->trader[i];
        rollup->value[n++] = leaves->value[i];
    }
    rollup->list_count = n;
}

/* --- cells -------------------------------------------------------------------- */

static t4_status emit(t4_rollup *rollup, int i, t4_error *err)
{
    t4_rolled_level *level = &rollup->level[i];
    const t4_open_cell *cell = &rollup->open[i];
    size_t measures = (size_t)rollup->cube->measures;
    t4_status status;

    status = t4_scratch_reserve(rollup->cube->run, &level->cell, &level->room, level->count + 1,
                                sizeof *level->cell, err);
    if (!status)
        status = t4_scratch_reserve(rollup->cube->run, &level->amount, &level->amount_room,
                                    (level->count + 1) * measures, sizeof *level->amount, err);
    if (status)
        return status;
    level->cell[level->count] = (t4_rolled){
        .node = cell->node, .partner = rollup->partner, .dims = rollup->dims, .unit = cell->unit,
        .records = cell->records, .tops = cell->tops};
    for (size_t m = 0; m < measures; m++)
        level->amount[level->count * measures + m] = cell->amount[m];
    level->count++;
    return T4_OK;
}

static t4_status close_cell(t4_rollup *rollup, int i, t4_error *err)
{
    t4_open_cell *cell = &rollup->open[i], *parent = cell + 1;
    t4_status status;

    if (rollup->cube->plan.contributors && !cell->tops_known)
        find_tops(rollup, cell->list_begin, &cell->tops);
    status = emit(rollup, i, err);
    cell->open = false;
    if (i + 1 == rollup->end) {
        rollup->list_count = 0;
        return status;
    }
    for (int m = 0; m < rollup->cube->measures; m++)
        parent->amount[m] += cell->amount[m];
    parent->records += cell->records;
    parent->unit = t4_join_units(parent->unit, cell->unit);
    parent->tops_known = ++parent->children == 1;
    parent->tops = cell->tops;
    return status;
}

static t4_status close_below(t4_rollup *rollup, int end, t4_error *err)
{
    t4_status status = T4_OK;

    for (int i = rollup->finest; i < end && !status; i++)
        if (rollup->open[i].open)
            status = close_cell(rollup, i, err);
    return status;
}

static void open_cell(t4_rollup *rollup, int i, uint32_t node)
{
    t4_open_cell *cell = &rollup->open[i];

    cell->open = true;
    cell->node = node;
    cell->unit = T4_STATE_NONE;
    cell->children = 0;
    cell->records = 0;
    cell->list_begin = rollup->list_count;
    cell->tops_known = false;
    cell->tops = (t4_tops){0};
    for (int m = 0; m < rollup->cube->measures; m++)
        cell->amount[m] = 0;
}

/* Close what a leaf of this code does not belong to, open what it does. */
static t4_status turn_to(t4_rollup *rollup, uint32_t code, t4_error *err)
{
    int first = rollup->first[code], keep = rollup->end;
    t4_status status;

    while (keep > first && rollup->open[keep - 1].open &&
           rollup->open[keep - 1].node == rollup->node[keep - 1][code])
        keep--;
    status = close_below(rollup, keep, err);
    for (int i = first; i < keep; i++)
        open_cell(rollup, i, rollup->node[i][code]);
    return status;
}

static void add_leaf(t4_rollup *rollup, const t4_leaves *leaves, size_t index)
{
    const t4_leaf *leaf = &leaves->leaf[index];
    t4_open_cell *cell = &rollup->open[rollup->first[leaf->code]];
    size_t measures = (size_t)rollup->cube->measures;

    for (size_t m = 0; m < measures; m++)
        cell->amount[m] += leaves->amount[index * measures + m];
    cell->records += leaf->records;
    cell->unit = t4_join_units(cell->unit, leaf->unit);
    cell->children++;
    cell->tops_known = false;
    push_list(rollup, leaves, leaf);
}

t4_status t4_rollup_run(t4_rollup *rollup, const t4_leaves *leaves, const uint32_t *order,
                        size_t count, uint32_t partner, t4_error *err)
{
    t4_run *run = rollup->cube->run;
    bool any = false;
    t4_status status;

    status = t4_scratch_reserve(run, &rollup->trader, &rollup->trader_room, leaves->list_count,
                                sizeof *rollup->trader, err);
    if (!status)
        status = t4_scratch_reserve(run, &rollup->value, &rollup->value_room, leaves->list_count,
                                    sizeof *rollup->value, err);
    for (size_t k = 0; k < count && !status; k++) {
        const t4_leaf *leaf = &leaves->leaf[order[k]];
        uint32_t own = partner == UINT32_MAX ? leaf->partner : partner;

        if (rollup->first[leaf->code] >= rollup->end)
            continue;   /* no level of the plan shows it */
        if (any && (own != rollup->partner || leaf->dims != rollup->dims))
            status = close_below(rollup, rollup->end, err);
        any = true;
        rollup->partner = own;
        rollup->dims = leaf->dims;
        if (!status)
            status = turn_to(rollup, leaf->code, err);
        if (!status)
            add_leaf(rollup, leaves, order[k]);
    }
    if (!status)
        status = close_below(rollup, rollup->end, err);
    return status;
}
