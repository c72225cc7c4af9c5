/* SPDX-License-Identifier: MIT */
#include "watch/compare_drift.h"

#include <stdlib.h>

#include "base/memory.h"

static t4_int128 size_of(t4_int128 value)
{
    return value < 0 ? -value : value;
}

static t4_compare_drift_row *row_of(t4_compare_drift *drift, t4_period period, uint8_t way, t4_int128 first)
{
    for (size_t i = 0; i < drift->count; i++)
        if (drift->rows[i].period == period && drift->rows[i].way == way)
            return &drift->rows[i];
    if (!t4_grow(&drift->rows, &drift->room, drift->count, sizeof *drift->rows))
        return NULL;
    drift->rows[drift->count] = (t4_compare_drift_row){.period = period, .way = way, .first = first};
    return &drift->rows[drift->count++];
}

static int by_period(const void *left, const void *right)
{
    const t4_compare_drift_row *a = left, *b = right;

    return a->period != b->period ? (a->period < b->period ? -1 : 1) : a->way - b->way;
}

t4_status t4_compare_drift_add(t4_compare_drift *drift, const t4_compare_result *step, t4_error *err)
{
    drift->steps++;
    for (size_t i = 0; i < step->total_count && !step->scale && !step->currencies; i++) {
        const t4_compare_total *t = &step->totals[i];

        for (uint8_t way = 0; way < 3; way++) {
            t4_int128 change = t->new[way] - t->old[way];
            t4_compare_drift_row *row;

            if (!t->has[way] || (way == 2 && !(t->has[0] && t->has[1])))
                continue;
            row = row_of(drift, t->period, way, t->old[way]);
            if (!row)
                return t4_fail_memory(err);
            row->steps++;
            row->last = t->new[way];
            if (!t->differs[way] || !change)
                continue;
            row->last_step = drift->steps;
            *(change > 0 ? &row->up : &row->down) += 1;
            *(change > 0 ? &drift->up : &drift->down) += 1;
            if (size_of(change) > size_of(row->largest))
                row->largest = change;
        }
    }
    if (drift->count)
        qsort(drift->rows, drift->count, sizeof *drift->rows, by_period);
    return T4_OK;
}

void t4_compare_drift_release(t4_compare_drift *drift)
{
    t4_free(drift->rows);
    *drift = (t4_compare_drift){.count = 0};
}
