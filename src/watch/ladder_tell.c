/* SPDX-License-Identifier: MIT */
/* The intervals behind a design's row: what its published cells prove of themselves and of every finest cell. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "watch/ladder_state.h"

/* As a release writes it; what is in no group is "other". */
static void partner_text(const t4_ladder *l, const t4_ladder_view *v, uint32_t partner, char text[40])
{
    const t4_cube_plan *plan = l->options.template_ ? &l->options.template_->plan : NULL;

    if (l->partner_kinds[v->partner] == T4_LADDER_EACH)
        snprintf(text, 40, "%s", t4_dict_text(l->options.domain->partners, l->partner_id[partner], NULL));
    else if (l->partner_kinds[v->partner] == T4_LADDER_WORLD || !plan)
        snprintf(text, 40, "W00");
    else if ((int)partner < plan->group_count)
        snprintf(text, 40, "G_%s", plan->groups[partner].name);
    else
        snprintf(text, 40, "other");
}

static t4_status tell(const t4_ladder *l, const t4_ladder_row *row, const t4_ladder_view *v, size_t c,
                      t4_ladder_cell kind, double lower, double upper, t4_error *err)
{
    t4_ladder_place at = t4_ladder_place_of(v->key[c]);
    t4_ladder_interval told = {.design = row->design.name, .kind = kind, .period = l->periods[v->period].period[at.period],
                               .flow = (t4_flow)at.flow, .code = v->of->levels[v->level].text[at.code],
                               .value = v->total[c], .lower = lower,
                               .upper = upper >= (double)T4_SYSTEM_MOST ? INFINITY : upper};
    size_t n;
    const char *dims = t4_dict_text(l->dims, at.dims, &n);

    partner_text(l, v, at.partner, told.partner);
    memcpy(told.dimension, dims, n);
    return l->options.interval(l->options.interval_context, &told, err);
}

/* A view of published cells; shorter codes stand in the tables of their own length. */
static t4_status tell_view(const t4_ladder *l, const t4_ladder_row *row, const t4_ladder_pattern *pattern,
                           const t4_ladder_view *v, t4_error *err)
{
    const t4_ladder_codes *codes = &v->of->levels[v->level];
    t4_status status = T4_OK;

    for (size_t c = 0; c < v->cells && !status; c++) {
        int64_t lower, upper;
        bool hidden = t4_ladder_hidden(l, pattern, v, c, &lower, &upper);

        if (codes->level && strlen(codes->text[t4_ladder_place_of(v->key[c]).code]) != (size_t)codes->level)
            continue;
        status = tell(l, row, v, c, hidden ? T4_LADDER_HIDDEN : T4_LADDER_OPEN, (double)lower, (double)upper, err);
    }
    return status;
}

t4_status t4_ladder_tell(const t4_ladder *l, const t4_ladder_row *row, const t4_ladder_pattern *pattern, t4_error *err)
{
    const t4_ladder *shown = t4_ladder_published(l);
    const t4_ladder_view *finest = &l->views[0];
    t4_status status = T4_OK;

    for (size_t v = 0; v < shown->view_count && !status; v++)
        if (t4_ladder_publishes(shown, &row->design, &shown->views[v]))
            status = tell_view(l, row, pattern, &shown->views[v], err);
    for (size_t c = 0; c < finest->cells && !status; c++) {
        t4_ladder_bound b = t4_ladder_bound_of(l, &row->design, pattern, finest, c);

        if (finest->total[c] > 0)
            status = tell(l, row, finest, c, T4_LADDER_FINEST, b.lower, b.upper, err);
    }
    return status;
}
