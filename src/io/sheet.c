/* SPDX-License-Identifier: MIT */
#include "io/sheet.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/fold.h"
#include "base/memory.h"

void t4_sheet_init(t4_sheet *sheet, const char *name)
{
    *sheet = (t4_sheet){0};
    snprintf(sheet->name, sizeof sheet->name, "%s", name);
}

void t4_sheet_release(t4_sheet *sheet)
{
    t4_buffer_release(&sheet->bytes);
    t4_arena_release(&sheet->arena);
    t4_free(sheet->columns);
    t4_free(sheet->fields);
    t4_free(sheet->starts);
    t4_free(sheet->lines);
    *sheet = (t4_sheet){0};
}

static t4_status push_field(t4_sheet *sheet, const char *text, t4_error *err)
{
    size_t begin = sheet->rows ? sheet->starts[sheet->rows] : 0;

    if (sheet->field_count - begin >= T4_SHEET_COLUMNS_MAX)
        return t4_fail_at(err, T4_ERR_DATA, sheet->name, 0, 0, "a record has more than %d fields",
                          T4_SHEET_COLUMNS_MAX);
    if (!t4_grow(&sheet->fields, &sheet->field_room, sheet->field_count, sizeof *sheet->fields))
        return t4_fail_memory(err);
    sheet->fields[sheet->field_count++] = text;
    return T4_OK;
}

t4_status t4_sheet_add(t4_sheet *sheet, const char *text, size_t n, t4_error *err)
{
    const char *copy = t4_arena_strndup(&sheet->arena, text, n);

    return copy ? push_field(sheet, copy, err) : t4_fail_memory(err);
}

t4_status t4_sheet_end_row(t4_sheet *sheet, uint64_t line, t4_error *err)
{
    size_t begin = sheet->rows ? sheet->starts[sheet->rows] : 0;

    if (sheet->rows >= T4_SHEET_ROWS_MAX)
        return t4_fail_at(err, T4_ERR_DATA, sheet->name, line, 0, "more than %d records",
                          T4_SHEET_ROWS_MAX);
    if (!t4_grow(&sheet->starts, &sheet->start_room, sheet->rows + 1, sizeof *sheet->starts) ||
        !t4_grow(&sheet->lines, &sheet->line_room, sheet->rows, sizeof *sheet->lines))
        return t4_fail_memory(err);
    sheet->starts[0] = 0;
    sheet->lines[sheet->rows++] = line;
    sheet->starts[sheet->rows] = sheet->field_count;
    if (!sheet->columns && sheet->field_count - begin > sheet->column_count)
        sheet->column_count = sheet->field_count - begin;
    return T4_OK;
}

t4_status t4_sheet_set_columns(t4_sheet *sheet, const char *const *names, size_t count,
                               t4_error *err)
{
    const char **columns = t4_alloc(count, sizeof *columns);

    if (!columns)
        return t4_fail_memory(err);
    for (size_t i = 0; i < count; i++) {
        columns[i] = t4_arena_strndup(&sheet->arena, names[i], strlen(names[i]));
        if (!columns[i]) {
            t4_free(columns);
            return t4_fail_memory(err);
        }
    }
    t4_free(sheet->columns);
    sheet->columns = columns;
    sheet->column_count = count;
    return T4_OK;
}

/* Where the reader of delimited text stands. */
typedef struct {
    char *at, *end;
    uint64_t line;
    char separator;
} cursor;

static size_t blank_at_end(const char *text, size_t n)
{
    if (n && (text[n - 1] == ' ' || text[n - 1] == '\t'))
        return 1;
    return n >= 2 && !memcmp(text + n - 2, "\xC2\xA0", 2) ? 2 : 0;
}

static size_t blank_at_start(const char *text, size_t n)
{
    if (n && (*text == ' ' || *text == '\t'))
        return 1;
    return n >= 2 && !memcmp(text, "\xC2\xA0", 2) ? 2 : 0;
}

static char *trimmed(char *text, char *end)
{
    size_t blank;

    while ((blank = blank_at_end(text, (size_t)(end - text))) > 0)
        end -= blank;
    while ((blank = blank_at_start(text, (size_t)(end - text))) > 0)
        text += blank;
    *end = '\0';
    return text;
}

/* A quoted field, its quotes taken off in place; c->at ends behind it. False: it never ends. */
static bool unquote(cursor *c, char **end)
{
    char *to = c->at, *from = c->at + 1;

    while (from < c->end) {
        if (*from == '"' && from + 1 < c->end && from[1] == '"')
            from++;
        else if (*from == '"')
            break;
        else if (*from == '\n')
            c->line++;
        *to++ = *from++;
    }
    if (from >= c->end)
        return false;
    for (from++; from < c->end && *from != c->separator && *from != '\n' && *from != '\r';)
        *to++ = *from++;
    c->at = from;
    *end = to;
    return true;
}

/* One field; *more tells whether another follows in the record. */
static t4_status next_field(t4_sheet *sheet, cursor *c, bool *more, t4_error *err)
{
    char *text = c->at, *end, stop;
    uint64_t line = c->line;

    if (c->at < c->end && *c->at == '"') {
        if (!unquote(c, &end))
            return t4_fail_at(err, T4_ERR_DATA, sheet->name, line, 0, "a quote that never ends");
    } else {
        while (c->at < c->end && *c->at != c->separator && *c->at != '\n' && *c->at != '\r')
            c->at++;
        end = c->at;
    }
    stop = c->at < c->end ? *c->at : '\n';
    *more = stop == c->separator;
    if (c->at < c->end)
        c->at++;
    if (stop == '\r' && c->at < c->end && *c->at == '\n')
        c->at++;
    c->line += !*more;
    return push_field(sheet, trimmed(text, end), err);
}

