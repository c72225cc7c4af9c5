/* SPDX-License-Identifier: MIT */
#include "release/presentation.h"

#include <locale.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "base/memory.h"
#include "release/book.h"
#include "release/facts.h"
#include "release/presented.h"
#include "release/readback.h"

enum { FRONT_SHEETS = 3, TITLE_LINES = 3, BAR_HEIGHT = 18, BAR_FRAME = 150, CHART_WIDTH = 620 };

typedef struct {
    t4_draft *draft;
    const char *language;
    t4_presented presented;
    lxw_workbook *book;
    t4_book_formats formats;
    t4_readback_sheet meant[T4_PRESENTED_TABLES];
    char names[T4_PRESENTED_TABLES][24];
} presentation;

static const char *say(const presentation *p, const char *english)
{
    return t4_phrases_say(p->language, english);
}

/* --- front pages ------------------------------------------------------------------- */

static t4_status make_contents(presentation *p, t4_page *page, t4_error *err)
{
    bool good;

    t4_pages_begin(page, "contents", 3, 16, 60, 14);
    good = t4_pages_add(page, T4_PAGES_TITLE, say(p, "Contents"), NULL, NULL) &&
           t4_pages_add(page, T4_PAGES_HEADINGS, say(p, "Sheet"), say(p, "What it holds"), say(p, "Rows"));
    for (int i = 0; i < p->presented.count && good; i++) {
        t4_pages_row *row = t4_pages_add(page, T4_PAGES_ROW, p->names[i], p->presented.tables[i].title, NULL);

        good = row != NULL;
        if (good) {
            row->link = row->counts = true;
            row->count = p->presented.tables[i].rows;
        }
    }
    return good ? T4_OK : t4_fail_memory(err);
}

static t4_status make_notes(presentation *p, t4_page *page, t4_error *err)
{
    t4_facts *facts = t4_alloc_zero(1, sizeof *facts);
    bool good = facts != NULL;

    t4_pages_begin(page, "notes", 2, 26, T4_PAGES_TEXT_WIDTH, 0);
    if (good)
        t4_facts_reading(facts, p->draft, p->language);
    good = good && t4_pages_add(page, T4_PAGES_TITLE, say(p, "Notes"), NULL, NULL) &&
           t4_pages_add(page, T4_PAGES_HEADINGS, say(p, "Note"), say(p, "Text"), NULL) &&
           t4_pages_facts(page, facts) &&
           t4_pages_add(page, T4_PAGES_ROW, say(p, "This workbook"),
                        say(p, "All cells of the release are in the tables of the other workbook and in "
                               "data/."), NULL) &&
           (!p->presented.headline->summed ||
            t4_pages_add(page, T4_PAGES_ROW, say(p, "Sums"), say(p, T4_PHRASES_SUMS), NULL));
    t4_free(facts);
    return good ? T4_OK : t4_fail_memory(err);
}

static t4_status write_front(presentation *p, t4_error *err)
{
    static const char *const names[FRONT_SHEETS] = {"Cover", "Contents", "Notes"};
    t4_status status = T4_OK;

    for (int i = 0; i < FRONT_SHEETS && !status; i++) {
        lxw_worksheet *sheet = workbook_get_worksheet_by_name(p->book, say(p, names[i]));
        t4_page page = {0};

        status = i == 0 ? t4_pages_cover(&page, p->draft, p->language, err)
                 : i == 1 ? make_contents(p, &page, err) : make_notes(p, &page, err);
        if (!status)
            status = t4_book_write_page(sheet, &p->formats, &page, true, err);
        t4_page_release(&page);
    }
    return status;
}

/* --- tables ---------------------------------------------------------------------------- */

/* "Shorthand in cells: [c] hidden to protect a trader" */
static void shorthand_line(const presentation *p, const t4_presented_table *table,
                           char text[T4_FACT_TEXT])
{
    size_t n = 0, cells = table->rows * (size_t)table->columns;

    for (const t4_fact_status *row = t4_fact_statuses; row->code && n < T4_FACT_TEXT - 1; row++) {
        bool used = false;

        for (size_t i = 0; i < cells && !used; i++)
            used = !table->cells[i].text && !table->cells[i].present && table->cells[i].status == row->code;
        if (used && row->shorthand[0])
            n += (size_t)snprintf(text + n, T4_FACT_TEXT - n, "%s%s %s", n ? "; " : say(p, "Shorthand in cells: "),
                                  row->shorthand, say(p, row->label));
    }
    if (!n)
        snprintf(text, T4_FACT_TEXT, "%s", say(p, "No shorthand is used."));
}

