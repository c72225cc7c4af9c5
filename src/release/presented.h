/* SPDX-License-Identifier: MIT */
/* The tables of a presentation workbook: small, titled, in one language; what stands in every cell. */
#ifndef T4_RELEASE_PRESENTED_H
#define T4_RELEASE_PRESENTED_H

#include "release/headline.h"
#include "release/phrases.h"

enum {
    T4_PRESENTED_TABLES = 5 + T4_DIMENSIONS_MAX,
    T4_PRESENTED_COLUMNS = 4,
    T4_PRESENTED_HEADINGS = 20,   /* rows of a table of largest headings */
    T4_PRESENTED_LABELS = 100,    /* rows of a table of a further dimension */
    T4_PRESENTED_BARS = 10        /* bars of a chart */
};

typedef struct {
    const char *text;             /* NULL = the cell is a number */
    t4_int128 amount;
    bool present;                 /* false: shorthand stands in place of the number */
    char status;
} t4_presented_cell;

typedef enum { T4_PRESENTED_LINE, T4_PRESENTED_BARS_DOWN } t4_presented_chart;

typedef struct {
    const char *title, *about;    /* phrases in the language of the book */
    char headings[T4_PRESENTED_COLUMNS][T4_COLUMNS_PARTNER_TEXT * 4];
    double widths[T4_PRESENTED_COLUMNS];
    bool numbers[T4_PRESENTED_COLUMNS];
    int columns;
    t4_presented_cell *cells;     /* columns of each row */
    size_t rows;
    t4_presented_chart chart;
    int category;                 /* column of the chart's categories */
    size_t charted;               /* rows of the chart; 0 = no chart */
} t4_presented_table;

typedef struct {
    const t4_draft *draft;
    const t4_headline *headline;
    const char *language;
    int measure;
    t4_arena arena;               /* owns the texts of cells */
    t4_presented_table tables[T4_PRESENTED_TABLES];
    int count;
} t4_presented;

/* Every table that the release has rows for. */
t4_status t4_presented_make(t4_presented *presented, const t4_draft *draft,
                            const t4_headline *headline, const char *language, t4_error *err);
void t4_presented_release(t4_presented *presented);

#endif
