/* SPDX-License-Identifier: MIT */
/* A workbook of one plain table in bounded memory: texts as texts, numbers as numbers, read back before it counts. */
#ifndef T4_RELEASE_PLAINBOOK_H
#define T4_RELEASE_PLAINBOOK_H

#include "base/run.h"

enum { T4_PLAINBOOK_COLUMNS = 64 };

typedef struct t4_plainbook t4_plainbook;

/* The file appears under its name on close only. "-" is T4_ERR_USAGE. */
t4_status t4_plainbook_open(t4_plainbook **book, const char *path, t4_error *err);
/* Columns first, then rows.  The heading is name and ending (NULL = none) together. */
t4_status t4_plainbook_column(t4_plainbook *book, const char *name, const char *ending, bool number, t4_error *err);
/*
 * One text a column.  In a column of numbers "" is an empty cell; a number
 * of more than 15 digits, which a spreadsheet would round, stays a text.
 * T4_ERR_DATA beyond the rows of a sheet.
 */
t4_status t4_plainbook_row(t4_plainbook *book, const char *const *cells, t4_error *err);
/* Write, read back, compare, put in place. */
t4_status t4_plainbook_close(t4_plainbook *book, t4_run *run, t4_error *err);
void t4_plainbook_free(t4_plainbook *book);

#endif
