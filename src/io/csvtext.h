/* SPDX-License-Identifier: MIT */
/* Append CSV fields to a buffer: quotes only where needed (RFC 4180), decimals fast. */
#ifndef T4_IO_CSVTEXT_H
#define T4_IO_CSVTEXT_H

#include "base/buffer.h"
#include "base/decimal.h"

/* Append a text, quoted when it holds a comma, a quote, a line end or blanks at its ends. False without memory. */
bool t4_csvtext_field(t4_buffer *out, const char *text, size_t n);
/* Append value / 10^decimals with exactly `decimals` digits. */
bool t4_csvtext_decimal(t4_buffer *out, t4_int128 value, int decimals);

#endif
