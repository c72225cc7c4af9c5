/* SPDX-License-Identifier: MIT */
#include "io/xlsx.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/buffer.h"
#include "base/memory.h"
#include "io/zipxml.h"

typedef struct {
    char *name, *target;   /* target: part of the zip */
    bool hidden;
} sheet_entry;

struct t4_xlsx {
    t4_zipxml *zip;
    char *path;
    t4_arena arena;
    sheet_entry sheets[T4_XLSX_SHEETS];
    size_t sheet_count;
    char *strings_part;
    bool date1904;
    const char **strings;
    size_t string_count, string_room;
};

static bool is(const char *name, const char *wanted)
{
    return !strcmp(name, wanted);
}

static t4_status ignore_end(void *context, const t4_zipxml_part *p, const char *name, t4_error *err)
{
    return T4_OK;
}

static bool truth(const char *text)
{
    return is(text, "1") || is(text, "true");
}

/* --- the list of sheets ---------------------------------------------------- */

static t4_status start_in_workbook(void *context, const t4_zipxml_part *p, const char *name,
                                   const t4_zipxml_attributes *with, t4_error *err)
{
    t4_xlsx *book = context;
    sheet_entry *sheet;
    const char *value;
    char text[32];
    size_t n;

    if (is(name, "workbookPr") && t4_zipxml_copy(with, "date1904", text, sizeof text))
        book->date1904 = truth(text);
    if (!is(name, "sheet"))
        return T4_OK;
    if (book->sheet_count >= T4_XLSX_SHEETS)
        return t4_fail_at(err, T4_ERR_MEMORY, book->path, 0, 0,
                          "the workbook has more than %d sheets", T4_XLSX_SHEETS);
    sheet = &book->sheets[book->sheet_count];
    value = t4_zipxml_attribute(with, "name", &n);
    sheet->name = t4_arena_strndup(&book->arena, value ? value : "", n);
    value = t4_zipxml_attribute(with, "id", &n);   /* r:id; replaced by the part's name below */
    sheet->target = t4_arena_strndup(&book->arena, value ? value : "", n);
    sheet->hidden = t4_zipxml_copy(with, "state", text, sizeof text) && !is(text, "visible");
    if (!sheet->name || !sheet->target)
        return t4_fail_memory(err);
    book->sheet_count++;
    return T4_OK;
}

static const t4_zipxml_visitor workbook_visitor = {start_in_workbook, ignore_end, NULL};

/* "worksheets/sheet1.xml" and "/xl/worksheets/sheet1.xml" name the same part. */
static char *part_name(t4_xlsx *book, const char *target)
{
    char text[512];

    snprintf(text, sizeof text, "%s%s", *target == '/' ? "" : "xl/",
             *target == '/' ? target + 1 : target);
    return t4_arena_strndup(&book->arena, text, strlen(text));
}

typedef struct {
    t4_xlsx *book;
    bool found[T4_XLSX_SHEETS];
} relations;

static t4_status start_in_relations(void *context, const t4_zipxml_part *p, const char *name,
                                    const t4_zipxml_attributes *with, t4_error *err)
{
    relations *r = context;
    char id[128], kind[256], target_text[400];
    char *target;

    if (!is(name, "Relationship"))
        return T4_OK;
    t4_zipxml_copy(with, "Id", id, sizeof id);
    t4_zipxml_copy(with, "Type", kind, sizeof kind);
    t4_zipxml_copy(with, "Target", target_text, sizeof target_text);
    target = part_name(r->book, target_text);
    if (!target)
        return t4_fail_memory(err);
    if (strstr(kind, "/sharedStrings"))
        r->book->strings_part = target;
    for (size_t i = 0; i < r->book->sheet_count; i++)
        if (!r->found[i] && is(r->book->sheets[i].target, id)) {
            r->book->sheets[i].target = target;
            r->found[i] = true;
        }
    return T4_OK;
}

static const t4_zipxml_visitor relations_visitor = {start_in_relations, ignore_end, NULL};