static t4_status write_titles(presentation *p, lxw_worksheet *sheet, const t4_presented_table *table,
                              t4_error *err)
{
    char text[2 * T4_FACT_TEXT], title[T4_FACT_TEXT], period[T4_PERIOD_TEXT];
    t4_status status;

    t4_facts_title(p->draft, p->language, title);
    t4_period_print(p->presented.headline->latest, period);
    snprintf(text, sizeof text, table->chart == T4_PRESENTED_LINE && table->charted ? "%s" : "%s, %s",
             table->title, period);
    status = t4_book_text(sheet, 0, 0, text, p->formats.title, err);
    snprintf(text, sizeof text, "%s. %s", title, table->about);
    if (!status)
        status = t4_book_text(sheet, 1, 0, text, NULL, err);
    shorthand_line(p, table, text);
    if (!status && p->draft->waiver)
        snprintf(text + strlen(text), sizeof text - strlen(text), " %s: %.500s", say(p, "NOT CERTIFIED"),
                 p->draft->waiver);
    return status ? status : t4_book_text(sheet, 2, 0, text, p->draft->waiver ? p->formats.strong : NULL, err);
}

static t4_status write_cell(presentation *p, lxw_worksheet *sheet, int i, uint32_t at, int c,
                            const t4_presented_cell *cell, t4_error *err)
{
    int decimals = p->draft->rows->decimals[p->presented.measure], k = 0;
    const char *text = cell->text ? cell->text : t4_facts_shorthand(cell->status);
    double power = 1;
    lxw_error code;

    if (cell->text || !cell->present) {
        t4_readback_text(&p->meant[i], (uint32_t)c, text);
        return *text ? t4_book_text(sheet, at, (uint16_t)c, text, cell->text ? p->formats.wrap : p->formats.right, err)
                     : T4_OK;
    }
    while (p->meant[i].numbers[k].column != (uint32_t)c)
        k++;
    for (int d = 0; d < decimals; d++)
        power *= 10;
    if (!t4_readback_amount(&p->meant[i], k, cell->amount))
        return t4_fail(err, T4_ERR_DATA, "the sum of a column of the workbook does not fit in 127 bits");
    code = worksheet_write_number(sheet, at, (lxw_col_t)c, (double)cell->amount / power,
                                  p->formats.number[p->presented.measure]);
    return code ? t4_book_fail(code, err) : T4_OK;
}

/* Of a chart in pixels: room for every bar, and for title, axis and legend. */
static double bars_height(const t4_presented_table *table)
{
    int series = 0;

    for (int c = 0; c < table->columns; c++)
        series += table->numbers[c];
    return (double)(BAR_FRAME + BAR_HEIGHT * (table->charted * (size_t)(series > 1 ? series : 2)));
}

/* Bars that do not begin at zero deceive. */
static bool any_below_zero(const t4_presented_table *table)
{
    bool below = false;

    for (size_t i = 0; i < table->charted * (size_t)table->columns; i++)
        below = below || (table->cells[i].present && table->cells[i].amount < 0);
    return below;
}

