/* SPDX-License-Identifier: MIT */
/* Tables within sheets: headings found by text, columns told by headings, rows handed on. */
#ifndef T4_IO_FLOWS_GRID_H
#define T4_IO_FLOWS_GRID_H

#include "io/book.h"
#include "io/flows_table.h"

enum { T4_FLOWS_GRID_SEARCH = 400 };  /* rows in which the headings of a table are looked for */

/*
 * Read the sheets of a book by the tables of a profile; each table in a sheet
 * is a source.  T4_ERR_DATA when no sheet has a table of the profile.
 */
t4_status t4_flows_grid_read(t4_flows *flows, t4_run *run, const t4_book *book, const t4_profile *profile, const char *why,
                             const t4_flows_defaults *defaults, t4_error *err);

/*
 * The row (from `from` on) in which headings of a table stand, SIZE_MAX when
 * there is none: it has all of `names`, each "a|b".
 */
size_t t4_flows_grid_find(const t4_sheet *sheet, size_t from, size_t rows, const char *const *names, int count);
/* Do two names mean the same column: without case, accents, blanks and punctuation. */
bool t4_flows_grid_same(const char *a, size_t n, const char *b);

#endif
