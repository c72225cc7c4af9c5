/* SPDX-License-Identifier: MIT */
/* Figures and relations of published flows: sums by code, partner and period, two vintages, two reporters. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "watch/bound_state.h"
#include "watch/reconcile.h"

#define MILLION 1000000

typedef struct {
    t4_reconcile *r;
    const t4_reconcile_question *question;
    int set;
    t4_bound bound;              /* texts of the blocks */
    /* by figure of the first set */
    uint8_t *flow, *flow_at;     /* t4_flow, and where its name stands in the figure's */
    size_t flow_room, at_room;
    bool has[T4_FLOWS];
    /* of the block at hand, by axis: the parts of each row, one row after the other */
    uint32_t *figure;            /* by row: its figure, T4_DICT_NONE = hidden */
    size_t *start;
    uint32_t *part;
} building;

/* --- names and what figures may be off by ---------------------------------------------- */

static void name_of(const t4_bound_block *b, const t4_bound_fact *f, char name[200])
{
    char period[T4_PERIOD_TEXT];

    t4_period_print(b->periods[f->period], period);
    snprintf(name, 200, "%.60s%s%s %s %.60s %s", b->reporter, *b->reporter ? " " : "", t4_flow_text(b->flow), period,
             b->partners[f->partner], b->codes[f->code].text);
}

/* The same trade as the partner reports it. */
static void mirrored_name(const t4_bound_block *b, const t4_bound_fact *f, char name[200])
{
    char period[T4_PERIOD_TEXT];

    t4_period_print(b->periods[f->period], period);
    snprintf(name, 200, "%.60s %s %s %.60s %s", b->partners[f->partner], b->flow == T4_X ? "M" : "X", period, b->reporter,
             b->codes[f->code].text);
}

/* Given: a share of the figure. Else a figure errs as a sum of many entries does: its square is proportional to it. */
static double deviation_of(const building *w, const char *code, double value)
{
    const t4_reconcile_reliability *best = NULL;

    for (size_t i = 0; i < w->question->reliability_count; i++) {
        const t4_reconcile_reliability *r = &w->question->reliabilities[i];
        size_t n = !strcmp(r->code, "*") ? 0 : strlen(r->code);

        if ((n == 0 || !strncmp(r->code, code, n)) && (!best || n > strlen(best->code) || !strcmp(best->code, "*")))
            best = r;
    }
    if (w->question->reliability_count)
        return fmax(fmax(fabs(value), 1) * (best ? best->share : 0.1), fmax(fabs(value), 1) * 1e-7);
    return sqrt(fabs(value) + 1);
}

/* --- sums ------------------------------------------------------------------------------------ */

static int depth_of(const t4_bound_block *b, const t4_bound_fact *f)
{
    int depth = (f->partner ? 1 : 0) + (b->flow == T4_X || b->flow == T4_M ? 0 : 1);

    for (uint32_t code = f->code; code; code = b->codes[code].parent)
        depth++;
    return depth + 2 * (int)t4_period_kind_of(b->periods[f->period]);
}

static t4_status note_flow(building *w, uint32_t figure, const t4_bound_block *b, t4_error *err)
{
    size_t n = strlen(b->reporter);

    if (!t4_grow(&w->flow, &w->flow_room, figure, 1) || !t4_grow(&w->flow_at, &w->at_room, figure, 1))
        return t4_fail_memory(err);
    w->flow[figure] = (uint8_t)b->flow;
    w->flow_at[figure] = (uint8_t)(n > 60 ? 61 : n ? n + 1 : 0);
    w->has[b->flow] = true;
    return T4_OK;
}

static t4_status add_figures(building *w, const t4_bound_block *b, t4_error *err)
{
    t4_status status = T4_OK;

    for (size_t i = 0; i < b->fact_count && !status; i++) {
        const t4_bound_fact *f = &b->facts[i];
        bool shown = w->question->net_mass ? f->has_net : !f->hidden;
        t4_int128 value = w->question->net_mass ? f->net : f->value;
        char name[200];

        w->figure[i] = T4_DICT_NONE;
        if (!shown)
            continue;
        name_of(b, f, name);
        status = t4_reconcile_add_figure(w->r, name, w->set, value, deviation_of(w, b->codes[f->code].text, (double)value),
                                         depth_of(b, f), &w->figure[i], err);
        if (!status && w->set == 0)
            status = note_flow(w, w->figure[i], b, err);
    }
    return status;
}

