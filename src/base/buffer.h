/* SPDX-License-Identifier: MIT */
/* Growing bytes with a stated maximum. */
#ifndef T4_BASE_BUFFER_H
#define T4_BASE_BUFFER_H

#include "base/status.h"

typedef struct {
    char *data;      /* owned; not NUL-terminated unless t4_buffer_text() was called */
    size_t length;
    size_t room;
    size_t maximum;  /* most bytes it may hold; 0 = no limit of its own */
} t4_buffer;

void t4_buffer_init(t4_buffer *buffer, size_t maximum);
void t4_buffer_release(t4_buffer *buffer);
/* Forget the contents, keep the room. */
void t4_buffer_clear(t4_buffer *buffer);
/* Make room for `more` further bytes; false when memory or the maximum forbids. */
bool t4_buffer_reserve(t4_buffer *buffer, size_t more);
bool t4_buffer_append(t4_buffer *buffer, const void *bytes, size_t n);
bool t4_buffer_puts(t4_buffer *buffer, const char *text);
bool t4_buffer_putc(t4_buffer *buffer, char c);
bool t4_buffer_printf(t4_buffer *buffer, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
/* NUL-terminate and return the data, borrowed; "" when it is empty, NULL without memory. */
const char *t4_buffer_text(t4_buffer *buffer);

#endif
