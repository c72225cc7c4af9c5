/* SPDX-License-Identifier: MIT */
#include "release/book.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "release/facts.h"
#include "release/sheet.h"

/* --- the library's manners ------------------------------------------------- */

int t4_book_quiet_begin(void)
{
    int saved = fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 3);
    int nowhere = open("/dev/null", O_WRONLY | O_CLOEXEC);

    fflush(stderr);
    if (saved >= 0 && nowhere >= 0)
        dup2(nowhere, STDERR_FILENO);
    if (nowhere >= 0)
        close(nowhere);
    return saved;
}

void t4_book_quiet_end(int saved)
{
    fflush(stderr);
    if (saved >= 0) {
        dup2(saved, STDERR_FILENO);
        close(saved);
    }
}

t4_status t4_book_fail(lxw_error code, t4_error *err)
{
    return t4_fail(err, code == LXW_ERROR_MEMORY_MALLOC_FAILED ? T4_ERR_MEMORY : T4_ERR_IO,
                   "cannot write the workbook: %s", lxw_strerror(code));
}

t4_status t4_book_text(lxw_worksheet *sheet, uint32_t row, uint16_t column, const char *text,
                          lxw_format *format, t4_error *err)
{
    lxw_error code = worksheet_write_string(sheet, row, column, text, format);

    return code ? t4_book_fail(code, err) : T4_OK;
}

void t4_book_page(lxw_worksheet *sheet)
{
    enum { A4 = 9 };

    worksheet_set_paper(sheet, A4);
    worksheet_set_landscape(sheet);
    worksheet_fit_to_pages(sheet, 1, 0);
}

/* --- formats --------------------------------------------------------------- */

void t4_book_make_formats(t4_book_formats *formats, lxw_workbook *book, const t4_draft *draft)
{
    formats->title = workbook_add_format(book);
    format_set_bold(formats->title);
    format_set_font_size(formats->title, 14);
    formats->strong = workbook_add_format(book);
    format_set_bold(formats->strong);
    formats->bold = workbook_add_format(book);
    format_set_bold(formats->bold);
    format_set_text_wrap(formats->bold);
    format_set_align(formats->bold, LXW_ALIGN_VERTICAL_TOP);
    formats->right = workbook_add_format(book);
    format_set_bold(formats->right);
    format_set_text_wrap(formats->right);
    format_set_align(formats->right, LXW_ALIGN_VERTICAL_TOP);
    format_set_align(formats->right, LXW_ALIGN_RIGHT);
    formats->bold_indented = workbook_add_format(book);
    format_set_bold(formats->bold_indented);
    format_set_text_wrap(formats->bold_indented);
    format_set_align(formats->bold_indented, LXW_ALIGN_VERTICAL_TOP);
    format_set_indent(formats->bold_indented, 1);
    formats->count = workbook_add_format(book);
    format_set_num_format(formats->count, "#,##0");
    formats->indented = workbook_add_format(book);
    format_set_indent(formats->indented, 1);
    formats->wrap = workbook_add_format(book);
    format_set_text_wrap(formats->wrap);
    format_set_align(formats->wrap, LXW_ALIGN_VERTICAL_TOP);
    for (int m = 0; m < draft->rows->domain->measure_count; m++) {
        char code[32] = "#,##0";
        int decimals = draft->rows->decimals[m];

        if (decimals)
            snprintf(code, sizeof code, "#,##0.%0*d", decimals, 0);
        formats->number[m] = workbook_add_format(book);
        format_set_num_format(formats->number[m], code);
    }
}

/* The library cannot tell, and programs differ in guessing. */
void t4_book_height(lxw_worksheet *sheet, uint32_t row, const char *text, double width)
{
    size_t characters = 0;
    double lines;

    for (; *text; text++)
        characters += (*text & 0xC0) != 0x80;
    lines = 1 + (int)((double)characters * 1.15 / width);   /* words do not fill their line */
    if (lines > 1)
        worksheet_set_row(sheet, row, lines * LXW_DEF_ROW_HEIGHT, NULL);
}

/* --- pages -------------------------------------------------------------------- */

t4_status t4_book_table(lxw_worksheet *sheet, uint32_t header, uint32_t last,
                        const char *const *headings, lxw_format *const *formats, int columns,
                        const char *name, t4_error *err)
{
    lxw_table_column column[T4_SHEET_COLUMNS] = {{0}}, *list[T4_SHEET_COLUMNS + 1];
    char heading[T4_SHEET_COLUMNS][T4_SHEET_HEADING], table_name[64];
    lxw_table_options options = {.name = table_name, .columns = list, .no_autofilter = LXW_TRUE,
                                 .style_type = LXW_TABLE_STYLE_TYPE_LIGHT, .style_type_number = 1};
    lxw_error code;

    if (last <= header)
        return T4_OK;
    snprintf(table_name, sizeof table_name, "%s", name);
    for (int i = 0; i < columns; i++) {
        snprintf(heading[i], sizeof heading[i], "%s", headings[i]);
        column[i].header = heading[i];
        column[i].header_format = formats[i];
        list[i] = &column[i];
    }
    list[columns] = NULL;
    code = worksheet_add_table(sheet, header, 0, last, (lxw_col_t)(columns - 1), &options);
    return code ? t4_book_fail(code, err) : T4_OK;
}

