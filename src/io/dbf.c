/* SPDX-License-Identifier: MIT */
#include "io/dbf.h"

#include <shapefil.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/charset.h"
#include "io/encoding.h"

typedef struct {
    t4_book *book;
    DBFHandle file;
    int fields, records;
    bool numeric[T4_DBF_FIELDS_MOST];
    t4_charset *charset;      /* NULL = UTF-8 */
    t4_buffer text;
} reading;

/* --- opening: the library wants a name that ends in .dbf, we have any ------------------------ */

static _Thread_local const char *opening;

static SAFile open_given(const char *name, const char *access)
{
    return (SAFile)fopen(opening, "rb");
}

static void say_nothing(const char *message)
{
}

static DBFHandle open_file(const char *path)
{
    SAHooks hooks;
    DBFHandle file;

    SASetupDefaultHooks(&hooks);
    hooks.FOpen = open_given;
    hooks.Error = say_nothing;
    opening = path;
    file = DBFOpenLL("table.dbf", "rb", &hooks);
    opening = NULL;
    return file;
}

/* Does what the header promises fit into the file? */
static t4_status check_size(const char *path, t4_error *err)
{
    unsigned char head[32];
    FILE *file = fopen(path, "rb");
    long size = -1;
    unsigned long long records, length, width;

    if (!file)
        return t4_fail_errno(err, "read", path);
    if (fread(head, 1, sizeof head, file) == sizeof head && !fseek(file, 0, SEEK_END))
        size = ftell(file);
    fclose(file);
    if (size < 0)
        return t4_fail_at(err, T4_ERR_DATA, path, 0, 0, "not a DBF table: it is shorter than a header");
    records = head[4] | (unsigned long long)head[5] << 8 | (unsigned long long)head[6] << 16 | (unsigned long long)head[7] << 24;
    length = head[8] | (unsigned)head[9] << 8;
    width = head[10] | (unsigned)head[11] << 8;
    if (length + records * width > (unsigned long long)size)
        return t4_fail_at(err, T4_ERR_DATA, path, 0, 0, "the DBF table is truncated: %llu records of %llu bytes do not fit into "
                          "%ld bytes", records, width, size);
    return T4_OK;
}

/* --- encoding --------------------------------------------------------------------------------- */

static const char *stated_encoding(const char *page)
{
    static const struct {
        int number;
        const char *name;
    } drivers[] = {{0x01, "CP437"}, {0x02, "CP850"}, {0x03, "WINDOWS-1252"}, {0x26, "CP866"}, {0x57, "WINDOWS-1252"},
                   {0x65, "CP866"}, {0x64, "CP852"}, {0xC8, "WINDOWS-1250"}, {0xC9, "WINDOWS-1251"}, {0xCA, "WINDOWS-1254"}};

    if (!page || strncmp(page, "LDID/", 5))
        return NULL;
    for (size_t i = 0; i < sizeof drivers / sizeof *drivers; i++)
        if (drivers[i].number == atoi(page + 5))
            return drivers[i].name;
    return NULL;
}

/* Texts of the first records, to tell the encoding from. */
static t4_status sample(const reading *r, t4_buffer *out, t4_error *err)
{
    enum { BYTES = 65536 };

    for (int i = 0; i < r->records && out->length < BYTES; i++)
        for (int f = 0; f < r->fields; f++) {
            const char *text = r->numeric[f] ? NULL : DBFReadStringAttribute(r->file, i, f);

            if (text && (!t4_buffer_puts(out, text) || !t4_buffer_putc(out, '\n')))
                return t4_fail_memory(err);
        }
    return T4_OK;
}

