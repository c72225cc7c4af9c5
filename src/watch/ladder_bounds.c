/* SPDX-License-Identifier: MIT */
/* What the published tables of a design prove about any cell, and what a reader would guess. */
#include <math.h>

#include "watch/ladder_state.h"

static int coarser(int a, int b)
{
    return a > b ? a : b;
}

bool t4_ladder_publishes(const t4_ladder *l, const t4_ladder_design *design, const t4_ladder_view *view)
{
    for (int t = 0; t < design->tables; t++) {
        const t4_ladder_table *table = &design->table[t];

        if (l->levels[view->level].level <= table->level && l->periods[view->period].kind == table->period &&
            l->partner_kinds[view->partner] >= (int)table->partners)
            return true;
    }
    return false;
}

const t4_ladder_view *t4_ladder_holder(const t4_ladder *l, const t4_ladder_table *table, const t4_ladder_view *view,
                                       uint64_t key)
{
    t4_ladder_place at = t4_ladder_place_of(key);

    if (l->adaptive && !t4_ladder_adaptive_whole(l, at.flow, view->level, at.code))
        return &l->adaptive[t4_ladder_period_at(l, table->period) * l->partner_count +
                            coarser(view->partner, t4_ladder_partner_at(l, table->partners))];
    if (l->adaptive)
        return &l->views[t4_ladder_view_index(l, view->level, t4_ladder_period_at(l, table->period),
                                              coarser(view->partner, t4_ladder_partner_at(l, table->partners)))];
    return &l->views[t4_ladder_view_index(l, coarser(view->level, t4_ladder_level_at(l, table->level)),
                                          t4_ladder_period_at(l, table->period),
                                          coarser(view->partner, t4_ladder_partner_at(l, table->partners)))];
}

bool t4_ladder_hidden(const t4_ladder *l, const t4_ladder_pattern *pattern, const t4_ladder_view *view,
                      size_t cell, int64_t *lower, int64_t *upper)
{
    size_t v = (size_t)(view - l->views);

    *lower = *upper = view->total[cell];
    if (l->adaptive || !pattern || !pattern->hidden[v] || !pattern->hidden[v][cell])
        return false;
    *lower = pattern->lower[v][cell];
    *upper = pattern->upper[v][cell];
    return true;
}

/* A published cell as a reader sees it; of a coarser period than is published, the sum of its parts. */
typedef struct {
    const t4_ladder_view *view;   /* where its place stands */
    t4_ladder_place place;
    t4_ladder_bound bound;
} seen;

t4_ladder_bound t4_ladder_look(const t4_ladder *l, const t4_ladder_pattern *pattern, const t4_ladder_view *view,
                               uint64_t key)
{
    size_t v = (size_t)(view - l->views), cell = t4_ladder_find(view, key);
    t4_ladder_bound bound = {0, 0, 0};
    int64_t lower, upper;

    if (cell == SIZE_MAX)
        return bound;
    bound.guess = (double)view->total[cell];
    if (t4_ladder_hidden(l, pattern, view, cell, &lower, &upper))
        bound.guess = pattern->guess[v][cell];
    bound.lower = (double)lower;
    bound.upper = (double)upper;
    return bound;
}

t4_ladder_bound t4_ladder_look_from(const t4_ladder *l, const t4_ladder_pattern *pattern, const t4_ladder_view *from,
                                    uint64_t key, const t4_ladder_view *view)
{
    t4_ladder_place at = t4_ladder_place_of(t4_ladder_lift(l, from, key, view));
    t4_ladder_bound sum = {0, 0, 0};
    t4_period whole;

    if (view->period >= from->period)
        return t4_ladder_look(l, pattern, view, t4_ladder_key(&at));
    whole = l->periods[from->period].period[t4_ladder_place_of(key).period];
    for (at.period = 0; at.period < l->periods[view->period].count; at.period++) {
        t4_ladder_bound part;

        if (t4_period_coarsen(l->periods[view->period].period[at.period], l->periods[from->period].kind) != whole)
            continue;
        part = t4_ladder_look(l, pattern, view, t4_ladder_key(&at));
        sum = (t4_ladder_bound){sum.lower + part.lower, sum.upper + part.upper, sum.guess + part.guess};
    }
    return sum;
}

static seen look(const t4_ladder *l, const t4_ladder_pattern *pattern, const t4_ladder_view *from, uint64_t key,
                 const t4_ladder_view *view)
{
    const t4_ladder_view *stands = view->period >= from->period ? view
        : view->level == l->level_count ? &l->adaptive[from->period * l->partner_count + view->partner]
        : &l->views[t4_ladder_view_index(l, view->level, from->period, view->partner)];

    return (seen){stands, t4_ladder_place_of(t4_ladder_lift(l, from, key, stands)),
                  t4_ladder_look_from(l, pattern, from, key, view)};
}

/* The finest cells that lie in both of two published cells. */
static double common_size(const t4_ladder *l, const seen *a, const seen *b)
{
    const seen *code = a->view->level <= b->view->level ? a : b;
    const seen *period = a->view->period <= b->view->period ? a : b;
    const seen *partner = a->view->partner <= b->view->partner ? a : b;

    return (double)l->levels[code->view->level].below[code->place.code] *
           (double)l->periods[period->view->period].below[period->place.period] *
           (double)l->partner_below[partner->view->partner][partner->place.partner];
}

t4_ladder_bound t4_ladder_bound_of(const t4_ladder *l, const t4_ladder_design *design,
                                   const t4_ladder_pattern *pattern, const t4_ladder_view *view, size_t cell)
{
    uint64_t key = view->key[cell];
    double size = t4_ladder_size(l, view, key);
    t4_ladder_bound bound = {0, INFINITY, 0};
    seen s[T4_LADDER_TABLES], both;

    for (int t = 0; t < design->tables; t++) {
        double whole;

        s[t] = look(l, pattern, view, key, t4_ladder_holder(l, &design->table[t], view, key));
        whole = common_size(l, &s[t], &s[t]);
        bound.upper = fmin(bound.upper, s[t].bound.upper);
        if (whole <= size)
            bound.lower = fmax(bound.lower, s[t].bound.lower);   /* nothing else can lie in it */
        if (t == 0)
            bound.guess = s[0].bound.guess * size / whole;
    }
    if (design->tables < 2 || s[0].view == s[1].view)
        return bound;
    both = look(l, pattern, view, key,
                &l->views[t4_ladder_view_index(l, coarser(s[0].view->level, s[1].view->level),
                                               coarser(s[0].view->period, s[1].view->period),
                                               coarser(s[0].view->partner, s[1].view->partner))]);
    if (common_size(l, &s[0], &s[1]) <= size)
        bound.lower = fmax(bound.lower, s[0].bound.lower + s[1].bound.lower - both.bound.upper);   /* Frechet */
    bound.guess = both.bound.guess > 0 ? s[0].bound.guess * s[1].bound.guess / both.bound.guess * size / common_size(l, &s[0], &s[1]) : 0;
    return bound;
}