static t4_status read_records(t4_sheet *sheet, cursor *c, uint64_t skip, t4_error *err)
{
    t4_status status = T4_OK;

    while (!status && c->at < c->end) {
        uint64_t line = c->line;
        size_t begin = sheet->field_count;
        bool more = true;

        while (!status && more)
            status = next_field(sheet, c, &more, err);
        if (status)
            return status;
        if (sheet->field_count == begin + 1 && !*sheet->fields[begin])
            sheet->field_count = begin;
        else if (skip) {
            skip--;
            sheet->field_count = begin;
        } else
            status = t4_sheet_end_row(sheet, line, err);
    }
    return status;
}

/* The candidate that cuts the first line most often, outside quotes. */
static char guess_separator(const char *text, size_t n)
{
    static const char candidates[] = ",;\t|";
    size_t counts[4] = {0}, best = 0;
    bool quoted = false;

    for (size_t i = 0; i < n && (quoted || (text[i] != '\n' && text[i] != '\r')); i++) {
        const char *found = text[i] ? strchr(candidates, text[i]) : NULL;

        if (text[i] == '"')
            quoted = !quoted;
        else if (found && !quoted)
            counts[found - candidates]++;
    }
    for (size_t i = 1; i < 4; i++)
        if (counts[i] > counts[best])
            best = i;
    return candidates[best];
}

t4_status t4_sheet_lift_header(t4_sheet *sheet, t4_error *err)
{
    size_t count = sheet->starts[1];
    t4_status status = t4_sheet_set_columns(sheet, sheet->fields, count, err);

    if (status)
        return status;
    sheet->rows--;
    memmove(sheet->lines, sheet->lines + 1, sheet->rows * sizeof *sheet->lines);
    memmove(sheet->starts, sheet->starts + 1, (sheet->rows + 1) * sizeof *sheet->starts);
    return T4_OK;
}

t4_status t4_sheet_delimited(t4_sheet *sheet, t4_buffer *text, const t4_sheet_options *options,
                             t4_error *err)
{
    cursor c = {.line = 1};
    t4_status status;

    if (!t4_buffer_text(text))   /* room for a NUL behind the last field */
        return t4_fail_memory(err);
    t4_buffer_release(&sheet->bytes);
    sheet->bytes = *text;
    t4_buffer_init(text, 0);
    if (!sheet->bytes.length)
        return t4_fail_at(err, T4_ERR_DATA, sheet->name, 0, 0, "the file is empty");
    c.at = sheet->bytes.data;
    c.end = c.at + sheet->bytes.length;
    c.separator = options->separator ? options->separator
                                     : guess_separator(c.at, sheet->bytes.length);
    status = read_records(sheet, &c, options->skip, err);
    if (!status && !sheet->rows)
        status = t4_fail_at(err, T4_ERR_DATA, sheet->name, 0, 0, "the file holds no record");
    return status;
}

/* Header names are the same when their letters and digits are. */
static bool squeeze(const char *text, t4_buffer *out)
{
    size_t kept = 0;

    if (!t4_fold_loose(text, strlen(text), out))
        return false;
    for (size_t i = 0; i < out->length; i++)
        if (out->data[i] != ' ')
            out->data[kept++] = out->data[i];
    out->length = kept;
    return true;
}

static long find_name(const t4_sheet *sheet, const char *name)
{
    t4_buffer wanted, known;
    long found = -1;

    t4_buffer_init(&wanted, 0);
    t4_buffer_init(&known, 0);
    if (squeeze(name, &wanted) && wanted.length)
        for (size_t i = 0; sheet->columns && found < 0 && i < sheet->column_count; i++)
            if (squeeze(sheet->columns[i], &known) && known.length == wanted.length &&
                !memcmp(known.data, wanted.data, known.length))
                found = (long)i;
    t4_buffer_release(&wanted);
    t4_buffer_release(&known);
    return found;
}

long t4_sheet_column(const t4_sheet *sheet, const char *name)
{
    long found = find_name(sheet, name), number = 0;

    if (found >= 0)
        return found;
    if (!*name || strlen(name) > 4 || strspn(name, "0123456789") != strlen(name))
        return -1;
    number = atol(name);
    return number >= 1 && (size_t)number <= sheet->column_count ? number - 1 : -1;
}

long t4_sheet_guess(const t4_sheet *sheet, const char *const *words)
{
    long found = -1;

    for (; found < 0 && *words; words++)
        found = find_name(sheet, *words);
    return found;
}

void t4_sheet_list_columns(const t4_sheet *sheet, t4_buffer *out)
{
    for (size_t i = 0; sheet->columns && i < sheet->column_count; i++) {
        if (out->length > 300) {
            t4_buffer_puts(out, ", ...");
            return;
        }
        t4_buffer_printf(out, "%s'%.60s'", i ? ", " : "", sheet->columns[i]);
    }
    if (!sheet->columns)
        t4_buffer_printf(out, "no header, %zu columns", sheet->column_count);
}
