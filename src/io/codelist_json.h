/* SPDX-License-Identifier: MIT */
/* A classification as JSON: a list of flat objects, alone or under a key, as UN Comtrade publishes it. */
#ifndef T4_IO_CODELIST_JSON_H
#define T4_IO_CODELIST_JSON_H

#include "io/sheet.h"

/*
 * Fill an initialised sheet: a column for each key of the objects, a record
 * for each object, 0 as line.  The list is the root, the member "results", or
 * the first member that is a list.  Nested values are left empty.
 */
t4_status t4_codelist_json(t4_sheet *sheet, const t4_buffer *text, t4_error *err);

#endif
