/* SPDX-License-Identifier: MIT */
#include "model/control.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

struct t4_control {
    t4_control_row *rows;
    size_t count, room;
    uint32_t *slots;   /* row + 1; 0 = empty */
    size_t slot_count;
};

enum { FIRST_SLOTS = 256 };

t4_control *t4_control_new(void)
{
    t4_control *control = t4_alloc_zero(1, sizeof *control);

    if (!control)
        return NULL;
    control->slot_count = FIRST_SLOTS;
    control->slots = t4_alloc_zero(control->slot_count, sizeof *control->slots);
    if (!control->slots) {
        t4_free(control);
        return NULL;
    }
    return control;
}

void t4_control_free(t4_control *control)
{
    if (!control)
        return;
    t4_free(control->rows);
    t4_free(control->slots);
    t4_free(control);
}

/* The slot of (flow, period): holding it, or empty where it belongs. */
static size_t locate(const t4_control *control, uint32_t flow, t4_period period)
{
    uint64_t key = (uint64_t)flow << 32 | period;
    size_t mask = control->slot_count - 1;
    size_t slot = (size_t)(key * 0x9E3779B97F4A7C15u >> 40) & mask;

    while (control->slots[slot]) {
        const t4_control_row *row = &control->rows[control->slots[slot] - 1];

        if (row->flow == flow && row->period == period)
            break;
        slot = (slot + 1) & mask;
    }
    return slot;
}

/* Enter every row anew, after rows or slots moved. */
static void index_rows(t4_control *control)
{
    memset(control->slots, 0, control->slot_count * sizeof *control->slots);
    for (size_t i = 0; i < control->count; i++)
        control->slots[locate(control, control->rows[i].flow, control->rows[i].period)] =
            (uint32_t)i + 1;
}

static bool widen(t4_control *control)
{
    uint32_t *slots = t4_alloc_zero(control->slot_count * 2, sizeof *slots);

    if (!slots)
        return false;
    t4_free(control->slots);
    control->slots = slots;
    control->slot_count *= 2;
    index_rows(control);
    return true;
}

t4_control_row *t4_control_at(t4_control *control, uint32_t flow, t4_period period)
{
    size_t slot = locate(control, flow, period);

    if (control->slots[slot])
        return &control->rows[control->slots[slot] - 1];
    if (!t4_grow(&control->rows, &control->room, control->count, sizeof *control->rows))
        return NULL;
    if ((control->count + 1) * 2 > control->slot_count) {
        if (!widen(control))
            return NULL;
        slot = locate(control, flow, period);
    }
    control->rows[control->count] = (t4_control_row){.flow = flow, .period = period};
    control->slots[slot] = (uint32_t)++control->count;
    return &control->rows[control->count - 1];
}

size_t t4_control_count(const t4_control *control)
{
    return control->count;
}

static t4_status fail_overflow(const t4_control_row *row, t4_error *err)
{
    char period[T4_PERIOD_TEXT] = "?";

    if (row->period)
        t4_period_print(row->period, period);
    return t4_fail(err, T4_ERR_DATA, "the control totals of flow %s, period %s leave 127 bits; "
                   "look for amounts with far too many digits",
                   row->flow < T4_FLOWS ? t4_flow_text((t4_flow)row->flow) : "?", period);
}

t4_status t4_control_merge(t4_control *control, const t4_control *more, int measures, t4_error *err)
{
    for (size_t i = 0; i < more->count; i++) {
        const t4_control_row *from = &more->rows[i];
        t4_control_row *to = t4_control_at(control, from->flow, from->period);
        bool good = true;

        if (!to)
            return t4_fail_memory(err);
        to->rows_input += from->rows_input;
        to->rows_kept += from->rows_kept;
        to->rows_rejected += from->rows_rejected;
        to->rows_residual += from->rows_residual;
        for (int m = 0; m < measures; m++) {
            good = t4_add128(to->kept[m], from->kept[m], &to->kept[m]) && good;
            good = t4_add128(to->residual[m], from->residual[m], &to->residual[m]) && good;
            good = t4_add128(to->rejected[m], from->rejected[m], &to->rejected[m]) && good;
            good = t4_add128(to->rounding[m], from->rounding[m], &to->rounding[m]) && good;
        }
        if (!good)
            return fail_overflow(to, err);
    }
    return T4_OK;
}

static int compare_rows(const void *a, const void *b)
{
    const t4_control_row *x = a, *y = b;

    if (x->flow != y->flow)
        return x->flow < y->flow ? -1 : 1;
    return (x->period > y->period) - (x->period < y->period);
}

const t4_control_row *t4_control_rows(t4_control *control, size_t *count)
{
    if (control->count) {
        qsort(control->rows, control->count, sizeof *control->rows, compare_rows);
        index_rows(control);
    }
    *count = control->count;
    return control->rows;
}
