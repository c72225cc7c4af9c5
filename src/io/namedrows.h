/* SPDX-License-Identifier: MIT */
/* A delimited file as rows of texts under the columns that were asked for: any separator, encoding, packed or not. */
#ifndef T4_IO_NAMEDROWS_H
#define T4_IO_NAMEDROWS_H

#include "io/source.h"

enum { T4_NAMEDROWS_WANTED = 64 };  /* most columns of one question */

/* A column by its name, compared without case, accents, blanks and punctuation. */
typedef struct {
    const char *name;
    const char *others;  /* other names, "hs|hs6|commodity"; the first that the file has counts; NULL = none */
    bool required;
} t4_namedrows_wanted;

typedef struct {
    const char *text;    /* UTF-8, blanks at its ends off, not NUL-terminated; borrowed until the next row */
    size_t length;
} t4_namedrows_field;

typedef struct t4_namedrows t4_namedrows;

/*
 * T4_ERR_DATA when a required column is missing (the message lists what the
 * file has) or a name fits two columns.  encoding NULL = found out.  Borrows
 * run and wanted.
 */
t4_status t4_namedrows_open(t4_namedrows **columns, t4_run *run, const char *path, const char *encoding,
                          const t4_namedrows_wanted *wanted, size_t count, t4_error *err);
void t4_namedrows_free(t4_namedrows *columns);
/* Does the file have wanted column i? */
bool t4_namedrows_has(const t4_namedrows *columns, size_t i);
/* The name that wanted column i has in the file; NULL when it has it not. */
const char *t4_namedrows_name(const t4_namedrows *columns, size_t i);
/*
 * The next record: fields[i] for each wanted column, empty where the file has
 * it not; *more false at the end.  T4_ERR_DATA with the line for a record with
 * another number of fields than the header, or bytes that are no text.
 */
t4_status t4_namedrows_next(t4_namedrows *columns, t4_namedrows_field *fields, bool *more, t4_error *err);
/* Line of the file on which the last record began. */
uint64_t t4_namedrows_line(const t4_namedrows *columns);
/* A failure of the last record: file, line, the column's name as the file has it, what was found. */
t4_status t4_namedrows_fail(const t4_namedrows *columns, size_t i, const t4_namedrows_field *field,
                          const char *expected, t4_error *err);

#endif
