/* SPDX-License-Identifier: MIT */
/* What a file is that is not delimited text, from its first bytes. */
#ifndef T4_IO_RECOGNISE_H
#define T4_IO_RECOGNISE_H

#include <stddef.h>

/*
 * NULL when nothing speaks against delimited text; else a phrase for an
 * error: what it is and what to do.  Byte order marks are skipped.
 */
const char *t4_recognise(const char *bytes, size_t n);

#endif
