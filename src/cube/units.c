/* SPDX-License-Identifier: MIT */
/* The units of output in the order in which tables are written: period, flow, chapter. */
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "cube/internal.h"

/* One slot that goes into one (period, flow), in one number that sorts by output order. */
static uint64_t pack_part(t4_period period, uint32_t flow, uint32_t slot)
{
    return (uint64_t)period << 32 | (uint64_t)flow << 24 | slot;
}

typedef struct {
    uint64_t *items;
    size_t count, room;
} part_list;

static t4_status add_part(part_list *parts, uint64_t part, t4_error *err)
{
    if (!t4_grow(&parts->items, &parts->room, parts->count, sizeof *parts->items))
        return t4_fail_memory(err);
    parts->items[parts->count++] = part;
    return T4_OK;
}

/*
 * Which outputs a slot goes into: its own period and the longer ones that
 * the plan asks for and that from .. until wholly cover; its own flow and the total.
 */
static t4_status add_part_of(const t4_cube *cube, part_list *parts, t4_period period, uint32_t slot, t4_error *err)
{
    t4_flow flow = (t4_flow)t4_slot_flow(slot), total = t4_flow_total(flow);
    t4_period from = cube->plan.from ? cube->plan.from : cube->from;
    t4_period until = cube->plan.until ? cube->plan.until : cube->until;
    t4_status status;

    if (!cube->plan.periods[t4_period_kind_of(period)] || !t4_period_within(period, from, until))
        return T4_OK;
    status = add_part(parts, pack_part(period, flow, slot), err);
    if (!status && cube->plan.flow_totals && total != flow)
        status = add_part(parts, pack_part(period, total, slot), err);
    return status;
}

static t4_status add_slot(const t4_cube *cube, part_list *parts, uint32_t slot, t4_error *err)
{
    t4_period holding[T4_PERIOD_HOLDING];
    int count = t4_period_holding(t4_slot_period(slot), holding);
    t4_status status = T4_OK;

    for (int i = 0; i < count && !status; i++)
        status = add_part_of(cube, parts, holding[i], slot, err);
    return status;
}

static int compare_parts(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

    return (x > y) - (x < y);
}

static t4_status make_columns(t4_cube *cube, const part_list *parts, t4_error *err)
{
    t4_units *units = &cube->units;

    for (size_t i = 0; i < parts->count; i++) {
        uint64_t part = parts->items[i];
        t4_period period = (t4_period)(part >> 32);
        uint32_t flow = part >> 24 & 0xFF;
        t4_unit_column *last = units->column_count ? &units->columns[units->column_count - 1] : NULL;

        if (!last || last->period != period || last->flow != flow) {
            if (!t4_grow(&units->columns, &units->column_room, units->column_count,
                         sizeof *units->columns))
                return t4_fail_memory(err);
            last = &units->columns[units->column_count++];
            *last = (t4_unit_column){.period = period, .flow = flow,
                                     .slot_begin = (uint32_t)units->slot_count};
        }
        if (!t4_grow(&units->slots, &units->slot_room, units->slot_count, sizeof *units->slots))
            return t4_fail_memory(err);
        units->slots[units->slot_count++] = (uint32_t)part & 0xFFFFFF;
        last->slot_count++;
    }
    return T4_OK;
}

t4_status t4_columns_make(t4_cube *cube, t4_error *err)
{
    part_list parts = {0};
    t4_status status = T4_OK;

    for (uint32_t slot = 0; slot < T4_SLOTS && !status; slot++)
        if (cube->slot_rows[slot])
            status = add_slot(cube, &parts, slot, err);
    if (!status && parts.count)
        qsort(parts.items, parts.count, sizeof *parts.items, compare_parts);
    if (!status)
        status = make_columns(cube, &parts, err);
    t4_free(parts.items);
    return status;
}

static uint64_t column_rows(const t4_cube *cube, const t4_unit_column *column)
{
    uint64_t rows = 0;

    for (uint32_t s = 0; s < column->slot_count; s++)
        rows += cube->slot_rows[cube->units.slots[column->slot_begin + s]];
    return rows;
}

double t4_columns_largest(const t4_cube *cube)
{
    uint64_t most = 0;

    for (size_t c = 0; c < cube->units.column_count; c++) {
        uint64_t rows = column_rows(cube, &cube->units.columns[c]);

        most = rows > most ? rows : most;
    }
    return cube->rows ? (double)most / (double)cube->rows : 0;
}

