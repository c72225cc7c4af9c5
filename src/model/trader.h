/* SPDX-License-Identifier: MIT */
/* Trader ids in one form, so that the same trader is one contributor however it is typed. */
#ifndef T4_MODEL_TRADER_H
#define T4_MODEL_TRADER_H

#include "base/buffer.h"

/*
 * Replace what `out` holds by the normal form of an id: blanks off the ends
 * and single within, folded and written in capitals, in one alphabet
 * (base/lookalike.h), and, when it is of digits only, filled with zeros in
 * front up to `digits`.  Empty when the text holds neither letter nor digit
 * ("-", "..."): there is no id.  Idempotent.  scratch is overwritten.  False
 * without memory.
 */
bool t4_trader_normalise(const char *text, size_t n, int digits, t4_buffer *out,
                         t4_buffer *scratch);

#endif
