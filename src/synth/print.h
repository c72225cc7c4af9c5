/* SPDX-License-Identifier: MIT */
/* Rows as text: columns, languages, separators, decimal signs, and the defects in them. */
#ifndef T4_SYNTH_PRINT_H
#define T4_SYNTH_PRINT_H

#include "base/buffer.h"
#include "synth/defect.h"
#include "synth/rows.h"

/* The header line, UTF-8. */
bool t4_synth_print_header(const t4_world *world, t4_buffer *out);

/*
 * Append the rows as UTF-8 lines; a row that `defects` names gets its defect.
 * A duplicate repeats the line of the row before it.
 */
bool t4_synth_print_rows(const t4_world *world, const t4_synth_row *rows, uint32_t count,
                         t4_defects *defects, t4_buffer *out);

/* UTF-8 into the encoding of the options: the Cyrillic and ASCII that rows have, and bad bytes. */
typedef enum {
    T4_SYNTH_UTF8, T4_SYNTH_UTF8_BOM, T4_SYNTH_CP1251, T4_SYNTH_CP866, T4_SYNTH_UTF16LE,
    T4_SYNTH_UTF16BE, T4_SYNTH_ENCODINGS
} t4_synth_encoding;

/* T4_SYNTH_ENCODINGS when the name is none of those of synth.h. NULL is UTF-8. */
t4_synth_encoding t4_synth_encoding_named(const char *name);
/* first: the text begins the file (byte order marks). */
bool t4_synth_encode(t4_synth_encoding encoding, const t4_buffer *text, bool first, t4_buffer *out);

#endif
