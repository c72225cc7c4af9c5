/* SPDX-License-Identifier: MIT */
#include "io/csvtext.h"

#include <string.h>

/* Which bytes make quotes necessary. */
static bool plain(const char *text, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (text[i] == ',' || text[i] == '"' || text[i] == '\n' || text[i] == '\r')
            return false;
    return !n || (text[0] != ' ' && text[n - 1] != ' ');
}

bool t4_csvtext_field(t4_buffer *out, const char *text, size_t n)
{
    if (plain(text, n))
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

static const char pairs[] =
    "00010203040506070809101112131415161718192021222324252627282930313233343536373839"
    "40414243444546474849505152535455565758596061626364656667686970717273747576777879"
    "8081828384858687888990919293949596979899";

/* Digits of a 64-bit number, right-aligned before `end`; at least `least` of them. Returns the start. */
static char *digits64(uint64_t value, int least, char *end)
{
    char *at = end;

    while (value >= 100) {
        at -= 2;
        memcpy(at, pairs + 2 * (value % 100), 2);
        value /= 100;
    }
    if (value >= 10) {
        at -= 2;
        memcpy(at, pairs + 2 * value, 2);
    } else if (value || at == end)
        *--at = (char)('0' + value);
    while (end - at < least)
        *--at = '0';
    return at;
}

bool t4_csvtext_decimal(t4_buffer *out, t4_int128 value, int decimals)
{
    char text[T4_DECIMAL_TEXT], *end = text + sizeof text, *at;
    uint64_t magnitude;
    size_t whole;

    if (value > INT64_MAX || value < -(t4_int128)INT64_MAX) {
        size_t n = t4_decimal_print(value, decimals, text);

        return t4_buffer_append(out, text, n);
    }
    magnitude = value < 0 ? (uint64_t)-value : (uint64_t)value;
    at = digits64(magnitude, decimals + 1, end);
    whole = (size_t)(end - at) - (size_t)decimals;
    if (!t4_buffer_reserve(out, (size_t)(end - at) + 2))
        return false;
    if (value < 0)
        out->data[out->length++] = '-';
    memcpy(out->data + out->length, at, whole);
    out->length += whole;
    if (decimals) {
        out->data[out->length++] = '.';
        memcpy(out->data + out->length, at + whole, (size_t)decimals);
        out->length += (size_t)decimals;
    }
    return true;
}
