/* SPDX-License-Identifier: MIT */
/* Gzip members from whole texts; the only file that knows libdeflate. */
#ifndef T4_IO_DEFLATE_H
#define T4_IO_DEFLATE_H

#include "base/buffer.h"

enum { T4_DEFLATE_MEMBER = 1024 * 1024 };  /* text of one member */

/* Append one gzip member holding n bytes to out; same bytes in, same bytes out (no time, no name). */
t4_status t4_deflate_member(const void *bytes, size_t n, t4_buffer *out, t4_error *err);

#endif