/* Parts of each row along an axis, by counting. */
static void gather_parts(building *w, const t4_bound_block *b, int axis)
{
    memset(w->start, 0, (b->fact_count + 2) * sizeof *w->start);
    for (size_t i = 0; i < b->fact_count; i++)
        if (b->facts[i].parts[axis].up != T4_BOUND_NONE)
            w->start[b->facts[i].parts[axis].up + 2]++;
    for (size_t i = 2; i < b->fact_count + 2; i++)
        w->start[i] += w->start[i - 1];
    for (size_t i = 0; i < b->fact_count; i++)
        if (b->facts[i].parts[axis].up != T4_BOUND_NONE)
            w->part[w->start[b->facts[i].parts[axis].up + 1]++] = (uint32_t)i;
}

/* Months of a year that are there; all of them are needed for a sum. */
static bool fills(const building *w, const t4_bound_block *b, size_t row)
{
    t4_period whole = b->periods[b->facts[row].period];
    unsigned months = 0;
    int first = t4_period_first_month(whole), last = t4_period_last_month(whole);

    for (uint32_t i = 0; i < b->period_count; i++)       /* any table of the block: a cell without a row is nothing */
        if (t4_period_kind_of(b->periods[i]) > t4_period_kind_of(whole) && t4_period_first_month(b->periods[i]) >= first &&
            t4_period_last_month(b->periods[i]) <= last)
            for (int m = t4_period_first_month(b->periods[i]); m <= t4_period_last_month(b->periods[i]); m++)
                months |= 1u << (m - first);
    return months == (1u << (last - first + 1)) - 1;
}

/* One row and its parts; with hidden parts only what is too much is a break. */
static t4_status add_sum(building *w, const t4_bound_block *b, size_t row, int axis, t4_error *err)
{
    static const char *const axes[] = {"codes", "partners", "periods"};
    static const t4_reconcile_kind kinds[] = {T4_RECONCILE_CODES, T4_RECONCILE_PARTNERS, T4_RECONCILE_PERIODS};
    size_t from = w->start[row], end = w->start[row + 1], first = w->r->term_count, hidden = 0;
    t4_int128 half = (w->question->rounding + 1) / 2, tolerance = half * (t4_int128)(end - from + 1);
    const char *name;
    char text[240];
    t4_status status;

    if (from == end || w->figure[row] == T4_DICT_NONE || (axis == T4_BOUND_BY_PERIOD && !fills(w, b, row)))
        return T4_OK;
    for (size_t i = from; i < end; i++)
        hidden += w->figure[w->part[i]] == T4_DICT_NONE;
    if (hidden) {
        w->r->skipped++;
        return T4_OK;
    }
    status = t4_reconcile_add_term(w->r, w->figure[row], 1, err);
    for (size_t i = from; i < end && !status; i++)
        status = t4_reconcile_add_term(w->r, w->figure[w->part[i]], -1, err);
    if (status)
        return status;
    name = w->r->figures[w->figure[row]].name;
    snprintf(text, sizeof text, "%s by %s%s", name, axes[axis], w->set ? " (other vintage)" : "");
    return t4_reconcile_add_relation(w->r, kinds[axis], text, first, 0, tolerance, 1, err);
}

/* X = DX + RX, M = FM + RM: of the parts those that have a row. */
static t4_status add_flow_sum(building *w, uint32_t figure, t4_flow part, t4_flow other, t4_error *err)
{
    const char *name = w->r->figures[figure].name, *rest = name + w->flow_at[figure] + 1;
    t4_flow parts[] = {part, other};
    t4_int128 half = (w->question->rounding + 1) / 2;
    size_t first = w->r->term_count;
    char text[240];
    t4_status status = t4_reconcile_add_term(w->r, figure, 1, err);

    for (int i = 0; i < 2 && !status; i++) {
        uint32_t found;

        snprintf(text, sizeof text, "%.*s%s%s", (int)w->flow_at[figure], name, t4_flow_text(parts[i]), rest);
        found = t4_reconcile_find(w->r, text, strlen(text));
        if (found != T4_DICT_NONE)
            status = t4_reconcile_add_term(w->r, found, -1, err);
    }
    if (status || w->r->term_count == first + 1) {
        w->r->term_count = first;
        return status;
    }
    snprintf(text, sizeof text, "%s by flows", name);
    return t4_reconcile_add_relation(w->r, T4_RECONCILE_FLOWS, text, first, 0, half * (t4_int128)(w->r->term_count - first), 1, err);
}

