/* SPDX-License-Identifier: MIT */
#include "io/xlsx.h"

#include <libxml/xmlreader.h>
#include <minizip/unzip.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/buffer.h"
#include "base/memory.h"

typedef struct {
    char *name, *target;   /* target: part of the zip */
    bool hidden;
} sheet_entry;

struct t4_xlsx {
    unzFile zip;
    char *path;
    t4_arena arena;
    sheet_entry sheets[T4_XLSX_SHEETS];
    size_t sheet_count;
    char *strings_part;
    bool date1904;
    const char **strings;
    size_t string_count, string_room;
};

/* --- a part of the zip as an XML stream ------------------------------------ */

typedef struct {
    t4_xlsx *book;
    const char *name;
    uint64_t packed, unpacked;
    xmlTextReaderPtr reader;
    bool open, too_large, broken;
    char message[256];
    int line;
} part;

static t4_status fail_part(const part *p, const char *what, t4_error *err)
{
    return t4_fail_at(err, T4_ERR_DATA, p->book->path, 0, 0, "part '%s' of the workbook %s",
                      p->name, what);
}

static int read_part(void *context, char *bytes, int n)
{
    part *p = context;
    int got = unzReadCurrentFile(p->book->zip, bytes, (unsigned)n);

    if (got < 0) {
        p->broken = true;
        return -1;
    }
    p->unpacked += (uint64_t)got;
    if (p->unpacked > T4_XLSX_PART_BYTES ||
        (p->unpacked > 1024 * 1024 && p->unpacked / T4_XLSX_RATIO > p->packed)) {
        p->too_large = true;
        return -1;
    }
    return got;
}

static int close_part(void *context)
{
    return 0;
}

static void note_xml(void *context, const char *message, xmlParserSeverities severity,
                     xmlTextReaderLocatorPtr locator)
{
    part *p = context;

    if (p->message[0])
        return;
    p->line = xmlTextReaderLocatorLineNumber(locator);
    snprintf(p->message, sizeof p->message, "%.*s", (int)strcspn(message, "\n"), message);
}

static t4_status part_open(part *p, t4_xlsx *book, const char *name, t4_error *err)
{
    unz_file_info64 info;

    *p = (part){.book = book, .name = name};
    if (unzLocateFile(book->zip, name, 2) != UNZ_OK)
        return fail_part(p, "is missing", err);
    if (unzGetCurrentFileInfo64(book->zip, &info, NULL, 0, NULL, 0, NULL, 0) != UNZ_OK ||
        unzOpenCurrentFile(book->zip) != UNZ_OK)
        return fail_part(p, "cannot be unpacked", err);
    p->open = true;
    p->packed = info.compressed_size;
    p->reader = xmlReaderForIO(read_part, close_part, p, NULL, NULL,
                               XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING |
                                   XML_PARSE_COMPACT);
    if (!p->reader)
        return t4_fail_memory(err);
    xmlTextReaderSetErrorHandler(p->reader, note_xml, p);
    return T4_OK;
}

/* After the last node: was the part whole, checksum included? */
static t4_status part_finish(part *p, int last, t4_error *err)
{
    char rest[512];

    if (p->too_large)
        return t4_fail_at(err, T4_ERR_MEMORY, p->book->path, 0, 0,
                          "part '%s' of the workbook unpacks to more than %d times its size or "
                          "more than 4 GiB", p->name, T4_XLSX_RATIO);
    if (last < 0 && p->message[0] && !p->broken)
        return t4_fail_at(err, T4_ERR_DATA, p->book->path, 0, 0,
                          "part '%s' of the workbook is not well-formed at its line %d: %s",
                          p->name, p->line, p->message);
    if (last < 0 || p->broken)
        return fail_part(p, "is truncated or damaged", err);
    while (unzReadCurrentFile(p->book->zip, rest, sizeof rest) > 0)
        ;
    p->open = false;
    return unzCloseCurrentFile(p->book->zip) == UNZ_OK
               ? T4_OK
               : fail_part(p, "is damaged (its checksum differs)", err);
}

