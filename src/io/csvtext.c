/* SPDX-License-Identifier: MIT */
#include "io/csvtext.h"

#include <string.h>

/* Does it stand without quotes? */
static bool is_plain(const char *text, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (text[i] == ',' || text[i] == '"' || text[i] == '\n' || text[i] == '\r')
            return false;
    return !n || (text[0] != ' ' && text[n - 1] != ' ');
}

bool t4_csvtext_field(t4_buffer *out, const char *text, size_t n)
{
    if (is_plain(text, n))
        return t4_buffer_append(out, text, n);
    if (!t4_buffer_reserve(out, 2 * n + 2))
        return false;
    out->data[out->length++] = '"';
    for (size_t i = 0; i < n; i++) {
        if (text[i] == '"')
            out->data[out->length++] = '"';
        out->data[out->length++] = text[i];
    }
    out->data[out->length++] = '"';
    return true;
}

bool t4_csvtext_decimal(t4_buffer *out, t4_int128 value, int decimals)
{
    if (!t4_buffer_reserve(out, T4_DECIMAL_TEXT))
        return false;
    out->length += t4_decimal_print(value, decimals, out->data + out->length);
    return true;
}
