/* SPDX-License-Identifier: MIT */
/* Text in any encoding to UTF-8; the only file that knows iconv. */
#ifndef T4_BASE_CHARSET_H
#define T4_BASE_CHARSET_H

#include "base/buffer.h"

/* One direction, one encoding, one thread at a time. */
typedef struct t4_charset t4_charset;

/*
 * A converter from the named encoding (any name that iconv knows) to UTF-8.
 * NULL when the name is unknown or memory is short.  The empty name and
 * iconv's suffixes ("//IGNORE") count as unknown.
 */
t4_charset *t4_charset_open(const char *name);
void t4_charset_free(t4_charset *charset);

/*
 * Append n whole bytes of text to `out` as UTF-8.  A byte that is no text in
 * the encoding becomes U+FFFD and makes the result false; so does a lack of
 * memory, `out` then being short.
 */
bool t4_charset_convert(t4_charset *charset, const char *text, size_t n, t4_buffer *out);

/*
 * The same for a stream that comes in pieces: *used gets the bytes consumed,
 * which may leave the beginning of a character for the next call; with `last`
 * everything is consumed.  A byte that is no text becomes the single byte FF,
 * which is not UTF-8, so that a later check still finds it; `bad` counts them
 * and may be NULL.  False without memory.
 */
bool t4_charset_stream(t4_charset *charset, const char *bytes, size_t n, bool last, size_t *used,
                       t4_buffer *out, uint64_t *bad);

/*
 * True when ASCII bytes stand for themselves and for nothing else in the
 * encoding, so that a file can be cut at separators without decoding it:
 * UTF-8 and the single-byte encodings that contain ASCII.
 */
bool t4_charset_ascii_safe(const char *name);
bool t4_charset_known(const char *name);
/* True for UTF-8 under any of its names. */
bool t4_charset_is_utf8(const char *name);

/* Length of the longest prefix that is valid UTF-8 (Unicode: no overlong forms, no surrogates). */
size_t t4_utf8_valid(const char *text, size_t n);

#endif
