/* SPDX-License-Identifier: MIT */
/* A classification as delimited text: separator and header from the template or found out. */
#ifndef T4_IO_CODELIST_CSV_H
#define T4_IO_CODELIST_CSV_H

#include "io/sheet.h"
#include "model/template.h"

/* Fill an initialised sheet from UTF-8 text, which is taken over. */
t4_status t4_codelist_csv(t4_sheet *sheet, t4_buffer *text, const t4_list_layout *layout,
                          t4_error *err);

#endif
