/* SPDX-License-Identifier: MIT */
/* An XLSX workbook as streams of rows. */
#ifndef T4_IO_XLSX_H
#define T4_IO_XLSX_H

#include "base/run.h"

typedef struct t4_xlsx t4_xlsx;

/* Every ceiling, beside those of io/zipxml.h; reaching one is T4_ERR_MEMORY with the name of the part. */
enum {
    T4_XLSX_SHEETS = 1024,
    T4_XLSX_STRINGS = 1 << 23,         /* most shared texts */
    T4_XLSX_COLUMNS = 16384,
    T4_XLSX_ROWS = 1048576,
    T4_XLSX_CELL_BYTES = 4 * 32767,    /* longest text of a cell */
    T4_XLSX_ROW_BYTES = 64 * 1024 * 1024
};
#define T4_XLSX_STRING_BYTES ((size_t)512 << 20) /* all shared texts together */

typedef enum { T4_XLSX_NUMBER = 0, T4_XLSX_TEXT, T4_XLSX_BOOLEAN, T4_XLSX_ERROR } t4_xlsx_kind;

typedef struct {
    uint32_t column;      /* 0-based */
    t4_xlsx_kind kind;
    const char *text;     /* UTF-8, NUL-terminated; a number as it stands in the file ("12.5", "1E+16") */
    size_t n;
} t4_xlsx_cell;

/* One row that has cells with content, in order of columns; number is 1-based. Texts live until it returns. */
typedef t4_status t4_xlsx_visit(void *context, uint64_t number, const t4_xlsx_cell *cells,
                                size_t count, t4_error *err);

/*
 * Open a workbook and read its list of sheets and shared texts.  T4_ERR_DATA
 * for anything that is not a whole XLSX file (a zip with a DOCTYPE, a
 * truncated part, a bad checksum too); no entity is ever expanded and nothing
 * is fetched.
 */
t4_status t4_xlsx_open(t4_xlsx **book, const char *path, t4_error *err);
void t4_xlsx_free(t4_xlsx *book);
size_t t4_xlsx_sheets(const t4_xlsx *book);
/* Name of a sheet as it stands, trailing blanks and all. */
const char *t4_xlsx_sheet_name(const t4_xlsx *book, size_t sheet);
bool t4_xlsx_sheet_hidden(const t4_xlsx *book, size_t sheet);
/* Do dates count from 1904? */
bool t4_xlsx_date1904(const t4_xlsx *book);
/* Visit every row of a sheet, top down. run may be NULL. */
t4_status t4_xlsx_read(t4_xlsx *book, t4_run *run, size_t sheet, t4_xlsx_visit *visit,
                       void *context, t4_error *err);

#endif
