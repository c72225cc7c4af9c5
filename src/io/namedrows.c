/* SPDX-License-Identifier: MIT */
#include "io/namedrows.h"

#include <stdio.h>
#include <string.h>

#include "base/charset.h"
#include "base/fold.h"
#include "base/memory.h"
#include "io/slicer.h"

struct t4_namedrows {
    t4_run *run;
    t4_source *source;
    t4_slicer *slicer;
    t4_charset *decoder;               /* NULL = blocks are UTF-8 */
    t4_block block;
    t4_slices slices;
    uint32_t row;                      /* the next one of the slices */
    bool ended;
    uint64_t line;
    t4_buffer decoded;                 /* texts of the last record */
    const t4_namedrows_wanted *wanted;
    size_t count;
    int slot[T4_NAMEDROWS_WANTED];       /* of each wanted column in the slices; -1 = the file has it not */
    uint32_t used[T4_NAMEDROWS_WANTED];
    size_t used_count;
};

void t4_namedrows_free(t4_namedrows *c)
{
    if (!c)
        return;
    t4_slicer_free(c->slicer);
    t4_source_free(c->source);
    t4_charset_free(c->decoder);
    t4_buffer_release(&c->block.bytes);
    t4_buffer_release(&c->decoded);
    t4_free(c);
}

bool t4_namedrows_has(const t4_namedrows *c, size_t i)
{
    return c->slot[i] >= 0;
}

const char *t4_namedrows_name(const t4_namedrows *c, size_t i)
{
    return c->slot[i] < 0 ? NULL : t4_source_dialect(c->source)->columns[c->used[c->slot[i]]];
}

uint64_t t4_namedrows_line(const t4_namedrows *c)
{
    return c->line;
}

/* --- the header ------------------------------------------------------------------ */

static t4_status same_name(const char *a, const char *b, bool *same, t4_error *err)
{
    t4_buffer left, right;
    bool good;

    t4_buffer_init(&left, 0);
    t4_buffer_init(&right, 0);
    good = t4_fold_loose(a, strlen(a), &left) && t4_fold_loose(b, strlen(b), &right);
    *same = good && left.length == right.length && !memcmp(left.data, right.data, left.length);
    t4_buffer_release(&left);
    t4_buffer_release(&right);
    return good ? T4_OK : t4_fail_memory(err);
}

static t4_status find(const t4_dialect *dialect, const char *name, long *found, t4_error *err)
{
    bool same = false;
    t4_status status = T4_OK;

    for (size_t i = 0; name && !status && i < dialect->column_count; i++) {
        status = same_name(dialect->columns[i], name, &same, err);
        if (status || !same)
            continue;
        if (*found >= 0)
            return t4_fail_at(err, T4_ERR_DATA, dialect->name, dialect->header_line, 0,
                              "the header names column '%s' twice (columns %ld and %zu); rename one", name,
                              *found + 1, i + 1);
        *found = (long)i;
    }
    return status;
}

/* The first of "a|b|c" that the header has. */
static t4_status find_any(const t4_dialect *dialect, const char *names, long *found, t4_error *err)
{
    t4_status status = T4_OK;
    char name[64];

    while (names && *names && *found < 0 && !status) {
        size_t n = strcspn(names, "|");

        snprintf(name, sizeof name, "%.*s", (int)n, names);
        status = find(dialect, name, found, err);
        names += n + (names[n] == '|');
    }
    return status;
}

static t4_status fail_missing(const t4_dialect *dialect, const char *name, t4_error *err)
{
    t4_buffer list;

    t4_buffer_init(&list, 400);
    for (size_t i = 0; i < dialect->column_count; i++)
        if (!t4_buffer_printf(&list, "%s'%s'", i ? ", " : "", dialect->columns[i]))
            break;
    t4_fail_at(err, T4_ERR_DATA, dialect->name, dialect->header_line, 0,
               "no column '%s'; the header has %s", name, t4_buffer_text(&list) ? list.data : "others");
    t4_buffer_release(&list);
    return T4_ERR_DATA;
}

static t4_status bind(t4_namedrows *c, t4_error *err)
{
    const t4_dialect *dialect = t4_source_dialect(c->source);
    t4_status status = T4_OK;

    for (size_t i = 0; !status && i < c->count; i++) {
        long found = -1;

        status = find(dialect, c->wanted[i].name, &found, err);
        if (!status && found < 0)
            status = find_any(dialect, c->wanted[i].others, &found, err);
        if (!status && found < 0 && c->wanted[i].required)
            status = fail_missing(dialect, c->wanted[i].name, err);
        c->slot[i] = found < 0 ? -1 : (int)c->used_count;
        if (found >= 0)
            c->used[c->used_count++] = (uint32_t)found;
    }
    return status;
}

