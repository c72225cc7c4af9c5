/* SPDX-License-Identifier: MIT */
/* Workbooks of any make are read whole or refused with the part that is wrong. */
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>
#include <minizip/zip.h>

#include "base/buffer.h"
#include "io/xlsx.h"
#include "release/tree.h"

static char scratch[64];

static int make_scratch(void **state)
{
    snprintf(scratch, sizeof scratch, "/tmp/t4-xlsx-XXXXXX");
    return mkdtemp(scratch) ? 0 : -1;
}

static int remove_scratch(void **state)
{
    t4_tree_remove(AT_FDCWD, scratch, NULL);
    return 0;
}

static const char *book_path(void)
{
    static char path[128];

    snprintf(path, sizeof path, "%s/book.xlsx", scratch);
    return path;
}

static const char workbook[] =
    "<workbook xmlns:r='r'><workbookPr date1904='1'/><sheets>"
    "<sheet name='Trade ' sheetId='1' r:id='rId1'/><sheet name='Old' state='hidden' r:id='rId2'/>"
    "</sheets></workbook>";
static const char relations[] =
    "<Relationships><Relationship Id='rId1' Type='x/worksheet' Target='worksheets/one.xml'/>"
    "<Relationship Id='rId2' Type='x/worksheet' Target='/xl/worksheets/two.xml'/>"
    "<Relationship Id='rId3' Type='x/sharedStrings' Target='sharedStrings.xml'/></Relationships>";
static const char strings[] =
    "<sst><si><t>Код</t></si><si><r><t>two </t></r><r><t>runs</t></r><rPh><t>guide</t></rPh></si>"
    "<si/></sst>";
static const char empty_sheet[] = "<worksheet><sheetData/></worksheet>";

/* Parts: name and text by turns, NULL at the end. */
static void write_book(const char *const *parts)
{
    zipFile zip;
    zip_fileinfo info = {0};

    unlink(book_path());
    zip = zipOpen(book_path(), APPEND_STATUS_CREATE);
    assert_non_null(zip);
    for (; *parts; parts += 2) {
        zipOpenNewFileInZip(zip, parts[0], &info, NULL, 0, NULL, 0, NULL, Z_DEFLATED, 6);
        zipWriteInFileInZip(zip, parts[1], (unsigned)strlen(parts[1]));
        zipCloseFileInZip(zip);
    }
    zipClose(zip, NULL);
}

static void write_usual(const char *sheet)
{
    const char *const parts[] = {"xl/workbook.xml", workbook, "xl/_rels/workbook.xml.rels", relations,
                                 "xl/sharedStrings.xml", strings, "xl/worksheets/one.xml", sheet,
                                 "xl/worksheets/two.xml", empty_sheet, NULL};

    write_book(parts);
}

/* "2:A=Код|C#12.5;" for every row */
static t4_status collect(void *context, uint64_t row, const t4_xlsx_cell *cells, size_t count,
                         t4_error *err)
{
    t4_buffer *out = context;

    t4_buffer_printf(out, "%d:", (int)row);
    for (size_t i = 0; i < count; i++)
        t4_buffer_printf(out, "%c%c%s|", (int)('A' + cells[i].column), "#='!"[cells[i].kind],
                         cells[i].text);
    t4_buffer_putc(out, ';');
    return T4_OK;
}

/* Read the first sheet; what it holds, or the error. */
static t4_status read_sheet(t4_buffer *out, t4_error *err)
{
    t4_xlsx *book = NULL;
    t4_status status = t4_xlsx_open(&book, book_path(), err);

    t4_buffer_init(out, 0);
    if (!status)
        status = t4_xlsx_read(book, NULL, 0, collect, out, err);
    t4_xlsx_free(book);
    t4_buffer_text(out);
    return status;
}

static void cells_of_every_kind_are_read(void **state)
{
    t4_buffer out;
    t4_xlsx *book;
    t4_error err = {0};

    write_usual("<worksheet><sheetData>"
                "<row r='2'><c r='A2' t='s'><v>0</v></c><c r='B2' s='3'/><c r='C2'><v>12.5</v></c></row>"
                "<row><c t='s'><v>1</v></c><c t='inlineStr'><is><t xml:space='preserve'> x </t></is></c>"
                "<c t='b'><v>1</v></c><c t='e'><v>#N/A</v></c><c t='str'><f>A1&amp;\"\"</f><v>a&lt;b</v></c></row>"
                "<row r='9'><c r='AA9'><v>1E+16</v></c></row><row r='10'/>"
                "</sheetData></worksheet>");
    if (read_sheet(&out, &err))
        fail_msg("%s", err.text);
    assert_string_equal(out.data, "2:A=Код|C#12.5|;3:A=two runs|B= x |C'1|D!#N/A|E=a<b|;9:[#1E+16|;");
    t4_buffer_release(&out);
    assert_int_equal(t4_xlsx_open(&book, book_path(), NULL), T4_OK);
    assert_int_equal(t4_xlsx_sheets(book), 2);
    assert_string_equal(t4_xlsx_sheet_name(book, 0), "Trade ");
    assert_true(t4_xlsx_sheet_hidden(book, 1) && !t4_xlsx_sheet_hidden(book, 0));
    assert_true(t4_xlsx_date1904(book));
    t4_xlsx_free(book);
}