static void part_close(part *p)
{
    if (p->reader)
        xmlFreeTextReader(p->reader);
    if (p->open)
        unzCloseCurrentFile(p->book->zip);
}

static bool named(xmlTextReaderPtr reader, const char *name)
{
    return !strcmp((const char *)xmlTextReaderConstLocalName(reader), name);
}

/* Called for every node but attributes. */
typedef t4_status node_visit(void *context, part *p, int type, t4_error *err);

static t4_status part_walk(t4_xlsx *book, t4_run *run, const char *name, node_visit *visit,
                           void *context, t4_error *err)
{
    part p;
    t4_status status = part_open(&p, book, name, err);
    uint64_t nodes = 0;
    int more = 1;

    while (!status && (more = xmlTextReaderRead(p.reader)) == 1) {
        int type = xmlTextReaderNodeType(p.reader);

        if (type == XML_READER_TYPE_DOCUMENT_TYPE || type == XML_READER_TYPE_ENTITY_REFERENCE)
            status = fail_part(&p, "declares or uses an entity; refused", err);
        else if (run && ++nodes % 65536 == 0)
            status = t4_run_check(run, err);
        if (!status)
            status = visit(context, &p, type, err);
    }
    if (!status)
        status = part_finish(&p, more, err);
    part_close(&p);
    return status;
}

/* Value of the attribute with this local name (any namespace); borrowed; NULL when absent. */
static const char *attribute(xmlTextReaderPtr reader, const char *name)
{
    const char *value = NULL;
    int more = xmlTextReaderMoveToFirstAttribute(reader);

    while (more == 1 && !value) {
        if (named(reader, name))
            value = (const char *)xmlTextReaderConstValue(reader);
        else
            more = xmlTextReaderMoveToNextAttribute(reader);
    }
    return value;
}

static bool truth(const char *text)
{
    return text && (!strcmp(text, "1") || !strcmp(text, "true"));
}

/* --- the list of sheets ---------------------------------------------------- */

static t4_status visit_workbook(void *context, part *p, int type, t4_error *err)
{
    t4_xlsx *book = context;
    const char *text;
    sheet_entry *sheet;

    if (type != XML_READER_TYPE_ELEMENT)
        return T4_OK;
    if (named(p->reader, "workbookPr")) {
        book->date1904 = truth(attribute(p->reader, "date1904"));
        xmlTextReaderMoveToElement(p->reader);
        return T4_OK;
    }
    if (!named(p->reader, "sheet"))
        return T4_OK;
    if (book->sheet_count >= T4_XLSX_SHEETS)
        return t4_fail_at(err, T4_ERR_MEMORY, book->path, 0, 0,
                          "the workbook has more than %d sheets", T4_XLSX_SHEETS);
    sheet = &book->sheets[book->sheet_count];
    text = attribute(p->reader, "name");
    sheet->name = t4_arena_strndup(&book->arena, text ? text : "", text ? strlen(text) : 0);
    text = attribute(p->reader, "state");
    sheet->hidden = text && strcmp(text, "visible") != 0;
    text = attribute(p->reader, "id");   /* r:id; replaced by the part's name below */
    sheet->target = t4_arena_strndup(&book->arena, text ? text : "", text ? strlen(text) : 0);
    xmlTextReaderMoveToElement(p->reader);
    if (!sheet->name || !sheet->target)
        return t4_fail_memory(err);
    book->sheet_count++;
    return T4_OK;
}

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

static t4_status visit_relation(void *context, part *p, int type, t4_error *err)
{
    relations *r = context;
    char id[128], kind[256];
    const char *text;
    char *target;

    if (type != XML_READER_TYPE_ELEMENT || !named(p->reader, "Relationship"))
        return T4_OK;
    text = attribute(p->reader, "Id");
    snprintf(id, sizeof id, "%s", text ? text : "");
    text = attribute(p->reader, "Type");
    snprintf(kind, sizeof kind, "%s", text ? text : "");
    text = attribute(p->reader, "Target");
    target = part_name(r->book, text ? text : "");
    xmlTextReaderMoveToElement(p->reader);
    if (!target)
        return t4_fail_memory(err);
    if (strstr(kind, "/sharedStrings"))
        r->book->strings_part = target;
    for (size_t i = 0; i < r->book->sheet_count; i++)
        if (!r->found[i] && !strcmp(r->book->sheets[i].target, id)) {
            r->book->sheets[i].target = target;
            r->found[i] = true;
        }
    return T4_OK;
}

