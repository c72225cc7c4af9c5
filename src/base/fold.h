/* SPDX-License-Identifier: MIT */
/* Texts made comparable: case, width and blanks no longer matter; the only file that knows utf8proc. */
#ifndef T4_BASE_FOLD_H
#define T4_BASE_FOLD_H

#include "base/buffer.h"

/*
 * Replace what `out` holds by the folded form of n bytes of UTF-8: Unicode
 * NFKC_Casefold (so that full-width, ligature, ignorable and upper-case
 * variants meet; the dotted and the dotless i too), every run of blanks of any kind one space, none at the
 * ends.  Bytes that are not UTF-8 are kept, with ASCII letters lowered.
 * Idempotent.  False without memory or over the buffer's maximum.
 */
bool t4_fold(const char *text, size_t n, t4_buffer *out);

/*
 * The folded form with less to tell spellings apart, for names: accents off,
 * the Cyrillic yo as ye, '&' as "and", any other punctuation a blank, an
 * apostrophe and a dot nothing ("U.S.A." is "usa").  Not for codes.
 */
bool t4_fold_loose(const char *text, size_t n, t4_buffer *out);

/* Code points of UTF-8 text into `points` (room for n of them); bytes that are no UTF-8 count each. */
size_t t4_fold_points(const char *text, size_t n, int32_t *points);

#endif
