/* SPDX-License-Identifier: MIT */
/* Tables within sheets: headings found by text, columns told by headings, rows handed on. */
#ifndef T4_IO_FLOWS_GRID_H
#define T4_IO_FLOWS_GRID_H

#include "io/book.h"
#include "io/flows_table.h"

enum {
    T4_FLOWS_GRID_SEARCH = 400,   /* rows in which the headings of a table are looked for */
    T4_FLOWS_GRID_NAMES = 48,     /* most names of columns that are looked for at once */
    T4_FLOWS_GRID_NAME = 128      /* bytes of a name that count */
};

/*
 * Read the sheets of a book by the tables of a profile; each table in a sheet
 * is a source.  T4_ERR_DATA when no sheet has a table of the profile.
 */
t4_status t4_flows_grid_read(t4_flows *flows, t4_run *run, const t4_book *book, const t4_profile *profile, const char *why,
                             const t4_flows_defaults *defaults, t4_error *err);

/* Names made comparable: without case, accents, blanks and punctuation. */
void t4_flows_grid_squeeze(const char *text, size_t n, char out[T4_FLOWS_GRID_NAME]);

/* Names that are looked for, each "a|b", squeezed. */
typedef struct {
    char text[T4_FLOWS_GRID_NAMES][T4_FLOWS_GRID_NAME];
    int of[T4_FLOWS_GRID_NAMES];   /* which name it is one of */
    int count, names;
} t4_flows_grid_wanted;

/* count: less than 64. */
void t4_flows_grid_names(t4_flows_grid_wanted *wanted, const char *const *names, int count);
/* A bit for each of the names that a squeezed text is. */
uint64_t t4_flows_grid_which(const t4_flows_grid_wanted *wanted, const char *squeezed);

#endif