static t4_status settle_encoding(reading *r, const char *given, t4_error *err)
{
    bool automatic = !given || !*given || !strcasecmp(given, "auto");
    const char *name = automatic ? stated_encoding(DBFGetCodePage(r->file)) : given;
    t4_encoding found = {.mark = 0};
    t4_words words;
    t4_buffer text;
    t4_status status = T4_OK;

    t4_buffer_init(&text, 0);
    if (!name) {
        status = t4_words_init(&words, NULL, 0) ? sample(r, &text, err) : t4_fail_memory(err);
        if (!status && text.length)
            status = t4_encoding_settle(&found, "auto", text.data, text.length, true, &words, r->book->path, err);
        name = *found.name ? found.name : "UTF-8";
        t4_words_release(&words);
    }
    if (!status && !t4_charset_is_utf8(name)) {
        r->charset = t4_charset_open(name);
        if (!r->charset)
            status = t4_fail_at(err, T4_ERR_USAGE, r->book->path, 0, 0, "'%.40s' is no encoding that is known here", name);
    }
    t4_buffer_release(&text);
    return status;
}

/* --- records ---------------------------------------------------------------------------------- */

static t4_status add_names(reading *r, t4_error *err)
{
    t4_status status = T4_OK;

    for (int f = 0; f < r->fields && !status; f++) {
        char name[XBASE_FLDNAME_LEN_READ + 1] = "";
        DBFFieldType kind = DBFGetFieldInfo(r->file, f, name, NULL, NULL);

        r->numeric[f] = kind == FTInteger || kind == FTDouble;
        status = t4_book_cell(r->book, (uint32_t)f, name, strlen(name), false, err);
    }
    return status ? status : t4_book_row(r->book, 1, err);
}

static t4_status add_field(reading *r, int record, int f, t4_error *err)
{
    const char *text = DBFReadStringAttribute(r->file, record, f);
    size_t n = text ? strlen(text) : 0;

    if (!text)
        return t4_fail_at(err, T4_ERR_DATA, r->book->path, (uint64_t)record + 2, 0, "the DBF table is truncated or damaged");
    t4_buffer_clear(&r->text);
    if (r->charset ? !t4_charset_convert(r->charset, text, n, &r->text) : t4_utf8_valid(text, n) != n)
        return t4_fail_at(err, T4_ERR_DATA, r->book->path, (uint64_t)record + 2, 0, "field %d is no text in this file's "
                          "encoding; name the encoding in a profile (read.encoding)", f + 1);
    if (r->charset) {
        text = r->text.length ? r->text.data : "";
        n = r->text.length;
    }
    return t4_book_cell(r->book, (uint32_t)f, text, n, r->numeric[f], err);
}

static t4_status add_records(reading *r, t4_run *run, t4_error *err)
{
    t4_status status = T4_OK;

    for (int i = 0; i < r->records && !status; i++) {
        if (run && !(i % 4096))
            status = t4_run_check(run, err);
        if (DBFIsRecordDeleted(r->file, i))
            continue;
        for (int f = 0; f < r->fields && !status; f++)
            status = add_field(r, i, f, err);
        if (!status)
            status = t4_book_row(r->book, (uint64_t)i + 2, err);
    }
    return status;
}

t4_status t4_dbf_read(t4_book *book, t4_run *run, const char *encoding, t4_error *err)
{
    reading r = {.book = book};
    t4_status status = check_size(book->path, err);

    if (status)
        return status;
    r.file = open_file(book->path);
    if (!r.file)
        return t4_fail_at(err, T4_ERR_DATA, book->path, 0, 0, "not a readable DBF table");
    t4_buffer_init(&r.text, 0);
    r.fields = DBFGetFieldCount(r.file);
    r.records = DBFGetRecordCount(r.file);
    if (r.fields < 1 || r.fields > T4_DBF_FIELDS_MOST || r.records < 0)
        status = t4_fail_at(err, T4_ERR_DATA, book->path, 0, 0, "not a readable DBF table: %d fields", r.fields);
    if (!status)
        status = t4_book_begin(book, "", 0, err);
    if (!status)
        status = add_names(&r, err);
    if (!status)
        status = settle_encoding(&r, encoding, err);
    if (!status)
        status = add_records(&r, run, err);
    t4_buffer_release(&r.text);
    t4_charset_free(r.charset);
    DBFClose(r.file);
    return status;
}
