/* SPDX-License-Identifier: MIT */
/* A workbook that was written is compared cell for cell with what was meant. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>
#include <xlsxwriter.h>

#include "release/readback.h"

static const char path[] = "test_readback.xlsx";

static const t4_int128 amounts[] = {
    0, 1, -1, 12345, 999999999999999, 1000000000000001, 9007199254740993, 123456789012345678,
    -(t4_int128)99999999999999999, (t4_int128)1000000000000000000 * 1000000000};
enum { ROWS = sizeof amounts / sizeof *amounts, DECIMALS = 2 };

/* A sheet as release/workbook.c writes it, two header lines, a text and a number in each row. */
static void write_book(int rows)
{
    lxw_workbook *book = workbook_new(path);
    lxw_worksheet *sheet = workbook_add_worksheet(book, "Cover");

    worksheet_write_string(sheet, 0, 0, "cover", NULL);
    sheet = workbook_add_worksheet(book, "Data");
    worksheet_write_string(sheet, 0, 0, "title", NULL);
    worksheet_write_string(sheet, 1, 0, "code", NULL);
    for (int i = 0; i < rows; i++) {
        char code[16];

        snprintf(code, sizeof code, "%04d", i);
        worksheet_write_string(sheet, (lxw_row_t)i + 2, 0, code, NULL);
        worksheet_write_number(sheet, (lxw_row_t)i + 2, 1, (double)amounts[i] / 100, NULL);
    }
    assert_int_equal(workbook_close(book), LXW_NO_ERROR);
}

static t4_readback_sheet meant(void)
{
    t4_readback_sheet sheet = {.name = "Data", .header = 2, .rows = ROWS, .number_count = 1,
                               .numbers = {{.column = 1, .decimals = DECIMALS}}};

    for (int i = 0; i < ROWS; i++) {
        char code[16];

        snprintf(code, sizeof code, "%04d", i);
        t4_readback_text(&sheet, 0, code);
        assert_true(t4_readback_amount(&sheet, 0, amounts[i]));
    }
    return sheet;
}

static t4_status compare(const t4_readback_sheet *sheet, t4_error *err)
{
    t4_run run;

    t4_run_init(&run);
    return t4_readback_compare(&run, path, 1, sheet, 1, err);
}

static void what_was_meant_is_found(void **state)
{
    t4_readback_sheet sheet = meant();
    t4_error err = {0};

    write_book(ROWS);
    if (compare(&sheet, &err))
        fail_msg("%s", err.text);
    unlink(path);
}

static void every_difference_is_found(void **state)
{
    static const char *const messages[] = {"rows are lost", "has another sum", "has another sum",
                                           "has other texts", "no sheet 'Other'", "something else"};
    for (int i = 0; i < 6; i++) {
        t4_readback_sheet sheet = meant();
        t4_error err = {0};

        write_book(ROWS);
        if (i == 0)
            sheet.rows++;
        if (i == 1)
            sheet.numbers[0].sum++;
        if (i == 2)
            sheet.numbers[0].cells--;
        if (i == 3)
            sheet.texts++;
        if (i == 4)
            sheet.name = "Other";
        if (i == 5)
            sheet.numbers[0].column = 2;
        assert_int_equal(compare(&sheet, &err), T4_ERR_IO);
        if (!strstr(err.text, messages[i]) || !strstr(err.text, "is the disk full?"))
            fail_msg("%d: %s", i, err.text);
    }
    unlink(path);
}

static void a_short_or_missing_workbook_is_found(void **state)
{
    t4_readback_sheet sheet = meant();
    t4_error err = {0};

    write_book(ROWS - 1);
    assert_int_equal(compare(&sheet, &err), T4_ERR_IO);
    assert_int_equal(truncate(path, 3000), 0);
    assert_int_equal(compare(&sheet, NULL), T4_ERR_IO);
    unlink(path);
    assert_int_equal(compare(&sheet, NULL), T4_ERR_IO);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_was_meant_is_found),
        cmocka_unit_test(every_difference_is_found),
        cmocka_unit_test(a_short_or_missing_workbook_is_found),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
