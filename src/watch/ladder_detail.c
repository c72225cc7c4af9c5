/* SPDX-License-Identifier: MIT */
/* What a design keeps of the finest cells, and what coarsening codes loses in every group. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "stats/detail.h"
#include "stats/sum.h"
#include "watch/ladder_state.h"

/* --- one design ---------------------------------------------------------------------------- */

/* Cells of what is published: shorter codes stand in the tables of their own length. */
static void count_open(const t4_ladder *l, t4_ladder_row *row)
{
    const t4_ladder *shown = t4_ladder_published(l);

    for (size_t v = 0; v < shown->view_count; v++) {
        const t4_ladder_view *view = &shown->views[v];

        for (size_t c = 0; t4_ladder_publishes(shown, &row->design, view) && c < view->cells; c++)
            row->cells += t4_ladder_stands(shown, view->level, t4_ladder_place_of(view->key[c]).code);
    }
}

/* Of the tables with codes so long, the one with the finest partners, then periods; NULL = none. */
static const t4_ladder_table *table_at(const t4_ladder_design *d, int digits)
{
    const t4_ladder_table *best = NULL;

    for (int t = 0; t < d->tables; t++)
        if (d->table[t].level >= digits && (!best || d->table[t].partners < best->partners ||
                                            (d->table[t].partners == best->partners && d->table[t].period > best->period)))
            best = &d->table[t];
    return best;
}

/*
 * Is the code of a cell published as it is?  One that ends before its level is
 * of its own length; a residual, or one that was cut, is none of the records'.
 */
static bool told(const t4_ladder *l, const t4_ladder_row *row, const t4_ladder_table *table, const t4_ladder_view *v,
                 t4_ladder_place at)
{
    const t4_ladder_codes *codes = &v->of->levels[v->level];

    if (v->of->outer)
        return t4_ladder_has_level(l, &row->design, v->level) &&
               t4_ladder_code_at(&l->levels[v->level], codes->text[at.code]) != UINT32_MAX;
    return codes->level <= table->level || (int)strlen(codes->text[at.code]) <= table->level;
}

/* How much value is published and open at one depth of codes. */
static double shown_at(const t4_ladder *l, const t4_ladder_row *row, const t4_ladder_pattern *pattern, int digits)
{
    const t4_ladder_table *table = table_at(&row->design, digits);
    const t4_ladder_view *v;
    t4_sum shown = {{0}, 0, 0}, all = {{0}, 0, 0};
    int64_t low, high;

    if (t4_ladder_level_at(l, digits) < 0)
        return NAN;
    table = table ? table : &row->design.table[0];
    v = t4_ladder_table_view(l, table, &l->views[0], t4_ladder_level_at(l, digits));
    for (size_t c = 0; c < v->cells; c++) {
        double x = fmax(0, (double)v->total[c]);

        t4_sum_add(&all, x);
        if (told(l, row, table, v, t4_ladder_place_of(v->key[c])) && !t4_ladder_hidden(l, pattern, v, c, &low, &high))
            t4_sum_add(&shown, x);
    }
    return t4_sum_value(&all) > 0 ? t4_sum_value(&shown) / t4_sum_value(&all) : 0;
}

/* Does a finest cell lie in a hidden one of the first table? */
static bool lies_hidden(const t4_ladder *l, const t4_ladder_row *row, const t4_ladder_pattern *pattern, uint64_t key)
{
    const t4_ladder_view *v = t4_ladder_holder(l, &row->design.table[0], &l->views[0], key);
    int64_t low, high;
    size_t cell;

    if (!row->hidden_cells)
        return false;
    cell = t4_ladder_find(v, t4_ladder_lift(l, &l->views[0], key, v));
    return cell != SIZE_MAX && t4_ladder_hidden(l, pattern, v, cell, &low, &high);
}

static void closeness(const t4_ladder *l, t4_ladder_row *row, const t4_ladder_pattern *pattern)
{
    const t4_ladder_view *v = &l->views[0];
    t4_sum kept = {{0}, 0, 0}, exact = {{0}, 0, 0}, near = {{0}, 0, 0}, widths = {{0}, 0, 0}, hidden = {{0}, 0, 0};
    bool unbounded = false;

    for (size_t c = 0; c < v->cells; c++) {
        double x = (double)v->total[c], width;
        t4_ladder_part none = {0}, *part = t4_ladder_part_at(l, row, v, v->key[c]);
        t4_ladder_bound b;

        if (x <= 0)
            continue;
        b = t4_ladder_bound_of(l, &row->design, pattern, v, c);
        width = fmax(0, b.upper - b.lower);
        part = part ? part : &none;
        t4_sum_add(&kept, fmin(x, b.guess));
        t4_sum_add(&near, x * (x / (x + width)));
        if (isinf(width))
            unbounded = true;
        else
            t4_sum_add(&widths, width);
        part->kept += fmin(x, b.guess);
        if (width <= 0) {
            t4_sum_add(&exact, x);
            part->exact += x;
        }
        if (lies_hidden(l, row, pattern, v->key[c])) {
            t4_sum_add(&hidden, x);
            part->hidden += x;
        }
    }
    row->kept = t4_sum_value(&kept) / l->total;
    row->exact = t4_sum_value(&exact) / l->total;
    row->close = t4_sum_value(&near) / l->total;
    row->width = unbounded ? INFINITY : t4_sum_value(&widths) / l->total;
    row->hidden_value = t4_sum_value(&hidden) / l->total;
}

