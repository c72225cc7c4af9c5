/* SPDX-License-Identifier: MIT */
#include "release/presented.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/memory.h"
#include "release/facts.h"

enum { CODE_WIDTH = 12, LABEL_WIDTH = 60, AMOUNT_WIDTH = 24 };

void t4_presented_release(t4_presented *presented)
{
    for (int i = 0; i < presented->count; i++)
        t4_free(presented->tables[i].cells);
    t4_arena_release(&presented->arena);
    *presented = (t4_presented){0};
}

/* --- building a table ------------------------------------------------------------- */

static t4_presented_table *begin(t4_presented *p, const char *title, const char *about)
{
    t4_presented_table *table = &p->tables[p->count++];

    *table = (t4_presented_table){.title = t4_phrases_say(p->language, title),
                                  .about = t4_phrases_say(p->language, about)};
    return table;
}

static void column(t4_presented_table *table, const char *heading, double width, bool number)
{
    snprintf(table->headings[table->columns], sizeof table->headings[0], "%s", heading);
    table->widths[table->columns] = width;
    table->numbers[table->columns++] = number;
}

/* "imports (USD)" */
static void amount_column(const t4_presented *p, t4_presented_table *table, const char *what)
{
    const char *unit = p->draft->rows->domain->measures[p->measure].unit;
    char heading[128];

    snprintf(heading, sizeof heading, "%s%s%s%s", t4_phrases_say(p->language, what), *unit ? " (" : "",
             unit, *unit ? ")" : "");
    column(table, heading, AMOUNT_WIDTH, true);
}

static bool room(t4_presented_table *table, size_t rows)
{
    table->cells = t4_alloc_zero(rows * (size_t)table->columns + 1, sizeof *table->cells);
    return table->cells != NULL;
}

static t4_presented_cell *cell(t4_presented_table *table, int c)
{
    return &table->cells[table->rows * (size_t)table->columns + (size_t)c];
}

static bool put_text(t4_presented *p, t4_presented_table *table, int c, const char *text)
{
    cell(table, c)->text = t4_arena_strndup(&p->arena, text, strlen(text));
    return cell(table, c)->text != NULL;
}

static void put_amount(const t4_presented *p, t4_presented_table *table, int c, const t4_row *row)
{
    if (row)
        *cell(table, c) = (t4_presented_cell){.amount = row->amount[p->measure],
                                              .present = row->present[p->measure],
                                              .status = row->status[p->measure]};
    else
        *cell(table, c) = (t4_presented_cell){.status = 'A'};   /* no trade: an empty cell */
}

/* --- the tables ---------------------------------------------------------------------- */

static t4_period_kind shortest(const t4_headline *h)
{
    t4_period_kind kind = T4_YEAR;

    for (size_t i = 0; i < h->totals.count; i++)
        if (t4_period_kind_of(h->totals.rows[i].period) > kind)
            kind = t4_period_kind_of(h->totals.rows[i].period);
    return kind;
}

static bool put_period_row(t4_presented *p, t4_presented_table *table, t4_period period)
{
    const t4_row *in = t4_headline_total(p->headline, T4_M, period);
    const t4_row *out = t4_headline_total(p->headline, T4_X, period);
    char text[T4_PERIOD_TEXT];
    t4_presented_cell *balance;
    bool good;

    t4_period_print(period, text);
    good = put_text(p, table, 0, text);
    put_amount(p, table, 1, in);
    put_amount(p, table, 2, out);
    balance = cell(table, 3);
    balance->status = 'A';
    if (in && out)
        balance->status = in->present[p->measure] ? out->status[p->measure] : in->status[p->measure];
    balance->present = in && out && in->present[p->measure] && out->present[p->measure] &&
                       t4_add128(out->amount[p->measure], -in->amount[p->measure], &balance->amount);
    table->rows++;
    return good;
}

static bool make_periods(t4_presented *p)
{
    t4_period_kind kind = shortest(p->headline);
    t4_presented_table *table;
    t4_period last = 0;
    bool good;

    if (!p->headline->totals.count)
        return true;
    table = begin(p, "Imports and exports by period", "One row for each period; balance is exports minus imports.");
    column(table, t4_phrases_say(p->language, "Period"), CODE_WIDTH, false);
    amount_column(p, table, "imports");
    amount_column(p, table, "exports");
    amount_column(p, table, "balance");
    good = room(table, p->headline->totals.count);
    for (size_t i = 0; i < p->headline->totals.count && good; i++) {
        t4_period period = p->headline->totals.rows[i].period;

        if (t4_period_kind_of(period) != kind || period == last)
            continue;
        last = period;
        good = put_period_row(p, table, period);
    }
    table->chart = T4_PRESENTED_LINE;
    table->charted = table->rows > 1 ? table->rows : 0;
    return good;
}

static const t4_row *row_of(const t4_headline_list *list, t4_flow flow, const t4_row *like, bool partner)
{
    for (size_t i = 0; i < list->count; i++)
        if (list->rows[i].flow == (uint32_t)flow &&
            (partner ? list->rows[i].partner == like->partner : !strcmp(list->rows[i].code, like->code)))
            return &list->rows[i];
    return NULL;
}