static t4_status read_relations(t4_xlsx *book, t4_error *err)
{
    relations *r = t4_alloc_zero(1, sizeof *r);
    t4_status status = r ? T4_OK : t4_fail_memory(err);

    if (!status) {
        r->book = book;
        status = t4_zipxml_walk(book->zip, NULL, "xl/_rels/workbook.xml.rels", &relations_visitor, r,
                           err);
    }
    for (size_t i = 0; !status && i < book->sheet_count; i++)
        if (!r->found[i])
            status = t4_fail_at(err, T4_ERR_DATA, book->path, 0, 0,
                                "sheet '%s' of the workbook leads to no part", book->sheets[i].name);
    t4_free(r);
    return status;
}

/* --- texts: shared and inline ---------------------------------------------- */

/* Collects the characters of <t> elements, leaving out phonetic guides. */
typedef struct {
    t4_xlsx *book;
    t4_buffer text;
    bool in_text;
    int phonetic;
} text_state;

static t4_status text_add(text_state *state, const t4_zipxml_part *p, const char *bytes, size_t n,
                          t4_error *err)
{
    return t4_buffer_append(&state->text, bytes, n)
               ? T4_OK
               : t4_fail_at(err, T4_ERR_MEMORY, p->path, 0, 0,
                            "a text in part '%s' of the workbook is longer than %d bytes", p->name,
                            T4_XLSX_CELL_BYTES);
}

static void text_start(text_state *state, const char *name)
{
    state->phonetic += is(name, "rPh");
    state->in_text = state->in_text || (is(name, "t") && !state->phonetic);
}

static void text_end(text_state *state, const char *name)
{
    state->phonetic -= is(name, "rPh");
    if (is(name, "t"))
        state->in_text = false;
}

static t4_status keep_string(text_state *state, t4_error *err)
{
    t4_xlsx *book = state->book;
    const char *copy;

    if (book->string_count >= T4_XLSX_STRINGS || book->arena.bytes > T4_XLSX_STRING_BYTES)
        return t4_fail_at(err, T4_ERR_MEMORY, book->path, 0, 0,
                          "the workbook has more than %d shared texts or more than 512 MiB of them",
                          T4_XLSX_STRINGS);
    if (!t4_grow(&book->strings, &book->string_room, book->string_count, sizeof *book->strings))
        return t4_fail_memory(err);
    copy = t4_arena_strndup(&book->arena, state->text.length ? state->text.data : "",
                            state->text.length);
    if (!copy)
        return t4_fail_memory(err);
    book->strings[book->string_count++] = copy;
    t4_buffer_clear(&state->text);
    return T4_OK;
}

static t4_status start_in_strings(void *context, const t4_zipxml_part *p, const char *name,
                                  const t4_zipxml_attributes *with, t4_error *err)
{
    text_start(context, name);
    return T4_OK;
}

static t4_status end_in_strings(void *context, const t4_zipxml_part *p, const char *name, t4_error *err)
{
    text_end(context, name);
    return is(name, "si") ? keep_string(context, err) : T4_OK;
}

static t4_status text_in_strings(void *context, const t4_zipxml_part *p, const char *bytes, size_t n,
                                 t4_error *err)
{
    text_state *state = context;

    return state->in_text ? text_add(state, p, bytes, n, err) : T4_OK;
}

static const t4_zipxml_visitor strings_visitor = {start_in_strings, end_in_strings, text_in_strings};

static t4_status read_strings(t4_xlsx *book, t4_error *err)
{
    text_state state = {.book = book};
    t4_status status;

    if (!book->strings_part)
        return T4_OK;
    t4_buffer_init(&state.text, T4_XLSX_CELL_BYTES);
    status = t4_zipxml_walk(book->zip, NULL, book->strings_part, &strings_visitor, &state, err);
    t4_buffer_release(&state.text);
    return status;
}

/* --- life ------------------------------------------------------------------ */

