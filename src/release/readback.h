/* SPDX-License-Identifier: MIT */
/* Read a finished workbook again and compare it with what was meant: a full disk loses rows silently. */
#ifndef T4_RELEASE_READBACK_H
#define T4_RELEASE_READBACK_H

#include "base/decimal.h"
#include "base/run.h"
#include "model/domain.h"

/* A column of numbers. */
typedef struct {
    uint32_t column;          /* 0-based */
    int decimals;
    uint64_t cells;           /* how many are not empty */
    t4_int128 sum;            /* of what the cells say, in units of 10^-decimals */
} t4_readback_number;

/* What a sheet of data must hold below its header line. */
typedef struct {
    const char *name;         /* of the sheet */
    uint64_t header;          /* number of the header line, 1-based */
    uint64_t rows;
    uint64_t texts;           /* sum of t4_readback_text() over all cells of text */
    t4_readback_number numbers[T4_MEASURES_MAX];
    int number_count;
} t4_readback_sheet;

/* Add a row as it is written: one text, one amount of number k. False when a sum leaves 127 bits. */
void t4_readback_text(t4_readback_sheet *sheet, uint32_t column, const char *text);
bool t4_readback_amount(t4_readback_sheet *sheet, int k, t4_int128 amount);

/*
 * T4_ERR_IO when the workbook at path differs: sheets missing, rows, texts,
 * numbers of cells or exact sums of columns.  Sheets 0 .. first-1 are only
 * read through.
 */
t4_status t4_readback_compare(t4_run *run, const char *path, size_t first,
                              const t4_readback_sheet *sheets, size_t count, t4_error *err);

#endif
