/* SPDX-License-Identifier: MIT */
#include "io/source.h"

#include <string.h>

#include "base/arena.h"
#include "base/charset.h"
#include "base/memory.h"
#include "io/cut.h"
#include "io/encoding.h"
#include "io/header.h"
#include "io/inflate.h"
#include "io/recognise.h"

enum {
    FIRST_BYTES = 4096,          /* enough to know gzip by */
    SAMPLE_BYTES = 256 * 1024,   /* looked at to settle encoding and separator */
    DECODE_BYTES = 64 * 1024
};

struct t4_source {
    t4_run *run;
    uint32_t file;
    t4_arena arena;              /* column names */
    t4_dialect dialect;
    t4_encoding encoding;
    t4_intake *intake;
    t4_inflate *inflate;         /* NULL = stored plainly */
    t4_charset *decoder;         /* NULL = blocks stay in the file's encoding */
    t4_buffer encoded;           /* read and not decoded yet */
    t4_buffer carry;             /* text read ahead: what comes next begins at carry.data + front */
    size_t front;
    const t4_scanner *scanner;
    size_t block_bytes, record_bytes;
    bool lone_returns;           /* lines end with CR alone */
    bool ended;                  /* nothing follows behind carry */
    bool damaged;                /* the gzip reader has said so */
    uint64_t line;               /* of the byte that comes next */
    uint64_t sequence;
};

static const char *name_of(const t4_source *source)
{
    return t4_intake_name(source->intake);
}

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

static t4_status read_into(t4_source *source, t4_buffer *out, size_t room, size_t *got,
                           t4_error *err)
{
    t4_status status;

    if (!t4_buffer_reserve(out, room))
        return t4_fail_memory(err);
    status = read_bytes(source, out->data + out->length, room, got, err);
    out->length += *got;
    return status;
}

/* Decode what was read, as far as it goes. */
static t4_status decode(t4_source *source, bool last, t4_buffer *out, t4_error *err)
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
        status = read_into(source, out, room, &got, err);
        source->ended = !status && !got;
        return status;
    }
    while (!status && !source->ended && out->length == before) {
        status = read_into(source, &source->encoded, DECODE_BYTES, &got, err);
        source->ended = !status && !got;
        if (!status)
            status = decode(source, source->ended, out, err);
    }
    return status;
}

/* Lone CRs to LFs, from byte `from` on; a CR at the very end waits for what follows it. */
static void settle_returns(const t4_source *source, t4_buffer *text, size_t from)
{
    if (!source->lone_returns)
        return;
    for (size_t i = from ? from - 1 : 0; i < text->length; i++) {
        bool at_end = i + 1 == text->length;

        if (text->data[i] == '\r' && (at_end ? source->ended : text->data[i + 1] != '\n'))
            text->data[i] = '\n';
    }
}

