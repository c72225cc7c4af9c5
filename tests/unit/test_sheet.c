/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "io/sheet.h"

static t4_status read_text(t4_sheet *table, const char *text, t4_sheet_options options, t4_error *err)
{
    t4_buffer bytes;
    t4_status status;

    t4_buffer_init(&bytes, 0);
    assert_true(t4_buffer_puts(&bytes, text));
    t4_sheet_init(table, "list.csv");
    status = t4_sheet_delimited(table, &bytes, &options, err);
    t4_buffer_release(&bytes);
    return status;
}

/* All records as "a/b|c/d@line" to compare them at once. */
static void expect(const char *text, t4_sheet_options options, const char *records)
{
    t4_buffer out;
    t4_sheet table;

    t4_buffer_init(&out, 0);
    assert_int_equal(read_text(&table, text, options, NULL), T4_OK);
    for (size_t row = 0; row < table.rows; row++) {
        for (size_t i = table.starts[row]; i < table.starts[row + 1]; i++)
            t4_buffer_printf(&out, "%s%s", i > table.starts[row] ? "/" : row ? "|" : "", table.fields[i]);
        t4_buffer_printf(&out, "@%d", (int)table.lines[row]);
    }
    assert_string_equal(t4_buffer_text(&out), records);
    t4_buffer_release(&out);
    t4_sheet_release(&table);
}

static void records_are_cut_as_written(void **state)
{
    static const struct {
        const char *text;
        t4_sheet_options options;
        const char *records;
    } cases[] = {
        {"a,b\n1,2\n", {0}, "a/b@1|1/2@2"},
        {"a;b\r\n1;2\r\n", {0}, "a/b@1|1/2@2"},
        {"a\tb\r1\t2", {0}, "a/b@1|1/2@2"},
        {"a|b|c\n", {0}, "a/b/c@1"},
        {"\"a,b\",\"say \"\"x\"\"\"\n", {0}, "a,b/say \"x\"@1"},
        {"\"two\nlines\",b\nc\n", {0}, "two\nlines/b@1|c@3"},
        {" a , b \n", {0}, "a/b@1"},
        {"\n\na,b\n\n,\n", {0}, "a/b@3|/@5"},
        {"a,b;c,d\n", {.separator = ';'}, "a,b/c,d@1"},
        {"title\nmore\na,b\n", {.separator = ',', .skip = 2}, "a/b@3"},
        {"x \"quoted\" y,1\n", {0}, "x \"quoted\" y/1@1"},
        {"\xC2\xA0 a\xC2\xA0,b\n", {0}, "a/b@1"},
        {"a,,\n", {0}, "a//@1"},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        expect(cases[i].text, cases[i].options, cases[i].records);
}

static void broken_tables_are_refused_with_a_line(void **state)
{
    t4_error err = {0};
    t4_sheet table;

    assert_int_equal(read_text(&table, "a\nb,\"open\nc\n", (t4_sheet_options){0}, &err), T4_ERR_DATA);
    assert_int_equal(err.line, 2);
    assert_string_equal(err.where, "list.csv");
    t4_sheet_release(&table);
    assert_int_equal(read_text(&table, "", (t4_sheet_options){0}, NULL), T4_ERR_DATA);
    t4_sheet_release(&table);
    assert_int_equal(read_text(&table, "\n\n", (t4_sheet_options){0}, NULL), T4_ERR_DATA);
    t4_sheet_release(&table);
}

static void columns_are_found_by_name_or_number(void **state)
{
    static const char *const words[] = {"hs code", "code", NULL};
    t4_sheet table;

    assert_int_equal(read_text(&table, "Код ТН ВЭД,HS_Code,\"Suppl. Unit\",2\nx,y,z,w\n",
                               (t4_sheet_options){0}, NULL), T4_OK);
    assert_int_equal(t4_sheet_lift_header(&table, NULL), T4_OK);
    assert_int_equal(table.rows, 1);
    assert_int_equal(t4_sheet_column(&table, "код тн вэд"), 0);
    assert_int_equal(t4_sheet_column(&table, "hscode"), 1);
    assert_int_equal(t4_sheet_column(&table, "suppl unit"), 2);
    assert_int_equal(t4_sheet_column(&table, "2"), 3);   /* a header name before a number */
    assert_int_equal(t4_sheet_column(&table, "1"), 0);
    assert_int_equal(t4_sheet_column(&table, "5"), -1);
    assert_int_equal(t4_sheet_column(&table, "unit"), -1);
    assert_int_equal(t4_sheet_guess(&table, words), 1);
    assert_string_equal(t4_sheet_field(&table, 0, 2), "z");
    assert_string_equal(t4_sheet_field(&table, 0, 9), "");
    assert_string_equal(t4_sheet_field(&table, 0, -1), "");
    t4_sheet_release(&table);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(records_are_cut_as_written),
        cmocka_unit_test(broken_tables_are_refused_with_a_line),
        cmocka_unit_test(columns_are_found_by_name_or_number),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