static void what_is_wrong_is_refused_by_name(void **state)
{
    static const struct { const char *sheet, *message; } cases[] = {
        {"<worksheet><sheetData><row r='2'/>", "not well-formed"},
        {"<!DOCTYPE x [<!ENTITY a 'b'>]><worksheet>&a;</worksheet>", "entity"},
        {"<worksheet><sheetData><row r='5'/><row r='4'/></sheetData></worksheet>", "out of order"},
        {"<worksheet><sheetData><row r='1048577'/></sheetData></worksheet>", "1,048,576"},
        {"<worksheet><sheetData><row r='1'><c r='B1'><v>1</v></c><c r='A1'><v>1</v></c></row></sheetData></worksheet>",
         "out of order"},
        {"<worksheet><sheetData><row r='1'><c r='XFE1'><v>1</v></c></row></sheetData></worksheet>", "XFD"},
        {"<worksheet><sheetData><row r='1'><c t='s'><v>7</v></c></row></sheetData></worksheet>",
         "shared text that does not exist"},
        {"<worksheet><sheetData><row r='1'><c t='s'><v>x</v></c></row></sheetData></worksheet>",
         "shared text that does not exist"},
        {"", "part 'xl/worksheets/one.xml'"},
    };
    t4_buffer out;

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        t4_error err = {0};

        write_usual(cases[i].sheet);
        assert_int_equal(read_sheet(&out, &err), T4_ERR_DATA);
        if (!strstr(err.text, cases[i].message))
            fail_msg("case %zu: '%s'", i, err.text);
        t4_buffer_release(&out);
    }
}

static void missing_parts_are_named(void **state)
{
    static const char *const none[] = {"hello.txt", "x", NULL};
    static const char *const no_sheet[] = {"xl/workbook.xml", workbook, "xl/_rels/workbook.xml.rels",
                                           "<Relationships/>", NULL};
    t4_buffer out;
    t4_error err = {0};

    write_book(none);
    assert_int_equal(read_sheet(&out, &err), T4_ERR_DATA);
    assert_non_null(strstr(err.text, "'xl/workbook.xml' of the workbook is missing"));
    t4_buffer_release(&out);
    err = (t4_error){0};
    write_book(no_sheet);
    assert_int_equal(read_sheet(&out, &err), T4_ERR_DATA);
    assert_non_null(strstr(err.text, "sheet 'Trade ' of the workbook leads to no part"));
    t4_buffer_release(&out);
}

static void a_part_that_unpacks_too_far_is_refused(void **state)
{
    t4_buffer sheet, out;
    t4_error err = {0};

    t4_buffer_init(&sheet, 0);
    t4_buffer_puts(&sheet, "<worksheet><sheetData>");
    while (sheet.length < 8 * 1024 * 1024)
        t4_buffer_puts(&sheet, "                                                                ");
    t4_buffer_puts(&sheet, "</sheetData></worksheet>");
    write_usual(t4_buffer_text(&sheet));
    assert_int_equal(read_sheet(&out, &err), T4_ERR_MEMORY);
    assert_non_null(strstr(err.text, "200 times its size"));
    t4_buffer_release(&sheet);
    t4_buffer_release(&out);
}

/* Cut off at every length, and with every byte changed: never a crash, and what is read is what was meant. */
static void a_damaged_file_is_refused_or_read_right(void **state)
{
    char bytes[8192], changed[8192];
    FILE *file;
    size_t n;
    int refused = 0;
    t4_buffer out, good;

    write_usual("<worksheet><sheetData><row r='1'><c><v>41</v></c></row></sheetData></worksheet>");
    assert_int_equal(read_sheet(&good, NULL), T4_OK);
    file = fopen(book_path(), "rb");
    n = fread(bytes, 1, sizeof bytes, file);
    fclose(file);
    for (size_t i = 0; i < 2 * n; i++) {
        bool cut = i < n;

        memcpy(changed, bytes, n);
        if (!cut)
            changed[i - n] ^= 0x41;
        file = fopen(book_path(), "wb");
        fwrite(changed, 1, cut ? i : n, file);
        fclose(file);
        if (read_sheet(&out, NULL))
            refused++;
        else
            assert_string_equal(out.data, good.data);
        t4_buffer_release(&out);
    }
    assert_true(refused > (int)n);
    t4_buffer_release(&good);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, make_scratch, remove_scratch)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(cells_of_every_kind_are_read),
        TEST(what_is_wrong_is_refused_by_name),
        TEST(missing_parts_are_named),
        TEST(a_part_that_unpacks_too_far_is_refused),
        TEST(a_damaged_file_is_refused_or_read_right),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
