/* SPDX-License-Identifier: MIT */
#include "base/charset.h"

#include <errno.h>
#include <iconv.h>
#include <string.h>
#include <strings.h>

#include "base/memory.h"

enum { TABLE_TEXT = 7 };  /* most UTF-8 bytes that one byte stands for */

/* What one byte of a single-byte encoding stands for. */
typedef struct {
    char text[TABLE_TEXT];
    uint8_t length;  /* 0 = no text */
} byte_meaning;

struct t4_charset {
    enum { PLAIN_UTF8, BY_TABLE, BY_ICONV } kind;
    iconv_t descriptor;
    byte_meaning table[256];
};

static const char replacement[] = "\xEF\xBF\xBD";  /* U+FFFD */
static const char marker[] = "\xFF";               /* never part of UTF-8 */

bool t4_charset_is_utf8(const char *name)
{
    return !strcasecmp(name, "UTF-8") || !strcasecmp(name, "UTF8");
}

/* --- UTF-8 ----------------------------------------------------------------- */

/* Length of the character at s (n > 0 bytes left); 0 when it is not valid UTF-8. */
static size_t character_length(const unsigned char *s, size_t n)
{
    size_t length = s[0] < 0x80 ? 1 : s[0] < 0xC2 ? 0 : s[0] < 0xE0 ? 2 : s[0] < 0xF0 ? 3
                    : s[0] < 0xF5 ? 4 : 0;

    if (!length || length > n)
        return 0;
    for (size_t i = 1; i < length; i++)
        if ((s[i] & 0xC0) != 0x80)
            return 0;
    if ((s[0] == 0xE0 && s[1] < 0xA0) || (s[0] == 0xED && s[1] > 0x9F) ||
        (s[0] == 0xF0 && s[1] < 0x90) || (s[0] == 0xF4 && s[1] > 0x8F))
        return 0;
    return length;
}

size_t t4_utf8_valid(const char *text, size_t n)
{
    size_t i = 0, length;
    uint64_t word;

    while (i < n) {
        while (n - i >= sizeof word) {
            memcpy(&word, text + i, sizeof word);
            if (word & 0x8080808080808080u)
                break;
            i += sizeof word;
        }
        if (i == n)
            break;
        length = character_length((const unsigned char *)text + i, n - i);
        if (!length)
            break;
        i += length;
    }
    return i;
}

static bool copy_utf8(const char *text, size_t n, t4_buffer *out)
{
    bool good = true;
    size_t valid;

    while (n) {
        valid = t4_utf8_valid(text, n);
        if (!t4_buffer_append(out, text, valid))
            return false;
        text += valid;
        n -= valid;
        if (!n)
            break;
        good = false;
        if (!t4_buffer_append(out, replacement, 3))
            return false;
        text++;
        n--;
    }
    return good;
}

/* --- single bytes ------------------------------------------------------------ */

static bool convert_by_table(const byte_meaning *table, const char *text, size_t n, t4_buffer *out)
{
    bool good = true;
    char *to;

    if (!n)
        return true;
    if (!t4_buffer_reserve(out, n * TABLE_TEXT))
        return false;
    to = out->data + out->length;
    for (size_t i = 0; i < n; i++) {
        const byte_meaning *meaning = &table[(unsigned char)text[i]];

        if (!meaning->length) {
            good = false;
            memcpy(to, replacement, 3);
            to += 3;
            continue;
        }
        memcpy(to, meaning->text, TABLE_TEXT);
        to += meaning->length;
    }
    out->length = (size_t)(to - out->data);
    return good;
}

/* Ask iconv for each byte alone; false when some byte only begins a character. */
static bool fill_table(t4_charset *charset)
{
    for (int b = 0; b < 256; b++) {
        char byte = (char)b, text[16];
        char *in = &byte, *out = text;
        size_t in_left = 1, out_left = sizeof text;
        byte_meaning *meaning = &charset->table[b];

        iconv(charset->descriptor, NULL, NULL, NULL, NULL);
        if (iconv(charset->descriptor, &in, &in_left, &out, &out_left) == (size_t)-1) {
            if (errno != EILSEQ)
                return false;
            continue;
        }
        /* Encodings that compose (CP1258) hold a letter back until they are told to end. */
        iconv(charset->descriptor, NULL, NULL, &out, &out_left);
        if (out == text || out - text > TABLE_TEXT)
            return false;
        meaning->length = (uint8_t)(out - text);
        memcpy(meaning->text, text, meaning->length);
    }
    return true;
}

/* --- opening ------------------------------------------------------------------ */

t4_charset *t4_charset_open(const char *name)
{
    t4_charset *charset;

    if (!*name || strchr(name, '/'))
        return NULL;
    charset = t4_alloc_zero(1, sizeof *charset);
    if (!charset)
        return NULL;
    charset->descriptor = (iconv_t)-1;
    if (t4_charset_is_utf8(name)) {
        charset->kind = PLAIN_UTF8;
        return charset;
    }
    charset->descriptor = iconv_open("UTF-8", name);
    if (charset->descriptor == (iconv_t)-1) {
        t4_charset_free(charset);
        return NULL;
    }
    charset->kind = fill_table(charset) ? BY_TABLE : BY_ICONV;
    iconv(charset->descriptor, NULL, NULL, NULL, NULL);
    return charset;
}

