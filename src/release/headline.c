/* SPDX-License-Identifier: MIT */
#include "release/headline.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "release/visit.h"

enum { HEADING_DIGITS = 4 };

typedef struct {
    const t4_draft *draft;
    t4_headline *headline;
    int total_level;      /* index; -1 = none */
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
}

static bool wanted(const void *context, const t4_survey_unit *unit)
{
    const collector *c = context;

    return !unit->chapter[0] || unit->period == c->headline->latest;
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

            if (level == c->total_level && view == T4_SURVEY_WORLD)
                status = keep(&h->totals, row, err);
            if (row->period != h->latest)
                continue;
            if (!status && level == c->total_level && view == T4_SURVEY_EACH)
                status = keep(&h->partners, row, err);
            if (!status && level == h->chapter_level && view == T4_SURVEY_WORLD)
                status = keep(&h->chapters, row, err);
            if (!status && level == h->heading_level && view == T4_SURVEY_WORLD)
                status = keep(&h->headings, row, err);
        }
    return status;
}

t4_status t4_headline_collect(t4_headline *headline, const t4_draft *draft, t4_error *err)
{
    collector c = {.draft = draft, .headline = headline};

    *headline = (t4_headline){0};
    choose(&c);
    if (draft->rows->domain->dimension_count || !headline->latest)
        return T4_OK;
    return t4_visit_units(draft, wanted, look, &c, err);
}

void t4_headline_release(t4_headline *headline)
{
    t4_free(headline->totals.rows);
    t4_free(headline->chapters.rows);
    t4_free(headline->headings.rows);
    t4_free(headline->partners.rows);
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
