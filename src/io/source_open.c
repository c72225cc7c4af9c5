/* SPDX-License-Identifier: MIT */
/* What a file is: packed or not, its encoding, separator and header. */
#include "io/source_state.h"

#include <string.h>

#include "base/memory.h"
#include "io/cut.h"
#include "io/header.h"
#include "io/recognise.h"

enum {
    FIRST_BYTES = 4096,          /* enough to know gzip by */
    SAMPLE_BYTES = 256 * 1024,   /* looked at to settle encoding and separator */
    LATE_TRIES = 16,             /* blocks from which a late encoding may be told */
    TITLE_LINES = 50             /* lines among which the header is looked for */
};

/* The first bytes as they are stored; unpacking begins when they are gzip. */
static t4_status open_stored(t4_source *source, t4_buffer *sample, t4_error *err)
{
    size_t got = 1;
    t4_status status = T4_OK;

    while (!status && got && sample->length < FIRST_BYTES)
        status = t4_source_read_into(source, sample, FIRST_BYTES - sample->length, &got, err);
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
        status = t4_source_read_into(source, sample, SAMPLE_BYTES - sample->length, &got, err);
    *whole = !got;
    if (!status && !sample->length)
        status = t4_fail_at(err, T4_ERR_DATA, t4_source_name(source), 0, 0,
                            "the file is empty; expected a header line and records");
    return status;
}

static t4_status refuse_other_formats(const t4_source *source, const char *bytes, size_t n,
                                      t4_error *err)
{
    const char *what = t4_recognise(bytes, n);

    return what ? t4_fail_at(err, T4_ERR_DATA, t4_source_name(source), 0, 0, "%s", what) : T4_OK;
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
    dialect->block_encoding = dialect->ascii_safe ? source->encoding.name : "UTF-8";
    if (source->encoding.detected && !source->encoding.mark && dialect->ascii_safe && !whole &&
        !source->scanner->count(text, n).foreign) {
        source->open_encoding = LATE_TRIES;
        dialect->block_encoding = "UTF-8";
    }
    if (dialect->ascii_safe) {
        source->ended = whole;
        return t4_buffer_append(&source->carry, text, n) ? T4_OK : t4_fail_memory(err);
    }
    source->decoder = t4_charset_open(source->encoding.name);
    if (!source->decoder || !t4_buffer_append(&source->encoded, text, n))
        return t4_fail_memory(err);
    source->ended = whole;
    return t4_source_decode(source, whole, &source->carry, err);
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
            return t4_source_refuse_nul(source, carry, err);
        *length = t4_cut_first(carry->data, carry->length, separator, &open);
        if (*length)
            return T4_OK;
        if (carry->length > limit || (source->ended && open))
            return t4_source_refuse_open(source, carry, open, separator, err);
        if (source->ended) {
            *length = carry->length;
            return T4_OK;
        }
        status = t4_source_fill(source, carry, carry->length * 2 < limit ? carry->length * 2 : limit + 1, err);
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
        status = t4_source_fill(source, carry, SAMPLE_BYTES, err);
    }
    if (!status && !carry->length)
        status = t4_fail_at(err, T4_ERR_DATA, t4_source_name(source), 0, 0,
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

/* How many of the template's names the record at `at` has. */
static size_t names_at(const t4_source *source, size_t at, char separator, t4_charset *charset,
                       t4_words *words)
{
    const char *text = source->carry.data + at;
    size_t n = source->carry.length - at, length;
    bool open;

    separator = separator ? separator : t4_header_separator(text, n, charset, words);
    length = t4_cut_first(text, n, separator, &open);
    return t4_header_names(text, length ? length : n, separator, charset, words);
}

/*
 * Bytes of titles above the header: when the first line has no name that the
 * template wants, the header is the line with the most of them, two at least.
 */
static size_t titles_above(const t4_source *source, char separator, t4_charset *charset,
                           t4_words *words)
{
    const t4_buffer *carry = &source->carry;
    size_t best = 0, most = 1, at = 0;

    if (!words->count || names_at(source, 0, separator, charset, words))
        return 0;
    for (int line = 1; line < TITLE_LINES; line++) {
        const char *end = memchr(carry->data + at, '\n', carry->length - at);
        size_t found;

        at = end ? (size_t)(end + 1 - carry->data) : carry->length;
        if (at >= carry->length)
            break;
        found = names_at(source, at, separator, charset, words);
        if (found > most) {
            most = found;
            best = at;
        }
    }
    return best;
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
    if (!status)
        drop_front(source, titles_above(source, separator, charset, words));
    if (!status && !separator)
        separator = t4_header_separator(source->carry.data, source->carry.length, charset, words);
    if (!status)
        status = first_record(source, separator, &length, err);
    if (!status && !t4_header_read(&header, source->carry.data, length, separator, T4_COLUMNS_MAX,
                                   charset, &source->arena))
        status = t4_fail_memory(err);
    if (!status && header.count > T4_COLUMNS_MAX)
        status = t4_fail_at(err, T4_ERR_DATA, t4_source_name(source), source->line, 0,
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
                                    sample.length, whole, words, t4_source_name(source), err);
    if (!status)
        status = start_text(source, &sample, whole, err);
    t4_buffer_release(&sample);
    if (!status && source->decoder)
        status = refuse_other_formats(source, source->carry.data, source->carry.length, err);
    if (!status) {
        source->lone_returns = has_lone_returns(&source->carry);
        t4_source_settle_returns(source, &source->carry, 0);
        status = read_header(source, options, words, err);
    }
    if (!status && words->failed)
        status = t4_fail_memory(err);
    return t4_source_blame_damage(source, status, err);
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
    s->dialect.name = t4_source_name(s);
    s->dialect.bytes_total = t4_intake_size(s->intake);
    *source = s;
    return T4_OK;
}
