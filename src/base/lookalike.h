/* SPDX-License-Identifier: MIT */
/* Letters that look like others: Cyrillic and Latin twins, letters taken for digits. */
#ifndef T4_BASE_LOOKALIKE_H
#define T4_BASE_LOOKALIKE_H

#include "base/buffer.h"

/*
 * Write folded (lower-case) UTF-8 text in one script: when it holds a letter
 * that only Cyrillic has and none that only Latin has, Latin twins become
 * Cyrillic; else Cyrillic twins become Latin.  Replaces what `out` holds.
 * *mixed (may be NULL) tells whether the text had letters of both scripts.
 * False without memory.
 */
bool t4_lookalike_unify(const char *folded, size_t n, t4_buffer *out, bool *mixed);

/* Letters of both scripts in any UTF-8 text (upper or lower case)? */
bool t4_lookalike_mixed(const char *text, size_t n);

/* The digit that a letter may stand for, or -1; *name gets "Cyrillic О or Latin O". */
int t4_lookalike_digit(uint32_t point, const char **name);

/* The code point at text (n > 0) and its length in bytes; a byte that is no UTF-8 counts alone. */
uint32_t t4_lookalike_point(const char *text, size_t n, size_t *length);

#endif