/* Rows of cells by the text of their first one. */
static int by_code(const void *a, const void *b)
{
    return strcmp(((const t4_presented_cell *)a)->text, ((const t4_presented_cell *)b)->text);
}

/* Both flows side by side, one row for each code, by code, or partner, by imports. */
static bool make_pairs(t4_presented *p, t4_presented_table *table, const t4_headline_list *list,
                       bool partner)
{
    char scratch[T4_COLUMNS_PARTNER_TEXT];
    size_t imports, exports;
    const t4_row **in = t4_headline_sorted(list, T4_M, p->measure, &imports);
    const t4_row **out = t4_headline_sorted(list, T4_X, p->measure, &exports);
    bool good = in && out && room(table, imports + exports);

    for (size_t i = 0; good && i < imports + exports; i++) {
        const t4_row *row = i < imports ? in[i] : out[i - imports];
        const char *code = partner ? t4_columns_partner(p->draft->rows, row->partner, scratch) : row->code;

        if (i >= imports && row_of(list, T4_M, row, partner))
            continue;
        good = put_text(p, table, 0, code) &&
               put_text(p, table, 1, partner ? t4_draft_partner_text(p->draft, code, p->language)
                                             : t4_draft_code_text(p->draft, code, p->language));
        put_amount(p, table, 2, i < imports ? row : NULL);
        put_amount(p, table, 3, row_of(list, T4_X, row, partner));
        table->rows++;
    }
    if (good && !partner && table->rows)
        qsort(table->cells, table->rows, (size_t)table->columns * sizeof *table->cells, by_code);
    t4_free(in);
    t4_free(out);
    return good;
}

static bool make_chapters(t4_presented *p)
{
    t4_presented_table *table;

    if (!p->headline->chapters.count)
        return true;
    table = begin(p, "Imports and exports by chapter", "One row for each chapter, all partners together.");
    column(table, t4_phrases_say(p->language, "Code"), CODE_WIDTH, false);
    column(table, t4_phrases_say(p->language, "Commodity"), LABEL_WIDTH, false);
    amount_column(p, table, "imports");
    amount_column(p, table, "exports");
    return make_pairs(p, table, &p->headline->chapters, false);
}

static bool make_largest(t4_presented *p, t4_flow flow, const char *title)
{
    size_t count;
    const t4_row **rows = t4_headline_sorted(&p->headline->headings, flow, p->measure, &count);
    t4_presented_table *table;
    bool good = rows != NULL;

    if (good && count) {
        table = begin(p, title, "The headings with the largest amounts, all partners together.");
        column(table, t4_phrases_say(p->language, "Code"), CODE_WIDTH, false);
        column(table, t4_phrases_say(p->language, "Commodity"), LABEL_WIDTH, false);
        amount_column(p, table, t4_facts_flow(flow));
        count = count > T4_PRESENTED_HEADINGS ? T4_PRESENTED_HEADINGS : count;
        good = room(table, count);
        for (size_t i = 0; i < count && good; i++) {
            good = put_text(p, table, 0, rows[i]->code) &&
                   put_text(p, table, 1, t4_draft_code_text(p->draft, rows[i]->code, p->language));
            put_amount(p, table, 2, rows[i]);
            table->charted += rows[i]->present[p->measure] && table->charted < T4_PRESENTED_BARS;
            table->rows++;
        }
        table->chart = T4_PRESENTED_BARS_DOWN;
    }
    t4_free(rows);
    return good;
}

static bool make_partners(t4_presented *p)
{
    t4_presented_table *table;
    bool good;

    if (!p->headline->partners.count)
        return true;
    table = begin(p, "Imports and exports by partner",
                  "One row for each partner, all goods together, the largest imports first.");
    column(table, t4_phrases_say(p->language, "Partner"), CODE_WIDTH, false);
    column(table, t4_phrases_say(p->language, "Partner name"), LABEL_WIDTH / 2, false);
    amount_column(p, table, "imports");
    amount_column(p, table, "exports");
    good = make_pairs(p, table, &p->headline->partners, true);
    for (size_t i = 0; i < table->rows && i < T4_PRESENTED_BARS && good; i++)
        table->charted += table->cells[i * (size_t)table->columns + 2].present;
    table->chart = T4_PRESENTED_BARS_DOWN;
    table->category = 1;
    return good;
}

t4_status t4_presented_make(t4_presented *presented, const t4_draft *draft,
                            const t4_headline *headline, const char *language, t4_error *err)
{
    bool good;

    *presented = (t4_presented){.draft = draft, .headline = headline, .language = language,
                                .measure = draft->columns.count ? draft->columns.measures[0] : -1};
    t4_arena_init(&presented->arena);
    if (presented->measure < 0)
        return T4_OK;
    good = make_periods(presented) && make_chapters(presented) &&
           make_largest(presented, T4_M, "Largest imports") &&
           make_largest(presented, T4_X, "Largest exports") && make_partners(presented);
    return good ? T4_OK : t4_fail_memory(err);
}