static t4_status add_flow_sums(building *w, t4_error *err)
{
    size_t count = w->r->figure_count;
    t4_status status = T4_OK;

    for (uint32_t i = 0; i < count && !status; i++) {
        if (w->flow[i] == T4_X && w->has[T4_DX] && w->has[T4_RX])
            status = add_flow_sum(w, i, T4_DX, T4_RX, err);
        else if (w->flow[i] == T4_M && w->has[T4_FM] && w->has[T4_RM])
            status = add_flow_sum(w, i, T4_FM, T4_RM, err);
    }
    return status;
}

/* --- the same figure elsewhere --------------------------------------------------------------------- */

static t4_status link_vintage(building *w, const t4_bound_block *b, size_t row, t4_error *err)
{
    size_t first = w->r->term_count;
    uint32_t other;
    char name[200];
    t4_status status;

    name_of(b, &b->facts[row], name);
    other = t4_reconcile_find(w->r, name, strlen(name));
    if (other == T4_DICT_NONE)
        return T4_OK;
    status = t4_reconcile_add_term(w->r, other, 1, err);
    if (!status)
        status = t4_reconcile_add_term(w->r, w->figure[row], -1, err);
    return status ? status : t4_reconcile_add_relation(w->r, T4_RECONCILE_VINTAGES, name, first, 0,
                                                       2 * ((w->question->rounding + 1) / 2), 1, err);
}

/* imports = exports * (1 + tau), in millionths */
static t4_status link_mirror(building *w, const t4_bound_block *b, size_t row, t4_error *err)
{
    int64_t with_freight = (int64_t)llrint((1 + w->question->tau) * MILLION);
    bool imports = b->flow == T4_M;
    size_t first = w->r->term_count;
    uint32_t other;
    char name[200];
    t4_status status;

    if (!b->facts[row].partner || (b->flow != T4_M && b->flow != T4_X))
        return T4_OK;
    mirrored_name(b, &b->facts[row], name);
    other = t4_reconcile_find(w->r, name, strlen(name));
    if (other == T4_DICT_NONE)
        return T4_OK;
    status = t4_reconcile_add_term(w->r, other, imports ? -with_freight : MILLION, err);
    if (!status)
        status = t4_reconcile_add_term(w->r, w->figure[row], imports ? MILLION : -with_freight, err);
    return status ? status : t4_reconcile_add_relation(w->r, T4_RECONCILE_MIRROR, name, first, 0,
                                                       2 * MILLION * ((w->question->rounding + 1) / 2), MILLION, err);
}

static t4_status visit(void *context, t4_bound_block *b, t4_error *err)
{
    building *w = context;
    t4_status status = t4_bound_codes_make(b, err);

    if (!status)
        status = t4_bound_rows_make(b, err);
    if (status)
        return status;
    w->figure = t4_alloc(b->fact_count + 1, sizeof *w->figure);
    w->start = t4_alloc(b->fact_count + 2, sizeof *w->start);
    w->part = t4_alloc(b->fact_count + 1, sizeof *w->part);
    status = w->figure && w->start && w->part ? add_figures(w, b, err) : t4_fail_memory(err);
    for (int axis = 0; axis < T4_BOUND_AXES && !status && w->set < 2; axis++) {
        gather_parts(w, b, axis);
        for (size_t i = 0; i < b->fact_count && !status; i++)
            status = add_sum(w, b, i, axis, err);
    }
    for (size_t i = 0; i < b->fact_count && w->set && !status; i++)
        if (w->figure[i] != T4_DICT_NONE)
            status = w->set == 1 ? link_vintage(w, b, i, err) : link_mirror(w, b, i, err);
    t4_free(w->figure);
    t4_free(w->start);
    t4_free(w->part);
    return status;
}

static t4_status add_set(building *w, t4_run *run, const t4_flows *flows, int set, t4_error *err)
{
    t4_bound_question question = {.coarse = flows, .flow = T4_FLOWS, .as_they_are = true, .rounding = 0};
    t4_status status;

    w->set = set;
    w->bound = (t4_bound){.count = 0};
    t4_arena_init(&w->bound.arena);
    status = t4_bound_blocks_each(&w->bound, run, &question, visit, w, err);
    t4_bound_release(&w->bound);
    return status;
}

t4_status t4_reconcile_flows(t4_reconcile *r, t4_run *run, const t4_reconcile_question *q, t4_error *err)
{
    building w = {.r = r, .question = q};
    t4_status status = add_set(&w, run, q->flows, 0, err);

    r->deviations_given = q->reliability_count > 0;
    if (!status)
        status = add_flow_sums(&w, err);
    if (!status && q->against)
        status = add_set(&w, run, q->against, 1, err);
    if (!status && q->mirror)
        status = add_set(&w, run, q->mirror, 2, err);
    t4_free(w.flow);
    t4_free(w.flow_at);
    return status;
}