static t4_status read_relations(t4_xlsx *book, t4_error *err)
{
    relations *r = t4_alloc_zero(1, sizeof *r);
    t4_status status = r ? T4_OK : t4_fail_memory(err);

    if (!status) {
        r->book = book;
        status = part_walk(book, NULL, "xl/_rels/workbook.xml.rels", visit_relation, r, err);
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
    t4_buffer text;
    bool in_text;
    int phonetic;
} text_state;

static bool is_characters(int type)
{
    return type == XML_READER_TYPE_TEXT || type == XML_READER_TYPE_CDATA ||
           type == XML_READER_TYPE_WHITESPACE || type == XML_READER_TYPE_SIGNIFICANT_WHITESPACE;
}

static t4_status text_add(text_state *state, part *p, t4_error *err)
{
    const char *text = (const char *)xmlTextReaderConstValue(p->reader);

    if (!text)
        return T4_OK;
    return t4_buffer_puts(&state->text, text)
               ? T4_OK
               : t4_fail_at(err, T4_ERR_MEMORY, p->book->path, 0, 0,
                            "a text in part '%s' of the workbook is longer than %d bytes", p->name,
                            T4_XLSX_CELL_BYTES);
}

static t4_status text_node(text_state *state, part *p, int type, t4_error *err)
{
    if (type == XML_READER_TYPE_ELEMENT && !xmlTextReaderIsEmptyElement(p->reader)) {
        state->phonetic += named(p->reader, "rPh");
        state->in_text = state->in_text || (named(p->reader, "t") && !state->phonetic);
    } else if (type == XML_READER_TYPE_END_ELEMENT) {
        state->phonetic -= named(p->reader, "rPh");
        if (named(p->reader, "t"))
            state->in_text = false;
    } else if (is_characters(type) && state->in_text)
        return text_add(state, p, err);
    return T4_OK;
}

static t4_status keep_string(t4_xlsx *book, text_state *state, t4_error *err)
{
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

static t4_status visit_string(void *context, part *p, int type, t4_error *err)
{
    text_state *state = context;
    t4_status status = text_node(state, p, type, err);

    if (status)
        return status;
    if ((type == XML_READER_TYPE_END_ELEMENT && named(p->reader, "si")) ||
        (type == XML_READER_TYPE_ELEMENT && named(p->reader, "si") &&
         xmlTextReaderIsEmptyElement(p->reader)))
        return keep_string(p->book, state, err);
    return T4_OK;
}

static t4_status read_strings(t4_xlsx *book, t4_error *err)
{
    text_state state = {0};
    t4_status status;

    if (!book->strings_part)
        return T4_OK;
    t4_buffer_init(&state.text, T4_XLSX_CELL_BYTES);
    status = part_walk(book, NULL, book->strings_part, visit_string, &state, err);
    t4_buffer_release(&state.text);
    return status;
}

/* --- life ------------------------------------------------------------------ */

t4_status t4_xlsx_open(t4_xlsx **book, const char *path, t4_error *err)
{
    t4_xlsx *made = t4_alloc_zero(1, sizeof *made);
    t4_status status = T4_OK;

    if (!made)
        return t4_fail_memory(err);
    t4_arena_init(&made->arena);
    made->path = t4_strdup(path);
    made->zip = unzOpen64(path);
    if (!made->path)
        status = t4_fail_memory(err);
    else if (!made->zip)
        status = t4_fail_at(err, T4_ERR_DATA, path, 0, 0,
                            "not a workbook: it is not a whole zip file");
    if (!status)
        status = part_walk(made, NULL, "xl/workbook.xml", visit_workbook, made, err);
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
    if (book->zip)
        unzClose(book->zip);
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

static t4_status start_row(row_state *s, part *p, t4_error *err)
{
    const char *text = attribute(p->reader, "r");
    uint64_t number = text ? strtoull(text, NULL, 10) : s->number + 1;

    xmlTextReaderMoveToElement(p->reader);
    if (number <= s->number || number > T4_XLSX_ROWS)
        return fail_part(p, "has rows out of order or below row 1,048,576", err);
    s->number = number;
    s->next_column = 0;
    s->count = 0;
    t4_buffer_clear(&s->texts);
    return T4_OK;
}

static t4_status start_cell(row_state *s, part *p, t4_error *err)
{
    const char *text = attribute(p->reader, "r");

    s->column = text ? t4_xlsx_column(text) : s->next_column;
    text = attribute(p->reader, "t");
    snprintf(s->type, sizeof s->type, "%s", text ? text : "n");
    xmlTextReaderMoveToElement(p->reader);
    if (s->column < s->next_column || s->column >= T4_XLSX_COLUMNS)
        return fail_part(p, "has cells out of order or behind column XFD", err);
    s->next_column = s->column + 1;
    t4_buffer_clear(&s->text.text);
    s->text.in_text = false;
    s->text.phonetic = 0;
    s->in_cell = !xmlTextReaderIsEmptyElement(p->reader);
    return T4_OK;
}

static t4_status shared_text(const row_state *s, part *p, const char **text, t4_error *err)
{
    char *end;
    unsigned long index = strtoul(s->text.text.data, &end, 10);

    if (*end || index >= p->book->string_count)
        return fail_part(p, "names a shared text that does not exist", err);
    *text = p->book->strings[index];
    return T4_OK;
}

static t4_status end_cell(row_state *s, part *p, t4_error *err)
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
    cell.kind = !strcmp(s->type, "n")   ? T4_XLSX_NUMBER
                : !strcmp(s->type, "b") ? T4_XLSX_BOOLEAN
                : !strcmp(s->type, "e") ? T4_XLSX_ERROR
                : T4_XLSX_TEXT;
    if (!strcmp(s->type, "s"))
        status = shared_text(s, p, &cell.shared, err);
    else if (!t4_buffer_append(&s->texts, s->text.text.data, cell.n) ||
             !t4_buffer_putc(&s->texts, '\0'))
        status = t4_fail_at(err, T4_ERR_MEMORY, p->book->path, 0, 0,
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

static t4_status visit_start(row_state *s, part *p, t4_error *err)
{
    if (named(p->reader, "row")) {
        t4_status status = start_row(s, p, err);

        return status;
    }
    if (named(p->reader, "c"))
        return start_cell(s, p, err);
    if (s->in_cell && named(p->reader, "v"))
        s->in_value = !xmlTextReaderIsEmptyElement(p->reader);
    return T4_OK;
}

static t4_status visit_sheet(void *context, part *p, int type, t4_error *err)
{
    row_state *s = context;
    t4_status status = T4_OK;

    if (type == XML_READER_TYPE_ELEMENT)
        status = visit_start(s, p, err);
    else if (type == XML_READER_TYPE_END_ELEMENT && named(p->reader, "row"))
        return end_row(s, err);
    else if (type == XML_READER_TYPE_END_ELEMENT && named(p->reader, "c"))
        return end_cell(s, p, err);
    else if (type == XML_READER_TYPE_END_ELEMENT && named(p->reader, "v"))
        s->in_value = false;
    else if (s->in_value && is_characters(type))
        return text_add(&s->text, p, err);
    if (!status && s->in_cell && !s->in_value)
        status = text_node(&s->text, p, type, err);
    return status;
}

t4_status t4_xlsx_read(t4_xlsx *book, t4_run *run, size_t sheet, t4_xlsx_visit *visit,
                       void *context, t4_error *err)
{
    row_state s = {.visit = visit, .context = context};
    t4_status status;

    t4_buffer_init(&s.texts, T4_XLSX_ROW_BYTES);
    t4_buffer_init(&s.text.text, T4_XLSX_CELL_BYTES);
    status = part_walk(book, run, book->sheets[sheet].target, visit_sheet, &s, err);
    t4_buffer_release(&s.texts);
    t4_buffer_release(&s.text.text);
    t4_free(s.cells);
    t4_free(s.out);
    return status;
}