/* Values of the finest codes, all periods, partners and flows together. */
static t4_status code_values(const t4_ladder *l, double **values, t4_error *err)
{
    const t4_ladder_view *v = &l->views[t4_ladder_view_index(l, 0, l->period_count - 1, l->partner_count - 1)];

    *values = t4_alloc_zero(l->levels[0].count + 1, sizeof **values);
    if (!*values)
        return t4_fail_memory(err);
    for (size_t c = 0; c < v->cells; c++)
        (*values)[t4_ladder_place_of(v->key[c]).code] += fmax(0, (double)v->total[c]);
    return T4_OK;
}

/* Where each finest code goes at a level. */
static t4_status headings_at(const t4_ladder *l, int level, uint32_t **heading, t4_error *err)
{
    *heading = t4_alloc(l->levels[0].count + 1, sizeof **heading);
    if (!*heading)
        return t4_fail_memory(err);
    for (uint32_t k = 0; k < l->levels[0].count; k++) {
        uint32_t at = k;

        for (int i = 0; i < level; i++)
            at = l->levels[i].above[at];
        (*heading)[k] = at;
    }
    return T4_OK;
}

static t4_status entropies(const t4_ladder *l, t4_ladder_row *row, t4_error *err)
{
    int level = t4_ladder_level_at(l, row->level);
    double *values = NULL;
    uint32_t *heading = NULL;
    t4_heading_detail *each = t4_alloc(l->levels[level].count + 1, sizeof *each);
    t4_detail d;
    t4_status status = each ? code_values(l, &values, err) : t4_fail_memory(err);

    if (!status)
        status = headings_at(l, level, &heading, err);
    if (!status)
        status = t4_detail_measure(&d, each, l->run, &(t4_detail_table){values, heading, l->levels[0].count,
                                                                      l->levels[level].count}, err);
    if (!status) {
        row->h = d.h_coarse;
        row->h_given = d.h_given;
        row->h_hidden = d.hidden_share;
        row->effective_codes = d.effective_headings;
    }
    t4_free(each);
    t4_free(values);
    t4_free(heading);
    return status;
}

static void count_lists(const t4_ladder *l, t4_ladder_row *row, const t4_ladder_pattern *pattern)
{
    for (int v = 0; v < l->period_count * l->partner_count; v++) {
        const t4_ladder_view *list = &l->lists[v];

        if (!t4_ladder_publishes_at(l, &row->design, list->period, list->partner))
            continue;
        row->cells += list->cells;
        for (size_t c = 0; c < list->cells; c++)
            row->hidden_cells += !t4_ladder_list_shown(l, pattern, list, c);
    }
}

t4_status t4_ladder_detail(t4_ladder *l, t4_ladder_row *row, const t4_ladder_pattern *pattern, t4_error *err)
{
    if (!row->design.suppress && !row->design.shown)
        count_open(l, row);
    if (row->design.lists && (!row->design.suppress || l->placed))
        count_lists(l, row, pattern);
    for (int i = 0; i < T4_LADDER_DEPTHS; i++)
        row->shown[i] = shown_at(l, row, pattern, 10 - 2 * i);
    closeness(l, row, pattern);
    row->pure = row->design.tables == 1 && !row->hidden_cells && !row->design.suppress && !l->placed && !row->design.lists &&
                row->design.table[0].period == l->periods[0].kind &&
                row->design.table[0].partners == T4_LADDER_EACH;
    return row->pure ? entropies(l, row, err) : T4_OK;
}

/* --- groups ----------------------------------------------------------------------------------- */

typedef struct {
    uint32_t group, heading;    /* the group, and the published code within it */
    uint32_t code;
    double value;
} group_item;

static int compare_items(const void *a, const void *b)
{
    const group_item *x = a, *y = b;

    if (x->group != y->group)
        return x->group < y->group ? -1 : 1;
    if (x->heading != y->heading)
        return x->heading < y->heading ? -1 : 1;
    return (x->code > y->code) - (x->code < y->code);
}

static int compare_groups(const void *a, const void *b)
{
    const t4_ladder_group *x = a, *y = b;

    if (x->part != y->part)
        return x->part > y->part ? -1 : 1;
    if (x->value != y->value)
        return x->value > y->value ? -1 : 1;
    return strcmp(x->key, y->key);
}

