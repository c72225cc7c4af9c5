/* SPDX-License-Identifier: MIT */
/* Tables and widths. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "cli/terminal.h"

static void width_counts_columns_not_bytes(void **state)
{
    assert_int_equal(t4_terminal_columns("abc"), 3);
    assert_int_equal(t4_terminal_columns("ёж"), 2);
    assert_int_equal(t4_terminal_columns("е\xCC\x88"), 1);  /* with a combining mark */
    assert_int_equal(t4_terminal_columns("貿易"), 4);
}

/* The table printed to memory; the caller frees. */
static char *printed(t4_format format, bool shown, size_t width)
{
    char *text = NULL;
    size_t n;
    t4_terminal terminal = {.shown = shown, .width = width};
    t4_table table;
    t4_error err = {0};

    terminal.file = open_memstream(&text, &n);
    assert_int_equal(t4_table_init(&table, "place|#count|found", &err), T4_OK);
    t4_table_text(&table, "june.csv:12:3");
    t4_table_count(&table, 1234);
    t4_table_text(&table, "товар \"а\", очень длинное название");
    t4_table_text(&table, "j");
    t4_table_count(&table, 5);
    t4_table_text(&table, "");
    assert_int_equal(t4_table_print(&table, &terminal, format, 2, &err), T4_OK);
    t4_table_release(&table);
    fclose(terminal.file);
    return text;
}

static void a_file_gets_every_cell_whole_and_aligned(void **state)
{
    char *text = printed(T4_FORMAT_TEXT, false, 40);

    assert_string_equal(text,
        "  place          count  found\n"
        "  june.csv:12:3  1,234  товар \"а\", очень длинное название\n"
        "  j                  5\n");
    free(text);
}

static void a_terminal_gets_lines_that_fit(void **state)
{
    char *text = printed(T4_FORMAT_TEXT, true, 40), *save = NULL;
    int lines = 0;

    assert_non_null(strstr(text, "..."));
    for (char *line = strtok_r(text, "\n", &save); line; line = strtok_r(NULL, "\n", &save)) {
        assert_true(t4_terminal_columns(line) <= 40);
        lines++;
    }
    assert_int_equal(lines, 3);
    free(text);
}

static void csv_and_json_hold_the_same(void **state)
{
    char *csv = printed(T4_FORMAT_CSV, false, 80), *json = printed(T4_FORMAT_JSON, false, 80);

    assert_string_equal(csv,
        "place,count,found\n"
        "june.csv:12:3,1234,\"товар \"\"а\"\", очень длинное название\"\n"
        "j,5,\n");
    assert_string_equal(json,
        "[\n"
        " {\"place\": \"june.csv:12:3\", \"count\": 1234, \"found\": \"товар \\\"а\\\", очень длинное название\"},\n"
        " {\"place\": \"j\", \"count\": 5, \"found\": \"\"}\n"
        "]\n");
    free(csv);
    free(json);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(width_counts_columns_not_bytes),
        cmocka_unit_test(a_file_gets_every_cell_whole_and_aligned),
        cmocka_unit_test(a_terminal_gets_lines_that_fit),
        cmocka_unit_test(csv_and_json_hold_the_same),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
