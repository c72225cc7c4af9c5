/* SPDX-License-Identifier: MIT */
#include "release/workbook.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <locale.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/memory.h"
#include "base/parallel.h"
#include "release/book.h"
#include "release/facts.h"
#include "release/pages.h"
#include "release/presentation.h"
#include "release/readback.h"
#include "release/sheet.h"
#include "release/writer.h"

enum { FIRST_SHEETS = 3 };

typedef struct {
    t4_draft *draft;
    t4_split split;
    lxw_workbook *book;
    t4_book_formats formats;
    t4_sheet layout;
    lxw_worksheet *sheets[T4_SPLIT_SHEETS];
    t4_readback_sheet *meant;
    locale_t plain;        /* numbers with a point, whatever the user's locale */
    t4_row_block *blocks;  /* one a slot */
    size_t window;
} workbook;

static t4_status write_front(workbook *w, lxw_worksheet *first[FIRST_SHEETS], t4_error *err)
{
    t4_page page = {0};
    t4_status status = t4_pages_cover(&page, w->draft, "en", err);

    if (!status)
        status = t4_book_write_page(first[0], &w->formats, &page, w->split.tables, err);
    t4_page_release(&page);
    if (!status)
        status = t4_pages_contents(&page, w->draft, &w->split, err);
    if (!status)
        status = t4_book_write_page(first[1], &w->formats, &page, w->split.tables, err);
    t4_page_release(&page);
    if (!status)
        status = t4_pages_notes(&page, w->draft, &w->split, err);
    if (!status)
        status = t4_book_write_page(first[2], &w->formats, &page, w->split.tables, err);
    t4_page_release(&page);
    return status;
}

/* --- sheets of data -------------------------------------------------------- */

/* Amounts stand to the right, what stands behind an amount keeps a distance. */
static lxw_format *cell_format(const workbook *w, t4_sheet_kind kind)
{
    return kind == T4_SHEET_UNIT || kind == T4_SHEET_STATUS ? w->formats.indented : NULL;
}

static lxw_format *heading_format(const workbook *w, t4_sheet_kind kind)
{
    return kind == T4_SHEET_AMOUNT ? w->formats.right : cell_format(w, kind) ? w->formats.bold_indented : w->formats.bold;
}

static void set_heading_height(const workbook *w, lxw_worksheet *sheet)
{
    double lines = 1;

    for (int c = 0; c < w->layout.count; c++) {
        double needed = 1 + (int)((double)strlen(w->layout.columns[c].heading) * 1.3 /
                                  w->layout.columns[c].width);

        lines = needed > lines ? needed : lines;
    }
    worksheet_set_row(sheet, T4_SPLIT_TITLE_LINES, lines * LXW_DEF_ROW_HEIGHT, NULL);
}

static t4_status start_sheet(workbook *w, int i, t4_error *err)
{
    const t4_split_sheet *part = &w->split.sheets[i];
    lxw_worksheet *sheet = w->sheets[i];
    t4_readback_sheet *meant = &w->meant[i];
    t4_page page = {0};
    t4_status status = t4_pages_title(&page, w->draft, part, err);

    if (!status)
        status = t4_book_write_page(sheet, &w->formats, &page, w->split.tables, err);
    t4_page_release(&page);

    t4_book_page(sheet);
    set_heading_height(w, sheet);
    worksheet_repeat_rows(sheet, T4_SPLIT_TITLE_LINES, T4_SPLIT_TITLE_LINES);
    *meant = (t4_readback_sheet){.name = part->name, .header = T4_SPLIT_TITLE_LINES + 1};
    for (int c = 0; c < w->layout.count && !status; c++) {
        const t4_sheet_column *column = &w->layout.columns[c];

        worksheet_set_column(sheet, (lxw_col_t)c, (lxw_col_t)c, column->width, NULL);
        status = t4_book_text(sheet, T4_SPLIT_TITLE_LINES, (uint16_t)c, column->heading,
                          heading_format(w, column->kind), err);
        if (column->kind == T4_SHEET_AMOUNT)
            meant->numbers[meant->number_count++] = (t4_readback_number){
                .column = (uint32_t)c, .decimals = w->draft->rows->decimals[column->index]};
    }
    return status;
}

