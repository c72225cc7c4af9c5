/* SPDX-License-Identifier: MIT */
/* The cells of a ladder at every level, period and partner, and the targets: who must not be known. */
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "watch/ladder_state.h"

typedef t4_ladder_entry entry;

typedef struct {
    entry *items;
    size_t count;
} entries;

static int compare_entries(const void *a, const void *b)
{
    const entry *x = a, *y = b;

    if (x->key != y->key)
        return x->key < y->key ? -1 : 1;
    return (x->trader > y->trader) - (x->trader < y->trader);
}

/* Sort and add up what is of one cell and trader. */
static void settle(entries *e)
{
    size_t n = 0;

    qsort(e->items, e->count, sizeof *e->items, compare_entries);
    for (size_t i = 0; i < e->count; i++)
        if (n > 0 && e->items[n - 1].key == e->items[i].key && e->items[n - 1].trader == e->items[i].trader) {
            e->items[n - 1].amount += e->items[i].amount;
            e->items[n - 1].records += e->items[i].records;
            e->items[n - 1].agreed = (uint8_t)(((e->items[n - 1].agreed | e->items[i].agreed) & T4_LADDER_REQUESTED) |
                                               (e->items[n - 1].agreed & e->items[i].agreed & T4_LADDER_WAIVED));
        } else {
            e->items[n++] = e->items[i];
        }
    e->count = n;
}

static t4_status finest(const t4_ladder *l, entries *e, t4_error *err)
{
    e->items = t4_alloc(l->share_count + 1, sizeof *e->items);
    if (!e->items)
        return t4_fail_memory(err);
    e->count = l->share_count;
    for (size_t i = 0; i < e->count; i++) {
        const t4_ladder_share *s = &l->shares[i];
        t4_ladder_place p = {0, s->flow, l->partner_of[0][s->partner], s->dims, l->levels[0].of[s->code]};

        while (l->periods[0].period[p.period] != s->period)
            p.period++;
        e->items[i] = (entry){t4_ladder_key(&p), s->amount, s->trader, s->records,
                              l->agreed ? l->agreed[i] : 0};
    }
    settle(e);
    return T4_OK;
}

/* The entries of a coarser view. */
static t4_status lift(const t4_ladder *l, const t4_ladder_view *from, const entries *fine,
                      const t4_ladder_view *to, entries *e, t4_error *err)
{
    e->items = t4_alloc(fine->count + 1, sizeof *e->items);
    if (!e->items)
        return t4_fail_memory(err);
    e->count = fine->count;
    for (size_t i = 0; i < e->count; i++) {
        e->items[i] = fine->items[i];
        e->items[i].key = t4_ladder_lift(l, from, fine->items[i].key, to);
    }
    settle(e);
    return T4_OK;
}

/* --- one view -------------------------------------------------------------------------------- */

static bool allocate(t4_ladder_view *v, size_t n)
{
    v->key = t4_alloc(n + 1, sizeof *v->key);
    v->total = t4_alloc_zero(n + 1, sizeof *v->total);
    v->top1 = t4_alloc_zero(n + 1, sizeof *v->top1);
    v->top2 = t4_alloc_zero(n + 1, sizeof *v->top2);
    v->trader1 = t4_alloc_zero(n + 1, sizeof *v->trader1);
    v->contributors = t4_alloc_zero(n + 1, sizeof *v->contributors);
    v->records = t4_alloc_zero(n + 1, sizeof *v->records);
    v->rule = t4_alloc_zero(n + 1, 1);
    v->need = t4_alloc_zero(n + 1, sizeof *v->need);
    return v->key && v->total && v->top1 && v->top2 && v->trader1 && v->contributors && v->records && v->rule && v->need;
}

/* Largest contributions of one cell, as rules want them. */
static void tops_of(const entry *e, size_t n, int keep, t4_tops_cell *cell, uint64_t *top)
{
    *cell = (t4_tops_cell){0};
    memset(top, 0, (size_t)keep * sizeof *top);
    for (size_t i = 0; i < n; i++) {
        uint64_t amount = (uint64_t)llabs(e[i].amount);
        int at = keep;

        cell->sum += amount;
        cell->contributors += e[i].trader != 0;
        cell->shares++;
        cell->negative = cell->negative || e[i].amount < 0;
        while (at > 0 && top[at - 1] < amount)
            at--;
        if (at < keep) {
            memmove(top + at + 1, top + at, (size_t)(keep - at - 1) * sizeof *top);
            top[at] = amount;
        }
    }
    cell->owner = n == 1 ? e[0].trader : 0;
}

