/* SPDX-License-Identifier: MIT */
/* Read a classification of any format: columns to codes, labels, parents, units, validity. */
#ifndef T4_IO_CODELIST_READ_H
#define T4_IO_CODELIST_READ_H

#include "base/run.h"
#include "model/codelist.h"
#include "model/template.h"

/*
 * Read a code list: delimited text, lines of fixed width (when the layout says
 * so or gives the code as a range of characters) or JSON, else found out by
 * content; plain or gzip.
 *
 * layout: what the template says of the file; NULL = nothing.  Columns that it
 * does not give are guessed by header words in English and Russian; without a
 * header the first column is the code, the second the label.  Dots and blanks
 * inside codes are taken off; lines whose code does not begin with two digits
 * (sections, "TOTAL") or is longer than layout->digits are grouping lines:
 * no codes, but a code's parent is found through them.  Validity is kept by
 * month.  A label that begins with its code and a dash loses them; "-" and "X"
 * as a unit mean none.
 *
 * T4_ERR_USAGE: a column or an encoding that does not exist; T4_ERR_DATA:
 * no code at all, contradicting versions, a broken file; with file and line.
 */
t4_status t4_codelist_read(t4_codelist **list, t4_run *run, const char *path,
                           const t4_list_layout *layout, const char *edition, t4_error *err);

/* The same from bytes that were read already (the built-in lists); takes over `bytes`. */
t4_status t4_codelist_read_bytes(t4_codelist **list, t4_buffer *bytes, const char *name,
                                 const t4_list_layout *layout, const char *edition, t4_error *err);

#endif
