/* SPDX-License-Identifier: MIT */
/* Filling a unit of output: gather leaves, roll up each, world and groups, put cells in order. */
#include "cube/cells.h"

#include <string.h>

#include "base/memory.h"
#include "cube/rollup.h"
#include "cube/scratch.h"

enum { MERGE_MOST = 1 << 19, MERGE_LEAST = 64, MERGE_BYTES = 128 };

struct t4_scratch {
    t4_leaves leaves, merged;
    size_t merge_at;                            /* leaves and list entries to merge at */
    t4_sort_room sort;
    uint32_t *by_partner, *by_code, *chosen;    /* leaves in order */
    size_t by_partner_room, by_code_room, chosen_room;
    t4_rollup rollup;
    size_t *place;                              /* of a node's next cell */
    size_t place_room;
    uint8_t buffer[T4_EXTENT_MOST + T4_EXTENT_SLACK];
};

t4_scratch *t4_scratch_new(void)
{
    return t4_alloc_zero(1, sizeof(t4_scratch));
}

void t4_scratch_free(t4_scratch *scratch, t4_run *run)
{
    if (!scratch)
        return;
    t4_leaves_release(&scratch->leaves, run);
    t4_leaves_release(&scratch->merged, run);
    t4_sort_release(&scratch->sort, run);
    t4_scratch_release(run, &scratch->by_partner, &scratch->by_partner_room, sizeof(uint32_t));
    t4_scratch_release(run, &scratch->by_code, &scratch->by_code_room, sizeof(uint32_t));
    t4_scratch_release(run, &scratch->chosen, &scratch->chosen_room, sizeof(uint32_t));
    t4_rollup_release(&scratch->rollup, run);
    t4_scratch_release(run, &scratch->place, &scratch->place_room, sizeof *scratch->place);
    t4_free(scratch);
}

/* --- ordering leaves -------------------------------------------------------------- */

static bool is_sorted(const t4_leaves *leaves)
{
    for (size_t i = 1; i < leaves->count; i++) {
        const t4_leaf *a = &leaves->leaf[i - 1], *b = &leaves->leaf[i];

        if (a->partner != b->partner ? a->partner > b->partner
            : a->dims != b->dims     ? a->dims > b->dims
                                     : a->code > b->code)
            return false;
    }
    return true;
}

/* Numbers of the leaves in order of (partner,) dims, code. */
static t4_status sort_leaves(const t4_cube *cube, t4_scratch *scratch, bool by_partner,
                             uint32_t *order, t4_error *err)
{
    const t4_leaves *leaves = &scratch->leaves;
    uint32_t most[3] = {by_partner ? (uint32_t)cube->order.partner_count : 0,
                        (uint32_t)cube->order.dims_count, 0};
    t4_sort_layout layout;
    const uint64_t *sorted;
    t4_status status;

    for (size_t i = 0; i < leaves->count; i++)
        most[2] = leaves->leaf[i].code > most[2] ? leaves->leaf[i].code : most[2];
    t4_sort_plan(&layout, most, 3, leaves->count);
    status = t4_sort_reserve(&scratch->sort, cube->run, &layout, leaves->count, err);
    if (status)
        return status;
    for (size_t i = 0; i < leaves->count; i++) {
        const t4_leaf *leaf = &leaves->leaf[i];
        uint32_t fields[3] = {by_partner ? leaf->partner : 0, leaf->dims, leaf->code};

        t4_sort_set(&scratch->sort, &layout, i, fields, 3);
    }
    sorted = t4_sort_rows(&scratch->sort, &layout, leaves->count);
    for (size_t i = 0; i < leaves->count; i++)
        order[i] = (uint32_t)t4_sort_row(&layout, sorted[i]);
    return T4_OK;
}

static t4_status order_leaves(const t4_cube *cube, t4_scratch *scratch, bool virtuals, t4_error *err)
{
    size_t n = scratch->leaves.count;
    t4_status status;

    status = t4_scratch_reserve(cube->run, &scratch->by_partner, &scratch->by_partner_room, n,
                                sizeof(uint32_t), err);
    if (status)
        return status;
    if (n > UINT32_MAX)
        return t4_fail(err, T4_ERR_MEMORY, "more than %u cells in one chapter and period",
                       UINT32_MAX);
    if (is_sorted(&scratch->leaves))
        for (size_t i = 0; i < n; i++)
            scratch->by_partner[i] = (uint32_t)i;
    else
        status = sort_leaves(cube, scratch, true, scratch->by_partner, err);
    if (status || !virtuals || !cube->order.virtual_count)
        return status;
    status = t4_scratch_reserve(cube->run, &scratch->by_code, &scratch->by_code_room, n,
                                sizeof(uint32_t), err);
    if (!status)
        status = t4_scratch_reserve(cube->run, &scratch->chosen, &scratch->chosen_room, n,
                                    sizeof(uint32_t), err);
    if (!status)
        status = sort_leaves(cube, scratch, false, scratch->by_code, err);
    return status;
}

