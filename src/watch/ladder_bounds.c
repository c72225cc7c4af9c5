/* SPDX-License-Identifier: MIT */
/* What the published tables of a design prove about any cell, and what a reader would guess. */
#include <math.h>

#include "watch/ladder_state.h"

static int coarser(int a, int b)
{
    return a > b ? a : b;
}

/* Does the table have that kind of period? */
static bool has_period(const t4_ladder *l, const t4_ladder_table *table, int period)
{
    return l->periods[period].kind == table->period || table->also >> l->periods[period].kind & 1;
}

bool t4_ladder_publishes(const t4_ladder *l, const t4_ladder_design *design, const t4_ladder_view *view)
{
    for (int t = 0; t < design->tables; t++) {
        const t4_ladder_table *table = &design->table[t];

        if (l->levels[view->level].level <= table->level && has_period(l, table, view->period) &&
            l->partner_kinds[view->partner] >= (int)table->partners)
            return t4_ladder_has_level(l, design, view->level);
    }
    return false;
}

const t4_ladder_view *t4_ladder_table_view(const t4_ladder *l, const t4_ladder_table *table, const t4_ladder_view *view,
                                           int level)
{
    int period = has_period(l, table, view->period) ? view->period : t4_ladder_period_at(l, table->period);

    return &t4_ladder_published(l)->views[t4_ladder_view_index(l, level, period,
                                          coarser(view->partner, t4_ladder_partner_at(l, table->partners)))];
}

const t4_ladder_view *t4_ladder_holder(const t4_ladder *l, const t4_ladder_table *table, const t4_ladder_view *view,
                                       uint64_t key)
{
    return t4_ladder_table_view(l, table, view, l->placed ? t4_ladder_placed_level(l, view, key)
                                                          : coarser(view->level, t4_ladder_level_at(l, table->level)));
}

bool t4_ladder_hidden(const t4_ladder *l, const t4_ladder_pattern *pattern, const t4_ladder_view *view,
                      size_t cell, int64_t *lower, int64_t *upper)
{
    size_t v = (size_t)(view - view->of->views);

    (void)l;
    *lower = *upper = view->total[cell];
    if (!pattern || !pattern->hidden[v] || !pattern->hidden[v][cell])
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
    size_t v = (size_t)(view - view->of->views), cell = t4_ladder_find(view, key);
    t4_ladder_bound bound = {0, 0, 0};
    int64_t lower, upper;

    if (cell == SIZE_MAX)
        return bound;
    bound.guess = (double)view->total[cell];
    if (t4_ladder_hidden(l, pattern, view, cell, &lower, &upper))
        bound.guess = pattern->guess[v][cell];
    bound.lower = (double)lower;
    bound.upper = upper >= T4_SYSTEM_MOST ? INFINITY : (double)upper;   /* nothing published bounds it */
    return bound;
}

t4_ladder_bound t4_ladder_look_from(const t4_ladder *l, const t4_ladder_pattern *pattern, const t4_ladder_view *from,
                                    uint64_t key, const t4_ladder_view *view)
{
    return t4_ladder_look_at(l, pattern, from, t4_ladder_lift(l, from, key, view), view);
}

t4_ladder_bound t4_ladder_look_at(const t4_ladder *l, const t4_ladder_pattern *pattern, const t4_ladder_view *from,
                                  uint64_t lifted, const t4_ladder_view *view)
{
    t4_ladder_place at = t4_ladder_place_of(lifted);
    t4_ladder_bound sum = {0, 0, 0};
    t4_period whole;

    if (view->period >= from->period)
        return t4_ladder_look(l, pattern, view, t4_ladder_key(&at));
    whole = l->periods[from->period].period[at.period];
    for (at.period = 0; at.period < l->periods[view->period].count; at.period++) {
        t4_ladder_bound part;

        if (t4_period_coarsen(l->periods[view->period].period[at.period], l->periods[from->period].kind) != whole)
            continue;
        part = t4_ladder_look(l, pattern, view, t4_ladder_key(&at));
        sum = (t4_ladder_bound){sum.lower + part.lower, sum.upper + part.upper, sum.guess + part.guess};
    }
    return sum;
}

const t4_ladder_view *t4_ladder_summed(const t4_ladder *l, const t4_ladder_view *holder, const t4_ladder_view *view)
{
    return holder->period >= view->period ? holder
           : &holder->of->views[t4_ladder_view_index(l, holder->level, view->period, holder->partner)];
}

