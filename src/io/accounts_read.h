/* SPDX-License-Identifier: MIT */
/* Read tables of figures and of relations between them, and of how far figures may be off. */
#ifndef T4_IO_ACCOUNTS_READ_H
#define T4_IO_ACCOUNTS_READ_H

#include "base/decimal.h"
#include "base/run.h"

enum {
    T4_ACCOUNTS_ROWS_MOST = 20000000,  /* most rows of one file */
    T4_ACCOUNTS_DECIMALS = 4           /* of figures and what they should add up to */
};

/* A row; texts are borrowed until the next one. */
typedef struct {
    const char *name, *relation;
    size_t name_length, relation_length;
    t4_int128 value;                   /* of a figure; of a relation's row: its factor (whole) */
    double deviation;                  /* of a figure; a share where `is_share`; NAN = not given */
    bool is_share;
    uint64_t line;
} t4_accounts_row;

typedef t4_status t4_accounts_visit(void *context, const t4_accounts_row *row, t4_error *err);

/* cell, value, and as wanted deviation (or variance, or share). */
t4_status t4_accounts_read_figures(t4_run *run, const char *path, t4_accounts_visit *visit, void *context, t4_error *err);
/* relation, cell, coefficient (1 where it is empty); a row without a cell says what the others add up to. */
t4_status t4_accounts_read_relations(t4_run *run, const char *path, t4_accounts_visit *visit, void *context, t4_error *err);
/* code (or * for all), share. */
t4_status t4_accounts_read_shares(t4_run *run, const char *path, t4_accounts_visit *visit, void *context, t4_error *err);

#endif
