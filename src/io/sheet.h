/* SPDX-License-Identifier: MIT */
/* A small table in memory: records of texts under named columns, whatever the file's format was. */
#ifndef T4_IO_SHEET_H
#define T4_IO_SHEET_H

#include "base/arena.h"
#include "base/buffer.h"

enum {
    T4_SHEET_COLUMNS_MAX = 4096,
    T4_SHEET_ROWS_MAX = 8 * 1000 * 1000
};

typedef struct {
    char name[256];           /* of the file, for messages */
    t4_buffer bytes;          /* what the fields point into; owned */
    t4_arena arena;           /* or here */
    const char **columns;     /* header names; NULL when the file has no header */
    size_t column_count;      /* of the header, else of the widest record */
    const char **fields;      /* all fields, record after record, NUL-terminated, trimmed */
    size_t field_count, field_room;
    size_t *starts;           /* first field of each record; starts[rows] = field_count */
    uint64_t *lines;          /* where each record begins in the file; 0 = unknown */
    size_t rows, start_room, line_room;
} t4_sheet;

void t4_sheet_init(t4_sheet *sheet, const char *name);
void t4_sheet_release(t4_sheet *sheet);

/* Field of a record; "" where the record is too short or column < 0. */
static inline const char *t4_sheet_field(const t4_sheet *sheet, size_t row, long column)
{
    size_t begin = sheet->starts[row];

    return column >= 0 && (size_t)column < sheet->starts[row + 1] - begin
               ? sheet->fields[begin + (size_t)column]
               : "";
}

typedef struct {
    char separator;       /* 0 = the most frequent of , ; TAB | in the first record */
    uint64_t skip;        /* records to pass over at the beginning */
} t4_sheet_options;

/*
 * Cut UTF-8 text into records and fields, all of them data so far: quotes as in RFC 4180, LF, CRLF or
 * CR, blank lines left out.  Takes over the contents of `text`.  T4_ERR_DATA
 * with the line for a quote that never ends, too many columns or rows.
 */
t4_status t4_sheet_delimited(t4_sheet *sheet, t4_buffer *text, const t4_sheet_options *options,
                             t4_error *err);

/* Make the first record the header. There must be one. */
t4_status t4_sheet_lift_header(t4_sheet *sheet, t4_error *err);

/* Building by hand (JSON, fixed width): add the fields of a record in turn, then end it. Texts are copied. */
t4_status t4_sheet_add(t4_sheet *sheet, const char *text, size_t n, t4_error *err);
t4_status t4_sheet_end_row(t4_sheet *sheet, uint64_t line, t4_error *err);
t4_status t4_sheet_set_columns(t4_sheet *sheet, const char *const *names, size_t count, t4_error *err);

/*
 * The column that `name` means: a header name (compared without case, accents,
 * blanks and punctuation), else a number counted from 1; -1 when there is none.
 */
long t4_sheet_column(const t4_sheet *sheet, const char *name);
/* The first column whose name is one of the words, in the order of the words (NULL-terminated); -1. */
long t4_sheet_guess(const t4_sheet *sheet, const char *const *words);
/* Append "'code', 'label', ..." for messages; at most about 300 bytes. */
void t4_sheet_list_columns(const t4_sheet *sheet, t4_buffer *out);

#endif