static seen look(const t4_ladder *l, const t4_ladder_pattern *pattern, const t4_ladder_view *from, uint64_t key,
                 const t4_ladder_view *view)
{
    const t4_ladder_view *stands = t4_ladder_summed(l, view, from);

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

/* What the pieces of a cell that no published one holds alone prove of it together. */
static void add_pieces(const t4_ladder *l, const t4_ladder_table *table, const t4_ladder_pattern *pattern,
                      const t4_ladder_view *view, uint64_t key, t4_ladder_bound *bound)
{
    t4_ladder_piece piece[T4_LADDER_PIECES];
    size_t count = t4_ladder_pieces(l, table, view, key, piece);
    double lower = 0, upper = 0;

    for (size_t i = 0; i < count; i++) {
        t4_ladder_bound one = t4_ladder_look_at(l, pattern, view, piece[i].key, piece[i].view);

        lower += piece[i].inside ? one.lower : 0;
        upper += one.upper;
    }
    bound->lower = fmax(bound->lower, lower);
    bound->upper = count ? fmin(bound->upper, upper) : bound->upper;
}

/* What the tables prove of one place, each taken over all periods of it. */
static t4_ladder_bound bound_at(const t4_ladder *l, const t4_ladder_design *design, const t4_ladder_pattern *pattern,
                                const t4_ladder_view *view, uint64_t key)
{
    double size = t4_ladder_size(view, key);
    t4_ladder_bound bound = {0, INFINITY, 0};
    seen s[T4_LADDER_TABLES], both;

    for (int t = 0; t < design->tables; t++) {
        double whole;

        s[t] = look(l, pattern, view, key, t4_ladder_holder(l, &design->table[t], view, key));
        whole = t4_ladder_size(s[t].view, t4_ladder_key(&s[t].place));
        bound.upper = fmin(bound.upper, s[t].bound.upper);
        if (whole <= size && !t4_ladder_divided(l, view, key))
            bound.lower = fmax(bound.lower, s[t].bound.lower);   /* nothing else can lie in it */
        if (t == 0)
            bound.guess = s[0].bound.guess * size / whole;
    }
    if (l->placed)
        add_pieces(l, &design->table[0], pattern, view, key, &bound);
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

/* What the tables alone prove. */
static t4_ladder_bound of_tables(const t4_ladder *l, const t4_ladder_design *design, const t4_ladder_pattern *pattern,
                                 const t4_ladder_view *view, uint64_t key)
{
    t4_ladder_place at = t4_ladder_place_of(key);
    const t4_ladder_view *part;
    t4_ladder_bound sum = {0, 0, 0};
    t4_period whole = l->periods[view->period].period[at.period];
    int period = 0;

    for (int t = 0; t < design->tables; t++)
        period = coarser(period, t4_ladder_period_at(l, design->table[t].period));
    if (design->tables < 2 || period >= view->period)
        return bound_at(l, design, pattern, view, key);
    /* Two tables of shorter periods prove more of each than of their sum. */
    part = &l->views[t4_ladder_view_index(l, view->level, period, view->partner)];
    for (at.period = 0; at.period < l->periods[period].count; at.period++) {
        t4_ladder_bound one;

        if (t4_period_coarsen(l->periods[period].period[at.period], l->periods[view->period].kind) != whole)
            continue;
        one = bound_at(l, design, pattern, part, t4_ladder_key(&at));
        sum = (t4_ladder_bound){sum.lower + one.lower, sum.upper + one.upper, sum.guess + one.guess};
    }
    return sum;
}

/* Beside a policy or an adaptive design a total that is shown is an upper bound and no more. */
static double by_total(const t4_ladder *l, const t4_ladder_table *table, const t4_ladder_pattern *pattern,
                       const t4_ladder_view *view, uint64_t key)
{
    uint64_t at;
    const t4_ladder_view *list = t4_ladder_list_of(l, table, view, key, &at);
    size_t cell = list ? t4_ladder_find(list, at) : SIZE_MAX;

    return t4_ladder_list_shown(l, pattern, list, cell) ? (double)list->total[cell] : INFINITY;
}

static t4_ladder_bound bound_of_key(const t4_ladder *l, const t4_ladder_design *design, const t4_ladder_pattern *pattern,
                                const t4_ladder_view *view, uint64_t key)
{
    t4_ladder_bound bound = of_tables(l, design, pattern, view, key);

    for (int t = 0; t < design->tables && design->lists; t++) {
        const t4_ladder_view *sliced = l->placed ? NULL : t4_ladder_slices_at(l, &design->table[t], view);
        const t4_ladder_design one = {.table = {design->table[t]}, .tables = 1};
        t4_ladder_bound own;
        double guess;

        if (l->placed)
            bound.upper = fmin(bound.upper, by_total(l, &design->table[t], pattern, view, key));
        if (!sliced || !t4_ladder_slices_tell(l, pattern, sliced, view, key, &own))
            continue;
        guess = of_tables(l, &one, pattern, view, key).guess;
        bound.upper = fmin(bound.upper, own.upper);
        bound.lower = fmax(bound.lower, own.lower);
        bound.guess *= guess > 0 ? own.guess / guess : 0;
    }
    return bound;
}

/* Of two tables and a finest cell: are its row, its column and what both lie in hidden together, so that they move together? */
static bool moves_together(const t4_ladder *l, const t4_ladder_design *d, const t4_ladder_pattern *pattern,
                           const t4_ladder_view *view, uint64_t key)
{
    const t4_ladder_view *a = t4_ladder_holder(l, &d->table[0], view, key), *b = t4_ladder_holder(l, &d->table[1], view, key);
    const t4_ladder_view *both = &l->views[t4_ladder_view_index(l, coarser(a->level, b->level), coarser(a->period, b->period),
                                                                coarser(a->partner, b->partner))];
    const t4_ladder_view *at[] = {a, b, both};
    bool open[3];

    if (a == b)
        return false;
    for (int i = 0; i < 3; i++) {
        t4_ladder_bound bound = t4_ladder_look_from(l, pattern, view, key, at[i]);

        open[i] = bound.lower >= bound.upper;
    }
    return open[0] + open[1] + open[2] < 2 && !(open[2] && a->period == b->period);
}

bool t4_ladder_loose(const t4_ladder *l, const t4_ladder_design *design, const t4_ladder_pattern *pattern)
{
    const t4_ladder_view *finest = &l->views[0];
    bool loose = design->lists && (design->tables > 1 || design->policy || design->adaptive);

    for (size_t c = 0; c < finest->cells && design->suppress && design->tables > 1 && !loose; c++)
        loose = finest->total[c] > 0 && moves_together(l, design, pattern, finest, finest->key[c]);
    return loose;
}

/* Codes that stand elsewhere for other partners: what is known of each partner counts for all of them. */
static void add_partners(const t4_ladder *l, const t4_ladder_design *design, const t4_ladder_pattern *pattern,
                         const t4_ladder_view *view, uint64_t key, t4_ladder_bound *bound)
{
    const t4_ladder_view *each = &l->views[t4_ladder_view_index(l, view->level, view->period, 0)];
    t4_ladder_place at = t4_ladder_place_of(key);
    uint32_t group = at.partner;
    double lower = 0, upper = 0;

    for (at.partner = 0; at.partner < l->partners[0]; at.partner++) {
        t4_ladder_bound one;

        if (l->partner_kinds[view->partner] == T4_LADDER_GROUPS && l->partner_group[at.partner] != group)
            continue;
        one = bound_of_key(l, design, pattern, each, t4_ladder_key(&at));
        lower += one.lower;
        upper += one.upper;
    }
    bound->lower = fmax(bound->lower, lower);
    bound->upper = fmin(bound->upper, upper);
}

t4_ladder_bound t4_ladder_bound_of(const t4_ladder *l, const t4_ladder_design *design,
                                   const t4_ladder_pattern *pattern, const t4_ladder_view *view, size_t cell)
{
    t4_ladder_bound bound = bound_of_key(l, design, pattern, view, view->key[cell]);

    if (l->placed && l->placed->classes > 1 && view->partner && design->table[0].partners == T4_LADDER_EACH)
        add_partners(l, design, pattern, view, view->key[cell], &bound);
    /* Where corrections make parts negative a total proves less than it seems: never that the truth is not so. */
    bound.upper = fmax(bound.upper, (double)view->total[cell]);
    bound.lower = fmin(bound.lower, (double)view->total[cell]);
    bound.guess = fmax(bound.guess, 0);
    return bound;
}
