/* SPDX-License-Identifier: MIT */
#include "io/cut.h"

#include <string.h>

static size_t cut_quoted(const t4_scanner *scanner, const char *bytes, size_t n, char separator,
                         bool *open)
{
    t4_quote_state state = {.boundary = true};
    size_t whole = 0;
    t4_scan scan;

    for (size_t at = 0; at < n; at += T4_SCAN_BYTES) {
        size_t piece = n - at < T4_SCAN_BYTES ? n - at : T4_SCAN_BYTES;
        size_t words = scanner->masks(bytes + at, piece, separator, &scan);

        for (size_t w = 0; w < words; w++) {
            uint64_t inside = t4_scan_inside(&state, scan.separators[w], scan.newlines[w],
                                             scan.quotes[w]);
            uint64_t ends = scan.newlines[w] & ~inside;

            if (ends)
                whole = at + 64 * w + 64 - (size_t)__builtin_clzll(ends);
        }
    }
    *open = state.inside;
    return whole;
}

size_t t4_cut_records(const t4_scanner *scanner, const char *bytes, size_t n, char separator,
                      bool quotes, bool *open)
{
    const char *newline;

    *open = false;
    if (quotes)
        return cut_quoted(scanner, bytes, n, separator, open);
    newline = n ? memrchr(bytes, '\n', n) : NULL;
    return newline ? (size_t)(newline - bytes) + 1 : 0;
}

/* Behind the quoted part that begins with the quote at `at`; n when it does not close. */
static size_t behind_quotes(const char *bytes, size_t n, size_t at)
{
    for (at++; at < n; at++)
        if (bytes[at] == '"') {
            if (at + 1 >= n || bytes[at + 1] != '"')
                return at + 1;
            at++;
        }
    return n + 1;
}

const char *t4_cut_field(const char *bytes, size_t n, char separator, size_t *at, size_t *length)
{
    size_t begin = *at, i = begin;

    if (i < n && bytes[i] == '"')
        i = behind_quotes(bytes, n, i);
    while (i < n && bytes[i] != separator && bytes[i] != '\n')
        i++;
    *at = i < n ? i : n;
    *length = *at - begin;
    if (i < n && bytes[i] == '\n')
        while (*length && bytes[begin + *length - 1] == '\r')
            --*length;
    return bytes + begin;
}

size_t t4_cut_first(const char *bytes, size_t n, char separator, bool *open)
{
    size_t at = 0, length;

    while (at < n) {
        size_t begin = at;

        t4_cut_field(bytes, n, separator, &at, &length);
        if (at >= n) {
            *open = bytes[begin] == '"' && behind_quotes(bytes, n, begin) > n;
            return 0;
        }
        if (bytes[at++] == '\n') {
            *open = false;
            return at;
        }
    }
    *open = false;
    return 0;
}

size_t t4_cut_open_quote(const char *bytes, size_t n, char separator)
{
    size_t at = 0, length;

    while (at < n) {
        if (bytes[at] == '"' && behind_quotes(bytes, n, at) > n)
            return at;
        t4_cut_field(bytes, n, separator, &at, &length);
        at++;
    }
    return n;
}