static void fill_cell(t4_ladder_view *v, size_t c, const entry *e, size_t n)
{
    v->key[c] = e[0].key;
    for (size_t i = 0; i < n; i++) {
        int64_t amount = llabs(e[i].amount);

        v->total[c] += e[i].amount;
        v->contributors[c] += e[i].trader != 0;
        v->records[c] += e[i].records;
        if (amount > v->top1[c]) {
            v->top2[c] = v->top1[c];
            v->top1[c] = amount;
            v->trader1[c] = e[i].trader;
        } else if (amount > v->top2[c]) {
            v->top2[c] = amount;
        }
    }
}

static bool add_targets(t4_ladder *l, size_t view, size_t cell, const entry *e, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (e[i].amount <= 0 || e[i].agreed & T4_LADDER_WAIVED)
            continue;
        if (!t4_grow(&l->targets, &l->target_room, l->target_count, sizeof *l->targets))
            return false;
        l->targets[l->target_count++] = (t4_ladder_target){(uint32_t)view, (uint32_t)cell, e[i].trader,
                                                                (e[i].agreed & T4_LADDER_FIRST) != 0, e[i].amount};
    }
    return true;
}

/* index: the view's number, for targets; SIZE_MAX = none are taken from it, nor from an inner ladder. */
static t4_status fill_view(t4_ladder *l, t4_ladder_view *v, size_t index, const entries *e, t4_error *err)
{
    bool tree = index != SIZE_MAX && !l->outer;
    int keep = t4_rules_tops(&l->rules);
    uint64_t top[T4_TOPS_MOST + 1];
    t4_tops_cell cell;
    t4_tops tops = {&cell, top, keep};
    t4_rule rule;
    size_t n = 0;

    for (size_t i = 0; i < e->count; i++)
        n += i == 0 || e->items[i].key != e->items[i - 1].key;
    if (!allocate(v, n))
        return t4_fail_memory(err);
    for (size_t i = 0, end; i < e->count; i = end, v->cells++) {
        for (end = i; end < e->count && e->items[end].key == e->items[i].key; end++)
            ;
        fill_cell(v, v->cells, e->items + i, end - i);
        if (!l->has_rules)
            continue;
        tops_of(e->items + i, end - i, keep, &cell, top);
        rule = t4_ladder_judge(l, e->items + i, end - i, &tops, tree && t4_ladder_never(l, v, e->items[i].key),
                               &v->need[v->cells], err);
        if (rule == T4_RULE_KINDS)
            return T4_ERR_MEMORY;
        v->rule[v->cells] = (uint8_t)rule;
        if (tree && v->rule[v->cells] != T4_RULE_NONE &&
            t4_ladder_stands(l, v->level, t4_ladder_place_of(e->items[i].key).code) && !add_targets(l, index, v->cells, e->items + i, end - i))
            return t4_fail_memory(err);
    }
    return T4_OK;
}

/* --- all of them -------------------------------------------------------------------------------- */

/* Every level of one period and partner, from the entries of the finest. */
static t4_status fill_levels(t4_ladder *l, int period, int partner, entries e, t4_error *err)
{
    t4_status status = T4_OK;

    for (int level = 0; level < l->level_count && !status; level++) {
        size_t index = t4_ladder_view_index(l, level, period, partner);
        entries coarser = {NULL, 0};

        status = fill_view(l, &l->views[index], index, &e, err);
        if (!status && level + 1 < l->level_count)
            status = lift(l, &l->views[index], &e, &l->views[t4_ladder_view_index(l, level + 1, period, partner)],
                          &coarser, err);
        t4_free(e.items);
        e = coarser;
    }
    t4_free(e.items);
    return status;
}

static t4_status copy_entries(entries *to, const entries *from, t4_error *err)
{
    to->items = t4_alloc(from->count + 1, sizeof *to->items);
    if (!to->items)
        return t4_fail_memory(err);
    memcpy(to->items, from->items, from->count * sizeof *to->items);
    to->count = from->count;
    return T4_OK;
}