static t4_status write_cells(lxw_worksheet *sheet, const t4_book_formats *f, uint32_t at,
                             const t4_pages_row *row, t4_error *err)
{
    lxw_format *const styles[] = {f->title, f->strong, NULL, f->bold, f->wrap};
    t4_status status = T4_OK;
    char link[80];

    for (int c = 0; c < T4_PAGES_COLUMNS && !status; c++)
        if (row->cells[c] && !(row->link && c == 0))
            status = t4_book_text(sheet, at, (uint16_t)c, row->cells[c], styles[row->style], err);
    if (!status && row->link) {
        snprintf(link, sizeof link, "internal:'%s'!A1", row->cells[0]);
        if (worksheet_write_url_opt(sheet, at, 0, link, NULL, row->cells[0], NULL))
            status = t4_fail(err, T4_ERR_IO, "cannot write a link to sheet '%s'", row->cells[0]);
    }
    if (!status && row->counts &&
        worksheet_write_number(sheet, at, T4_PAGES_COLUMNS - 1, (double)row->count, f->count))
        status = t4_fail(err, T4_ERR_IO, "cannot write the contents of the workbook");
    return status;
}

t4_status t4_book_write_page(lxw_worksheet *sheet, const t4_book_formats *formats, const t4_page *page,
                             bool tables, t4_error *err)
{
    lxw_format *const bold[T4_PAGES_COLUMNS] = {formats->bold, formats->bold, formats->bold};
    const char *headings[T4_PAGES_COLUMNS] = {0};
    uint32_t header = 0;
    t4_status status = T4_OK;

    for (int c = 0; c < page->columns && page->widths[c] > 0; c++)
        worksheet_set_column(sheet, (lxw_col_t)c, (lxw_col_t)c, page->widths[c], NULL);
    for (uint32_t i = 0; i < page->count && !status; i++) {
        const t4_pages_row *row = &page->rows[i];

        if (row->style == T4_PAGES_HEADINGS) {
            header = i;
            memcpy(headings, row->cells, sizeof headings);
        }
        if (row->cells[1] && page->columns > 1)
            t4_book_height(sheet, i, row->cells[1], page->widths[1]);
        status = write_cells(sheet, formats, i, row, err);
    }
    if (!status && page->table && tables)
        status = t4_book_table(sheet, header, (uint32_t)page->count - 1, headings, bold, page->columns,
                               page->table, err);
    return status;
}

/* --- the file --------------------------------------------------------------- */

/* At most n bytes of a text, cut between characters. */
static void cut(char *text, size_t n)
{
    if (strlen(text) <= n)
        return;
    while (n && ((unsigned char)text[n] & 0xC0) == 0x80)
        n--;
    text[n] = '\0';
}

void t4_book_properties(lxw_workbook *book, const t4_draft *draft, const char *language)
{
    const t4_template *t = draft->package->template_;
    char title[T4_FACT_TEXT], protection[T4_FACT_TEXT], author[128], subject[256];
    lxw_doc_properties properties = {.title = title, .author = author, .subject = subject,
                                     .comments = protection, .created = (time_t)draft->seconds};

    t4_facts_title(draft, language, title);
    cut(title, 250);
    t4_facts_protection(draft, language, protection);
    cut(protection, 250);
    snprintf(author, sizeof author, "%s", t->reporter ? t->reporter : "");
    snprintf(subject, sizeof subject, "%.100s %.100s", t->id ? t->id : "", t->vintage ? t->vintage : "");
    workbook_set_properties(book, &properties);
}

t4_status t4_book_close(lxw_workbook *book, t4_status status, t4_error *err)
{
    int quiet = t4_book_quiet_begin();
    lxw_error code = workbook_close(book);

    t4_book_quiet_end(quiet);
    return !status && code ? t4_book_fail(code, err) : status;
}

void t4_book_name(const t4_draft *draft, const char *ending, char name[128])
{
    const char *id = draft->package->template_->id;
    char plain[64];
    size_t n = 0;

    for (; id && *id && n < sizeof plain - 1; id++)
        if (isalnum((unsigned char)*id) || (n && strchr("._-", *id)))
            plain[n++] = *id;
    plain[n] = '\0';
    snprintf(name, 128, "xlsx/%s%s%s.xlsx", n ? plain : "release", ending ? "-" : "", ending ? ending : "");
}
