/* SPDX-License-Identifier: MIT */
#include "io/wholefile.h"

#include <string.h>
#include <strings.h>

#include "base/charset.h"
#include "io/encoding.h"
#include "io/inflate.h"
#include "io/intake.h"

enum { PIECE = 256 * 1024 };

/* Where the next piece comes from: the file itself, or what is packed in it. */
typedef struct {
    t4_intake *intake;
    t4_inflate *inflate;
} origin;

static t4_status next_piece(origin *from, char *to, size_t *got, t4_error *err)
{
    if (from->inflate)
        return t4_inflate_read(from->inflate, to, PIECE, got, err);
    return t4_intake_read(from->intake, to, PIECE, got, err);
}

static t4_status take(t4_buffer *bytes, const char *piece, size_t n, const char *path, t4_error *err)
{
    if (bytes->length + n > T4_WHOLEFILE_BYTES_MAX)
        return t4_fail_at(err, T4_ERR_MEMORY, path, 0, 0, "the file has more than %d MiB unpacked",
                          T4_WHOLEFILE_BYTES_MAX / (1024 * 1024));
    return t4_buffer_append(bytes, piece, n) ? T4_OK : t4_fail_memory(err);
}

/* The first bytes tell whether the file is packed. */
static t4_status first_piece(origin *from, t4_buffer *bytes, char *piece, t4_error *err)
{
    const char *path = t4_intake_name(from->intake);
    size_t got = 0, more = 1;
    t4_status status = T4_OK;

    while (!status && more && got < 2) {
        status = t4_intake_read(from->intake, piece + got, PIECE - got, &more, err);
        got += more;
    }
    if (!status && !got)
        status = t4_fail_at(err, T4_ERR_DATA, path, 0, 0, "the file is empty");
    if (status)
        return status;
    if (t4_inflate_magic(piece, got))
        return t4_inflate_new(&from->inflate, from->intake, piece, got, err);
    return take(bytes, piece, got, path, err);
}

t4_status t4_wholefile_read(t4_buffer *bytes, t4_run *run, const char *path, t4_error *err)
{
    t4_buffer piece;
    origin from = {0};
    size_t got = 1;
    t4_status status;

    t4_buffer_init(&piece, 0);
    status = t4_buffer_reserve(&piece, PIECE) ? T4_OK : t4_fail_memory(err);
    if (!status)
        status = t4_intake_open(&from.intake, path, err);
    if (!status)
        status = first_piece(&from, bytes, piece.data, err);
    while (!status && got) {
        status = t4_run_check(run, err);
        if (!status)
            status = next_piece(&from, piece.data, &got, err);
        if (!status)
            status = take(bytes, piece.data, got, path, err);
    }
    t4_inflate_free(from.inflate);
    t4_intake_free(from.intake);
    t4_buffer_release(&piece);
    return status;
}

static uint64_t line_of(const char *text, size_t at)
{
    uint64_t line = 1;

    for (size_t i = 0; i < at; i++)
        line += text[i] == '\n';
    return line;
}

static bool begins(const t4_buffer *bytes, const char *mark, size_t n)
{
    return bytes->length >= n && !memcmp(bytes->data, mark, n);
}

/* The encoding that the bytes themselves declare, or UTF-8. */
static const char *marked_encoding(const t4_buffer *bytes)
{
    if (begins(bytes, "\xFF\xFE", 2))
        return "UTF-16LE";
    if (begins(bytes, "\xFE\xFF", 2))
        return "UTF-16BE";
    return "UTF-8";
}

static void drop_mark(t4_buffer *bytes)
{
    if (!begins(bytes, "\xEF\xBB\xBF", 3))
        return;
    memmove(bytes->data, bytes->data + 3, bytes->length - 3);
    bytes->length -= 3;
}

static t4_status convert(t4_buffer *bytes, const char *encoding, const char *path, t4_error *err)
{
    t4_charset *charset = t4_charset_open(encoding);
    t4_buffer text;
    t4_status status = T4_OK;

    if (!charset)
        return t4_fail_at(err, T4_ERR_USAGE, path, 0, 0, "encoding '%.60s' is not known to iconv",
                          encoding);
    t4_buffer_init(&text, 0);
    if (!t4_charset_convert(charset, bytes->data, bytes->length, &text)) {
        const char *bad = text.length ? memmem(text.data, text.length, "\xEF\xBF\xBD", 3) : NULL;

        status = bad ? t4_fail_at(err, T4_ERR_DATA, path, line_of(text.data, (size_t)(bad - text.data)),
                                  0, "bytes that are no text in %s", encoding)
                     : t4_fail_memory(err);
    }
    t4_charset_free(charset);
    if (status) {
        t4_buffer_release(&text);
        return status;
    }
    t4_buffer_release(bytes);
    *bytes = text;
    return T4_OK;
}

/* What the bytes look like, when nobody says; NULL when they cannot be told apart. */
static const char *likely_encoding(const t4_buffer *bytes, t4_encoding *found)
{
    enum { SAMPLE = 256 * 1024 };
    size_t n = bytes->length < SAMPLE ? bytes->length : SAMPLE;
    t4_words words;
    t4_status status = T4_ERR_MEMORY;

    if (t4_words_init(&words, NULL, 0))
        status = t4_encoding_settle(found, "auto", bytes->data, n, n == bytes->length, &words, "", NULL);
    t4_words_release(&words);
    return status ? NULL : found->name;
}

t4_status t4_wholefile_decode(t4_buffer *bytes, const char *encoding, const char *path,
                              t4_error *err)
{
    bool automatic = !encoding || !*encoding || !strcasecmp(encoding, "auto");
    t4_status status = T4_OK;
    t4_encoding found;
    const char *nul, *likely = NULL;
    size_t good;

    if (automatic)
        encoding = marked_encoding(bytes);
    if (automatic && t4_charset_is_utf8(encoding) && t4_utf8_valid(bytes->data, bytes->length) < bytes->length)
        likely = likely_encoding(bytes, &found);
    if (likely)
        encoding = likely;
    if (!t4_charset_is_utf8(encoding))
        status = convert(bytes, encoding, path, err);
    if (status)
        return status;
    drop_mark(bytes);
    good = t4_utf8_valid(bytes->data, bytes->length);
    if (good < bytes->length)
        return t4_fail_at(err, T4_ERR_DATA, path, line_of(bytes->data, good), 0,
                          automatic ? "the bytes are not UTF-8; say what they are with 'encoding:' "
                                      "(windows-1251, CP866, ISO-8859-1 ...)"
                                    : "bytes that are no text in %s", encoding);
    nul = bytes->length ? memchr(bytes->data, 0, bytes->length) : NULL;
    if (nul)
        return t4_fail_at(err, T4_ERR_DATA, path, line_of(bytes->data, (size_t)(nul - bytes->data)), 0,
                          "a NUL byte; this is no text file, or UTF-16 without its mark "
                          "(say so with 'encoding:')");
    return T4_OK;
}