static bool sub_has(const t4_cube *cube, const t4_partition *partition, uint32_t sub,
                    const t4_unit_column *column)
{
    for (uint32_t s = 0; s < column->slot_count; s++)
        for (size_t r = 0; r < partition->run_count; r++)
            if (t4_pair_run_find(&partition->runs[r], sub,
                                 cube->units.slots[column->slot_begin + s]))
                return true;
    return false;
}

static t4_status add_unit(t4_units *units, t4_unit unit, t4_error *err)
{
    if (!t4_grow(&units->units, &units->unit_room, units->unit_count, sizeof *units->units))
        return t4_fail_memory(err);
    units->units[units->unit_count++] = unit;
    return T4_OK;
}

/* The units of one column and partition: one, or one a sub and one for the levels above the cut. */
static t4_status add_partition(t4_cube *cube, uint32_t column, uint32_t index, t4_error *err)
{
    const t4_partition *partition = &cube->partitions[index];
    int end = partition->sub_count > 1 ? partition->cut + 1 : cube->fine_levels;
    t4_status status = T4_OK;
    bool any = false;

    for (uint32_t sub = 0; sub < partition->sub_count && !status; sub++) {
        if (!sub_has(cube, partition, sub, &cube->units.columns[column]))
            continue;
        any = true;
        status = add_unit(&cube->units, (t4_unit){.column = column, .partition = index,
                                                .sub = sub, .end = end}, err);
    }
    if (any && end < cube->fine_levels && !status)
        status = add_unit(&cube->units, (t4_unit){.column = column, .partition = index,
                                                  .sub = T4_EVERY, .finest = end,
                                                  .end = cube->fine_levels}, err);
    return status;
}

/* Cut level 0 of a column, from partner rank `from` to `to`, into parts of bounded size. */
static t4_status add_range(t4_cube *cube, t4_unit unit, uint32_t from, uint32_t to, double share,
                           t4_error *err)
{
    t4_status status = T4_OK;
    double rows = 0;

    unit.from = from;
    for (uint32_t rank = from; rank < to && !status; rank++) {
        double more = (double)cube->partner_pairs[rank] * share;

        if (rank > unit.from && rows + more > cube->unit_rows) {
            unit.to = rank;
            status = add_unit(&cube->units, unit, err);
            unit.from = rank;
            rows = 0;
        }
        rows += more;
    }
    unit.to = to;
    if (!status && unit.from < to)
        status = add_unit(&cube->units, unit, err);
    return status;
}

/* Level 0 of one column: one unit, or parts in the order of partners when it would be too large. */
static t4_status add_total(t4_cube *cube, uint32_t column, t4_error *err)
{
    t4_unit unit = {.column = column, .partition = T4_EVERY, .sub = T4_EVERY,
                    .finest = cube->fine_levels, .end = cube->fine_levels + 1};
    double rows = (double)column_rows(cube, &cube->units.columns[column]);
    const t4_order *order = &cube->order;
    uint32_t from = 0;
    t4_status status = T4_OK;

    if (rows <= cube->unit_rows)
        return add_unit(&cube->units, unit, err);
    unit.part = true;
    for (int v = 0; v <= order->virtual_count && !status; v++) {
        uint32_t to = v < order->virtual_count ? order->virtuals[v].rank
                                               : (uint32_t)order->partner_count;

        if (cube->plan.each)
            status = add_range(cube, unit, from, to, rows / (double)cube->rows, err);
        from = to + 1;
        if (v == order->virtual_count || status)
            continue;
        unit.virtual = &order->virtuals[v];
        unit.from = 0;
        unit.to = (uint32_t)order->partner_count;
        status = add_unit(&cube->units, unit, err);
        unit.virtual = NULL;
    }
    return status;
}

t4_status t4_units_make(t4_cube *cube, t4_error *err)
{
    int fine = cube->fine_levels;
    t4_status status = T4_OK;

    for (uint32_t c = 0; c < cube->units.column_count && !status; c++) {
        if (cube->plan.level_count > fine)
            status = add_total(cube, c, err);
        for (uint32_t p = 0; p < cube->partition_count && fine && !status; p++)
            status = add_partition(cube, c, p, err);
    }
    return status;
}

void t4_units_release(t4_units *units)
{
    t4_free(units->columns);
    t4_free(units->slots);
    t4_free(units->units);
    *units = (t4_units){0};
}