static t4_status put_amount(workbook *w, int i, uint32_t at, int c, const t4_row *row,
                            t4_error *err)
{
    const t4_sheet_column *column = &w->layout.columns[c];
    int m = column->index;
    double power = 1;
    lxw_error code;

    if (!row->present[m])
        return T4_OK;
    if (!t4_readback_amount(&w->meant[i], column->number, row->amount[m]))
        return t4_fail(err, T4_ERR_DATA, "the sum of a column of the workbook does not fit in 127 "
                       "bits");
    for (int d = 0; d < w->draft->rows->decimals[m]; d++)
        power *= 10;
    code = worksheet_write_number(w->sheets[i], at, (lxw_col_t)c, (double)row->amount[m] / power,
                                  w->formats.number[m]);
    return code ? t4_book_fail(code, err) : T4_OK;
}

static t4_status put_row(workbook *w, int i, const t4_row *row, t4_error *err)
{
    uint32_t at = T4_SPLIT_TITLE_LINES + 1 + (uint32_t)w->meant[i].rows++;
    char scratch[T4_COLUMNS_PARTNER_TEXT];
    t4_status status = T4_OK;

    for (int c = 0; c < w->layout.count && !status; c++) {
        const char *text;

        if (w->layout.columns[c].kind == T4_SHEET_AMOUNT) {
            status = put_amount(w, i, at, c, row, err);
            continue;
        }
        text = t4_sheet_text(w->draft, &w->layout.columns[c], row, scratch);
        t4_readback_text(&w->meant[i], (uint32_t)c, text);
        if (*text)
            status = t4_book_text(w->sheets[i], at, (uint16_t)c, text,
                              cell_format(w, w->layout.columns[c].kind), err);
    }
    return status;
}

static t4_status produce(void *context, unsigned worker, size_t index, size_t slot, t4_error *err)
{
    workbook *w = context;

    return w->draft->rows->load(w->draft->rows, worker, index, &w->blocks[slot], err);
}

static t4_status put_level(workbook *w, int level, const t4_row_block *block, t4_error *err)
{
    t4_status status = T4_OK;
    int i = -1;

    for (size_t k = 0; k < block->count[level] && !status; k++) {
        const t4_row *row = &block->rows[level][k];

        if (i < 0 || !t4_split_holds(&w->split.sheets[i], row))
            for (i = 0; i < w->split.count; i++)
                if (w->split.sheets[i].level == level && t4_split_holds(&w->split.sheets[i], row))
                    break;
        if (i == w->split.count)
            return t4_fail(err, T4_ERR_IO, "a row of the release belongs on no sheet");
        status = put_row(w, i, row, err);
    }
    return status;
}

/* Runs on any thread, one at a time. */
static t4_status consume(void *context, size_t index, size_t slot, t4_error *err)
{
    workbook *w = context;
    locale_t before = uselocale(w->plain);
    t4_status status = T4_OK;

    for (int level = 0; level < w->draft->rows->plan->level_count && !status; level++)
        if (!w->split.omitted[level])
            status = put_level(w, level, &w->blocks[slot], err);
    uselocale(before);
    t4_run_report(w->draft->package->run, "workbook", index + 1, w->draft->rows->units, "parts");
    return status;
}

/* Totals over lists are few: a sheet behind all others, written in their own order. */
static t4_status put_lists(workbook *w, t4_error *err)
{
    const t4_rows *rows = t4_protected_lists(w->draft->package->protected_);
    t4_row_block block = {0};
    int i = w->split.count - 1;
    t4_status status = T4_OK;

    if (i < 0 || w->split.sheets[i].level != T4_SPLIT_LISTS)
        return T4_OK;
    for (size_t unit = 0; unit < rows->units && !status; unit++) {
        status = rows->load(rows, 0, unit, &block, err);
        for (size_t k = 0; k < block.count[0] && !status; k++)
            status = put_row(w, i, &block.rows[0][k], err);
    }
    t4_row_block_release(&block);
    return status;
}