/* --- gathering ------------------------------------------------------------------ */

/* Sum leaves of equal keys, so that a unit takes what its cells and traders need, not its records. */
static t4_status merge_leaves(const t4_cube *cube, t4_scratch *scratch, t4_error *err)
{
    t4_leaves other = scratch->leaves;
    t4_status status = order_leaves(cube, scratch, false, err);

    if (!status)
        status = t4_leaves_merge(&scratch->leaves, scratch->by_partner, &scratch->rollup.distinct,
                                 cube, &scratch->merged, err);
    if (status)
        return status;
    scratch->leaves = scratch->merged;
    scratch->merged = other;
    if (scratch->merge_at < (scratch->leaves.count + scratch->leaves.list_count) * 2)
        scratch->merge_at = (scratch->leaves.count + scratch->leaves.list_count) * 2;
    return T4_OK;
}

/* Leaves and list entries that a unit may gather before they are merged. */
static size_t first_merge(const t4_cube *cube)
{
    size_t entries = cube->task_memory / MERGE_BYTES;

    return entries < MERGE_LEAST ? MERGE_LEAST : entries > MERGE_MOST ? MERGE_MOST : entries;
}

static t4_status gather_sub(const t4_cube *cube, t4_scratch *scratch, const t4_unit *unit,
                            const t4_partition *partition, uint32_t sub, t4_error *err)
{
    const t4_unit_column *column = &cube->units.columns[unit->column];
    t4_status status = T4_OK;

    for (uint32_t s = 0; s < column->slot_count && !status; s++) {
        status = t4_leaves_read(&scratch->leaves, cube, partition, sub,
                                cube->units.slots[column->slot_begin + s], unit, scratch->buffer,
                                err);
        if (!status && scratch->leaves.count + scratch->leaves.list_count > scratch->merge_at)
            status = merge_leaves(cube, scratch, err);
    }
    return status;
}

static t4_status gather(const t4_cube *cube, t4_scratch *scratch, const t4_unit *unit,
                        t4_error *err)
{
    bool total = unit->partition == T4_EVERY;
    size_t begin = total ? 0 : unit->partition, end = total ? cube->partition_count : begin + 1;
    t4_status status = T4_OK;

    scratch->leaves.count = scratch->leaves.list_count = 0;
    scratch->merge_at = first_merge(cube);
    for (size_t p = begin; p < end && !status; p++) {
        const t4_partition *partition = &cube->partitions[p];
        uint32_t sub = unit->sub == T4_EVERY ? 0 : unit->sub;
        uint32_t sub_end = unit->sub == T4_EVERY ? partition->sub_count : sub + 1;

        for (; sub < sub_end && !status; sub++)
            status = gather_sub(cube, scratch, unit, partition, sub, err);
        if (!status)
            status = t4_run_check(cube->run, err);
    }
    return status;
}

/* --- rolling up -------------------------------------------------------------------- */

static t4_status roll_virtual(t4_scratch *scratch, const t4_virtual_partner *v, t4_error *err)
{
    size_t n = scratch->leaves.count, count = 0;

    if (!v->member)
        return t4_rollup_run(&scratch->rollup, &scratch->leaves, scratch->by_code, n, v->rank, err);
    for (size_t i = 0; i < n; i++)
        if (v->member[scratch->leaves.leaf[scratch->by_code[i]].partner])
            scratch->chosen[count++] = scratch->by_code[i];
    return t4_rollup_run(&scratch->rollup, &scratch->leaves, scratch->chosen, count, v->rank, err);
}

/* Cells come in ascending order of partner, the world and groups among them. */
static t4_status roll_partners(const t4_cube *cube, t4_scratch *scratch, t4_error *err)
{
    const t4_leaves *leaves = &scratch->leaves;
    size_t begin = 0, end = 0;
    t4_status status = T4_OK;

    for (int v = 0; v <= cube->order.virtual_count && !status; v++) {
        const t4_virtual_partner *virtual =
            v < cube->order.virtual_count ? &cube->order.virtuals[v] : NULL;

        while (end < leaves->count &&
               (!virtual || leaves->leaf[scratch->by_partner[end]].partner < virtual->rank))
            end++;
        if (cube->plan.each)
            status = t4_rollup_run(&scratch->rollup, leaves, scratch->by_partner + begin,
                                   end - begin, UINT32_MAX, err);
        begin = end;
        if (virtual && !status)
            status = roll_virtual(scratch, virtual, err);
    }
    return status;
}