t4_status t4_xlsx_open(t4_xlsx **book, const char *path, t4_error *err)
{
    t4_xlsx *made = t4_alloc_zero(1, sizeof *made);
    t4_status status;

    if (!made)
        return t4_fail_memory(err);
    t4_arena_init(&made->arena);
    made->path = t4_strdup(path);
    status = made->path ? t4_zipxml_open(&made->zip, path, err) : t4_fail_memory(err);
    if (!status)
        status = t4_zipxml_walk(made->zip, NULL, "xl/workbook.xml", &workbook_visitor, made, err);
    if (!status)
        status = read_relations(made, err);
    if (!status)
        status = read_strings(made, err);
    if (status)
        t4_xlsx_free(made);
    else
        *book = made;
    return status;
}

void t4_xlsx_free(t4_xlsx *book)
{
    if (!book)
        return;
    t4_zipxml_free(book->zip);
    t4_arena_release(&book->arena);
    t4_free(book->strings);
    t4_free(book->path);
    t4_free(book);
}

size_t t4_xlsx_sheets(const t4_xlsx *book)
{
    return book->sheet_count;
}

const char *t4_xlsx_sheet_name(const t4_xlsx *book, size_t sheet)
{
    return book->sheets[sheet].name;
}

bool t4_xlsx_sheet_hidden(const t4_xlsx *book, size_t sheet)
{
    return book->sheets[sheet].hidden;
}

bool t4_xlsx_date1904(const t4_xlsx *book)
{
    return book->date1904;
}

/* --- rows ------------------------------------------------------------------ */

typedef struct {
    uint32_t column;
    t4_xlsx_kind kind;
    size_t start, n;      /* in texts, with a NUL behind */
    const char *shared;   /* or a shared text */
} row_cell;

typedef struct {
    const t4_xlsx *book;
    t4_xlsx_visit *visit;
    void *context;
    uint64_t number;          /* of the current row, 1-based */
    uint32_t next_column;
    row_cell *cells;
    t4_xlsx_cell *out;
    size_t count, room, out_room;
    t4_buffer texts;
    bool in_cell, in_value;
    char type[16];
    uint32_t column;
    text_state text;
} row_state;

/* "BC12" -> 54; UINT32_MAX when it is no reference. */
static uint32_t column_of(const char *reference, size_t n)
{
    uint32_t column = 0;

    for (size_t i = 0; i < n && reference[i] >= 'A' && reference[i] <= 'Z'; i++)
        if (column <= T4_XLSX_COLUMNS)
            column = column * 26 + (uint32_t)(reference[i] - 'A') + 1;
    return column && column <= T4_XLSX_COLUMNS ? column - 1 : UINT32_MAX;
}

static t4_status start_row(row_state *s, const t4_zipxml_part *p,
                           const t4_zipxml_attributes *with, t4_error *err)
{
    char text[24];
    uint64_t number = t4_zipxml_copy(with, "r", text, sizeof text) ? strtoull(text, NULL, 10)
                                                                   : s->number + 1;

    if (number <= s->number || number > T4_XLSX_ROWS)
        return t4_zipxml_fail(p, "has rows out of order or below row 1,048,576", err);
    s->number = number;
    s->next_column = 0;
    s->count = 0;
    t4_buffer_clear(&s->texts);
    return T4_OK;
}

static t4_status start_cell(row_state *s, const t4_zipxml_part *p,
                            const t4_zipxml_attributes *with, t4_error *err)
{
    size_t n;
    const char *reference = t4_zipxml_attribute(with, "r", &n);

    s->column = reference ? column_of(reference, n) : s->next_column;
    if (!t4_zipxml_copy(with, "t", s->type, sizeof s->type))
        memcpy(s->type, "n", 2);
    if (s->column < s->next_column || s->column >= T4_XLSX_COLUMNS)
        return t4_zipxml_fail(p, "has cells out of order or behind column XFD", err);
    s->next_column = s->column + 1;
    t4_buffer_clear(&s->text.text);
    s->text.in_text = false;
    s->text.phonetic = 0;
    s->in_cell = true;
    return T4_OK;
}

static t4_status shared_text(const row_state *s, const t4_zipxml_part *p, const char **text, t4_error *err)
{
    char *end;
    unsigned long index = strtoul(s->text.text.data, &end, 10);

    if (*end || index >= s->book->string_count)
        return t4_zipxml_fail(p, "names a shared text that does not exist", err);
    *text = s->book->strings[index];
    return T4_OK;
}