static t4_status finish_sheet(workbook *w, int i, t4_error *err)
{
    const t4_split_sheet *part = &w->split.sheets[i];
    lxw_worksheet *sheet = w->sheets[i];
    uint32_t header = T4_SPLIT_TITLE_LINES, last = header + (uint32_t)w->meant[i].rows;
    const char *headings[T4_SHEET_COLUMNS];
    lxw_format *formats[T4_SHEET_COLUMNS];
    char range[LXW_MAX_CELL_RANGE_LENGTH], name[64];

    lxw_rowcol_to_range(range, header + 1, 0, last, (lxw_col_t)(w->layout.count - 1));
    worksheet_ignore_errors(sheet, LXW_IGNORE_NUMBER_STORED_AS_TEXT, range);
    if (!w->split.tables) {
        worksheet_freeze_panes(sheet, header + 1, 0);
        worksheet_autofilter(sheet, header, 0, last, (lxw_col_t)(w->layout.count - 1));
        return T4_OK;
    }
    for (int c = 0; c < w->layout.count; c++) {
        headings[c] = w->layout.columns[c].heading;
        formats[c] = heading_format(w, w->layout.columns[c].kind);
    }
    snprintf(name, sizeof name, "table_%s", part->name);
    for (char *p = name; *p; p++)
        if (!isalnum((unsigned char)*p))
            *p = '_';
    return t4_book_table(sheet, header, last, headings, formats, w->layout.count, name, err);
}

/* --- the whole ------------------------------------------------------------- */

static t4_status add_sheets(workbook *w, lxw_worksheet *first[FIRST_SHEETS], t4_error *err)
{
    static const char *const names[FIRST_SHEETS] = {"Cover", "Contents", "Notes"};
    int quiet = t4_book_quiet_begin();
    bool good = true;

    for (int i = 0; i < FIRST_SHEETS && good; i++)
        good = (first[i] = workbook_add_worksheet(w->book, names[i])) != NULL;
    for (int i = 0; i < FIRST_SHEETS && good; i++)
        t4_book_page(first[i]);
    for (int i = 0; i < w->split.count && good; i++)
        good = (w->sheets[i] = workbook_add_worksheet(w->book, w->split.sheets[i].name)) != NULL;
    t4_book_quiet_end(quiet);
    return good ? T4_OK : t4_fail(err, T4_ERR_IO, "cannot make the temporary files of the workbook");
}

/*
 * The library numbers texts as they come, and rows come in units of which
 * nothing may show: number them beforehand.  (Large workbooks hold texts in
 * their cells.)
 */
static bool number_text(void *context, const char *text)
{
    workbook *w = context;

    return !*text || lxw_get_sst_index(w->book->sst, text, LXW_FALSE) != NULL;
}

static t4_status number_texts(workbook *w, t4_error *err)
{
    if (!w->split.tables || t4_sheet_texts(w->draft, &w->layout, number_text, w))
        return T4_OK;
    return t4_fail_memory(err);
}

static t4_status fill(workbook *w, t4_error *err)
{
    lxw_worksheet *first[FIRST_SHEETS];
    t4_status status = add_sheets(w, first, err);

    if (status)
        return status;
    t4_book_make_formats(&w->formats, w->book, w->draft);
    t4_book_properties(w->book, w->draft, "en");
    t4_sheet_plan(&w->layout, w->draft, w->split.tables);
    status = write_front(w, first, err);
    for (int i = 0; i < w->split.count && !status; i++)
        status = start_sheet(w, i, err);
    if (!status)
        status = number_texts(w, err);
    if (!status)
        status = t4_parallel_ordered(w->draft->package->run, w->draft->rows->units, w->window,
                                     produce, consume, w, err);
    if (!status)
        status = put_lists(w, err);
    for (int i = 0; i < w->split.count && !status; i++)
        status = finish_sheet(w, i, err);
    return status;
}

static t4_status check(workbook *w, const char *path, t4_error *err)
{
    if (chmod(path, 0600) != 0)
        return t4_fail_errno(err, "set the mode of", path);
    return t4_readback_compare(w->draft->package->run, path, FIRST_SHEETS, w->meant,
                               (size_t)w->split.count, err);
}

