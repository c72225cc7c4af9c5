/* SPDX-License-Identifier: MIT */
#include "io/source_state.h"

#include <string.h>

#include "base/memory.h"
#include "io/cut.h"

enum { DECODE_BYTES = 64 * 1024 };

/* --- bytes ------------------------------------------------------------------------- */

/* Unpacked bytes, at most `room`. */
static t4_status read_bytes(t4_source *source, char *to, size_t room, size_t *got, t4_error *err)
{
    t4_status status;

    if (!source->inflate)
        return t4_intake_read(source->intake, to, room, got, err);
    status = t4_inflate_read(source->inflate, to, room, got, err);
    source->damaged |= status == T4_ERR_DATA;
    return status;
}

t4_status t4_source_read_into(t4_source *source, t4_buffer *out, size_t room, size_t *got,
                              t4_error *err)
{
    t4_status status;

    if (!t4_buffer_reserve(out, room))
        return t4_fail_memory(err);
    status = read_bytes(source, out->data + out->length, room, got, err);
    out->length += *got;
    return status;
}

t4_status t4_source_decode(t4_source *source, bool last, t4_buffer *out, t4_error *err)
{
    t4_buffer *in = &source->encoded;
    size_t used;

    if (!t4_charset_stream(source->decoder, in->data, in->length, last, &used, out, NULL))
        return t4_fail_memory(err);
    if (used)
        memmove(in->data, in->data + used, in->length - used);
    in->length -= used;
    return T4_OK;
}

/* Append text to `out`, at least a byte unless the file has ended. */
static t4_status read_text(t4_source *source, t4_buffer *out, size_t room, t4_error *err)
{
    size_t before = out->length, got = 0;
    t4_status status = T4_OK;

    if (!source->decoder) {
        status = t4_source_read_into(source, out, room, &got, err);
        source->ended = !status && !got;
        return status;
    }
    while (!status && !source->ended && out->length == before) {
        status = t4_source_read_into(source, &source->encoded, DECODE_BYTES, &got, err);
        source->ended = !status && !got;
        if (!status)
            status = t4_source_decode(source, source->ended, out, err);
    }
    return status;
}

void t4_source_settle_returns(const t4_source *source, t4_buffer *text, size_t from)
{
    if (!source->lone_returns)
        return;
    for (size_t i = from ? from - 1 : 0; i < text->length; i++) {
        bool at_end = i + 1 == text->length;

        if (text->data[i] == '\r' && (at_end ? source->ended : text->data[i + 1] != '\n'))
            text->data[i] = '\n';
    }
}

t4_status t4_source_fill(t4_source *source, t4_buffer *text, size_t wanted, t4_error *err)
{
    size_t before = text->length;
    t4_status status = T4_OK;

    while (!status && !source->ended && text->length < wanted)
        status = read_text(source, text, wanted - text->length, err);
    if (!status)
        t4_source_settle_returns(source, text, before);
    return status;
}

/* The same, beginning with what was read ahead. */
static t4_status take(t4_source *source, t4_buffer *text, size_t wanted, t4_error *err)
{
    size_t ahead = source->carry.length - source->front;
    size_t n = wanted - text->length < ahead ? wanted - text->length : ahead;

    if (text->length >= wanted)
        return T4_OK;
    if (!t4_buffer_append(text, source->carry.data + source->front, n))
        return t4_fail_memory(err);
    source->front += n;
    return n < ahead ? T4_OK : t4_source_fill(source, text, wanted, err);
}

/* Give the last n bytes of `text` back. */
static t4_status give_back(t4_source *source, const t4_buffer *text, size_t n, t4_error *err)
{
    if (source->front < source->carry.length) {
        source->front -= n;  /* they came from there, and are there still */
        return T4_OK;
    }
    t4_buffer_clear(&source->carry);
    source->front = 0;
    return t4_buffer_append(&source->carry, text->data + text->length - n, n) ? T4_OK
                                                                             : t4_fail_memory(err);
}

static bool is_all(const t4_source *source)
{
    return source->ended && source->front == source->carry.length;
}

/* --- errors ------------------------------------------------------------------------ */

