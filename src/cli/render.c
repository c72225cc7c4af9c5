/* SPDX-License-Identifier: MIT */
/* Write values as text. */
#include "cli/render.h"

#include <string.h>

const char *t4_render_count(uint64_t number, char text[T4_RENDER_TEXT])
{
    char digits[24];
    int n = snprintf(digits, sizeof digits, "%llu", (unsigned long long)number);
    char *out = text;

    for (int i = 0; i < n; i++) {
        if (i > 0 && (n - i) % 3 == 0)
            *out++ = ',';
        *out++ = digits[i];
    }
    *out = '\0';
    return text;
}

const char *t4_render_bytes(uint64_t bytes, char text[T4_RENDER_TEXT])
{
    static const char *const units[] = {"B", "kB", "MB", "GB", "TB", "PB", "EB"};
    double size = (double)bytes;
    int unit = 0;

    while (size >= 999.5 && unit < 6) {
        size /= 1000;
        unit++;
    }
    snprintf(text, T4_RENDER_TEXT, unit > 0 && size < 9.95 ? "%.1f %s" : "%.0f %s", size,
             units[unit]);
    return text;
}

const char *t4_render_seconds(double seconds, char text[T4_RENDER_TEXT])
{
    if (seconds < 9.95)
        snprintf(text, T4_RENDER_TEXT, "%.1f s", seconds);
    else if (seconds < 119.5)
        snprintf(text, T4_RENDER_TEXT, "%.0f s", seconds);
    else
        snprintf(text, T4_RENDER_TEXT, "%d min %d s", (int)(seconds + 0.5) / 60,
                 (int)(seconds + 0.5) % 60);
    return text;
}

const char *t4_render_share(uint64_t part, uint64_t whole, char text[T4_RENDER_TEXT])
{
    double share = whole ? 100.0 * (double)part / (double)whole : 0;

    if (part == 0 || whole == 0)
        snprintf(text, T4_RENDER_TEXT, "0 %%");
    else if (share < 0.01)
        snprintf(text, T4_RENDER_TEXT, "under 0.01 %%");
    else
        snprintf(text, T4_RENDER_TEXT, "%.*f %%", share < 1 ? 2 : 1, share);
    return text;
}

size_t t4_render_character(const char *text, uint32_t *code)
{
    const unsigned char *p = (const unsigned char *)text;
    static const uint32_t first[] = {0, 0, 0x80, 0x800, 0x10000};
    size_t n = p[0] < 0x80 ? 1 : p[0] >= 0xC2 && p[0] < 0xE0 ? 2 : p[0] >= 0xE0 && p[0] < 0xF0 ? 3
             : p[0] >= 0xF0 && p[0] < 0xF5 ? 4 : 0;

    if (n <= 1) {
        *code = p[0];
        return n;
    }
    *code = p[0] & (0xFFu >> (n + 1));
    for (size_t i = 1; i < n; i++) {
        if ((p[i] & 0xC0) != 0x80)
            return 0;
        *code = *code << 6 | (p[i] & 0x3F);
    }
    if (*code < first[n] || *code > 0x10FFFF || (*code >= 0xD800 && *code < 0xE000))
        return 0;
    return n;
}

/* Controls, and the marks that change the direction of what follows. */
static bool steers(uint32_t code)
{
    return code < 0x20 || (code >= 0x7F && code < 0xA0) || (code >= 0x200E && code <= 0x200F) ||
           (code >= 0x2028 && code <= 0x202E) || (code >= 0x2066 && code <= 0x2069);
}

bool t4_render_safe(t4_buffer *out, const char *text)
{
    bool good = true;

    while (*text && good) {
        uint32_t code;
        size_t n = t4_render_character(text, &code);

        if (n > 0 && !steers(code)) {
            good = t4_buffer_append(out, text, n);
        } else {
            n = n ? n : 1;
            for (size_t i = 0; i < n && good; i++)
                good = t4_buffer_printf(out, "\\x%02X", (unsigned char)text[i]);
        }
        text += n;
    }
    return good;
}

bool t4_render_json(t4_buffer *out, const char *text)
{
    bool good = t4_buffer_putc(out, '"');

    while (*text && good) {
        uint32_t code;
        size_t n = t4_render_character(text, &code);

        if (n == 0) {
            good = t4_buffer_puts(out, "\xEF\xBF\xBD");
            n = 1;
        } else if (code == '"' || code == '\\') {
            good = t4_buffer_putc(out, '\\') && t4_buffer_putc(out, (char)code);
        } else if (code == '\n') {
            good = t4_buffer_puts(out, "\\n");
        } else if (code < 0x20 || code == 0x7F) {
            good = t4_buffer_printf(out, "\\u%04x", code);
        } else {
            good = t4_buffer_append(out, text, n);
        }
        text += n;
    }
    return good && t4_buffer_putc(out, '"');
}

bool t4_render_csv(t4_buffer *out, const char *text)
{
    bool good;

    if (!text[strcspn(text, ",\"\r\n")])
        return t4_buffer_puts(out, text);
    good = t4_buffer_putc(out, '"');
    for (; *text && good; text++) {
        if (*text == '"')
            good = t4_buffer_putc(out, '"');
        good = good && t4_buffer_putc(out, *text);
    }
    return good && t4_buffer_putc(out, '"');
}
