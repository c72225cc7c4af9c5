/* SPDX-License-Identifier: MIT */
/* How much decoded text looks like words that people write: what tells one 8-bit encoding from another. */
#ifndef T4_IO_PLAUSIBLE_H
#define T4_IO_PLAUSIBLE_H

#include <stddef.h>
#include <stdint.h>

/*
 * Sum over the characters of valid UTF-8 text that are not ASCII, in tenths of
 * a bit: Cyrillic letters by how common they are in Russian, accented Latin
 * letters by standing between plain ones, with deductions for what nobody
 * writes (a capital within a word, scripts mixed in a word, line-drawing and
 * control characters).  Real text has about +5 a character, text in a wrong
 * encoding -10 or less.
 */
int64_t t4_plausible_score(const char *text, size_t n);

#endif
