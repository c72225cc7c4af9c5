/* SPDX-License-Identifier: MIT */
/* Which encoding a text file is in. */
#ifndef T4_IO_ENCODING_H
#define T4_IO_ENCODING_H

#include "base/status.h"
#include "io/words.h"

typedef struct {
    char name[48];     /* iconv name */
    bool detected;     /* told from the bytes, not given */
    size_t mark;       /* bytes of a byte order mark to skip */
} t4_encoding;

/*
 * Settle the encoding of a file that begins with n bytes (`whole`: they are
 * all of it).  given: "auto", NULL or a name for iconv.  In order: byte order
 * mark, the pattern of NUL bytes, valid UTF-8 (ASCII too), then the 8-bit and
 * double-byte encodings in which the most of `words` stand in the first line,
 * then the one in which the text looks most like text.  T4_ERR_DATA with the
 * candidates when they cannot be told apart, when a byte order mark
 * contradicts what was given; T4_ERR_USAGE for an unknown name.
 */
t4_status t4_encoding_settle(t4_encoding *encoding, const char *given, const char *bytes, size_t n,
                             bool whole, t4_words *words, const char *file, t4_error *err);

#endif
