/* SPDX-License-Identifier: MIT */
/* Which rows of a release go on which sheet of its workbook, within what a spreadsheet holds. */
#ifndef T4_RELEASE_SPLIT_H
#define T4_RELEASE_SPLIT_H

#include "release/survey.h"

enum {
    T4_SPLIT_SHEETS = 32,             /* most sheets of data */
    T4_SPLIT_TITLE_LINES = 4,         /* above the header line of a sheet */
    T4_SPLIT_SHEET_ROWS = 1048576 - T4_SPLIT_TITLE_LINES - 1,
    T4_SPLIT_TABLE_ROWS = 50000,      /* most rows of a workbook with table objects */
    T4_SPLIT_LISTS = -1,
    T4_SPLIT_PARTS = 3                /* a table that needs more sheets is published as CSV only */
};

/* One sheet: the rows of a level with these flows, periods, chapters. */
typedef struct {
    char name[32];                    /* of the sheet: at most 31 bytes */
    int level;                        /* index into the plan's levels; T4_SPLIT_LISTS: totals over lists of codes */
    unsigned flows;                   /* bit set of 1 << flow */
    t4_period from, until;            /* in the order of rows; 0 = all */
    char chapter_from[4], chapter_until[4];  /* "" = all */
    uint64_t rows;
} t4_split_sheet;

typedef struct {
    uint64_t sheet_rows, table_rows;
    int parts;
} t4_split_limits;

/* The coarsest level first. */
typedef struct {
    t4_split_sheet sheets[T4_SPLIT_SHEETS];
    int count;
    bool omitted[T4_LEVELS_MAX];      /* too large: CSV only */
    bool tables;                      /* small enough for table objects */
    uint64_t rows;
} t4_split;

extern const t4_split_limits t4_split_usual;

/*
 * A level that fits on a sheet is one.  Else it is split by flow; a flow that
 * does not fit by period; a period that does not fit by chapter.  Levels that
 * need more than limits->parts sheets, or that would make the workbook larger
 * than that many full sheets, are omitted, finer ones first.
 */
void t4_split_plan(t4_split *split, const t4_survey *survey, const t4_split_limits *limits);
/* Does a row of the sheet's level belong on it? */
bool t4_split_holds(const t4_split_sheet *sheet, const t4_row *row);

#endif
