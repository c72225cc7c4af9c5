/* SPDX-License-Identifier: MIT */
/* Diversions that are known to have taken place: which of them the series of a design reveal. */
#include <math.h>
#include <string.h>

#include "base/memory.h"
#include "stats/student.h"
#include "watch/ladder_state.h"

enum { LEAST_BEFORE = 3 };   /* periods before, without which nothing is tested */

/* Index of a finest code, of a partner; UINT32_MAX = the records have none. */
static uint32_t code_at(const t4_ladder *l, const char *code)
{
    const t4_ladder_codes *finest = &l->levels[0];

    for (uint32_t k = 0; k < finest->count; k++)
        if (!strcmp(finest->text[k], code))
            return k;
    return UINT32_MAX;
}

static uint32_t partner_at(const t4_ladder *l, const char *partner)
{
    uint32_t id = t4_dict_find(l->options.domain->partners, partner, strlen(partner));

    return id == T4_DICT_NONE ? UINT32_MAX : l->partner_of[0][id];
}

/* The series in which the goods turn up: of a partner, else of the world.  False: there is none. */
static bool place_of(const t4_ladder *l, const t4_ladder_planted *p, const char *code, const t4_ladder_view **view,
                     t4_ladder_place *place)
{
    const char *partner = p->to_partner ? p->to_partner : p->partner;
    int kind = partner ? 0 : t4_ladder_partner_at(l, T4_LADDER_WORLD);

    *place = (t4_ladder_place){.flow = (uint32_t)t4_flow_total(p->flow), .code = code_at(l, code),
                               .partner = partner ? partner_at(l, partner) : 0};
    if (kind < 0 || place->code == UINT32_MAX || place->partner == UINT32_MAX)
        return false;
    *view = &l->views[t4_ladder_view_index(l, 0, 0, kind)];
    return true;
}

/* Is the rise of a published series too large to be chance?  Periods that the beginning falls into are left out. */
static bool rises(const t4_ladder *l, const t4_ladder_pattern *pattern, const t4_ladder_view *view, uint64_t key,
                  const t4_ladder_planted *p)
{
    const t4_ladder_periods *periods = &l->periods[view->period];
    t4_ladder_place at = t4_ladder_place_of(key);
    double sum[2] = {0, 0}, squares = 0;
    t4_power_normal test = {.alpha = l->options.alpha};

    for (uint32_t i = 0; i < periods->count; i++) {
        bool after = t4_period_first_month(periods->period[i]) >= t4_period_first_month(p->from);
        int64_t lower, upper;
        size_t cell;
        double x;

        if ((!after && t4_period_last_month(periods->period[i]) >= t4_period_first_month(p->from)) ||
            (p->until && t4_period_last_month(periods->period[i]) > t4_period_last_month(p->until)))
            continue;
        at.period = i;
        cell = t4_ladder_find(view, t4_ladder_key(&at));
        if (cell != SIZE_MAX && (view->level == T4_LADDER_LEVELS ? !t4_ladder_list_shown(l, pattern, view, cell)
                                                                  : t4_ladder_hidden(l, pattern, view, cell, &lower, &upper)))
            return false;
        x = cell == SIZE_MAX ? 0 : (double)view->total[cell];
        sum[after] += x;
        squares += after ? 0 : x * x;
        *(after ? &test.n1 : &test.n0) += 1;
    }
    if (test.n0 < LEAST_BEFORE || test.n1 < 1)
        return false;
    test.sd = sqrt(fmax(0, squares - sum[0] * sum[0] / test.n0) / (test.n0 - 1));
    sum[1] = sum[1] / test.n1 - sum[0] / test.n0;
    return sum[1] > 0 && sum[1] >= t4_student_limit(&test) * test.sd * sqrt(1 / test.n0 + 1 / test.n1);
}

/* Does a table of the design show the goods where they should not be? */
static bool shows(const t4_ladder *l, const t4_ladder_table *table, const t4_ladder_pattern *pattern,
                  const t4_ladder_planted *p)
{
    const t4_ladder_view *view, *holder;
    t4_ladder_place place, other;
    uint64_t key;

    if (!place_of(l, p, p->to_code ? p->to_code : p->code, &view, &place))
        return false;
    holder = t4_ladder_holder(l, table, view, t4_ladder_key(&place));
    key = t4_ladder_lift(l, view, t4_ladder_key(&place), holder);
    if (p->to_code && place_of(l, p, p->code, &view, &other) &&
        t4_ladder_place_of(t4_ladder_lift(l, view, t4_ladder_key(&other), holder)).code == t4_ladder_place_of(key).code)
        return false;   /* a switch of codes that are published as one */
    return rises(l, pattern, holder, key, p);
}

/* Do totals of the list show listed goods where they should not be? */
static bool totals_show(const t4_ladder *l, const t4_ladder_table *table, const t4_ladder_pattern *pattern,
                        const t4_ladder_planted *p)
{
    const t4_ladder_view *view, *list;
    t4_ladder_place place, other;
    uint64_t key, before;

    if (!place_of(l, p, p->to_code ? p->to_code : p->code, &view, &place))
        return false;
    list = t4_ladder_list_of(l, table, view, t4_ladder_key(&place), &key);
    if (list && p->to_code && place_of(l, p, p->code, &view, &other) &&
        t4_ladder_list_of(l, table, view, t4_ladder_key(&other), &before) == list &&
        t4_ladder_place_of(before).code == t4_ladder_place_of(key).code)
        return false;   /* a switch of codes of one tier */
    return list && rises(l, pattern, list, key, p);
}

void t4_ladder_reveal(const t4_ladder *l, t4_ladder_row *row, const t4_ladder_pattern *pattern)
{
    for (size_t i = 0; i < l->options.planted_count; i++) {
        bool seen = false;

        for (int t = 0; t < row->design.tables; t++)
            seen = seen || shows(l, &row->design.table[t], pattern, &l->options.planted[i]) ||
                   (row->design.lists && totals_show(l, &row->design.table[t], pattern, &l->options.planted[i]));
        row->revealed += seen;
    }
}
