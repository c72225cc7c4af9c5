/* SPDX-License-Identifier: MIT */
/* The pages of a workbook that people read first: Cover, Contents, Notes, the lines above a table. */
#ifndef T4_RELEASE_PAGES_H
#define T4_RELEASE_PAGES_H

#include "base/arena.h"
#include "release/draft.h"
#include "release/split.h"

enum { T4_PAGES_COLUMNS = 3, T4_PAGES_TEXT_WIDTH = 90 };

typedef enum {
    T4_PAGES_TITLE,      /* large and bold, runs over the cells to its right */
    T4_PAGES_STRONG,     /* bold */
    T4_PAGES_LINE,       /* plain, runs over the cells to its right */
    T4_PAGES_HEADINGS,   /* of the page's table */
    T4_PAGES_ROW         /* wrapped within its columns */
} t4_pages_style;

typedef struct {
    t4_pages_style style;
    const char *cells[T4_PAGES_COLUMNS];   /* NULL = none */
    bool link;           /* the first cell names a sheet to go to */
    bool counts;         /* the last cell is the number below */
    uint64_t count;
} t4_pages_row;

typedef struct {
    t4_arena arena;      /* owns the texts */
    t4_pages_row *rows;
    size_t count, room;
    const char *table;   /* name of the page's table: from HEADINGS to the end; NULL = none */
    int columns;
    double widths[T4_PAGES_COLUMNS];
} t4_page;

void t4_page_release(t4_page *page);
/* Start a page of so many columns; table: name of its table, NULL = none. */
void t4_pages_begin(t4_page *page, const char *table, int columns, double first, double second,
                    double third);
/* Add a row of up to three texts, which are copied; NULL without memory. */
t4_pages_row *t4_pages_add(t4_page *page, t4_pages_style style, const char *first,
                           const char *second, const char *third);
struct t4_facts;
bool t4_pages_facts(t4_page *page, const struct t4_facts *facts);

t4_status t4_pages_cover(t4_page *page, const t4_draft *draft, const char *language, t4_error *err);
t4_status t4_pages_contents(t4_page *page, const t4_draft *draft, const t4_split *split,
                            t4_error *err);
/* What it says on how the workbook was made is added to draft->notes as well. */
t4_status t4_pages_notes(t4_page *page, t4_draft *draft, const t4_split *split, t4_error *err);
/* The T4_SPLIT_TITLE_LINES lines above a table. */
t4_status t4_pages_title(t4_page *page, const t4_draft *draft, const t4_split_sheet *part,
                         t4_error *err);

#endif
