/* SPDX-License-Identifier: MIT */
#include "cube/rollup.h"

#include <string.h>

#include "cube/scratch.h"

enum {
    AHEAD = 8,            /* leaves to fetch before they are met */
    LIST_LIMIT = 256      /* list entries from which on an open cell is kept distinct */
};

static const uint32_t total_node[1] = {0};

t4_status t4_rollup_begin(t4_rollup *rollup, const t4_cube *cube, const t4_unit *unit,
                          t4_error *err)
{
    static const uint8_t total_first[1] = {0};
    t4_distinct *distinct = &rollup->distinct;
    size_t traders = t4_dict_count(cube->domain->traders), room = distinct->room;
    t4_status status = T4_OK;

    rollup->cube = cube;
    rollup->lists = cube->plan.contributors;
    rollup->list_count = 0;
    rollup->finest = unit->finest;
    rollup->end = unit->end;
    for (int i = 0; i < T4_LEVELS_MAX; i++) {
        rollup->open[i].open = false;
        rollup->level[i].count = 0;
        rollup->node[i] = total_node;
    }
    rollup->first = total_first;
    if (unit->partition != T4_EVERY) {
        uint32_t begin = cube->partitions[unit->partition].code_begin;

        rollup->first = cube->order.first + begin;
        for (int i = unit->finest; i < unit->end; i++)
            rollup->node[i] = cube->order.node[i] + begin;
    }
    if (cube->plan.contributors)
        status = t4_scratch_reserve(cube->run, &distinct->table, &distinct->room, traders,
                                    sizeof *distinct->table, err);
    if (!status && distinct->room > room)
        memset(distinct->table + room, 0, (distinct->room - room) * sizeof *distinct->table);
    return status;
}

void t4_rollup_release(t4_rollup *rollup, t4_run *run)
{
    t4_scratch_release(run, &rollup->trader, &rollup->trader_room, sizeof *rollup->trader);
    t4_scratch_release(run, &rollup->value, &rollup->value_room, sizeof *rollup->value);
    t4_scratch_release(run, &rollup->distinct.table, &rollup->distinct.room,
                       sizeof *rollup->distinct.table);
    for (int i = 0; i < T4_LEVELS_MAX; i++) {
        t4_rolled_level *level = &rollup->level[i];

        t4_scratch_release(run, &level->cell, &level->room, sizeof *level->cell);
        t4_scratch_release(run, &level->amount, &level->amount_room, sizeof *level->amount);
    }
}

/* --- lists -------------------------------------------------------------------- */

/* Sum the entries of each trader from `begin` to the stack's end. */
static void make_distinct(t4_rollup *rollup, size_t begin)
{
    rollup->list_count = begin + t4_distinct_sum(&rollup->distinct, rollup->trader + begin,
                                                 rollup->value + begin,
                                                 rollup->list_count - begin);
}

