/* SPDX-License-Identifier: MIT */
/* Manners of the workbooks of a release; the only file that knows libxlsxwriter. */
#ifndef T4_RELEASE_BOOK_H
#define T4_RELEASE_BOOK_H

#include <xlsxwriter.h>

#include "release/draft.h"
#include "release/pages.h"

/* How cells of text look. */
typedef struct {
    lxw_format *title, *strong, *bold, *right, *indented, *bold_indented, *wrap, *count;
    lxw_format *number[T4_MEASURES_MAX];   /* by measure of the domain */
} t4_book_formats;

/*
 * libxlsxwriter writes its errors to stderr itself.  Where it may (making
 * temporary files, assembling the file) stderr leads nowhere for a moment;
 * what went wrong is told by its return code and by our own reading of the file.
 */
int t4_book_quiet_begin(void);
void t4_book_quiet_end(int saved);

t4_status t4_book_fail(lxw_error code, t4_error *err);
/* Title, author, subject; the time is that of the draft, so that the bytes are the same. */
void t4_book_properties(lxw_workbook *book, const t4_draft *draft, const char *language);
void t4_book_make_formats(t4_book_formats *formats, lxw_workbook *book, const t4_draft *draft);
/* Assemble the file; the book is gone afterwards. */
t4_status t4_book_close(lxw_workbook *book, t4_status status, t4_error *err);

/* On paper: the width of a sheet on one page. */
void t4_book_page(lxw_worksheet *sheet);
t4_status t4_book_text(lxw_worksheet *sheet, uint32_t row, uint16_t column, const char *text,
                       lxw_format *format, t4_error *err);
/* A row as high as a wrapped text of this width needs. */
void t4_book_height(lxw_worksheet *sheet, uint32_t row, const char *text, double width);
/* A table object over what is written from the header line to the last. */
t4_status t4_book_table(lxw_worksheet *sheet, uint32_t header, uint32_t last,
                        const char *const *headings, lxw_format *const *formats, int columns,
                        const char *name, t4_error *err);
/* One of the pages of release/pages.h; as a table object when `tables`. */
t4_status t4_book_write_page(lxw_worksheet *sheet, const t4_book_formats *formats, const t4_page *page,
                             bool tables, t4_error *err);

/* "xlsx/ID.xlsx" with only plain characters of the release's id, "xlsx/ID-ENDING.xlsx" with an ending. */
void t4_book_name(const t4_draft *draft, const char *ending, char name[128]);

#endif
