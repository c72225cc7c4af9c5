/* SPDX-License-Identifier: MIT */
/* The header line of a delimited file: its separator and its column names. */
#ifndef T4_IO_HEADER_H
#define T4_IO_HEADER_H

#include "base/arena.h"
#include "base/charset.h"
#include "io/words.h"

/*
 * The separator of a text that begins with its header line: the one by which
 * most of `words` stand in the header; else, of tab, semicolon, bar and comma,
 * the one by which the records have as many fields as the header.  ',' when
 * there is but one column.
 */
char t4_header_separator(const char *bytes, size_t n, t4_charset *charset, t4_words *words);

/* How many of `words` are names in the header record of n bytes. */
size_t t4_header_names(const char *record, size_t n, char separator, t4_charset *charset,
                       t4_words *words);

typedef struct {
    const char **names;   /* UTF-8, quotes off, trimmed; in the arena */
    size_t count;
} t4_header;

/*
 * Column names of the header record of n bytes, at most `most` of them;
 * header->count tells how many there are even if that is more (names is then
 * NULL).  False without memory.
 */
bool t4_header_read(t4_header *header, const char *record, size_t n, char separator, size_t most,
                    t4_charset *charset, t4_arena *arena);

/*
 * Do the records of a text (without its header) end with a separator that the
 * header, of `fields` fields, does not have?  True when all of the first
 * records do.
 */
bool t4_header_trailing(const char *bytes, size_t n, char separator, size_t fields);

#endif
