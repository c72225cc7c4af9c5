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

/* Code and, where a list says what codes are, commodity. */
static void code_columns(const t4_presented *p, t4_presented_table *table)
{
    column(table, t4_phrases_say(p->language, "Code"), CODE_WIDTH, false);
    if (p->draft->package->codes)
        column(table, t4_phrases_say(p->language, "Commodity"), LABEL_WIDTH, false);
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

/* What the rows of a table with both flows are of. */
enum { OF_CODES = -2, OF_PARTNERS = -1 };   /* 0 and more: labels of that dimension */

static bool is_like(const t4_row *row, const t4_row *like, int of)
{
    return of == OF_CODES ? !strcmp(row->code, like->code) :
           of == OF_PARTNERS ? row->partner == like->partner : row->dimension[of] == like->dimension[of];
}

static const t4_row *row_of(const t4_headline_list *list, t4_flow flow, const t4_row *like, int of)
{
    for (size_t i = 0; i < list->count; i++)
        if (list->rows[i].flow == (uint32_t)flow && is_like(&list->rows[i], like, of))
            return &list->rows[i];
    return NULL;
}

static const char *key_of(const t4_presented *p, const t4_row *row, int of, char scratch[T4_COLUMNS_PARTNER_TEXT])
{
    return of == OF_CODES ? row->code :
           of == OF_PARTNERS ? t4_columns_partner(p->draft->rows, row->partner, scratch) :
           t4_dict_text(p->draft->rows->domain->labels[of], row->dimension[of], NULL);
}

static const char *name_of(const t4_presented *p, const char *key, int of)
{
    return of == OF_CODES ? t4_draft_code_text(p->draft, key, p->language) :
           of == OF_PARTNERS ? t4_draft_partner_text(p->draft, key, p->language) :
           t4_draft_label_text(p->draft, of, key, p->language);
}

/* Rows of cells by the text of their first one. */
static int by_code(const void *a, const void *b)
{
    return strcmp(((const t4_presented_cell *)a)->text, ((const t4_presented_cell *)b)->text);
}

/* Both flows side by side, one row for each code, by code, or partner or label, by imports. */
static bool make_pairs(t4_presented *p, t4_presented_table *table, const t4_headline_list *list, int of, size_t most)
{
    char scratch[T4_COLUMNS_PARTNER_TEXT];
    int first = table->columns - 2;   /* of the two amounts; before them key and name, or only the key */
    size_t imports, exports;
    const t4_row **in = t4_headline_sorted(list, T4_M, p->measure, &imports);
    const t4_row **out = t4_headline_sorted(list, T4_X, p->measure, &exports);
    bool good = in && out && room(table, imports + exports);

    for (size_t i = 0; good && i < imports + exports && table->rows < most; i++) {
        const t4_row *row = i < imports ? in[i] : out[i - imports];
        const char *key = key_of(p, row, of, scratch);

        if (i >= imports && row_of(list, T4_M, row, of))
            continue;
        good = put_text(p, table, 0, key) && (first < 2 || put_text(p, table, 1, name_of(p, key, of)));
        put_amount(p, table, first, i < imports ? row : NULL);
        put_amount(p, table, first + 1, row_of(list, T4_X, row, of));
        table->rows++;
    }
    if (good && of == OF_CODES && table->rows)
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
    code_columns(p, table);
    amount_column(p, table, "imports");
    amount_column(p, table, "exports");
    return make_pairs(p, table, &p->headline->chapters, OF_CODES, SIZE_MAX);
}

static bool make_largest(t4_presented *p, t4_flow flow, const char *title)
{
    size_t count;
    const t4_row **rows = t4_headline_sorted(&p->headline->headings, flow, p->measure, &count);
    t4_presented_table *table;
    bool good = rows != NULL;

    if (good && count) {
        table = begin(p, title, "The headings with the largest amounts, all partners together.");
        code_columns(p, table);
        amount_column(p, table, t4_facts_flow(flow));
        count = count > T4_PRESENTED_HEADINGS ? T4_PRESENTED_HEADINGS : count;
        good = room(table, count);
        for (size_t i = 0; i < count && good; i++) {
            good = put_text(p, table, 0, rows[i]->code) &&
                   (table->columns < 3 ||
                    put_text(p, table, 1, t4_draft_code_text(p->draft, rows[i]->code, p->language)));
            put_amount(p, table, table->columns - 1, rows[i]);
            table->charted += rows[i]->present[p->measure] && table->charted < T4_PRESENTED_BARS;
            table->rows++;
        }
        table->chart = T4_PRESENTED_BARS_DOWN;
    }
    t4_free(rows);
    return good;
}

/* The largest imports that are told. */
static void chart_pairs(t4_presented_table *table)
{
    for (size_t i = 0; i < table->rows && i < T4_PRESENTED_BARS; i++)
        table->charted += table->cells[(i + 1) * (size_t)table->columns - 2].present;
    table->chart = T4_PRESENTED_BARS_DOWN;
    table->category = table->columns > 3;
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
    good = make_pairs(p, table, &p->headline->partners, OF_PARTNERS, SIZE_MAX);
    chart_pairs(table);
    return good;
}

/* The sums over everything but one of the further dimensions. */
static bool make_labels(t4_presented *p, int d)
{
    const char *dimension = p->draft->rows->domain->dimensions[d];
    const t4_headline_list *list = &p->headline->labels[d];
    t4_presented_table *table;
    char text[256];
    bool good;

    if (!list->count)
        return true;
    table = begin(p, "", "One row for each label, at most 100, all goods and partners together, the largest imports first.");
    snprintf(text, sizeof text, t4_phrases_say(p->language, "Imports and exports by \"%s\""), dimension);
    table->title = t4_arena_strndup(&p->arena, text, strlen(text));
    column(table, dimension, LABEL_WIDTH / 2, false);
    if (p->draft->package->labels && p->draft->package->labels[d]) {
        snprintf(text, sizeof text, t4_phrases_say(p->language, "%s, name"), dimension);
        column(table, text, LABEL_WIDTH / 2, false);
    }
    amount_column(p, table, "imports");
    amount_column(p, table, "exports");
    good = table->title && make_pairs(p, table, list, d, T4_PRESENTED_LABELS);
    chart_pairs(table);
    return good;
}

/* The first that can always be added up: a quantity is in many units. */
static int main_measure(const t4_draft *draft)
{
    for (int i = 0; i < draft->columns.count; i++)
        if (draft->columns.measures[i] != draft->rows->domain->quantity)
            return draft->columns.measures[i];
    return draft->columns.count ? draft->columns.measures[0] : -1;
}

t4_status t4_presented_make(t4_presented *presented, const t4_draft *draft,
                            const t4_headline *headline, const char *language, t4_error *err)
{
    bool good;

    *presented = (t4_presented){.draft = draft, .headline = headline, .language = language,
                                .measure = main_measure(draft)};
    t4_arena_init(&presented->arena);
    if (presented->measure < 0)
        return T4_OK;
    good = make_periods(presented) && make_chapters(presented) &&
           make_largest(presented, T4_M, "Largest imports") &&
           make_largest(presented, T4_X, "Largest exports") && make_partners(presented);
    for (int d = 0; d < draft->rows->domain->dimension_count && good; d++)
        good = make_labels(presented, d);
    return good ? T4_OK : t4_fail_memory(err);
}
