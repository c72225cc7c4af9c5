/* SPDX-License-Identifier: MIT */
#include "model/trader.h"

#include <string.h>

#include "base/fold.h"
#include "base/lookalike.h"

/* Capitals of ASCII and of the Cyrillic letters of a modern alphabet, in place. */
static void capitalise(char *text, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        unsigned char c = (unsigned char)text[i], d = i + 1 < n ? (unsigned char)text[i + 1] : 0;

        if (c >= 'a' && c <= 'z')
            text[i] = (char)(c - 32);
        else if (c == 0xD0 && d >= 0xB0 && d <= 0xBF)
            text[i + 1] = (char)(d - 0x20);                 /* а..п */
        else if (c == 0xD1 && d >= 0x80 && d <= 0x8F) {
            text[i] = (char)0xD0;                           /* р..я */
            text[i + 1] = (char)(d + 0x20);
        } else if (c == 0xD1 && d >= 0x90 && d <= 0x9F) {
            text[i] = (char)0xD0;                           /* ѐ..џ, with ё and і */
            text[i + 1] = (char)(d - 0x10);
        }
    }
}

static bool has_substance(const char *text, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if ((unsigned char)text[i] >= 0x80 || (text[i] >= '0' && text[i] <= '9') ||
            (text[i] >= 'a' && text[i] <= 'z') || (text[i] >= 'A' && text[i] <= 'Z'))
            return true;
    return false;
}

static bool is_number(const char *text, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (text[i] < '0' || text[i] > '9')
            return false;
    return n > 0;
}

bool t4_trader_normalise(const char *text, size_t n, int digits, t4_buffer *out,
                         t4_buffer *scratch)
{
    size_t zeros;

    t4_buffer_clear(out);
    if (!has_substance(text, n))
        return true;
    if (!t4_fold(text, n, scratch) ||
        !t4_lookalike_unify(t4_buffer_text(scratch), scratch->length, out, NULL))
        return false;
    capitalise(out->data, out->length);
    if (digits <= 0 || out->length >= (size_t)digits || !is_number(out->data, out->length))
        return true;
    zeros = (size_t)digits - out->length;
    if (!t4_buffer_reserve(out, zeros))
        return false;
    memmove(out->data + zeros, out->data, out->length);
    memset(out->data, '0', zeros);
    out->length += zeros;
    return true;
}
