/* SPDX-License-Identifier: MIT */
/* Where records end: quotes, separators and line ends without looking at fields. */
#ifndef T4_IO_CUT_H
#define T4_IO_CUT_H

#include "io/scan.h"

/*
 * n bytes from the first byte of a record on: how many of them are whole
 * records, line ends included.  *open: the rest is within quotes.
 */
size_t t4_cut_records(const t4_scanner *scanner, const char *bytes, size_t n, char separator,
                      bool quotes, bool *open);

/* The same for the first record alone: its length with its line end, 0 when it does not end here. */
size_t t4_cut_first(const char *bytes, size_t n, char separator, bool *open);

/* Of n bytes from the first byte of a record on: the offset of the quote that is open at their end, or n. */
size_t t4_cut_open_quote(const char *bytes, size_t n, char separator);

/*
 * The field that begins at bytes[*at]: its bytes without line end, with its
 * quotes if any; *at moves to the byte behind it, which is a separator, the
 * line's LF, or n.
 */
const char *t4_cut_field(const char *bytes, size_t n, char separator, size_t *at, size_t *length);

#endif