void t4_charset_free(t4_charset *charset)
{
    if (!charset)
        return;
    if (charset->descriptor != (iconv_t)-1)
        iconv_close(charset->descriptor);
    t4_free(charset);
}

bool t4_charset_known(const char *name)
{
    t4_charset *charset = t4_charset_open(name);

    t4_charset_free(charset);
    return charset != NULL;
}

bool t4_charset_ascii_safe(const char *name)
{
    t4_charset *charset = t4_charset_open(name);
    bool safe = charset && charset->kind != BY_ICONV;

    for (int b = 0; safe && charset->kind == BY_TABLE && b < 128; b++)
        safe = charset->table[b].length == 1 && charset->table[b].text[0] == b;
    /* And no byte above may stand for an ASCII character: it would hide a separator. */
    for (int b = 128; safe && charset->kind == BY_TABLE && b < 256; b++)
        safe = charset->table[b].length != 1;
    t4_charset_free(charset);
    return safe;
}

/* --- everything else ------------------------------------------------------------ */

/* Convert until the end or a stop; returns errno of the stop (0 at the end). */
static int iconv_some(t4_charset *charset, char **in, size_t *left, t4_buffer *out, bool *memory)
{
    char *to;
    size_t room;
    size_t result;

    for (;;) {
        if (!t4_buffer_reserve(out, *left * 2 + 16)) {
            *memory = false;
            return ENOMEM;
        }
        to = out->data + out->length;
        room = out->room - out->length;
        result = iconv(charset->descriptor, in, left, &to, &room);
        out->length = (size_t)(to - out->data);
        if (result != (size_t)-1)
            return 0;
        if (errno != E2BIG)
            return errno;
    }
}

/* Bytes to skip after bad text: a unit of the encodings with wide units, else one byte. */
static size_t bad_unit(size_t left, size_t unit)
{
    return left < unit ? left : unit;
}

/* The unit in which an encoding is written, told from how a lone NUL is taken. */
static size_t unit_of(t4_charset *charset)
{
    static const char zeros[4] = {0};

    if (charset->kind != BY_ICONV)
        return 1;
    for (size_t n = 1; n <= 4; n *= 2) {
        char text[16];
        char *in = (char *)zeros, *out = text;
        size_t in_left = n, out_left = sizeof text;

        iconv(charset->descriptor, NULL, NULL, NULL, NULL);
        if (iconv(charset->descriptor, &in, &in_left, &out, &out_left) != (size_t)-1)
            return n;
    }
    return 1;
}

static bool run_iconv(t4_charset *charset, const char *bytes, size_t n, bool last, size_t *used,
                      t4_buffer *out, uint64_t *bad, const char *mark)
{
    char *in = (char *)bytes;
    size_t left = n, skip, unit = 0;
    bool memory = true;
    int stop;

    while ((stop = iconv_some(charset, &in, &left, out, &memory)) != 0) {
        if (!memory)
            return false;
        if (stop == EINVAL && !last)
            break;
        if (!unit) {
            /* unit_of() resets the shift state, which bad text has spoilt anyway. */
            unit = unit_of(charset);
            iconv(charset->descriptor, NULL, NULL, NULL, NULL);
        }
        skip = stop == EINVAL ? left : bad_unit(left, unit);
        in += skip;
        left -= skip;
        (*bad)++;
        if (!t4_buffer_puts(out, mark))
            return false;
    }
    *used = n - left;
    return true;
}

bool t4_charset_convert(t4_charset *charset, const char *text, size_t n, t4_buffer *out)
{
    uint64_t bad = 0;
    size_t used;

    switch (charset->kind) {
    case PLAIN_UTF8:
        return copy_utf8(text, n, out);
    case BY_TABLE:
        return convert_by_table(charset->table, text, n, out);
    default:
        iconv(charset->descriptor, NULL, NULL, NULL, NULL);
        return run_iconv(charset, text, n, true, &used, out, &bad, replacement) && !bad;
    }
}

/* Single-byte and UTF-8 streams are rare (they need no decoding): by way of the short form. */
static bool stream_bytes(t4_charset *charset, const char *bytes, size_t n, t4_buffer *out,
                         uint64_t *bad)
{
    for (size_t i = 0; i < n; i++) {
        const byte_meaning *meaning = &charset->table[(unsigned char)bytes[i]];

        *bad += !meaning->length;
        if (!t4_buffer_append(out, meaning->length ? meaning->text : marker,
                              meaning->length ? meaning->length : 1))
            return false;
    }
    return true;
}

bool t4_charset_stream(t4_charset *charset, const char *bytes, size_t n, bool last, size_t *used,
                       t4_buffer *out, uint64_t *bad)
{
    uint64_t count = 0;
    bool good;

    *used = n;
    if (charset->kind == PLAIN_UTF8)
        good = t4_buffer_append(out, bytes, n);
    else if (charset->kind == BY_TABLE)
        good = stream_bytes(charset, bytes, n, out, &count);
    else
        good = run_iconv(charset, bytes, n, last, used, out, &count, marker);
    if (bad)
        *bad += count;
    return good;
}