t4_status t4_source_blame_damage(t4_source *source, t4_status status, t4_error *err)
{
    t4_error damage = {0};
    char *scratch;
    size_t got = 1;

    if (status != T4_ERR_DATA || !source->inflate || source->damaged)
        return status;
    scratch = t4_alloc(DECODE_BYTES, 1);
    while (scratch && got && !t4_run_check(source->run, NULL) &&
           !read_bytes(source, scratch, DECODE_BYTES, &got, &damage))
        ;
    t4_free(scratch);
    if (source->damaged && err)
        *err = damage;
    return status;
}

/* Where byte `at` of a text that begins with line `first` stands. */
static void place_of(const char *text, size_t at, uint64_t first, uint64_t *line, uint64_t *column)
{
    size_t begin = 0;

    *line = first;
    for (size_t i = 0; i < at; i++)
        if (text[i] == '\n') {
            ++*line;
            begin = i + 1;
        }
    *column = at - begin + 1;
}

t4_status t4_source_refuse_nul(const t4_source *source, const t4_buffer *text, t4_error *err)
{
    const char *nul = memchr(text->data, '\0', text->length);
    uint64_t line, column;

    place_of(text->data, (size_t)(nul - text->data), source->line, &line, &column);
    return t4_fail_at(err, T4_ERR_DATA, t4_source_name(source), line, column,
                      "found a NUL byte, expected text in %s; the file is damaged or its "
                      "input.encoding is another", source->encoding.name);
}

t4_status t4_source_refuse_open(const t4_source *source, const t4_buffer *text, bool open,
                             char separator, t4_error *err)
{
    uint64_t line = source->line, column = 0;
    size_t whole, quote;
    bool within;

    whole = t4_cut_records(source->scanner, text->data, text->length, separator, true, &within);
    if (open) {
        quote = t4_cut_open_quote(text->data + whole, text->length - whole, separator) + whole;
        place_of(text->data, quote, source->line, &line, &column);
        return t4_fail_at(err, T4_ERR_DATA, t4_source_name(source), line, column,
                          "a quote is opened here and never closed; close it, or double it "
                          "within a quoted field");
    }
    place_of(text->data, whole, source->line, &line, &column);
    return t4_fail_at(err, T4_ERR_DATA, t4_source_name(source), line, 0,
                      "found a record longer than %zu bytes, expected a line end before that; "
                      "is this delimited text?", source->record_bytes);
}

void t4_source_free(t4_source *source)
{
    if (!source)
        return;
    t4_inflate_free(source->inflate);
    t4_intake_free(source->intake);
    t4_charset_free(source->decoder);
    t4_buffer_release(&source->encoded);
    t4_buffer_release(&source->carry);
    t4_arena_release(&source->arena);
    t4_free(source);
}

const t4_dialect *t4_source_dialect(const t4_source *source)
{
    return &source->dialect;
}

uint64_t t4_source_consumed(const t4_source *source)
{
    return t4_intake_consumed(source->intake);
}

t4_status t4_source_key(t4_source *source, const void *key, size_t n, t4_error *err)
{
    return t4_intake_key(source->intake, key, n, err);
}

const char *t4_source_digest(const t4_source *source)
{
    return t4_intake_digest(source->intake);
}

/* --- an encoding that shows late -------------------------------------------------------- */

/* Put `n` bytes of text in place of what `to` holds, decoded. */
static bool decode_into(t4_charset *charset, const char *bytes, size_t n, t4_buffer *to)
{
    t4_buffer text;
    size_t used;
    bool good;

    t4_buffer_init(&text, 0);
    good = t4_charset_stream(charset, bytes, n, true, &used, &text, NULL);
    t4_buffer_clear(to);
    good = good && t4_buffer_append(to, text.data, text.length);
    t4_buffer_release(&text);
    return good;
}

/* Decode what stands in `text`, what was read ahead, and all that follows. */
static t4_status decode_from_here(t4_source *source, t4_buffer *text, t4_error *err)
{
    t4_buffer *carry = &source->carry;

    source->decoder = t4_charset_open(source->encoding.name);
    if (!source->decoder || !decode_into(source->decoder, text->data, text->length, text) ||
        !decode_into(source->decoder, carry->data + source->front, carry->length - source->front,
                     carry))
        return t4_fail_memory(err);
    source->front = 0;
    return T4_OK;
}

