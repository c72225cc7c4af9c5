/* SPDX-License-Identifier: MIT */
/* Binary workbooks (XLS, BIFF 2 to 8), read by a child process that can do no harm; the only file that knows freexl. */
#ifndef T4_IO_XLS_H
#define T4_IO_XLS_H

#include "io/book.h"

enum {
    T4_XLS_SECONDS = 60,                      /* most CPU time for one file */
    T4_XLS_CELL_BYTES = 4 * 32767             /* longest text of a cell */
};
#define T4_XLS_MEMORY ((uint64_t)4 << 30)     /* most address space of the child */

/*
 * All sheets of book->path.  The library holds a whole file in memory and was
 * not made for hostile ones: it runs in a child with ceilings on memory and
 * time, which hands the cells over a pipe.  T4_ERR_DATA when it refuses the
 * file, or ends in any other way than well.
 */
t4_status t4_xls_read(t4_book *book, t4_run *run, t4_error *err);

#endif
