/* SPDX-License-Identifier: MIT */
#include "io/book.h"

#include <string.h>

#include "base/memory.h"
#include "io/dbf.h"
#include "io/inflate.h"
#include "io/wholefile.h"
#include "io/xls.h"
#include "io/xlsx.h"

/* --- building --------------------------------------------------------------------------------- */

t4_status t4_book_begin(t4_book *book, const char *name, size_t n, t4_error *err)
{
    t4_book_sheet *made;

    if (book->count == T4_BOOK_SHEETS_MOST)
        return t4_fail_at(err, T4_ERR_MEMORY, book->path, 0, 0, "more than %d sheets", T4_BOOK_SHEETS_MOST);
    if (!t4_grow(&book->sheets, &book->room, book->count, sizeof *book->sheets))
        return t4_fail_memory(err);
    made = &book->sheets[book->count];
    *made = (t4_book_sheet){.name = t4_strndup(name, n)};
    t4_sheet_init(&made->sheet, book->path);
    book->count++;
    return made->name ? T4_OK : t4_fail_memory(err);
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/* Blanks and no-break spaces at the ends go. */
static void trim(const char **text, size_t *n)
{
    for (bool more = true; more;) {
        more = false;
        if (*n && is_blank(**text)) {
            ++*text;
            --*n;
            more = true;
        } else if (*n >= 2 && !memcmp(*text, "\xC2\xA0", 2)) {
            *text += 2;
            *n -= 2;
            more = true;
        }
        if (*n && is_blank((*text)[*n - 1])) {
            --*n;
            more = true;
        } else if (*n >= 2 && !memcmp(*text + *n - 2, "\xC2\xA0", 2)) {
            *n -= 2;
            more = true;
        }
    }
}

static t4_status put(t4_book *book, const char *text, size_t n, bool number, t4_error *err)
{
    t4_book_sheet *s = &book->sheets[book->count - 1];
    size_t at = s->sheet.field_count;
    t4_status status;

    if (++book->cells > T4_BOOK_CELLS_MOST || (book->bytes += n) > T4_BOOK_BYTES_MOST)
        return t4_fail_at(err, T4_ERR_MEMORY, book->path, 0, 0, "more than %d cells or 1 GiB of texts", T4_BOOK_CELLS_MOST);
    if (!t4_grow(&s->numbers, &s->number_room, at, sizeof *s->numbers))
        return t4_fail_memory(err);
    s->numbers[at] = number;
    status = t4_sheet_add(&s->sheet, text, n, err);
    return status;
}

/* Fields of the row that is being built. */
static size_t width(const t4_book_sheet *s)
{
    return s->sheet.field_count - (s->sheet.rows ? s->sheet.starts[s->sheet.rows] : 0);
}

t4_status t4_book_cell(t4_book *book, uint32_t column, const char *text, size_t n, bool number, t4_error *err)
{
    t4_book_sheet *s = &book->sheets[book->count - 1];
    t4_status status = T4_OK;

    trim(&text, &n);
    if (!n)
        return T4_OK;
    if (column >= T4_SHEET_COLUMNS_MAX)
        return t4_fail_at(err, T4_ERR_DATA, book->path, 0, 0, "sheet '%.60s' has more than %d columns", s->name,
                          T4_SHEET_COLUMNS_MAX);
    while (!status && width(s) < column)
        status = put(book, "", 0, false, err);
    if (!status && width(s) == column)
        status = put(book, text, n, number, err);
    return status;
}

t4_status t4_book_row(t4_book *book, uint64_t line, t4_error *err)
{
    t4_book_sheet *s = &book->sheets[book->count - 1];

    return width(s) ? t4_sheet_end_row(&s->sheet, line, err) : T4_OK;
}

void t4_book_release(t4_book *book)
{
    for (size_t i = 0; i < book->count; i++) {
        t4_free(book->sheets[i].name);
        t4_free(book->sheets[i].numbers);
        t4_sheet_release(&book->sheets[i].sheet);
    }
    t4_free(book->sheets);
    *book = (t4_book){.count = 0};
}

/* --- XLSX ------------------------------------------------------------------------------------- */

static t4_status visit_row(void *context, uint64_t number, const t4_xlsx_cell *cells, size_t count, t4_error *err)
{
    t4_book *book = context;
    t4_status status = T4_OK;

    for (size_t i = 0; i < count && !status; i++)
        if (cells[i].kind != T4_XLSX_ERROR)
            status = t4_book_cell(book, cells[i].column, cells[i].text, cells[i].n, cells[i].kind == T4_XLSX_NUMBER, err);
    return status ? status : t4_book_row(book, number, err);
}

static t4_status read_xlsx(t4_book *book, t4_run *run, t4_error *err)
{
    t4_xlsx *file = NULL;
    t4_status status = t4_xlsx_open(&file, book->path, err);

    book->date1904 = !status && t4_xlsx_date1904(file);
    for (size_t i = 0; !status && i < t4_xlsx_sheets(file); i++) {
        const char *name = t4_xlsx_sheet_name(file, i);

        status = t4_book_begin(book, name, strlen(name), err);
        if (!status)
            status = t4_xlsx_read(file, run, i, visit_row, book, err);
    }
    t4_xlsx_free(file);
    return status;
}

/* --- text ------------------------------------------------------------------------------------- */

static t4_status read_text(t4_book *book, t4_run *run, const char *encoding, char separator, t4_error *err)
{
    t4_sheet_options options = {.separator = separator};
    t4_buffer text;
    t4_status status = t4_book_begin(book, "", 0, err);

    t4_buffer_init(&text, 0);
    if (!status)
        status = t4_wholefile_read(&text, run, book->path, err);
    if (!status)
        status = t4_wholefile_decode(&text, encoding, book->path, err);
    if (!status)
        status = t4_sheet_delimited(&book->sheets[0].sheet, &text, &options, err);
    t4_buffer_release(&text);
    return status;
}

/* --- which ------------------------------------------------------------------------------------ */

/* A DBF header: version, month, day, a header length that fits its fields. */
static bool looks_like_dbf(const unsigned char *b, size_t n)
{
    unsigned length = n < 32 ? 0 : b[8] | (unsigned)b[9] << 8, width = n < 32 ? 0 : b[10] | (unsigned)b[11] << 8;

    return n >= 32 && (b[0] == 0x03 || b[0] == 0x83 || b[0] == 0x30 || b[0] == 0x31 || b[0] == 0xF5 || b[0] == 0x8B) &&
           b[2] >= 1 && b[2] <= 12 && b[3] >= 1 && b[3] <= 31 && length >= 33 && width >= 2;
}

/* A compound file, or the first record of a bare stream of BIFF 2, 3, 4, 5 or 8. */
static bool looks_like_xls(const unsigned char *b, size_t n)
{
    static const char *const beginnings[] = {"\x09\x00\x04\x00", "\x09\x02\x06\x00", "\x09\x04\x06\x00", "\x09\x08\x08\x00",
                                             "\x09\x08\x10\x00"};
    bool found = n >= 8 && !memcmp(b, "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", 8);

    for (size_t i = 0; i < sizeof beginnings / sizeof *beginnings && !found; i++)
        found = n >= 8 && !memcmp(b, beginnings[i], 4);
    return found;
}

t4_status t4_book_probe(const char *path, t4_book_kind *kind, t4_error *err)
{
    unsigned char head[64];
    t4_intake *intake = NULL;
    size_t got = 0, more = 1;
    t4_status status = t4_intake_open(&intake, path, err);

    while (!status && more && got < sizeof head) {
        status = t4_intake_read(intake, (char *)head + got, sizeof head - got, &more, err);
        got += more;
    }
    t4_intake_free(intake);
    *kind = T4_BOOK_TEXT;
    if (!status && got >= 4 && !memcmp(head, "PK\x03\x04", 4))
        *kind = T4_BOOK_XLSX;
    else if (!status && looks_like_xls(head, got))
        *kind = T4_BOOK_XLS;
    else if (!status && looks_like_dbf(head, got))
        *kind = T4_BOOK_DBF;
    return status;
}

t4_status t4_book_read(t4_book *book, t4_run *run, const char *path, t4_book_kind kind, const char *encoding,
                       char separator, t4_error *err)
{
    *book = (t4_book){.path = path};
    switch (kind) {
    case T4_BOOK_XLSX: return read_xlsx(book, run, err);
    case T4_BOOK_XLS: return t4_xls_read(book, run, err);
    case T4_BOOK_DBF: return t4_dbf_read(book, run, encoding, err);
    default: return read_text(book, run, encoding, separator, err);
    }
}
