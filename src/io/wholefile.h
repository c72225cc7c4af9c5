/* SPDX-License-Identifier: MIT */
/* A small file (a code list, a list of partners) whole in memory: unpacked and as UTF-8. */
#ifndef T4_IO_WHOLEFILE_H
#define T4_IO_WHOLEFILE_H

#include "base/buffer.h"
#include "base/run.h"

enum { T4_WHOLEFILE_BYTES_MAX = 256 * 1024 * 1024 };  /* largest file, unpacked */

/* Append the bytes of a file ("-" = standard input), gzip unpacked by its magic bytes. */
t4_status t4_wholefile_read(t4_buffer *bytes, t4_run *run, const char *path, t4_error *err);

/*
 * Turn the bytes of a text file into UTF-8 in place, its byte order mark taken
 * off.  encoding: an iconv name; NULL, "" or "auto": UTF-16 by its mark, else
 * UTF-8, else what the text looks most like; what cannot be told apart is an
 * error that asks for the name.  T4_ERR_DATA
 * with the line where bytes are no text of the encoding, or hold a NUL.
 */
t4_status t4_wholefile_decode(t4_buffer *bytes, const char *encoding, const char *path,
                              t4_error *err);

#endif