/*
 * The first records with bytes beyond ASCII, in a file that was ASCII before:
 * by their looks they settle the encoding.  One that cannot be told from them
 * stays UTF-8, in which their bytes are defects; later records may tell it.
 * *changed: `text` was decoded.
 */
static t4_status settle_late(t4_source *source, t4_buffer *text, size_t whole, bool *changed,
                             t4_error *err)
{
    t4_words none = {0};
    t4_encoding told;
    t4_error untold = {0};
    t4_status status;

    *changed = false;
    if (!source->open_encoding || !source->scanner->count(text->data, whole).foreign)
        return T4_OK;
    source->open_encoding--;
    if (!t4_words_init(&none, NULL, 0))
        return t4_fail_memory(err);
    status = t4_encoding_settle(&told, "auto", text->data, whole, true, &none, t4_source_name(source),
                                &untold);
    t4_words_release(&none);
    if (status)
        return status == T4_ERR_DATA ? T4_OK : t4_fail_memory(err);
    source->open_encoding = 0;
    if (t4_charset_is_utf8(told.name) || !t4_charset_ascii_safe(told.name))
        return T4_OK;
    source->encoding = told;
    *changed = true;
    return decode_from_here(source, text, err);
}

/* --- blocks ---------------------------------------------------------------------------- */

/* Fill `text` until whole records are in it, and find how many bytes they are. */
static t4_status gather(t4_source *source, t4_buffer *text, size_t *whole, bool *quotes,
                        size_t *newlines, t4_error *err)
{
    size_t wanted = source->block_bytes, limit = source->record_bytes;
    char separator = source->dialect.separator;
    t4_status status;
    bool open, changed;

    for (;;) {
        t4_scan_census census;

        status = take(source, text, wanted, err);
        if (status)
            return status;
        census = source->scanner->count(text->data, text->length);
        if (census.nul)
            return t4_source_refuse_nul(source, text, err);
        *quotes = census.quote;
        *whole = t4_cut_records(source->scanner, text->data, text->length, separator, *quotes, &open);
        if (is_all(source) && open)
            return t4_source_refuse_open(source, text, true, separator, err);
        if (is_all(source))
            *whole = text->length;
        *newlines = census.newlines;
        if (census.foreign) {
            status = settle_late(source, text, *whole, &changed, err);
            if (status)
                return status;
            if (changed)
                continue;
        }
        if (*whole || is_all(source))
            return T4_OK;
        if (text->length > limit)
            return t4_source_refuse_open(source, text, open, separator, err);
        wanted = text->length * 2 < limit ? text->length * 2 : limit + 1;
    }
}

static t4_status next_block(t4_source *source, t4_block *block, t4_error *err)
{
    t4_buffer *text = &block->bytes;
    size_t whole = 0, newlines = 0, rest;
    bool quotes = false;
    t4_status status;

    t4_buffer_clear(text);
    status = gather(source, text, &whole, &quotes, &newlines, err);
    if (status)
        return status;
    rest = text->length - whole;
    block->last = is_all(source) && !rest;
    newlines -= rest ? source->scanner->count(text->data + whole, rest).newlines : 0;
    if (rest && (status = give_back(source, text, rest, err)) != T4_OK)
        return status;
    text->length = whole;
    if (whole && text->data[whole - 1] != '\n' && !t4_buffer_putc(text, '\n'))
        return t4_fail_memory(err);
    block->record_bytes = text->length;
    block->quotes = quotes;
    block->file = source->file;
    block->sequence = source->sequence++;
    block->first_line = source->line;
    source->line += newlines;
    return T4_OK;
}

t4_status t4_source_next(t4_source *source, t4_block *block, t4_error *err)
{
    t4_status status = t4_run_check(source->run, err);

    if (!status)
        status = t4_intake_key(source->intake, NULL, 0, err);
    if (!status)
        status = next_block(source, block, err);
    return t4_source_blame_damage(source, status, err);
}