/* Keep the list of a cell without open finer ones from growing past what its traders need. */
static void limit_list(t4_rollup *rollup, t4_open_cell *cell)
{
    size_t n = rollup->list_count - cell->list_begin;

    if (n < cell->list_limit)
        return;
    make_distinct(rollup, cell->list_begin);
    n = rollup->list_count - cell->list_begin;
    cell->list_limit = n * 2 > LIST_LIMIT ? n * 2 : LIST_LIMIT;
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

    if (n == 1) {
        *tops = (t4_tops){rollup->trader[begin] != 0, absolute(rollup->value[begin]), 0};
        return;
    }
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

static bool widen_stack(t4_rollup *rollup, size_t need)
{
    t4_run *run = rollup->cube->run;
    t4_status status;

    status = t4_scratch_reserve(run, &rollup->trader, &rollup->trader_room, need,
                                sizeof *rollup->trader, rollup->err);
    if (!status)
        status = t4_scratch_reserve(run, &rollup->value, &rollup->value_room, need,
                                    sizeof *rollup->value, rollup->err);
    if (status)
        rollup->status = status;
    return !status;
}

static void push_list(t4_rollup *rollup, const t4_leaves *leaves, const t4_leaf *leaf)
{
    size_t n = rollup->list_count, more = leaf->list_end - leaf->list_begin;
    const uint32_t *from_trader = leaves->trader + leaf->list_begin;
    const t4_int128 *from_value = leaves->value + leaf->list_begin;
    uint32_t *trader;
    t4_int128 *value;

    if ((n + more > rollup->trader_room || n + more > rollup->value_room) &&
        !widen_stack(rollup, n + more))
        return;
    trader = rollup->trader + n;
    value = rollup->value + n;
    for (size_t i = 0; i < more; i++) {
        trader[i] = from_trader[i];
        value[i] = from_value[i];
    }
    rollup->list_count = n + more;
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

static inline __attribute__((always_inline)) void
emit(t4_rollup *rollup, int i, const int measures)
{
    t4_rolled_level *level = &rollup->level[i];
    const t4_open_cell *cell = &rollup->open[i];
    t4_int128 *amount;

    if (__builtin_expect(level->count == level->room, 0) && !widen_level(rollup, level))
        return;
    level->cell[level->count] = (t4_rolled){
        .node = cell->node, .partner = rollup->partner, .dims = rollup->dims, .unit = cell->unit,
        .records = cell->records, .tops = cell->tops};
    amount = level->amount + level->count++ * (size_t)measures;
#pragma GCC unroll 8
    for (int m = 0; m < measures; m++)
        amount[m] = cell->amount[m];
}

static inline __attribute__((always_inline)) void
close_cell(t4_rollup *rollup, int i, const int measures)
{
    t4_open_cell *cell = &rollup->open[i], *parent = cell + 1;

    if (rollup->lists && !cell->tops_known)
        find_tops(rollup, cell->list_begin, &cell->tops);
    emit(rollup, i, measures);
    cell->open = false;
    if (i + 1 == rollup->end) {
        rollup->list_count = 0;
        return;
    }
#pragma GCC unroll 8
    for (int m = 0; m < measures; m++)
        parent->amount[m] += cell->amount[m];
    parent->records += cell->records;
    parent->unit = t4_join_units(parent->unit, cell->unit);
    parent->tops_known = parent->children++ == 0;
    if (parent->tops_known)
        parent->tops = cell->tops;
    else if (rollup->lists)
        limit_list(rollup, parent);
}

/* Close the open cells of the levels before `end`: for three measures, and for any number. */
static __attribute__((noinline)) void close_three(t4_rollup *rollup, int end)
{
    for (int i = rollup->finest; i < end; i++)
        if (rollup->open[i].open)
            close_cell(rollup, i, 3);
}

static __attribute__((noinline)) void close_any(t4_rollup *rollup, int end)
{
    for (int i = rollup->finest; i < end; i++)
        if (rollup->open[i].open)
            close_cell(rollup, i, rollup->cube->measures);
}

static void close_below(t4_rollup *rollup, int end)
{
    if (rollup->cube->measures == 3)
        close_three(rollup, end);
    else
        close_any(rollup, end);
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
    cell->list_limit = LIST_LIMIT;
    cell->tops_known = false;
    cell->tops = (t4_tops){0};
    for (int m = 0; m < rollup->cube->measures; m++)
        cell->amount[m] = 0;
}

/* Close what a leaf of this code does not belong to, open what it does. */
static void turn_to(t4_rollup *rollup, int first, uint32_t code)
{
    int keep = rollup->end;

    while (keep > first && rollup->open[keep - 1].open &&
           rollup->open[keep - 1].node == rollup->node[keep - 1][code])
        keep--;
    close_below(rollup, keep);
    for (int i = first; i < keep; i++)
        open_cell(rollup, i, rollup->node[i][code]);
}

static void add_leaf(t4_rollup *rollup, int first, const t4_leaves *leaves, size_t index)
{
    const t4_leaf *leaf = &leaves->leaf[index];
    t4_open_cell *cell = &rollup->open[first];
    size_t measures = (size_t)rollup->cube->measures;

    for (size_t m = 0; m < measures; m++)
        cell->amount[m] += leaves->amount[index * measures + m];
    cell->records += leaf->records;
    cell->unit = t4_join_units(cell->unit, leaf->unit);
    cell->children++;
    cell->tops_known = false;
    if (!rollup->lists)
        return;
    push_list(rollup, leaves, leaf);
    limit_list(rollup, cell);
}

t4_status t4_rollup_run(t4_rollup *rollup, const t4_leaves *leaves, const uint32_t *order,
                        size_t count, uint32_t partner, t4_error *err)
{
    size_t measures = (size_t)rollup->cube->measures;
    bool any = false;

    rollup->err = err;
    rollup->status = T4_OK;
    for (size_t k = 0; k < count && !rollup->status; k++) {
        const t4_leaf *leaf = &leaves->leaf[order[k]];
        uint32_t own = partner == UINT32_MAX ? leaf->partner : partner;
        int first = rollup->first[leaf->code];

        if (k + AHEAD < count) {
            __builtin_prefetch(&leaves->leaf[order[k + AHEAD]]);
            __builtin_prefetch(&leaves->amount[order[k + AHEAD] * measures]);
        }
        if (first >= rollup->end)
            continue;   /* the unit does not show it */
        first = first < rollup->finest ? rollup->finest : first;
        if (any && (own != rollup->partner || leaf->dims != rollup->dims))
            close_below(rollup, rollup->end);
        any = true;
        rollup->partner = own;
        rollup->dims = leaf->dims;
        turn_to(rollup, first, leaf->code);
        add_leaf(rollup, first, leaves, order[k]);
    }
    close_below(rollup, rollup->end);
    return rollup->status;
}
