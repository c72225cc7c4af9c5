/* SPDX-License-Identifier: MIT */
/* Gzip members from whole texts. */
#ifndef T4_IO_DEFLATE_H
#define T4_IO_DEFLATE_H

#include "base/buffer.h"

enum { T4_DEFLATE_MEMBER = 1024 * 1024 };  /* text of one member */

/*
 * Append one gzip member holding n bytes, at most T4_DEFLATE_MEMBER, to out;
 * same bytes in, same bytes out (no time, no name).  ISA-L has a code for each
 * kind of processor; those with SSE4.2, on x86 all since about 2010, pack to
 * the same bytes, an older one or another architecture may pack to others.
 */
t4_status t4_deflate_member(const void *bytes, size_t n, t4_buffer *out, t4_error *err);

#endif
