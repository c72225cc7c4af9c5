/* SPDX-License-Identifier: MIT */
#include "base/buffer.h"

#include <stdio.h>
#include <string.h>

#include "base/memory.h"

void t4_buffer_init(t4_buffer *buffer, size_t maximum)
{
    *buffer = (t4_buffer){.maximum = maximum};
}

void t4_buffer_release(t4_buffer *buffer)
{
    t4_free(buffer->data);
    *buffer = (t4_buffer){.maximum = buffer->maximum};
}

void t4_buffer_clear(t4_buffer *buffer)
{
    buffer->length = 0;
}

bool t4_buffer_reserve(t4_buffer *buffer, size_t more)
{
    size_t need, room;
    char *data;

    if (__builtin_add_overflow(buffer->length, more, &need))
        return false;
    if (need <= buffer->room)
        return true;
    if (buffer->maximum && need > buffer->maximum)
        return false;
    room = buffer->room ? buffer->room : 256;
    while (room < need) {
        if (room > SIZE_MAX / 2)
            return false;
        room *= 2;
    }
    data = t4_realloc(buffer->data, room, 1);
    if (!data)
        return false;
    buffer->data = data;
    buffer->room = room;
    return true;
}

bool t4_buffer_append(t4_buffer *buffer, const void *bytes, size_t n)
{
    if (!t4_buffer_reserve(buffer, n))
        return false;
    if (n)
        memcpy(buffer->data + buffer->length, bytes, n);
    buffer->length += n;
    return true;
}

bool t4_buffer_puts(t4_buffer *buffer, const char *text)
{
    return t4_buffer_append(buffer, text, strlen(text));
}

bool t4_buffer_putc(t4_buffer *buffer, char c)
{
    return t4_buffer_append(buffer, &c, 1);
}

bool t4_buffer_printf(t4_buffer *buffer, const char *format, ...)
{
    va_list args;
    int n;

    va_start(args, format);
    n = vsnprintf(NULL, 0, format, args);
    va_end(args);
    if (n < 0 || !t4_buffer_reserve(buffer, (size_t)n + 1))
        return false;
    va_start(args, format);
    vsnprintf(buffer->data + buffer->length, (size_t)n + 1, format, args);
    va_end(args);
    buffer->length += (size_t)n;
    return true;
}

const char *t4_buffer_text(t4_buffer *buffer)
{
    if (!t4_buffer_reserve(buffer, 1))
        return NULL;
    buffer->data[buffer->length] = '\0';
    return buffer->data;
}