static t4_status end_cell(row_state *s, const t4_zipxml_part *p, t4_error *err)
{
    row_cell cell = {.column = s->column, .start = s->texts.length, .n = s->text.text.length};
    t4_status status = T4_OK;

    s->in_cell = false;
    s->in_value = false;
    if (!cell.n && strcmp(s->type, "inlineStr") != 0 && strcmp(s->type, "str") != 0)
        return T4_OK;
    if (!t4_buffer_text(&s->text.text) ||
        !t4_grow(&s->cells, &s->room, s->count, sizeof *s->cells))
        return t4_fail_memory(err);
    cell.kind = is(s->type, "n")   ? T4_XLSX_NUMBER
                : is(s->type, "b") ? T4_XLSX_BOOLEAN
                : is(s->type, "e") ? T4_XLSX_ERROR
                : T4_XLSX_TEXT;
    if (is(s->type, "s"))
        status = shared_text(s, p, &cell.shared, err);
    else if (!t4_buffer_append(&s->texts, s->text.text.data, cell.n) ||
             !t4_buffer_putc(&s->texts, '\0'))
        status = t4_fail_at(err, T4_ERR_MEMORY, p->path, 0, 0,
                            "row %llu of the workbook is longer than 64 MiB",
                            (unsigned long long)s->number);
    if (!status)
        s->cells[s->count++] = cell;
    return status;
}

static t4_status end_row(row_state *s, t4_error *err)
{
    if (!s->count)
        return T4_OK;
    if (s->out_room < s->room) {
        t4_xlsx_cell *out = t4_realloc(s->out, s->room, sizeof *out);

        if (!out)
            return t4_fail_memory(err);
        s->out = out;
        s->out_room = s->room;
    }
    for (size_t i = 0; i < s->count; i++) {
        const row_cell *cell = &s->cells[i];
        const char *text = cell->shared ? cell->shared : s->texts.data + cell->start;

        s->out[i] = (t4_xlsx_cell){cell->column, cell->kind, text,
                                   cell->shared ? strlen(text) : cell->n};
    }
    return s->visit(s->context, s->number, s->out, s->count, err);
}

static t4_status start_in_sheet(void *context, const t4_zipxml_part *p, const char *name,
                                const t4_zipxml_attributes *with, t4_error *err)
{
    row_state *s = context;

    if (is(name, "c"))
        return start_cell(s, p, with, err);
    if (is(name, "row"))
        return start_row(s, p, with, err);
    if (s->in_cell && is(name, "v"))
        s->in_value = true;
    else if (s->in_cell)
        text_start(&s->text, name);
    return T4_OK;
}

static t4_status end_in_sheet(void *context, const t4_zipxml_part *p, const char *name, t4_error *err)
{
    row_state *s = context;

    if (is(name, "c"))
        return end_cell(s, p, err);
    if (is(name, "row"))
        return end_row(s, err);
    if (is(name, "v"))
        s->in_value = false;
    else if (s->in_cell)
        text_end(&s->text, name);
    return T4_OK;
}

static t4_status text_in_sheet(void *context, const t4_zipxml_part *p, const char *bytes, size_t n, t4_error *err)
{
    row_state *s = context;

    return s->in_value || s->text.in_text ? text_add(&s->text, p, bytes, n, err) : T4_OK;
}

static const t4_zipxml_visitor sheet_visitor = {start_in_sheet, end_in_sheet, text_in_sheet};

t4_status t4_xlsx_read(t4_xlsx *book, t4_run *run, size_t sheet, t4_xlsx_visit *visit,
                       void *context, t4_error *err)
{
    row_state s = {.book = book, .visit = visit, .context = context};
    t4_status status;

    t4_buffer_init(&s.texts, T4_XLSX_ROW_BYTES);
    t4_buffer_init(&s.text.text, T4_XLSX_CELL_BYTES);
    status = t4_zipxml_walk(book->zip, run, book->sheets[sheet].target, &sheet_visitor, &s, err);
    t4_buffer_release(&s.texts);
    t4_buffer_release(&s.text.text);
    t4_free(s.cells);
    t4_free(s.out);
    return status;
}
