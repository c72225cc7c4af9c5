/* SPDX-License-Identifier: MIT */
#include "release/headline.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "release/visit.h"

enum { HEADING_DIGITS = 4 };

typedef struct {
    const t4_draft *draft;
    t4_headline *headline;
    int total_level;      /* index of the level that totals are taken from; -1 = none */
    bool goods;           /* totals are sums over the codes of that level */
    t4_survey_view world; /* T4_SURVEY_EACH: the world is the sum of single partners */
    bool sums;
} collector;

/* --- which ----------------------------------------------------------------- */

/* Is a a longer period than b, or as long and later? */
static bool leads(t4_period a, t4_period b)
{
    int x = t4_period_last_month(a) - t4_period_first_month(a);
    int y = t4_period_last_month(b) - t4_period_first_month(b);

    return x != y ? x > y : t4_period_last_month(a) > t4_period_last_month(b);
}

static void choose(collector *c)
{
    const t4_draft *draft = c->draft;
    const t4_cube_plan *plan = draft->rows->plan;
    t4_headline *h = c->headline;

    for (size_t i = 0; i < draft->rows->units; i++) {
        t4_period period = draft->survey.units[i].period;

        if (period && (!h->latest || leads(period, h->latest)))
            h->latest = period;
    }
    c->total_level = h->chapter_level = h->heading_level = -1;
    for (int level = plan->level_count - 1; level >= 0; level--) {
        int digits = plan->levels[level];

        if (digits == T4_LEVEL_TOTAL)
            c->total_level = level;
        else if (h->chapter_level < 0)
            h->chapter_level = level;
        if (digits != T4_LEVEL_TOTAL && (h->heading_level < 0 || digits <= HEADING_DIGITS))
            h->heading_level = level;
    }
    c->goods = c->total_level < 0;
    if (c->goods)
        c->total_level = h->chapter_level;
    c->world = plan->world || !plan->each ? T4_SURVEY_WORLD : T4_SURVEY_EACH;
    c->sums = draft->rows->domain->dimension_count > 0;
    h->summed = c->goods || c->world == T4_SURVEY_EACH || c->sums;
}

static bool wanted(const void *context, const t4_survey_unit *unit)
{
    const collector *c = context;

    return c->goods || !unit->chapter[0] || unit->period == c->headline->latest;
}

/* --- collecting ------------------------------------------------------------- */

static t4_status keep(t4_headline_list *list, const t4_row *row, t4_error *err)
{
    if (list->count >= T4_HEADLINE_MOST)
        return t4_fail(err, T4_ERR_MEMORY, "more than %d rows of the latest period", T4_HEADLINE_MOST);
    if (!t4_grow(&list->rows, &list->room, list->count, sizeof *list->rows))
        return t4_fail_memory(err);
    list->rows[list->count++] = *row;
    return T4_OK;
}

/* Add a row to a sum.  A quantity in different units has none. */
static t4_status add_row(const collector *c, t4_row *sum, const t4_row *row, t4_error *err)
{
    const t4_domain *domain = c->draft->rows->domain;

    for (int i = 0; i < c->draft->columns.count; i++) {
        int m = c->draft->columns.measures[i];
        bool mixed = m == domain->quantity && sum->unit != row->unit;

        if (sum->present[m] && row->present[m] && !mixed) {
            if (!t4_add128(sum->amount[m], row->amount[m], &sum->amount[m]))
                return t4_fail(err, T4_ERR_DATA, "a sum over published rows does not fit in 127 bits");
            continue;
        }
        /* Hidden before anything else. */
        if (sum->present[m] || (!row->present[m] && row->status[m] == 'Q')) {
            sum->status[m] = row->present[m] ? 'M' : row->status[m];
            sum->conf[m] = row->conf[m];
        }
        sum->present[m] = false;
        sum->amount[m] = 0;
    }
    if (sum->unit != row->unit)
        sum->unit = T4_UNIT_MIXED;
    return T4_OK;
}

/* What rows of a list have in common becomes their key: `label` of the dimension that stays, -1 = none. */
static t4_status gather(collector *c, t4_headline_list *list, const t4_row *row, bool world, bool goods, int label,
                        t4_error *err)
{
    t4_row plain = *row;
    struct { uint32_t period, flow, partner, label; char code[sizeof plain.code]; } key;
    uint32_t id;

    if (world)
        plain.partner = T4_PARTNER_WORLD;
    if (goods)
        snprintf(plain.code, sizeof plain.code, "TOTAL");
    for (int d = 0; d < c->draft->rows->domain->dimension_count; d++)
        plain.dimension[d] = d == label ? row->dimension[d] : 0;
    memset(&key, 0, sizeof key);
    key.period = plain.period;
    key.flow = plain.flow;
    key.partner = plain.partner;
    key.label = label < 0 ? 0 : plain.dimension[label];
    snprintf(key.code, sizeof key.code, "%s", plain.code);
    if (!list->keys)
        list->keys = t4_dict_new(T4_HEADLINE_MOST);
    if (!list->keys)
        return t4_fail_memory(err);
    id = t4_dict_find(list->keys, (const char *)&key, sizeof key);
    if (id != T4_DICT_NONE)
        return add_row(c, &list->rows[id], row, err);
    if (list->count < T4_HEADLINE_MOST && t4_dict_add(list->keys, (const char *)&key, sizeof key) == T4_DICT_NONE)
        return t4_fail_memory(err);
    return keep(list, &plain, err);
}

