/* SPDX-License-Identifier: MIT */
#include "sdc/protected.h"

#include <string.h>

#include "base/memory.h"
#include "sdc/protected_state.h"

/* --- rounding -------------------------------------------------------------- */

/* Nearest multiple of step, half to the even multiple; the multiple's number, not its amount. */
static t4_int128 nearest_multiple(t4_int128 amount, t4_int128 step)
{
    t4_int128 quotient = amount / step, rest = amount % step;
    t4_uint128 size = rest < 0 ? -(t4_uint128)rest : (t4_uint128)rest;
    t4_uint128 other = (t4_uint128)step - size;

    if (size > other || (size == other && (quotient & 1)))
        quotient += amount < 0 ? -1 : 1;
    return quotient;
}

static t4_status round_amount(const t4_protected *p, int m, t4_int128 *amount, t4_error *err)
{
    if (!p->step[m])
        return T4_OK;
    if (__builtin_mul_overflow(nearest_multiple(*amount, p->step[m]), (t4_int128)p->unit[m],
                               amount))
        return t4_fail(err, T4_ERR_DATA, "a sum of '%s' does not fit in 127 bits once rounded",
                       p->rows.domain->measures[m].name);
    return T4_OK;
}

/* --- rows ------------------------------------------------------------------ */

/* Is there a quantity to speak of? */
static bool has_quantity(const t4_domain *domain, const t4_cell *cell)
{
    int m = domain->quantity;

    if (cell->unit == T4_UNIT_MIXED)
        return false;
    return cell->unit != 0 || cell->amount[m] != 0 || domain->measures[m].unit[0];
}

static void copy_key(t4_row *row, const t4_cell *cell)
{
    *row = (t4_row){.period = cell->period, .flow = cell->flow, .partner = cell->partner,
                    .unit = cell->unit};
    memcpy(row->code, cell->code, sizeof row->code);
    memcpy(row->dimension, cell->dimension, sizeof row->dimension);
}

static void fill(const t4_protected *p, const t4_cell *cell, t4_row *row)
{
    const t4_domain *domain = p->rows.domain;

    copy_key(row, cell);
    for (int m = 0; m < domain->measure_count; m++) {
        row->present[m] = m != domain->quantity || has_quantity(domain, cell);
        row->status[m] = row->present[m] ? p->status : 'M';
        row->conf[m] = 'F';
    }
}

static t4_status publish_cell(const t4_protected *p, size_t unit, int level, size_t k,
                              const t4_cell *cell, t4_row *row, t4_error *err)
{
    t4_status status = T4_OK;

    fill(p, cell, row);
    if (p->hide)
        p->hide(p->pattern, unit, level, k, row);
    for (int m = 0; m < p->rows.domain->measure_count && !status; m++) {
        if (!row->present[m])
            continue;
        row->amount[m] = cell->amount[m];
        status = round_amount(p, m, &row->amount[m], err);
    }
    return status;
}

static t4_status make_room(t4_row_block *block, int level, size_t count, t4_error *err)
{
    t4_row *rows;

    if (count <= block->room[level])
        return T4_OK;
    rows = t4_realloc(block->rows[level], count, sizeof *rows);
    if (!rows)
        return t4_fail_memory(err);
    block->rows[level] = rows;
    block->room[level] = count;
    return T4_OK;
}

static t4_status publish_level(const t4_protected *p, size_t unit, int level, t4_row_block *block,
                               t4_error *err)
{
    const t4_cell *cells = block->cells.cells[level];
    size_t count = block->cells.count[level];
    t4_status status = make_room(block, level, count, err);

    block->count[level] = 0;
    for (size_t k = 0; k < count && !status; k++)
        status = publish_cell(p, unit, level, k, &cells[k], &block->rows[level][k], err);
    if (!status)
        block->count[level] = count;
    /* Nothing confidential stays in reach of a writer. */
    if (count)
        memset(block->cells.cells[level], 0, count * sizeof *cells);
    return status;
}

static t4_status load(const t4_rows *rows, unsigned worker, size_t index, t4_row_block *block,
                      t4_error *err)
{
    const t4_protected *p = (const t4_protected *)rows;
    t4_status status = p->cells->load(p->cells, worker, index, &block->cells, err);

    for (int level = 0; level < rows->plan->level_count && !status; level++)
        status = publish_level(p, index, level, block, err);
    return status;
}

/* --- life ------------------------------------------------------------------ */

static int64_t rounding_unit(const t4_template *template_, const char *measure)
{
    for (int field = T4_FIELD_VALUE; field < T4_FIELDS; field++)
        if (!strcmp(t4_field_name((t4_field)field), measure))
            return template_->rounding_unit[field];
    return 0;
}

/* Printed with as many decimals as the unit has: 1000 and 1 with none, 0.5 with one. */
static void plan_rounding(t4_protected *p, const t4_template *template_, int m)
{
    const t4_measure *measure = &p->rows.domain->measures[m];
    int64_t unit = rounding_unit(template_, measure->name);
    int decimals = measure->decimals;

    p->step[m] = unit;
    while (unit && decimals && unit % 10 == 0) {
        unit /= 10;
        decimals--;
    }
    p->unit[m] = unit;
    p->rows.decimals[m] = decimals;
}

t4_status t4_protected_new(t4_protected **protected_, const t4_cells *cells,
                           const t4_template *template_, t4_error *err)
{
    t4_protected *p = t4_alloc_zero(1, sizeof *p);

    if (!p)
        return t4_fail_memory(err);
    p->cells = cells;
    p->status = template_->status && !strcmp(template_->status, "provisional") ? 'P' : 'A';
    p->rows = (t4_rows){.domain = cells->domain, .plan = cells->plan, .units = cells->units,
                        .load = load};
    for (int m = 0; m < cells->domain->measure_count; m++)
        plan_rounding(p, template_, m);
    *protected_ = p;
    return T4_OK;
}

t4_status t4_protected_waive(t4_protected **protected_, const t4_cells *cells,
                             const t4_template *template_, const char *reason, t4_error *err)
{
    t4_protected *p;
    t4_status status;

    if (!reason || !*reason)
        return t4_fail(err, T4_ERR_USAGE,
                       "'protect.method: none' needs a reason, which is printed in every file of "
                       "the release");
    status = t4_protected_new(&p, cells, template_, err);
    if (status)
        return status;
    p->waiver = t4_strdup(reason);
    if (!p->waiver) {
        t4_protected_free(p);
        return t4_fail_memory(err);
    }
    *protected_ = p;
    return T4_OK;
}

void t4_protected_free(t4_protected *protected_)
{
    if (!protected_)
        return;
    if (protected_->free_pattern)
        protected_->free_pattern(protected_->pattern);
    t4_protected_free(protected_->lists);
    t4_free(protected_->waiver);
    t4_free(protected_);
}

t4_status t4_protected_open_lists(t4_protected *protected_, const t4_cells *lists,
                                  const t4_template *template_, t4_error *err)
{
    return t4_protected_new(&protected_->lists, lists, template_, err);
}

const t4_rows *t4_protected_lists(const t4_protected *protected_)
{
    return protected_->lists ? &protected_->lists->rows : NULL;
}

const char *t4_protected_waiver(const t4_protected *protected_)
{
    return protected_->waiver;
}

const t4_rows *t4_protected_rows(const t4_protected *protected_)
{
    return &protected_->rows;
}