/* --- output ------------------------------------------------------------------------ */

/* base: what all cells of the unit have in common, zeros elsewhere. */
static inline __attribute__((always_inline)) void
fill_cell(const t4_cube *cube, const t4_cell *base, const char *code, const t4_rolled *rolled,
          const t4_int128 *amounts, const int measures, t4_cell *cell)
{
    *cell = *base;
    memcpy(cell->code, code, sizeof cell->code);
    cell->partner = cube->order.partner_at[rolled->partner];
    if (cube->domain->dimension_count)
        t4_dims_labels(cube, rolled->dims, cell->dimension);
    cell->unit = rolled->unit == T4_STATE_MIXED ? T4_UNIT_MIXED : t4_outer_unit(rolled->unit);
#pragma GCC unroll 8
    for (int m = 0; m < measures; m++)
        cell->amount[m] = amounts[m];
    cell->records = rolled->records;
    cell->contributors = rolled->tops.contributors;
    cell->top1 = rolled->tops.top1;
    cell->top2 = rolled->tops.top2;
}

/* Write a level's cells; place[] says where the next one of a node goes. */
static void fill_cells(const t4_cube *cube, const t4_rolled_level *level, const t4_cell *base,
                       const char (*texts)[T4_CODE_MAX + 4], size_t *place, t4_cell *cells)
{
    size_t measures = (size_t)cube->measures;

    for (size_t k = 0; k < level->count; k++) {
        const t4_rolled *rolled = &level->cell[k];
        t4_cell *cell = &cells[place[rolled->node]++];

        if (measures == 3)
            fill_cell(cube, base, texts[rolled->node], rolled, level->amount + 3 * k, 3, cell);
        else
            fill_cell(cube, base, texts[rolled->node], rolled, level->amount + measures * k,
                      cube->measures, cell);
    }
}

/* Counting sort of a level's cells by node: they already come in order of partner and dimensions. */
static t4_status write_level(const t4_cube *cube, t4_scratch *scratch, const t4_unit *unit, int i,
                             t4_cell_block *block, t4_error *err)
{
    static const char total[1][T4_CODE_MAX + 4] = {"TOTAL"};
    const t4_rolled_level *level = &scratch->rollup.level[i];
    const t4_partition *partition =
        unit->partition == T4_EVERY ? NULL : &cube->partitions[unit->partition];
    const char (*texts)[T4_CODE_MAX + 4] =
        partition ? (const char (*)[T4_CODE_MAX + 4])cube->order.node_text[i] + partition->code_begin
                  : total;
    const t4_unit_column *column = &cube->units.columns[unit->column];
    const t4_cell base = {.period = column->period, .flow = column->flow};
    size_t nodes = partition ? partition->node_count[i] : 1, next = 0;
    t4_status status;

    status = t4_scratch_reserve(cube->run, &scratch->place, &scratch->place_room, nodes + 1,
                                sizeof *scratch->place, err);
    if (status)
        return status;
    if (block->room[i] < level->count) {
        t4_cell *cells = t4_realloc(block->cells[i], level->count + level->count / 4,
                                    sizeof *cells);

        if (!cells)
            return t4_fail_memory(err);
        block->cells[i] = cells;
        block->room[i] = level->count + level->count / 4;
    }
    memset(scratch->place, 0, nodes * sizeof *scratch->place);
    for (size_t k = 0; k < level->count; k++)
        scratch->place[level->cell[k].node]++;
    for (size_t node = 0; node < nodes; node++) {
        size_t count = scratch->place[node];

        scratch->place[node] = next;
        next += count;
    }
    fill_cells(cube, level, &base, texts, scratch->place, block->cells[i]);
    block->count[i] = level->count;
    return T4_OK;
}

t4_status t4_cube_load(const t4_cells *cells, unsigned worker, size_t index, t4_cell_block *block,
                       t4_error *err)
{
    const t4_cube *cube = cells->source;
    const t4_unit *unit = &cube->units.units[index];
    t4_scratch *scratch = cube->worker[worker].scratch;
    t4_status status;

    for (int i = 0; i < T4_LEVELS_MAX; i++)
        block->count[i] = 0;
    status = t4_rollup_begin(&scratch->rollup, cube, unit, err);
    if (!status)
        status = gather(cube, scratch, unit, err);
    if (!status)
        status = order_leaves(cube, scratch, !unit->part, err);
    if (!status)
        status = unit->part ? t4_rollup_run(&scratch->rollup, &scratch->leaves, scratch->by_partner,
                                            scratch->leaves.count, UINT32_MAX, err)
                            : roll_partners(cube, scratch, err);
    for (int i = unit->finest; i < unit->end && !status; i++)
        status = write_level(cube, scratch, unit, i, block, err);
    return status;
}
