/* SPDX-License-Identifier: MIT */
#include "base/fold.h"

#include <string.h>
#include <utf8proc.h>

#include "base/memory.h"

enum {
    POINTS_ON_STACK = 256,
    CYRILLIC_YO = 0x451,
    CYRILLIC_YE = 0x435,
    DOTLESS_I = 0x131,
    DOT_ABOVE = 0x307    /* what folding makes of the I with a dot: i and this */
};

/* What becomes of one code point. */
typedef bool emit_point(utf8proc_int32_t point, t4_buffer *out);

static bool is_blank(utf8proc_int32_t point)
{
    if (point == ' ' || (point >= '\t' && point <= '\r') || point == 0x85)
        return true;
    return point >= 0x80 && (utf8proc_category(point) == UTF8PROC_CATEGORY_ZS ||
                             point == 0x2028 || point == 0x2029);
}

static bool put_blank(t4_buffer *out)
{
    return !out->length || out->data[out->length - 1] == ' ' || t4_buffer_putc(out, ' ');
}

static bool put_point(utf8proc_int32_t point, t4_buffer *out)
{
    utf8proc_uint8_t bytes[4];

    if (is_blank(point))
        return put_blank(out);
    return t4_buffer_append(out, bytes, (size_t)utf8proc_encode_char(point, bytes));
}

static bool is_dropped(utf8proc_int32_t point)
{
    return point == '.' || point == '\'' || point == '`' || point == 0x2019 || point == 0x2018 ||
           point == 0x02BC || point == 0xB4;
}

static bool put_point_loosely(utf8proc_int32_t point, t4_buffer *out)
{
    utf8proc_category_t category;

    if (is_dropped(point))
        return true;
    if (point == '&')
        return put_blank(out) && t4_buffer_puts(out, "and ");
    category = utf8proc_category(point);
    if (category >= UTF8PROC_CATEGORY_PC && category <= UTF8PROC_CATEGORY_SO)
        return put_blank(out);
    return put_point(point == CYRILLIC_YO ? CYRILLIC_YE : point, out);
}

static bool fold_bytes(const char *text, size_t n, t4_buffer *out)
{
    for (size_t i = 0; i < n; i++) {
        char c = text[i];

        if (c == ' ' || (c >= '\t' && c <= '\r')) {
            if (!put_blank(out))
                return false;
        } else if (!t4_buffer_putc(out, c >= 'A' && c <= 'Z' ? (char)(c + 32) : c))
            return false;
    }
    return true;
}

/* The Turkish i, with and without its dot, is an i. */
static utf8proc_int32_t one_i(utf8proc_int32_t point)
{
    return point == DOTLESS_I ? 'i' : point;
}

/*
 * Normalise and hand every code point to `emit`.  Composition after stripping
 * is left to utf8proc, which re-encodes in place.
 */
static bool fold_points(const char *text, size_t n, utf8proc_option_t options, emit_point *emit,
                        t4_buffer *out)
{
    utf8proc_int32_t near[POINTS_ON_STACK], *points = near;
    const utf8proc_uint8_t *bytes = (const utf8proc_uint8_t *)text;
    utf8proc_ssize_t count;
    bool good = true;

    count = utf8proc_decompose(bytes, (utf8proc_ssize_t)n, points, POINTS_ON_STACK, options);
    if (count < 0)
        return fold_bytes(text, n, out);
    if (count > POINTS_ON_STACK) {
        points = t4_alloc((size_t)count, sizeof *points);
        if (!points)
            return false;
        count = utf8proc_decompose(bytes, (utf8proc_ssize_t)n, points, count, options);
    }
    count = utf8proc_normalize_utf32(points, count, options);
    for (utf8proc_ssize_t i = 0; good && i < count; i++)
        good = (points[i] == DOT_ABOVE && i && points[i - 1] == 'i') || emit(one_i(points[i]), out);
    if (points != near)
        t4_free(points);
    return good;
}

static bool is_ascii(const char *text, size_t n)
{
    unsigned char all = 0;

    for (size_t i = 0; i < n; i++)
        all |= (unsigned char)text[i];
    return all < 0x80;
}

static void trim_end(t4_buffer *out)
{
    while (out->length && out->data[out->length - 1] == ' ')
        out->length--;
}

bool t4_fold(const char *text, size_t n, t4_buffer *out)
{
    bool good;

    t4_buffer_clear(out);
    if (is_ascii(text, n))
        good = fold_bytes(text, n, out);
    else
        good = fold_points(text, n, UTF8PROC_STABLE | UTF8PROC_COMPOSE | UTF8PROC_COMPAT |
                           UTF8PROC_CASEFOLD | UTF8PROC_IGNORE, put_point, out);
    trim_end(out);
    return good;
}

bool t4_fold_loose(const char *text, size_t n, t4_buffer *out)
{
    bool good;

    t4_buffer_clear(out);
    good = fold_points(text, n, UTF8PROC_STABLE | UTF8PROC_COMPOSE | UTF8PROC_COMPAT |
                       UTF8PROC_CASEFOLD | UTF8PROC_IGNORE | UTF8PROC_STRIPMARK,
                       put_point_loosely, out);
    trim_end(out);
    return good;
}

size_t t4_fold_points(const char *text, size_t n, int32_t *points)
{
    size_t i = 0, count = 0;

    while (i < n) {
        utf8proc_int32_t point;
        utf8proc_ssize_t used = utf8proc_iterate((const utf8proc_uint8_t *)text + i,
                                                 (utf8proc_ssize_t)(n - i), &point);

        if (used <= 0) {
            point = (unsigned char)text[i];
            used = 1;
        }
        points[count++] = point;
        i += (size_t)used;
    }
    return count;
}
