/* SPDX-License-Identifier: MIT */
/* The exchange format of table protection (files *.jj): read and written as a joint table. */
#ifndef T4_IO_JJ_H
#define T4_IO_JJ_H

#include "base/buffer.h"
#include "base/run.h"
#include "model/jointtable.h"

enum {
    T4_JJ_CELLS_MAX = 8 * 1000 * 1000,    /* most cells of an exchange file */
    T4_JJ_TERMS_MAX = 64 * 1000 * 1000    /* most cells in all its relations together */
};

/*
 * The text of a file:
 *
 *   0
 *   CELLS
 *   INDEX VALUE COST STATUS LOWER UPPER LPL UPL SPL       one line a cell, indices 0, 1, 2 ...
 *   RELATIONS
 *   RIGHT TERMS : INDEX (FACTOR) INDEX (FACTOR) ...       one line a relation
 *
 * The first 0 may be missing.  STATUS is s, u, m or z (x, w, p of other writers: m, m, z).  Numbers may have
 * decimals: the table gets as many as the widest amount has; relations with
 * broken factors are multiplied until they are whole.  An upper bound of 1e15
 * and more means none.  T4_ERR_DATA with file, line and column: what was
 * found and expected, also when values break a relation.
 */
t4_status t4_jj_read(t4_jointtable *table, t4_run *run, const char *path, t4_error *err);
/* The same from bytes; name for messages. */
t4_status t4_jj_parse(t4_jointtable *table, const char *text, size_t n, const char *name,
                      t4_error *err);
/* Append the table; t4_jj_parse() reads it back to the same. False without memory. */
bool t4_jj_print(t4_buffer *out, const t4_jointtable *table);

#endif