static t4_status add_chart(presentation *p, lxw_worksheet *sheet, const t4_presented_table *table,
                           const char *name, t4_error *err)
{
    bool line = table->chart == T4_PRESENTED_LINE;
    lxw_chart *chart = workbook_add_chart(p->book, line ? LXW_CHART_LINE : LXW_CHART_BAR);
    uint32_t first = TITLE_LINES + 1, last = TITLE_LINES + (uint32_t)table->charted;
    lxw_chart_axis *amounts = chart ? line ? chart->y_axis : chart->x_axis : NULL;
    lxw_chart_line grid = {.color = 0xD9D9D9, .width = 0.75};
    int series_count = 0;
    char about[256];
    lxw_chart_options options = {.object_position = LXW_OBJECT_MOVE_DONT_SIZE, .x_offset = 24,
                                 .x_scale = CHART_WIDTH / 480.0,
                                 .y_scale = line ? 1.2 : bars_height(table) / 288.0,
                                 .description = about};
    lxw_error code;

    if (!chart)
        return t4_fail_memory(err);
    snprintf(about, sizeof about, "%s", table->title);
    for (int c = 0; c < table->columns; c++) {
        lxw_chart_series *series;

        if (!table->numbers[c] || (line && c == 3))
            continue;
        series = chart_add_series(chart, NULL, NULL);
        series_count++;
        chart_series_set_categories(series, name, first, (lxw_col_t)table->category, last, (lxw_col_t)table->category);
        chart_series_set_values(series, name, first, (lxw_col_t)c, last, (lxw_col_t)c);
        chart_series_set_name_range(series, name, TITLE_LINES, (lxw_col_t)c);
    }
    chart_title_set_name(chart, table->title);
    chart_legend_set_position(chart, series_count > 1 ? LXW_CHART_LEGEND_BOTTOM : LXW_CHART_LEGEND_NONE);
    chart_axis_set_num_format(amounts, "#,##0");
    chart_axis_major_gridlines_set_visible(amounts, LXW_TRUE);
    chart_axis_major_gridlines_set_line(amounts, &grid);
    if (!any_below_zero(table))
        chart_axis_set_min(amounts, 0);
    if (!line) {
        chart_axis_set_reverse(chart->y_axis);
        chart_set_series_gap(chart, 45);
    }
    code = worksheet_insert_chart_opt(sheet, TITLE_LINES, (lxw_col_t)table->columns, chart, &options);
    return code ? t4_book_fail(code, err) : T4_OK;
}

static t4_status start_table(presentation *p, lxw_worksheet *sheet, int i, const char **headings,
                             lxw_format **formats, t4_error *err)
{
    const t4_presented_table *table = &p->presented.tables[i];
    t4_readback_sheet *meant = &p->meant[i];
    t4_status status = write_titles(p, sheet, table, err);

    *meant = (t4_readback_sheet){.name = p->names[i], .header = TITLE_LINES + 1, .rows = table->rows};
    for (int c = 0; c < table->columns && !status; c++) {
        headings[c] = table->headings[c];
        formats[c] = table->numbers[c] ? p->formats.right : p->formats.bold;
        worksheet_set_column(sheet, (lxw_col_t)c, (lxw_col_t)c, table->widths[c], NULL);
        status = t4_book_text(sheet, TITLE_LINES, (uint16_t)c, headings[c], formats[c], err);
        if (table->numbers[c])
            meant->numbers[meant->number_count++] = (t4_readback_number){
                .column = (uint32_t)c, .decimals = p->draft->rows->decimals[p->presented.measure]};
    }
    return status;
}

static t4_status write_table(presentation *p, int i, t4_error *err)
{
    const t4_presented_table *table = &p->presented.tables[i];
    lxw_worksheet *sheet = workbook_get_worksheet_by_name(p->book, p->names[i]);
    const char *headings[T4_PRESENTED_COLUMNS];
    lxw_format *formats[T4_PRESENTED_COLUMNS];
    uint32_t last = TITLE_LINES + (uint32_t)table->rows;
    char range[LXW_MAX_CELL_RANGE_LENGTH];
    t4_status status = start_table(p, sheet, i, headings, formats, err);

    for (size_t r = 0; r < table->rows && !status; r++) {
        const t4_presented_cell *cells = &table->cells[r * (size_t)table->columns];

        if (table->columns > 1 && cells[1].text)
            t4_book_height(sheet, TITLE_LINES + 1 + (uint32_t)r, cells[1].text, table->widths[1]);
        for (int c = 0; c < table->columns && !status; c++)
            status = write_cell(p, sheet, i, TITLE_LINES + 1 + (uint32_t)r, c, &cells[c], err);
    }
    lxw_rowcol_to_range(range, TITLE_LINES + 1, 0, last > TITLE_LINES ? last : TITLE_LINES + 1, 0);
    worksheet_ignore_errors(sheet, LXW_IGNORE_NUMBER_STORED_AS_TEXT, range);
    if (!status)
        status = t4_book_table(sheet, TITLE_LINES, last, headings, formats, table->columns, p->names[i], err);
    return status || !table->charted ? status : add_chart(p, sheet, table, p->names[i], err);
}

