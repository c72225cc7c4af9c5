/* SPDX-License-Identifier: MIT */
/* The public question: what a design shows of the watch list, or of all finest codes where there is none. */
#include <math.h>
#include <stdlib.h>

#include "base/memory.h"
#include "stats/sum.h"
#include "watch/ladder_state.h"
#include "watch/ladder_structure.h"

#define CERTAIN 0.1          /* of the upper bound: what must be certain, or the item counts as gone */

const t4_ladder_view *t4_ladder_asked(const t4_ladder *l)
{
    size_t digits = t4_structure_digits(l->options.listed, l->options.listed_count);
    int level = digits ? t4_ladder_level_at(l, (int)digits) : 0;

    return &l->views[t4_ladder_view_index(l, level < 0 ? 0 : level, 0, 0)];
}

static bool is_asked(const t4_ladder *l, const t4_ladder_view *v, uint64_t key)
{
    return !l->options.listed_count || l->levels[v->level].listed[t4_ladder_place_of(key).code];
}

/* --- what is shown of the list -------------------------------------------------------------- */

/* What list totals tell of an item: the one at its own period and partner; whether one that is shown holds it. */
static bool by_totals(const t4_ladder *l, const t4_ladder_row *row, const t4_ladder_pattern *pattern, const t4_ladder_view *v,
                      uint64_t key, t4_ladder_bound *own, bool *shown)
{
    bool found = false;

    *shown = false;
    for (int t = 0; t < row->design.tables && row->design.lists; t++) {
        uint64_t at;
        const t4_ladder_view *list = t4_ladder_list_of(l, &row->design.table[t], v, key, &at);
        size_t cell = list ? t4_ladder_find(list, at) : SIZE_MAX;
        bool open = cell != SIZE_MAX && t4_ladder_list_shown(l, pattern, list, cell);

        *shown = *shown || open;
        if (cell == SIZE_MAX || list->period != v->period || list->partner != v->partner || (l->placed && !open))
            continue;
        *own = t4_ladder_list_bound(l, pattern, list, cell);
        found = true;
    }
    return found;
}

t4_status t4_ladder_watch(t4_ladder *l, t4_ladder_row *row, const t4_ladder_pattern *pattern, t4_error *err)
{
    const t4_ladder_view *v = t4_ladder_asked(l);
    t4_sum all = {{0}, 0, 0}, exact = {{0}, 0, 0}, bounded = {{0}, 0, 0}, width = {{0}, 0, 0};
    t4_sum alone = {{0}, 0, 0}, total = {{0}, 0, 0};

    if (!l->options.listed_count)
        return T4_OK;
    for (size_t c = 0; c < v->cells; c++) {
        double x = (double)v->total[c];
        t4_ladder_part *part = t4_ladder_part_at(l, row, v, v->key[c]);
        t4_ladder_bound b, list;
        bool shown, told;

        if (x <= 0 || !is_asked(l, v, v->key[c]))
            continue;
        if (part)
            part->listed += x;
        b = t4_ladder_bound_of(l, &row->design, pattern, v, c);
        told = by_totals(l, row, pattern, v, v->key[c], &list, &shown);
        t4_sum_add(&all, x);
        t4_sum_add(&alone, b.upper <= b.lower ? x : 0);
        t4_sum_add(&total, shown ? x : 0);
        if (told && list.lower * b.upper > b.lower * list.upper)
            b = list;
        if (b.upper <= b.lower) {
            t4_sum_add(&exact, x);
            if (part)
                part->list_exact += x;
        } else if (b.lower >= CERTAIN * b.upper) {
            t4_sum_add(&bounded, x);
            if (part)
                part->list_bounded += x;
            t4_sum_add(&width, x * (b.upper - b.lower) / b.upper);
        }
    }
    if (t4_sum_value(&all) <= 0)
        return T4_OK;
    row->watched.exact = t4_sum_value(&exact) / t4_sum_value(&all);
    row->watched.bounded = t4_sum_value(&bounded) / t4_sum_value(&all);
    row->watched.code_exact = t4_sum_value(&alone) / t4_sum_value(&all);
    row->watched.total_shown = t4_sum_value(&total) / t4_sum_value(&all);
    row->watched.gone = fmax(0, 1 - row->watched.exact - row->watched.bounded);
    row->watched.width = t4_sum_value(&bounded) > 0 ? t4_sum_value(&width) / t4_sum_value(&bounded) : 0;
    return t4_run_check(l->run, err);
}

/* Keys of the finest period in which each series of the view appears: the first. */
static int compare_series(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a << 10, y = *(const uint64_t *)b << 10;

    if (x != y)
        return x < y ? -1 : 1;
    return (*(const uint64_t *)a > *(const uint64_t *)b) - (*(const uint64_t *)a < *(const uint64_t *)b);
}

uint64_t *t4_ladder_asked_keys(const t4_ladder *l, size_t *count)
{
    const t4_ladder_view *v = t4_ladder_asked(l);
    uint64_t *keys = t4_alloc(v->cells + 1, sizeof *keys);
    size_t n = 0;

    *count = 0;
    if (!keys)
        return NULL;
    for (size_t c = 0; c < v->cells; c++)
        if (is_asked(l, v, v->key[c]))
            keys[n++] = v->key[c];
    qsort(keys, n, sizeof *keys, compare_series);
    for (size_t i = 0; i < n; i++)
        if (*count == 0 || keys[*count - 1] << 10 != keys[i] << 10)
            keys[(*count)++] = keys[i];
    return keys;
}