static t4_status make(workbook *w, const char *name, t4_error *err)
{
    char path[T4_DRAFT_PATH], folder[T4_DRAFT_PATH];
    lxw_workbook_options options = {.constant_memory = w->split.tables ? LXW_FALSE : LXW_TRUE,
                                    .tmpdir = folder, .use_zip64 = LXW_FALSE};
    locale_t before;
    t4_status status = t4_draft_path(w->draft, name, path, err);

    if (status)
        return status;
    snprintf(folder, sizeof folder, "%s", w->draft->package->folder);
    before = uselocale(w->plain);
    w->book = workbook_new_opt(path, &options);
    status = w->book ? fill(w, err) : t4_fail_memory(err);
    if (w->book)
        status = t4_book_close(w->book, status, err);
    w->book = NULL;
    uselocale(before);
    if (!status)
        status = check(w, path, err);
    if (!status)
        status = t4_draft_count(w->draft, name, w->split.rows, err);
    return status;
}

/* One more sheet where there are totals over lists, and they fit on it. */
static t4_status plan_lists(workbook *w, const t4_split_limits *limits, t4_error *err)
{
    const t4_rows *rows = t4_protected_lists(w->draft->package->protected_);
    t4_split_sheet *sheet = &w->split.sheets[w->split.count];
    t4_row_block block = {0};
    uint64_t count = 0;
    t4_status status = T4_OK;

    for (size_t unit = 0; rows && unit < rows->units && !status; unit++) {
        status = rows->load(rows, 0, unit, &block, err);
        count += block.count[0];
    }
    t4_row_block_release(&block);
    if (status || !count || count > limits->sheet_rows || w->split.count == T4_SPLIT_SHEETS)
        return status;
    *sheet = (t4_split_sheet){.name = "Lists", .level = T4_SPLIT_LISTS, .flows = UINT32_MAX, .rows = count};
    w->split.count++;
    w->split.rows += count;
    return T4_OK;
}

static t4_status check_omitted(const workbook *w, t4_error *err)
{
    for (int level = 0; level < w->draft->rows->plan->level_count; level++)
        if (w->split.omitted[level] && !w->draft->package->template_->wanted[T4_OUTPUT_csv])
            return t4_fail(err, T4_ERR_USAGE,
                           "the table of level %d has %llu rows, too many for a workbook; add csv "
                           "to 'outputs'", w->draft->rows->plan->levels[level],
                           (unsigned long long)w->draft->survey.level_rows[level]);
    return T4_OK;
}

t4_status t4_workbook_write(t4_draft *draft, const t4_split_limits *limits, t4_error *err)
{
    workbook *w = t4_alloc_zero(1, sizeof *w);
    char name[128];
    t4_status status;

    if (!w)
        return t4_fail_memory(err);
    w->draft = draft;
    w->window = (size_t)draft->package->run->threads * 2;
    w->plain = newlocale(LC_ALL_MASK, "C", (locale_t)0);
    w->blocks = t4_alloc_zero(w->window, sizeof *w->blocks);
    w->meant = t4_alloc_zero(T4_SPLIT_SHEETS, sizeof *w->meant);
    status = w->plain && w->blocks && w->meant ? T4_OK : t4_fail_memory(err);
    if (!status) {
        t4_split_plan(&w->split, &draft->survey, limits);
        status = check_omitted(w, err);
        if (!status)
            status = plan_lists(w, limits, err);
    }
    if (!status)
        status = t4_draft_folder(draft, "xlsx", err);
    t4_book_name(draft, NULL, name);
    if (!status)
        status = make(w, name, err);
    for (size_t i = 0; w->blocks && i < w->window; i++)
        t4_row_block_release(&w->blocks[i]);
    if (w->plain)
        freelocale(w->plain);
    t4_free(w->blocks);
    t4_free(w->meant);
    t4_free(w);
    return status;
}

static t4_status write_usual(t4_draft *draft, t4_error *err)
{
    t4_status status = t4_workbook_write(draft, &t4_split_usual, err);

    return status ? status : t4_presentation_write(draft, err);
}

const t4_writer t4_writer_xlsx = {.write = write_usual};
