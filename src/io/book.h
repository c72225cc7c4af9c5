/* SPDX-License-Identifier: MIT */
/* The sheets of a workbook (XLSX, XLS), a DBF table or a text table as cells in memory. */
#ifndef T4_IO_BOOK_H
#define T4_IO_BOOK_H

#include "base/run.h"
#include "io/sheet.h"

enum {
    T4_BOOK_SHEETS_MOST = 1024,
    T4_BOOK_CELLS_MOST = 32 * 1000 * 1000,   /* of all sheets, blank ones left of others too */
    T4_BOOK_BYTES_MOST = 1024 * 1024 * 1024  /* of their texts */
};

typedef enum { T4_BOOK_TEXT = 0, T4_BOOK_XLSX, T4_BOOK_XLS, T4_BOOK_DBF } t4_book_kind;

typedef struct {
    char *name;            /* trailing blanks and all; "" where a file is one table */
    t4_sheet sheet;        /* cells in columns, A first; every row with content, its number in lines */
    uint8_t *numbers;      /* 1 for each field that is stored as a number, so with a decimal point */
    size_t number_room;
} t4_book_sheet;

typedef struct {
    t4_book_sheet *sheets;
    size_t count, room;
    size_t cells, bytes;
    bool date1904;         /* dates are days since 1904, not 1900 */
    const char *path;      /* borrowed */
} t4_book;

/* What a file is by its first bytes, gzip looked through; T4_BOOK_TEXT for all that is none of the others. */
t4_status t4_book_probe(const char *path, t4_book_kind *kind, t4_error *err);
/*
 * Read all sheets.  encoding: of text and DBF, NULL = found out; separator 0 =
 * found out.  Release also after a failure.  T4_ERR_DATA for a file that is
 * damaged or is not what it says, T4_ERR_MEMORY for one over a ceiling.
 */
t4_status t4_book_read(t4_book *book, t4_run *run, const char *path, t4_book_kind kind, const char *encoding,
                       char separator, t4_error *err);
void t4_book_release(t4_book *book);

/* For the readers of formats: begin a sheet, add cells of a row from left to right, end the row. */
t4_status t4_book_begin(t4_book *book, const char *name, size_t n, t4_error *err);
t4_status t4_book_cell(t4_book *book, uint32_t column, const char *text, size_t n, bool number, t4_error *err);
t4_status t4_book_row(t4_book *book, uint64_t line, t4_error *err);

#endif
