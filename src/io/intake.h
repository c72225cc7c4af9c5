/* SPDX-License-Identifier: MIT */
/* The stored bytes of one input file, counted and digested while they are read. */
#ifndef T4_IO_INTAKE_H
#define T4_IO_INTAKE_H

#include "base/run.h"

typedef struct t4_intake t4_intake;

/* "-" = standard input. A directory is T4_ERR_DATA, what the system refuses T4_ERR_IO. */
t4_status t4_intake_open(t4_intake **intake, const char *path, t4_error *err);
void t4_intake_free(t4_intake *intake);
/* For messages: the path, or "standard input". */
const char *t4_intake_name(const t4_intake *intake);
/* Size of a regular file, else 0. */
uint64_t t4_intake_size(const t4_intake *intake);
uint64_t t4_intake_consumed(const t4_intake *intake);

/* At most `room` bytes (room > 0); *got = 0 only at the end. */
t4_status t4_intake_read(t4_intake *intake, char *to, size_t room, size_t *got, t4_error *err);

/*
 * Settle the digest: with a key, the bytes read so far and all to come are
 * digested; without one, none.  Until then bytes are kept, so call it soon.
 */
t4_status t4_intake_key(t4_intake *intake, const void *key, size_t n, t4_error *err);
/* 64 hexadecimal digits once the end was read; NULL before that or without a key. */
const char *t4_intake_digest(const t4_intake *intake);

#endif
