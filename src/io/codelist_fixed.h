/* SPDX-License-Identifier: MIT */
/* A classification in lines of fixed width. */
#ifndef T4_IO_CODELIST_FIXED_H
#define T4_IO_CODELIST_FIXED_H

#include "io/sheet.h"
#include "model/template.h"

/* Is it a range of characters, "1-10"? */
bool t4_codelist_is_range(const char *text);

/*
 * Fill an initialised sheet from UTF-8 text.  The layout's columns are ranges
 * of characters counted from 1, "1-10", or one character, "7"; the sheet's
 * columns are named "code", "label", "label_ru", "parent", "unit", "from",
 * "until", those that are given.  T4_ERR_USAGE for what is no range.
 */
t4_status t4_codelist_fixed(t4_sheet *sheet, const t4_buffer *text, const t4_list_layout *layout,
                            t4_error *err);

#endif
