/* SPDX-License-Identifier: MIT */
/* A text file of any size as blocks of whole lines, packed or not, in bounded memory. */
#ifndef T4_IO_LINEBLOCKS_H
#define T4_IO_LINEBLOCKS_H

#include "base/run.h"

enum { T4_LINEBLOCKS_LINE_MAX = 16 * 1024 * 1024 };  /* longest line in bytes */

typedef struct t4_lineblocks t4_lineblocks;

/* Gzip is unpacked by its magic bytes.  Borrows run. */
t4_status t4_lineblocks_open(t4_lineblocks **blocks, t4_run *run, const char *path, t4_error *err);
void t4_lineblocks_free(t4_lineblocks *blocks);
/*
 * What was read and not yet used, at least one whole line; behind its last
 * line end the beginning of a further one may stand.  *last: the file holds
 * nothing behind it; then it may be empty or lack its line end.  Borrowed
 * until the next call.
 */
t4_status t4_lineblocks_next(t4_lineblocks *blocks, const char **text, size_t *n, bool *last, t4_error *err);
/* The first n bytes of the text at hand are done with. */
void t4_lineblocks_use(t4_lineblocks *blocks, size_t n);

#endif