t4_status t4_namedrows_open(t4_namedrows **columns, t4_run *run, const char *path, const char *encoding,
                          const t4_namedrows_wanted *wanted, size_t count, t4_error *err)
{
    t4_namedrows *c = t4_alloc_zero(1, sizeof *c);
    t4_source_options options = {.encoding = encoding ? encoding : "auto"};
    const char *words[T4_NAMEDROWS_WANTED];
    const t4_dialect *dialect;
    t4_status status;

    if (!c)
        return t4_fail_memory(err);
    c->run = run;
    c->wanted = wanted;
    c->count = count;
    t4_buffer_init(&c->block.bytes, 0);
    t4_buffer_init(&c->decoded, 0);
    for (size_t i = 0; i < count; i++)
        words[i] = wanted[i].name;
    options.header_words = words;
    options.header_word_count = count;
    status = t4_source_open(&c->source, run, path, 0, &options, err);
    if (!status)
        status = bind(c, err);
    dialect = status ? NULL : t4_source_dialect(c->source);
    if (!status)
        status = t4_slicer_new(&c->slicer, dialect, c->used, c->used_count, err);
    if (!status && !t4_charset_is_utf8(dialect->block_encoding)) {
        c->decoder = t4_charset_open(dialect->block_encoding);
        status = c->decoder ? T4_OK : t4_fail_memory(err);
    }
    if (status)
        t4_namedrows_free(c);
    else
        *columns = c;
    return status;
}

/* --- records --------------------------------------------------------------------- */

static void trim(t4_namedrows_field *field)
{
    while (field->length && (field->text[0] == ' ' || field->text[0] == '\t')) {
        field->text++;
        field->length--;
    }
    while (field->length && (field->text[field->length - 1] == ' ' || field->text[field->length - 1] == '\t'))
        field->length--;
}

static bool is_ascii(const char *text, size_t n)
{
    unsigned char all = 0;

    for (size_t i = 0; i < n; i++)
        all |= (unsigned char)text[i];
    return all < 0x80;
}

/* Texts that are not ASCII go through the decoder into c->decoded; their addresses are set at the end. */
static t4_status decode(t4_namedrows *c, t4_namedrows_field *fields, t4_error *err)
{
    size_t starts[T4_NAMEDROWS_WANTED];

    t4_buffer_clear(&c->decoded);
    for (size_t i = 0; i < c->count; i++) {
        starts[i] = SIZE_MAX;
        if (is_ascii(fields[i].text, fields[i].length))
            continue;
        if (!c->decoder) {
            if (t4_utf8_valid(fields[i].text, fields[i].length) != fields[i].length)
                return t4_namedrows_fail(c, i, &fields[i], "text: these bytes are none in this file's encoding", err);
            continue;
        }
        starts[i] = c->decoded.length;
        if (!t4_charset_convert(c->decoder, fields[i].text, fields[i].length, &c->decoded))
            return t4_namedrows_fail(c, i, &fields[i], "text: these bytes are none in this file's encoding", err);
        fields[i].length = c->decoded.length - starts[i];
    }
    for (size_t i = 0; i < c->count; i++)
        if (starts[i] != SIZE_MAX)
            fields[i].text = c->decoded.data + starts[i];
    return T4_OK;
}

static t4_status advance(t4_namedrows *c, bool *more, t4_error *err)
{
    while (c->row >= c->slices.rows) {
        t4_status status;

        *more = !c->ended;
        if (c->ended)
            return T4_OK;
        status = t4_run_check(c->run, err);
        if (!status)
            status = t4_source_next(c->source, &c->block, err);
        if (!status)
            status = t4_slicer_cut(c->slicer, &c->block, &c->slices, err);
        if (status)
            return status;
        c->ended = c->block.last;
        c->row = 0;
    }
    *more = true;
    return T4_OK;
}

t4_status t4_namedrows_next(t4_namedrows *c, t4_namedrows_field *fields, bool *more, t4_error *err)
{
    t4_status status = advance(c, more, err);
    uint32_t row;

    if (status || !*more)
        return status;
    row = c->row++;
    c->line = c->slices.block_line + c->slices.line[row];
    if (c->slices.fields[row] != c->slices.expected_fields)
        return t4_fail_at(err, T4_ERR_DATA, t4_source_dialect(c->source)->name, c->line, 0,
                          "found %u fields, expected %u as in the header", c->slices.fields[row],
                          c->slices.expected_fields);
    for (size_t i = 0; i < c->count; i++) {
        fields[i] = (t4_namedrows_field){"", 0};
        if (c->slot[i] >= 0)
            fields[i].text = t4_slices_field(&c->slices, row, (uint32_t)c->slot[i], &fields[i].length);
        trim(&fields[i]);
    }
    return decode(c, fields, err);
}

t4_status t4_namedrows_fail(const t4_namedrows *c, size_t i, const t4_namedrows_field *field,
                          const char *expected, t4_error *err)
{
    const t4_dialect *dialect = t4_source_dialect(c->source);
    const char *name = c->slot[i] < 0 ? c->wanted[i].name : dialect->columns[c->used[c->slot[i]]];

    return t4_fail_at(err, T4_ERR_DATA, dialect->name, c->line, 0, "column '%s' holds '%.*s', expected %s", name,
                      (int)(field->length < 60 ? field->length : 60), field->text, expected);
}
