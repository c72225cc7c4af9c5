/* SPDX-License-Identifier: MIT */
/* A CSV table read row by row, packed or not, in bounded memory: for tables that tenfour wrote itself. */
#ifndef T4_IO_CSVROWS_H
#define T4_IO_CSVROWS_H

#include "base/run.h"

enum {
    T4_CSVROWS_FIELDS_MAX = 64,            /* most columns */
    T4_CSVROWS_RECORD_MAX = 1024 * 1024    /* longest record in bytes */
};

typedef struct t4_csvrows t4_csvrows;

/* UTF-8, commas, quotes as in RFC 4180, gzip by its magic bytes.  Borrows run. */
t4_status t4_csvrows_open(t4_csvrows **rows, t4_run *run, const char *path, t4_error *err);
void t4_csvrows_free(t4_csvrows *rows);
/*
 * The next record: *fields (quotes off, NUL-terminated, borrowed until the
 * next call) and *count; *count = 0 at the end.  T4_ERR_DATA with the line for
 * a record that does not end or is too long.
 */
t4_status t4_csvrows_next(t4_csvrows *rows, char *const **fields, size_t *count, t4_error *err);
/* Line of the file on which the last record began. */
uint64_t t4_csvrows_line(const t4_csvrows *rows);

#endif