/* A row as it is where nothing is to be added up. */
static t4_status take(collector *c, t4_headline_list *list, const t4_row *row, bool world, bool goods, t4_error *err)
{
    world = world && c->world == T4_SURVEY_EACH;
    goods = goods && c->goods;
    return world || goods || c->sums ? gather(c, list, row, world, goods, -1, err) : keep(list, row, err);
}

static t4_status take_labels(collector *c, const t4_row *row, t4_error *err)
{
    t4_status status = T4_OK;

    for (int d = 0; d < c->draft->rows->domain->dimension_count && !status; d++)
        status = gather(c, &c->headline->labels[d], row, c->world == T4_SURVEY_EACH, c->goods, d, err);
    return status;
}

static t4_status look(void *context, const t4_survey_unit *unit, const t4_row_block *block,
                      t4_error *err)
{
    collector *c = context;
    t4_headline *h = c->headline;
    t4_status status = T4_OK;

    for (int level = 0; level < c->draft->rows->plan->level_count; level++)
        for (size_t k = 0; k < block->count[level] && !status; k++) {
            const t4_row *row = &block->rows[level][k];
            t4_survey_view view = t4_survey_view_of(row->partner);

            if (level == c->total_level && view == c->world)
                status = take(c, &h->totals, row, true, true, err);
            if (row->period != h->latest)
                continue;
            if (!status && level == c->total_level && view == c->world)
                status = take_labels(c, row, err);
            if (!status && level == c->total_level && view == T4_SURVEY_EACH)
                status = take(c, &h->partners, row, false, true, err);
            if (!status && level == h->chapter_level && view == c->world)
                status = take(c, &h->chapters, row, true, false, err);
            if (!status && level == h->heading_level && view == c->world)
                status = take(c, &h->headings, row, true, false, err);
        }
    return status;
}

t4_status t4_headline_collect(t4_headline *headline, const t4_draft *draft, t4_error *err)
{
    collector c = {.draft = draft, .headline = headline};

    *headline = (t4_headline){0};
    choose(&c);
    if (!headline->latest)
        return T4_OK;
    return t4_visit_units(draft, wanted, look, &c, err);
}

static void release_list(t4_headline_list *list)
{
    t4_free(list->rows);
    t4_dict_free(list->keys);
}

void t4_headline_release(t4_headline *headline)
{
    release_list(&headline->totals);
    release_list(&headline->chapters);
    release_list(&headline->headings);
    release_list(&headline->partners);
    for (int d = 0; d < T4_DIMENSIONS_MAX; d++)
        release_list(&headline->labels[d]);
    *headline = (t4_headline){0};
}

/* --- asking ------------------------------------------------------------------ */

typedef struct {
    const t4_row *row;
    t4_int128 amount;
    bool present;
} sorted_row;

static int by_amount(const void *a, const void *b)
{
    const sorted_row *x = a, *y = b;

    if (x->present != y->present)
        return x->present ? -1 : 1;
    if (x->present && x->amount != y->amount)
        return x->amount > y->amount ? -1 : 1;
    return x->row < y->row ? -1 : x->row > y->row;
}

const t4_row **t4_headline_sorted(const t4_headline_list *list, t4_flow flow, int measure,
                                  size_t *count)
{
    sorted_row *sorted = t4_alloc(list->count + 1, sizeof *sorted);
    const t4_row **rows = t4_alloc(list->count + 1, sizeof *rows);

    *count = 0;
    for (size_t i = 0; sorted && rows && i < list->count; i++)
        if (list->rows[i].flow == (uint32_t)flow)
            sorted[(*count)++] = (sorted_row){&list->rows[i], list->rows[i].amount[measure],
                                              list->rows[i].present[measure]};
    if (sorted && rows && *count)
        qsort(sorted, *count, sizeof *sorted, by_amount);
    for (size_t i = 0; sorted && rows && i < *count; i++)
        rows[i] = sorted[i].row;
    if (!sorted) {
        t4_free(rows);
        rows = NULL;
    }
    t4_free(sorted);
    return rows;
}

const t4_row *t4_headline_total(const t4_headline *headline, t4_flow flow, t4_period period)
{
    for (size_t i = 0; i < headline->totals.count; i++)
        if (headline->totals.rows[i].flow == (uint32_t)flow &&
            headline->totals.rows[i].period == period)
            return &headline->totals.rows[i];
    return NULL;
}
