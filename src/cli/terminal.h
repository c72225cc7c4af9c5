/* SPDX-License-Identifier: MIT */
/* What a stream can show (terminal, colour, width) and tables that fit it. */
#ifndef T4_CLI_TERMINAL_H
#define T4_CLI_TERMINAL_H

#include <stdio.h>

#include "base/arena.h"
#include "base/status.h"

typedef enum { T4_COLOR_AUTO = 0, T4_COLOR_ALWAYS, T4_COLOR_NEVER } t4_color;
typedef enum { T4_FORMAT_TEXT = 0, T4_FORMAT_CSV, T4_FORMAT_JSON } t4_format;
typedef enum { T4_STYLE_PLAIN = 0, T4_STYLE_BOLD, T4_STYLE_RED, T4_STYLE_DIM } t4_style;

typedef struct {
    FILE *file;      /* borrowed */
    bool shown;      /* it is a terminal (or a test says so) */
    bool color;
    size_t width;    /* columns; 80 when unknown */
} t4_terminal;

/*
 * auto: colour on a terminal unless NO_COLOR is set or TERM is dumb;
 * CLICOLOR_FORCE asks for it anywhere.  fake: treat as a terminal of 80 columns.
 */
void t4_terminal_init(t4_terminal *terminal, FILE *file, t4_color color, bool fake);
/* The escape sequence of a style, or "" without colour. */
const char *t4_terminal_style(const t4_terminal *terminal, t4_style style);
/* Columns that UTF-8 text takes: wide characters count two, combining ones none. */
size_t t4_terminal_columns(const char *text);

enum { T4_TABLE_COLUMNS = 32 };

/* Rows of texts and counts, printed aligned, as CSV or as a JSON array of objects. */
typedef struct {
    const char *headers[T4_TABLE_COLUMNS];
    int columns;
    const char **cells;      /* row after row, copies in the arena */
    size_t count, room;
    bool is_number[T4_TABLE_COLUMNS];
    bool failed;             /* out of memory on the way: printing says so */
    t4_arena arena;
} t4_table;

/* headers: "place|field|#count": a # marks a column of numbers, printed on the right. Borrowed. */
t4_status t4_table_init(t4_table *table, const char *headers, t4_error *err);
void t4_table_release(t4_table *table);
/* Append the next cell. */
void t4_table_text(t4_table *table, const char *text);
void t4_table_count(t4_table *table, uint64_t number);
/* Text form is cut to a terminal's width with "..." in the widest column; a file gets it whole. */
t4_status t4_table_print(t4_table *table, const t4_terminal *terminal, t4_format format,
                         int indent, t4_error *err);

#endif