/* Read the file on until `text` holds `wanted` bytes or there are no more. */
static t4_status fill(t4_source *source, t4_buffer *text, size_t wanted, t4_error *err)
{
    size_t before = text->length;
    t4_status status = T4_OK;

    while (!status && !source->ended && text->length < wanted)
        status = read_text(source, text, wanted - text->length, err);
    if (!status)
        settle_returns(source, text, before);
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
    return n < ahead ? T4_OK : fill(source, text, wanted, err);
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

/*
 * Damage of a gzip file shows at the end of a member only, after the errors
 * that it causes: before one of those is told, look for damage to the end.
 */
static t4_status blame_damage(t4_source *source, t4_status status, t4_error *err)
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

static t4_status refuse_nul(const t4_source *source, const t4_buffer *text, t4_error *err)
{
    const char *nul = memchr(text->data, '\0', text->length);
    uint64_t line, column;

    place_of(text->data, (size_t)(nul - text->data), source->line, &line, &column);
    return t4_fail_at(err, T4_ERR_DATA, name_of(source), line, column,
                      "found a NUL byte, expected text in %s; the file is damaged or its "
                      "input.encoding is another", source->encoding.name);
}

/* A record that does not end: by a quote that never closes, or just too long. */
static t4_status refuse_open(const t4_source *source, const t4_buffer *text, bool open,
                             char separator, t4_error *err)
{
    uint64_t line = source->line, column = 0;
    size_t whole, quote;
    bool within;

    whole = t4_cut_records(source->scanner, text->data, text->length, separator, true, &within);
    if (open) {
        quote = t4_cut_open_quote(text->data + whole, text->length - whole, separator) + whole;
        place_of(text->data, quote, source->line, &line, &column);
        return t4_fail_at(err, T4_ERR_DATA, name_of(source), line, column,
                          "a quote is opened here and never closed; close it, or double it "
                          "within a quoted field");
    }
    place_of(text->data, whole, source->line, &line, &column);
    return t4_fail_at(err, T4_ERR_DATA, name_of(source), line, 0,
                      "found a record longer than %zu bytes, expected a line end before that; "
                      "is this delimited text?", source->record_bytes);
}

/* --- opening ------------------------------------------------------------------------- */

/* The first bytes as they are stored; unpacking begins when they are gzip. */
static t4_status open_stored(t4_source *source, t4_buffer *sample, t4_error *err)
{
    size_t got = 1;
    t4_status status = T4_OK;

    while (!status && got && sample->length < FIRST_BYTES)
        status = read_into(source, sample, FIRST_BYTES - sample->length, &got, err);
    if (status || !t4_inflate_magic(sample->data, sample->length))
        return status;
    status = t4_inflate_new(&source->inflate, source->intake, sample->data, sample->length, err);
    t4_buffer_clear(sample);
    return status;
}

static t4_status read_sample(t4_source *source, t4_buffer *sample, bool *whole, t4_error *err)
{
    size_t got = 1;
    t4_status status = open_stored(source, sample, err);

    while (!status && got && sample->length < SAMPLE_BYTES)
        status = read_into(source, sample, SAMPLE_BYTES - sample->length, &got, err);
    *whole = !got;
    if (!status && !sample->length)
        status = t4_fail_at(err, T4_ERR_DATA, name_of(source), 0, 0,
                            "the file is empty; expected a header line and records");
    return status;
}

static t4_status refuse_other_formats(const t4_source *source, const char *bytes, size_t n,
                                      t4_error *err)
{
    const char *what = t4_recognise(bytes, n);

    return what ? t4_fail_at(err, T4_ERR_DATA, name_of(source), 0, 0, "%s", what) : T4_OK;
}

/* From the sample on: everything that follows is text. */
static t4_status start_text(t4_source *source, t4_buffer *sample, bool whole, t4_error *err)
{
    t4_dialect *dialect = &source->dialect;
    const char *text = sample->data + source->encoding.mark;
    size_t n = sample->length - source->encoding.mark;

    dialect->encoding = source->encoding.name;
    dialect->encoding_detected = source->encoding.detected;
    dialect->ascii_safe = t4_charset_ascii_safe(source->encoding.name);
    dialect->block_encoding = dialect->ascii_safe ? dialect->encoding : "UTF-8";
    if (dialect->ascii_safe) {
        source->ended = whole;
        return t4_buffer_append(&source->carry, text, n) ? T4_OK : t4_fail_memory(err);
    }
    source->decoder = t4_charset_open(source->encoding.name);
    if (!source->decoder || !t4_buffer_append(&source->encoded, text, n))
        return t4_fail_memory(err);
    source->ended = whole;
    return decode(source, whole, &source->carry, err);
}

/* Lines end with CR alone when CRs without LF are more than LFs. */
static bool has_lone_returns(const t4_buffer *text)
{
    size_t returns = 0, newlines = 0;

    for (size_t i = 0; i < text->length; i++) {
        newlines += text->data[i] == '\n';
        returns += text->data[i] == '\r' && (i + 1 == text->length || text->data[i + 1] != '\n');
    }
    return returns > newlines;
}

/* Take n bytes off the front of carry. */
static void drop_front(t4_source *source, size_t n)
{
    t4_buffer *carry = &source->carry;

    source->line += source->scanner->count(carry->data, n).newlines;
    memmove(carry->data, carry->data + n, carry->length - n);
    carry->length -= n;
}

/* Read on until the first record by this separator is whole; its length. */
static t4_status first_record(t4_source *source, char separator, size_t *length, t4_error *err)
{
    t4_buffer *carry = &source->carry;
    size_t limit = source->record_bytes;
    t4_status status = T4_OK;
    bool open;

    for (;;) {
        if (memchr(carry->data, '\0', carry->length))
            return refuse_nul(source, carry, err);
        *length = t4_cut_first(carry->data, carry->length, separator, &open);
        if (*length)
            return T4_OK;
        if (carry->length > limit || (source->ended && open))
            return refuse_open(source, carry, open, separator, err);
        if (source->ended) {
            *length = carry->length;
            return T4_OK;
        }
        status = fill(source, carry, carry->length * 2 < limit ? carry->length * 2 : limit + 1, err);
        if (status)
            return status;
    }
}

static t4_status skip_blank_lines(t4_source *source, t4_error *err)
{
    t4_buffer *carry = &source->carry;
    t4_status status = T4_OK;
    size_t n;

    while (!status) {
        for (n = 0; n < carry->length && (carry->data[n] == '\n' || carry->data[n] == '\r'); n++)
            ;
        drop_front(source, n);
        if (carry->length || source->ended)
            break;
        status = fill(source, carry, SAMPLE_BYTES, err);
    }
    if (!status && !carry->length)
        status = t4_fail_at(err, T4_ERR_DATA, name_of(source), 0, 0,
                            "the file holds only blank lines; expected a header line and records");
    return status;
}

/* Spreadsheets may write "sep=;" as the first line. */
static void take_separator_line(t4_source *source, char *separator)
{
    const char *text = source->carry.data;
    size_t n = source->carry.length;

    if (n < 6 || strncmp(text, "sep=", 4) || (text[5] != '\n' && text[5] != '\r'))
        return;
    *separator = *separator ? *separator : text[4];
    drop_front(source, text[5] == '\r' && n > 6 && text[6] == '\n' ? 7 : 6);
}

static t4_status read_header(t4_source *source, const t4_source_options *options, t4_words *words,
                             t4_error *err)
{
    t4_charset *charset = t4_charset_open(source->dialect.block_encoding);
    char separator = options->separator;
    size_t length = 0;
    t4_header header = {0};
    t4_status status = charset ? skip_blank_lines(source, err) : t4_fail_memory(err);

    if (!status)
        take_separator_line(source, &separator);
    if (!status && !separator)
        status = first_record(source, '\n', &length, err);
    if (!status && !separator)
        separator = t4_header_separator(source->carry.data, source->carry.length, charset, words);
    if (!status)
        status = first_record(source, separator, &length, err);
    if (!status && !t4_header_read(&header, source->carry.data, length, separator, T4_COLUMNS_MAX,
                                   charset, &source->arena))
        status = t4_fail_memory(err);
    if (!status && header.count > T4_COLUMNS_MAX)
        status = t4_fail_at(err, T4_ERR_DATA, name_of(source), source->line, 0,
                            "found %zu columns, expected at most %d; is the separator really '%c'?",
                            header.count, T4_COLUMNS_MAX, separator);
    t4_charset_free(charset);
    if (status)
        return status;
    source->dialect.separator = separator;
    source->dialect.columns = header.names;
    source->dialect.column_count = header.count;
    source->dialect.header_line = source->line;
    drop_front(source, length);
    source->dialect.trailing_separator =
        t4_header_trailing(source->carry.data, source->carry.length, separator, header.count);
    return T4_OK;
}

static t4_status settle(t4_source *source, const t4_source_options *options, t4_words *words,
                        t4_error *err)
{
    t4_buffer sample;
    bool whole = false;
    t4_status status;

    t4_buffer_init(&sample, 0);
    status = read_sample(source, &sample, &whole, err);
    if (!status)
        status = refuse_other_formats(source, sample.data, sample.length, err);
    if (!status)
        status = t4_encoding_settle(&source->encoding, options->encoding, sample.data,
                                    sample.length, whole, words, name_of(source), err);
    if (!status)
        status = start_text(source, &sample, whole, err);
    t4_buffer_release(&sample);
    if (!status && source->decoder)
        status = refuse_other_formats(source, source->carry.data, source->carry.length, err);
    if (!status) {
        source->lone_returns = has_lone_returns(&source->carry);
        settle_returns(source, &source->carry, 0);
        status = read_header(source, options, words, err);
    }
    if (!status && words->failed)
        status = t4_fail_memory(err);
    return blame_damage(source, status, err);
}

static t4_status check_options(const t4_source_options *options, t4_error *err)
{
    if (options->separator && strchr("\"\n\r", options->separator))
        return t4_fail(err, T4_ERR_USAGE,
                       "input.separator is a quote or a line end; expected one other character");
    return T4_OK;
}

t4_status t4_source_open(t4_source **source, t4_run *run, const char *path, uint32_t file,
                         const t4_source_options *options, t4_error *err)
{
    t4_source *s = t4_alloc_zero(1, sizeof *s);
    t4_words words = {0};
    t4_status status;

    if (!s)
        return t4_fail_memory(err);
    s->run = run;
    s->file = file;
    s->line = 1;
    s->scanner = t4_scan_best();
    s->block_bytes = options->block_bytes ? options->block_bytes : T4_BLOCK_BYTES;
    s->record_bytes = options->record_bytes ? options->record_bytes : T4_RECORD_BYTES;
    t4_arena_init(&s->arena);
    t4_buffer_init(&s->carry, 0);
    t4_buffer_init(&s->encoded, 0);
    status = t4_buffer_reserve(&s->carry, 1) ? check_options(options, err) : t4_fail_memory(err);
    if (!status && !t4_words_init(&words, options->header_words, options->header_word_count))
        status = t4_fail_memory(err);
    if (!status)
        status = t4_intake_open(&s->intake, path, err);
    if (!status)
        status = settle(s, options, &words, err);
    t4_words_release(&words);
    if (status) {
        t4_source_free(s);
        return status;
    }
    s->dialect.name = name_of(s);
    s->dialect.bytes_total = t4_intake_size(s->intake);
    *source = s;
    return T4_OK;
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

/* --- blocks ---------------------------------------------------------------------------- */

/* Fill `text` until whole records are in it, and find how many bytes they are. */
static t4_status gather(t4_source *source, t4_buffer *text, size_t *whole, bool *quotes,
                        size_t *newlines, t4_error *err)
{
    size_t wanted = source->block_bytes, limit = source->record_bytes;
    char separator = source->dialect.separator;
    t4_status status;
    bool open;

    for (;;) {
        t4_scan_census census;

        status = take(source, text, wanted, err);
        if (status)
            return status;
        census = source->scanner->count(text->data, text->length);
        if (census.nul)
            return refuse_nul(source, text, err);
        *quotes = census.quote;
        *whole = t4_cut_records(source->scanner, text->data, text->length, separator, *quotes, &open);
        if (is_all(source) && open)
            return refuse_open(source, text, true, separator, err);
        if (is_all(source))
            *whole = text->length;
        *newlines = census.newlines;
        if (*whole || is_all(source))
            return T4_OK;
        if (text->length > limit)
            return refuse_open(source, text, open, separator, err);
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
    return blame_damage(source, status, err);
}
