/* SPDX-License-Identifier: MIT */
/* dBASE tables (DBF); the only file that knows shapelib. */
#ifndef T4_IO_DBF_H
#define T4_IO_DBF_H

#include "io/book.h"

enum { T4_DBF_FIELDS_MOST = 255 };

/*
 * book->path as one sheet: field names, then the records that are not
 * deleted, texts decoded from `encoding`; NULL or "auto": by the code page
 * that the file states, else CP866 where the texts look so, else UTF-8.
 * T4_ERR_DATA for a header that does not fit the file, truncated records,
 * bytes that are no text of the encoding.
 */
t4_status t4_dbf_read(t4_book *book, t4_run *run, const char *encoding, t4_error *err);

#endif
