/* SPDX-License-Identifier: MIT */
/* Gzip streams, one or several members, as plain bytes. */
#ifndef T4_IO_INFLATE_H
#define T4_IO_INFLATE_H

#include "io/intake.h"

typedef struct t4_inflate t4_inflate;

/*
 * A reader over `intake` (borrowed), whose first n bytes have been read
 * already and are handed in.
 */
t4_status t4_inflate_new(t4_inflate **inflate, t4_intake *intake, const char *first, size_t n,
                         t4_error *err);
void t4_inflate_free(t4_inflate *inflate);

/*
 * At most `room` bytes (room > 0); *got = 0 only at the end of the last
 * member.  A truncated or corrupt file is T4_ERR_DATA.  Damage is found only
 * at the end of a member: what was handed out of it before counts for nothing.
 */
t4_status t4_inflate_read(t4_inflate *inflate, char *to, size_t room, size_t *got, t4_error *err);

/* Do the first n bytes of a file begin a gzip member? */
static inline bool t4_inflate_magic(const char *bytes, size_t n)
{
    return n >= 2 && (unsigned char)bytes[0] == 0x1F && (unsigned char)bytes[1] == 0x8B;
}

#endif
