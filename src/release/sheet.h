/* SPDX-License-Identifier: MIT */
/* The columns of a sheet of data, made for people: headings with units, labels, shorthand. */
#ifndef T4_RELEASE_SHEET_H
#define T4_RELEASE_SHEET_H

#include "release/draft.h"
#include "release/facts.h"

enum {
    T4_SHEET_COLUMNS = 10 + T4_DIMENSIONS_MAX + 3 * T4_MEASURES_MAX,
    T4_SHEET_HEADING = T4_FACT_NAME + 32
};

typedef enum {
    T4_SHEET_PERIOD, T4_SHEET_FLOW, T4_SHEET_CODE, T4_SHEET_CODE_LABEL, T4_SHEET_PARTNER,
    T4_SHEET_PARTNER_LABEL, T4_SHEET_DIMENSION, T4_SHEET_AMOUNT, T4_SHEET_UNIT, T4_SHEET_STATUS
} t4_sheet_kind;

typedef struct {
    t4_sheet_kind kind;
    int index;             /* dimension or measure of the domain */
    int number;            /* AMOUNT: 0, 1, 2 ... among the amounts */
    const char *language;  /* of labels */
    char heading[T4_SHEET_HEADING];
    double width;          /* in characters */
} t4_sheet_column;

typedef struct {
    t4_sheet_column columns[T4_SHEET_COLUMNS];
    int count;
} t4_sheet;

typedef bool t4_sheet_visit(void *context, const char *text);
/*
 * Every text that the cells of data may hold, in an order that does not show
 * how rows come in units.  False without memory or when `visit` was.
 */
bool t4_sheet_texts(const t4_draft *draft, const t4_sheet *sheet, t4_sheet_visit *visit,
                    void *context);

/* labels: with labels beside codes and partners, in English and in the other languages of the title that have any. */
void t4_sheet_plan(t4_sheet *sheet, const t4_draft *draft, bool labels);
/* Text of a cell that is not an amount, "" for none; may use scratch. */
const char *t4_sheet_text(const t4_draft *draft, const t4_sheet_column *column, const t4_row *row,
                          char scratch[T4_COLUMNS_PARTNER_TEXT]);

#endif