/* Codes by group and published code, from the view that tells the groups apart. */
static t4_status gather(const t4_ladder *l, t4_ladder_by by, int level, group_item **items, size_t *count,
                        t4_error *err)
{
    int partner = by == T4_LADDER_BY_PARTNER ? 0 : l->partner_count - 1, chapter = t4_ladder_level_at(l, 2);
    const t4_ladder_view *v = &l->views[t4_ladder_view_index(l, 0, l->period_count - 1, partner)];

    *items = t4_alloc(v->cells + 1, sizeof **items);
    if (!*items)
        return t4_fail_memory(err);
    *count = 0;
    for (size_t c = 0; c < v->cells; c++) {
        t4_ladder_place at = t4_ladder_place_of(v->key[c]);
        uint32_t heading = at.code, top = at.code;

        if (v->total[c] <= 0)
            continue;
        for (int i = 0; i < level; i++)
            heading = l->levels[i].above[heading];
        for (int i = 0; i < chapter; i++)
            top = l->levels[i].above[top];
        (*items)[(*count)++] = (group_item){by == T4_LADDER_BY_PARTNER ? at.partner
                                            : by == T4_LADDER_BY_CHAPTER ? top : heading,
                                            heading, at.code, (double)v->total[c]};
    }
    qsort(*items, *count, sizeof **items, compare_items);
    return T4_OK;
}

/* The same code in several cells of one heading: added. */
static size_t merge(group_item *items, size_t count)
{
    size_t n = 0;

    for (size_t i = 0; i < count; i++)
        if (n > 0 && compare_items(&items[n - 1], &items[i]) == 0)
            items[n - 1].value += items[i].value;
        else
            items[n++] = items[i];
    return n;
}

/* One published code of a group: entropy, misplaced value, what it proves about listed goods. */
static void add_heading(const t4_ladder *l, const group_item *items, size_t n, int level, t4_ladder_group *g)
{
    t4_sum total = {{0}, 0, 0}, listed = {{0}, 0, 0}, wrong = {{0}, 0, 0}, entropy = {{0}, 0, 0};
    double x, even;
    size_t listed_codes = 0;

    for (size_t i = 0; i < n; i++)
        t4_sum_add(&total, items[i].value);
    x = t4_sum_value(&total);
    even = x / fmax(1, (double)l->levels[level].below[items[0].heading]);
    for (size_t i = 0; i < n; i++) {
        double share = items[i].value / x;

        t4_sum_add(&entropy, -share * log(share));
        t4_sum_add(&wrong, fmax(0, items[i].value - even));
        if (l->levels[0].listed[items[i].code]) {
            t4_sum_add(&listed, items[i].value);
            listed_codes++;
        }
    }
    g->value += x;
    g->codes += n;
    g->h += x * t4_sum_value(&entropy);
    g->misplaced += t4_sum_value(&wrong);
    g->listed_codes += listed_codes;
    g->all_codes += l->levels[level].below[items[0].heading];
    g->listed += t4_sum_value(&listed);
    g->lower += l->levels[level].listed[items[0].heading] ? x : 0;
    g->upper += listed_codes ? x : 0;
}

static void name_group(const t4_ladder *l, t4_ladder_by by, int level, uint32_t group, char key[24])
{
    const char *text = by == T4_LADDER_BY_PARTNER
                           ? t4_dict_text(l->options.domain->partners, l->partner_id[group], NULL)
                           : l->levels[by == T4_LADDER_BY_CHAPTER ? t4_ladder_level_at(l, 2) : level].text[group];

    snprintf(key, 24, "%s", text);
}

t4_status t4_ladder_groups(t4_ladder *l, t4_ladder_by by, int level, t4_ladder_group **groups, size_t *count,
                           t4_error *err)
{
    int index = t4_ladder_level_at(l, level);
    group_item *items = NULL;
    size_t n = 0, room = 0;
    double lost = 0;
    t4_status status;

    *groups = NULL;
    *count = 0;
    if (index < 0 || (by == T4_LADDER_BY_CHAPTER && t4_ladder_level_at(l, 2) < 0))
        return t4_fail(err, T4_ERR_USAGE, "the table by heading or chapter needs codes of %d digits among publish.levels",
                       index < 0 ? level : 2);
    status = gather(l, by, index, &items, &n, err);
    if (!status)
        n = merge(items, n);
    for (size_t i = 0, end; i < n && !status; i = end) {
        t4_ladder_group *g;

        if (!t4_grow(groups, &room, *count, sizeof **groups)) {
            status = t4_fail_memory(err);
            break;
        }
        g = &(*groups)[*count];
        if (i == 0 || items[i - 1].group != items[i].group) {
            *g = (t4_ladder_group){.value = 0};
            g->index = items[i].group;
            name_group(l, by, index, items[i].group, g->key);
            (*count)++;
        } else {
            g--;
        }
        for (end = i; end < n && items[end].group == items[i].group && items[end].heading == items[i].heading; end++)
            ;
        add_heading(l, items + i, end - i, index, g);
    }
    for (size_t i = 0; i < *count; i++) {
        t4_ladder_group *g = &(*groups)[i];

        g->h = g->h > 0 ? g->h / g->value : 0;
        g->misplaced /= g->value;
        g->part = g->value / l->total * g->h;
        lost += g->part;
    }
    for (size_t i = 0; i < *count; i++)
        (*groups)[i].lost = lost > 0 ? (*groups)[i].part / lost : 0;
    if (*count)
        qsort(*groups, *count, sizeof **groups, compare_groups);
    t4_free(items);
    return status;
}