t4_status t4_ladder_views(t4_ladder *l, t4_error *err)
{
    entries base = {NULL, 0};
    t4_status status;

    l->view_count = (size_t)(l->level_count * l->period_count * l->partner_count);
    l->views = t4_alloc_zero(l->view_count + 2 * (size_t)(l->period_count * l->partner_count), sizeof *l->views);
    if (!l->views)
        return t4_fail_memory(err);
    l->lists = l->views + l->view_count;
    l->sliced = l->lists + l->period_count * l->partner_count;
    for (int i = 0; i < l->level_count; i++)
        for (int k = 0; k < l->period_count; k++)
            for (int p = 0; p < l->partner_count; p++)
                l->views[t4_ladder_view_index(l, i, k, p)] = (t4_ladder_view){.of = l, .level = i, .period = k, .partner = p};
    status = t4_ladder_agreed_make(l, err);
    if (!status)
        status = finest(l, &base, err);
    for (int k = 0; k < l->period_count && !status; k++)
        for (int p = 0; p < l->partner_count && !status; p++) {
            entries e = {NULL, 0};

            status = t4_run_check(l->run, err);
            if (!status)
                status = k == 0 && p == 0 ? copy_entries(&e, &base, err)
                                          : lift(l, &l->views[0], &base, &l->views[t4_ladder_view_index(l, 0, k, p)], &e, err);
            if (!status)
                status = fill_levels(l, k, p, e, err);
        }
    t4_free(base.items);
    return status;
}

size_t t4_ladder_find(const t4_ladder_view *v, uint64_t key)
{
    size_t low = 0, high = v->cells;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (v->key[middle] < key)
            low = middle + 1;
        else
            high = middle;
    }
    return low < v->cells && v->key[low] == key ? low : SIZE_MAX;
}

void t4_ladder_view_release(t4_ladder_view *v)
{
    t4_free(v->key);
    t4_free(v->total);
    t4_free(v->top1);
    t4_free(v->top2);
    t4_free(v->trader1);
    t4_free(v->contributors);
    t4_free(v->records);
    t4_free(v->rule);
    t4_free(v->need);
}

t4_status t4_ladder_view_by(t4_ladder *l, t4_ladder_view *view, const uint32_t *code_of, uint32_t all, t4_error *err)
{
    const t4_ladder_view like = {.of = l, .level = 0, .period = view->period, .partner = view->partner};
    entries base = {NULL, 0}, own = {NULL, 0};
    t4_status status = finest(l, &base, err);

    own.items = t4_alloc(2 * base.count + 1, sizeof *own.items);
    if (!status && !own.items)
        status = t4_fail_memory(err);
    for (size_t i = 0; i < base.count && !status; i++) {
        entry item = base.items[i];
        t4_ladder_place at = t4_ladder_place_of(t4_ladder_lift(l, &l->views[0], item.key, &like));

        for (int again = 0; again <= (all > 0) && code_of[t4_ladder_place_of(item.key).code]; again++) {
            at.code = again ? all : code_of[t4_ladder_place_of(item.key).code];
            own.items[own.count] = item;
            own.items[own.count++].key = t4_ladder_key(&at);
        }
    }
    if (!status) {
        settle(&own);
        status = fill_view(l, view, SIZE_MAX, &own, err);
    }
    t4_free(base.items);
    t4_free(own.items);
    return status;
}

t4_status t4_ladder_view_pad(t4_ladder_view *view, const uint64_t *keys, size_t count, t4_error *err)
{
    t4_ladder_view old = *view;
    bool good = allocate(view, count);

    view->cells = good ? count : 0;
    for (size_t c = 0, k = 0; c < count && good; c++) {
        view->key[c] = keys[c];
        while (k < old.cells && old.key[k] < keys[c])
            k++;
        if (k == old.cells || old.key[k] != keys[c])
            continue;
        view->total[c] = old.total[k];
        view->top1[c] = old.top1[k];
        view->top2[c] = old.top2[k];
        view->trader1[c] = old.trader1[k];
        view->contributors[c] = old.contributors[k];
        view->records[c] = old.records[k];
        view->rule[c] = old.rule[k];
        view->need[c] = old.need[k];
    }
    t4_ladder_view_release(&old);
    return good ? T4_OK : t4_fail_memory(err);
}