/* --- the book ------------------------------------------------------------------------------ */

static t4_status add_sheets(presentation *p, t4_error *err)
{
    static const char *const names[FRONT_SHEETS] = {"Cover", "Contents", "Notes"};
    int quiet = t4_book_quiet_begin();
    bool good = true;

    for (int i = 0; i < FRONT_SHEETS + p->presented.count && good; i++) {
        const char *name = i < FRONT_SHEETS ? say(p, names[i]) : p->names[i - FRONT_SHEETS];
        lxw_worksheet *sheet = workbook_add_worksheet(p->book, name);

        good = sheet != NULL;
        if (good)
            t4_book_page(sheet);
    }
    t4_book_quiet_end(quiet);
    return good ? T4_OK : t4_fail(err, T4_ERR_IO, "cannot make the temporary files of the workbook");
}

static t4_status fill(presentation *p, t4_error *err)
{
    t4_status status = add_sheets(p, err);

    if (status)
        return status;
    t4_book_make_formats(&p->formats, p->book, p->draft);
    t4_book_properties(p->book, p->draft, p->language);
    status = write_front(p, err);
    for (int i = 0; i < p->presented.count && !status; i++)
        status = write_table(p, i, err);
    return status;
}

static t4_status make_book(presentation *p, t4_error *err)
{
    char ending[32], name[128], path[T4_DRAFT_PATH], folder[T4_DRAFT_PATH];
    lxw_workbook_options options = {.constant_memory = LXW_FALSE, .tmpdir = folder, .use_zip64 = LXW_FALSE};
    t4_status status;

    snprintf(ending, sizeof ending, "summary-%s", p->language);
    t4_book_name(p->draft, ending, name);
    status = t4_draft_path(p->draft, name, path, err);
    if (status)
        return status;
    snprintf(folder, sizeof folder, "%s", p->draft->package->folder);
    for (int i = 0; i < p->presented.count; i++)
        snprintf(p->names[i], sizeof p->names[i], "Table_%d", i + 1);
    p->book = workbook_new_opt(path, &options);
    status = p->book ? fill(p, err) : t4_fail_memory(err);
    if (p->book)
        status = t4_book_close(p->book, status, err);
    if (!status && chmod(path, 0600) != 0)
        status = t4_fail_errno(err, "set the mode of", path);
    return status ? status : t4_readback_compare(p->draft->package->run, path, FRONT_SHEETS, p->meant,
                                                 (size_t)p->presented.count, err);
}

/* Languages of the title that we speak; English when there is none. */
static int languages_of(const t4_draft *draft, const char *languages[T4_PHRASES_LANGUAGES])
{
    const t4_texts *title = &draft->package->template_->title;
    int count = 0;

    for (int l = 0; l < T4_PHRASES_LANGUAGES; l++)
        for (int i = 0; i < title->count; i++)
            if (!strcmp(title->language[i], t4_phrases_languages[l]))
                languages[count++] = t4_phrases_languages[l];
    if (!count)
        languages[count++] = "en";
    return count;
}

t4_status t4_presentation_write(t4_draft *draft, t4_error *err)
{
    const char *languages[T4_PHRASES_LANGUAGES];
    int count = languages_of(draft, languages);
    locale_t plain = newlocale(LC_ALL_MASK, "C", (locale_t)0), before;
    t4_headline headline = {0};
    t4_status status = plain ? t4_headline_collect(&headline, draft, err) : t4_fail_memory(err);

    before = plain ? uselocale(plain) : (locale_t)0;
    for (int l = 0; l < count && !status; l++) {
        presentation p = {.draft = draft, .language = languages[l]};

        status = t4_presented_make(&p.presented, draft, &headline, languages[l], err);
        if (!status && p.presented.count)
            status = make_book(&p, err);
        t4_presented_release(&p.presented);
    }
    if (plain) {
        uselocale(before);
        freelocale(plain);
    }
    t4_headline_release(&headline);
    return status;
}
