/* SPDX-License-Identifier: MIT */
#include "cube/rollup.h"

#include <string.h>

#include "cube/scratch.h"

enum { AHEAD = 8 };   /* leaves to fetch before they are met */

static const uint32_t total_node[1] = {0};

t4_status t4_rollup_begin(t4_rollup *rollup, const t4_cube *cube, const t4_partition *partition,
                          t4_error *err)
{
    static const uint8_t total_first[T4_LEVELS_MAX + 1] = {0, 1, 2, 3, 4, 5, 6, 7, 8};
    size_t traders = t4_dict_count(cube->domain->traders), room = rollup->table_room;
    t4_status status = T4_OK;

    rollup->cube = cube;
    rollup->lists = cube->plan.contributors;
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
    uint32_t *traders = rollup->trader + begin, count = 0, serial;
    size_t n = rollup->list_count - begin;
    t4_int128 *values = rollup->value + begin;
    t4_trader_place *table = rollup->table;

    if (++rollup->serial == 0) {
        memset(table, 0, rollup->table_room * sizeof *table);
        rollup->serial = 1;
    }
    serial = rollup->serial;
    for (size_t i = 0; i < n; i++) {
        t4_trader_place *entry = &table[traders[i]];
        bool met = entry->serial == serial;
        uint32_t place = met ? entry->place : count;

        entry->serial = serial;
        entry->place = place;
        traders[place] = traders[i];
        values[place] = met ? values[place] + values[i] : values[i];
        count += !met;
    }
    rollup->list_count = begin + count;
}

static inline t4_int128 absolute(t4_int128 value)
{
    return value < 0 ? -value : value;
}

/* Distinct traders and largest two of the list from `begin` on, which is made distinct. */
static void find_tops(t4_rollup *rollup, size_t begin, t4_tops *tops)
{
    size_t n = rollup->list_count - begin, contributors = 0;
    t4_int128 top1 = 0, top2 = 0;

    if (n > 1) {
        make_distinct(rollup, begin);
        n = rollup->list_count - begin;
    }
    for (size_t i = 0; i < n; i++) {
        t4_int128 value = absolute(rollup->value[begin + i]);

        contributors += rollup->trader[begin + i] != 0;
        top2 = value > top1 ? top1 : value > top2 ? value : top2;
        top1 = value > top1 ? value : top1;
    }
    *tops = (t4_tops){contributors, top1, top2};
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

static bool widen_level(t4_rollup *rollup, t4_rolled_level *level)
{
    t4_run *run = rollup->cube->run;
    size_t measures = (size_t)rollup->cube->measures, need = level->count + 1;
    t4_status status;

    status = t4_scratch_reserve(run, &level->cell, &level->room, need, sizeof *level->cell,
                                rollup->err);
    if (!status)
        status = t4_scratch_reserve(run, &level->amount, &level->amount_room,
                                    level->room * measures, sizeof *level->amount, rollup->err);
    if (status)
        rollup->status = status;
    return !status;
}

static void emit(t4_rollup *rollup, int i)
{
    t4_rolled_level *level = &rollup->level[i];
    const t4_open_cell *cell = &rollup->open[i];
    size_t measures = (size_t)rollup->cube->measures;
    t4_int128 *amount;

    if (level->count == level->room && !widen_level(rollup, level))
        return;
    level->cell[level->count] = (t4_rolled){
        .node = cell->node, .partner = rollup->partner, .dims = rollup->dims, .unit = cell->unit,
        .records = cell->records, .tops = cell->tops};
    amount = level->amount + level->count++ * measures;
    for (size_t m = 0; m < measures; m++)
        amount[m] = cell->amount[m];
}

static void close_cell(t4_rollup *rollup, int i)
{
    t4_open_cell *cell = &rollup->open[i], *parent = cell + 1;
    int measures = rollup->cube->measures;

    if (rollup->lists && !cell->tops_known)
        find_tops(rollup, cell->list_begin, &cell->tops);
    emit(rollup, i);
    cell->open = false;
    if (i + 1 == rollup->end) {
        rollup->list_count = 0;
        return;
    }
    for (int m = 0; m < measures; m++)
        parent->amount[m] += cell->amount[m];
    parent->records += cell->records;
    parent->unit = t4_join_units(parent->unit, cell->unit);
    parent->tops_known = ++parent->children == 1;
    parent->tops = cell->tops;
}

static void close_below(t4_rollup *rollup, int end)
{
    for (int i = rollup->finest; i < end; i++)
        if (rollup->open[i].open)
            close_cell(rollup, i);
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
static void turn_to(t4_rollup *rollup, uint32_t code)
{
    int first = rollup->first[code], keep = rollup->end;

    while (keep > first && rollup->open[keep - 1].open &&
           rollup->open[keep - 1].node == rollup->node[keep - 1][code])
        keep--;
    close_below(rollup, keep);
    for (int i = first; i < keep; i++)
        open_cell(rollup, i, rollup->node[i][code]);
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
    size_t measures = (size_t)rollup->cube->measures;
    bool any = false;

    rollup->err = err;
    rollup->status = t4_scratch_reserve(run, &rollup->trader, &rollup->trader_room,
                                        leaves->list_count, sizeof *rollup->trader, err);
    if (!rollup->status)
        rollup->status = t4_scratch_reserve(run, &rollup->value, &rollup->value_room,
                                            leaves->list_count, sizeof *rollup->value, err);
    for (size_t k = 0; k < count && !rollup->status; k++) {
        const t4_leaf *leaf = &leaves->leaf[order[k]];
        uint32_t own = partner == UINT32_MAX ? leaf->partner : partner;

        if (k + AHEAD < count) {
            __builtin_prefetch(&leaves->leaf[order[k + AHEAD]]);
            __builtin_prefetch(&leaves->amount[order[k + AHEAD] * measures]);
        }
        if (rollup->first[leaf->code] >= rollup->end)
            continue;   /* no level of the plan shows it */
        if (any && (own != rollup->partner || leaf->dims != rollup->dims))
            close_below(rollup, rollup->end);
        any = true;
        rollup->partner = own;
        rollup->dims = leaf->dims;
        turn_to(rollup, leaf->code);
        add_leaf(rollup, leaves, order[k]);
    }
    close_below(rollup, rollup->end);
    return rollup->status;
}
