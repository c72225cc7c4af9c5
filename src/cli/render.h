/* SPDX-License-Identifier: MIT */
/* Values as text for people, CSV and JSON: thousands, sizes, times, quoting, nothing that steers a terminal. */
#ifndef T4_CLI_RENDER_H
#define T4_CLI_RENDER_H

#include <stdio.h>

#include "base/buffer.h"

enum { T4_RENDER_TEXT = 40 };

/* 1204811 -> "1,204,811". */
const char *t4_render_count(uint64_t number, char text[T4_RENDER_TEXT]);
/* Bytes with three digits: "41 MB", "1.2 GB" (powers of 1000). */
const char *t4_render_bytes(uint64_t bytes, char text[T4_RENDER_TEXT]);
/* "0.6 s", "14 s", "3 min 20 s". */
const char *t4_render_seconds(double seconds, char text[T4_RENDER_TEXT]);
/* part / whole as "0.07 %"; "0 %" when whole is 0. */
const char *t4_render_share(uint64_t part, uint64_t whole, char text[T4_RENDER_TEXT]);

/*
 * Append text with control characters, bytes that are not UTF-8 and
 * direction marks written as \xNN, so that no input can steer a terminal.
 */
bool t4_render_safe(t4_buffer *out, const char *text);
/* Append text as a JSON string with its quotes; what is not UTF-8 becomes U+FFFD. */
bool t4_render_json(t4_buffer *out, const char *text);
/* Append text as a CSV field, quoted only where needed. */
bool t4_render_csv(t4_buffer *out, const char *text);
/* Bytes of the UTF-8 character at text (1..4), or 0 when it is none. */
size_t t4_render_character(const char *text, uint32_t *code);

#endif
