/* SPDX-License-Identifier: MIT */
#include "io/jj.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define HEAD "0\n3\n0 10 10 u 0 1e20 2 2 0\n1 5.5 1 s 0 100 0 0 0\n2 15.5 0.25 z -1e20 1e20 0 0 0\n"

static const struct {
    const char *text, *says;
    uint64_t line;
} bad[] = {
    {"", "the file ends; expected 0, or the number of cells", 1},
    {"0\n0\n", "the table has no cells", 2},
    {"0\n2\n0 1 1 s 0 9 0 0 0\n2 1 1 s 0 9 0 0 0\n0\n", "expected cell 1", 4},
    {"1\n0 1 1 q 0 9 0 0 0\n0\n", "'q' found; expected a status", 2},
    {"1\n0 1 1 s 0 9 0 0\n0\n", "the file ends", 4},
    {"1\n0 1x 1 s 0 9 0 0 0\n0\n", "'1x' found; expected the value of the cell", 2},
    {"1\n0 1 -1 s 0 9 0 0 0\n0\n", "expected a cost of 0 or more", 2},
    {"1\n0 1 1 s 2 9 0 0 0\n0\n", "the value lies outside its bounds", 2},
    {"1\n0 1 1 u 0 9 -1 0 0\n0\n", "a protection level is negative", 2},
    {"1\n0 99999999999999999999 1 u 0 1e20 1 1 0\n0\n", "more than 60 bits", 2},
    {"1\n0 1 1 s 0 9 0 0 0\n1\n0 1 : 1 (1)\n", "'1' is more than 0", 4},
    {"1\n0 1 1 s 0 9 0 0 0\n1\n0 1 0 (1)\n", "'0' found; expected ':'", 4},
    {"1\n0 1 1 s 0 9 0 0 0\n1\n0 1 : 0 1\n", "'1' found; expected '('", 4},
    {"1\n0 1 1 s 0 9 0 0 0\n1\n0 1 : 0 (0)\n", "a factor with at most 6 decimals that is not 0", 4},
    {"2\n0 1 1 s 0 9 0 0 0\n1 1 1 s 0 9 0 0 0\n1\n0 2 : 0 (1) 0 (-1)\n", "cell 0 comes twice", 5},
    {HEAD "1\n0 3 : 0 (1) 1 (1) 2 (-1)\n4\n", "expected the end of the file", 8},
    {HEAD "1\n1 3 : 0 (1) 1 (1) 2 (-1)\n", "break relation 1", 7},
};

static void malformed_files_are_told_with_file_and_line(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        t4_jointtable table;
        t4_error err = {0};

        assert_int_not_equal(t4_jj_parse(&table, bad[i].text, strlen(bad[i].text), "x.jj", &err), T4_OK);
        if (!strstr(err.text, bad[i].says))
            fail_msg("case %zu: '%s', expected '%s'", i, err.text, bad[i].says);
        assert_string_equal(err.where, "x.jj");
        assert_int_equal(err.line, bad[i].line);
        assert_null(table.cells);
    }
}

static void every_prefix_of_a_good_file_ends_in_an_error(void **state)
{
    static const char text[] = HEAD "1\n0 3 : 0 (1) 1 (1) 2 (-1)";

    (void)state;
    for (size_t n = 0; n < sizeof text - 2; n++) {
        t4_jointtable table;
        t4_error err = {0};

        assert_int_not_equal(t4_jj_parse(&table, text, n, "x.jj", &err), T4_OK);
        assert_int_not_equal(err.line, 0);
    }
}

static void decimals_bounds_and_statuses_are_read(void **state)
{
    static const char text[] =
        HEAD "2\n0 3 : 0 (1) 1 (1) 2 (-1)\n7.75 2 : 0 (0.5) 1(0.5)\n";
    t4_jointtable t;
    t4_error err = {0};

    (void)state;
    assert_int_equal(t4_jj_parse(&t, text, sizeof text - 1, "x.jj", &err), T4_OK);
    assert_int_equal(t.decimals, 1);
    assert_int_equal(t.cells[1].value, 55);
    assert_int_equal(t.cells[1].upper, 1000);
    assert_int_equal(t.cells[0].upper, INT64_MAX);
    assert_int_equal(t.cells[0].up, 20);
    assert_int_equal(t.cells[2].cost, 250000);
    assert_true(t.cells[2].lower <= -((int64_t)1 << 59));
    assert_int_equal(t.cells[2].status, 'z');
    /* half of each is made whole: five and five, against 77.5 */
    assert_int_equal(t.factor[3], 5);
    assert_int_equal(t.right[1], 775);
    t4_jointtable_release(&t);
}

static void what_is_written_is_read_back_the_same(void **state)
{
    static const char text[] = HEAD "2\n0 3 : 0 (1) 1 (1) 2 (-1)\n7.75 2 : 0 (0.5) 1(0.5)\n";
    t4_jointtable t, again;
    t4_buffer first, second;
    t4_error err = {0};

    (void)state;
    t4_buffer_init(&first, 0);
    t4_buffer_init(&second, 0);
    assert_int_equal(t4_jj_parse(&t, text, sizeof text - 1, "x.jj", &err), T4_OK);
    assert_true(t4_jj_print(&first, &t));
    assert_int_equal(t4_jj_parse(&again, first.data, first.length, "x.jj", &err), T4_OK);
    assert_true(t4_jj_print(&second, &again));
    assert_int_equal(first.length, second.length);
    assert_memory_equal(first.data, second.data, first.length);
    assert_int_equal(again.count, t.count);
    assert_int_equal(again.terms, t.terms);
    for (size_t c = 0; c < t.count; c++) {
        again.cells[c].line = t.cells[c].line = 0;
        assert_int_equal(again.cells[c].value, t.cells[c].value);
        assert_int_equal(again.cells[c].lower, t.cells[c].lower);
        assert_int_equal(again.cells[c].upper, t.cells[c].upper);
        assert_int_equal(again.cells[c].cost, t.cells[c].cost);
    }
    t4_jointtable_release(&t);
    t4_jointtable_release(&again);
    t4_buffer_release(&first);
    t4_buffer_release(&second);
}

static void letters_of_other_writers_are_understood(void **state)
{
    static const char text[] = "4\n0 1 1 x 0 9 0 0 0\n1 1 1 w 0 9 0 0 0\n2 1 1 p 0 9 0 0 0\n3 1 1 U 0 9 1 1 0\n0\n";
    t4_jointtable t;
    t4_error err = {0};

    (void)state;
    assert_int_equal(t4_jj_parse(&t, text, sizeof text - 1, "x.jj", &err), T4_OK);
    assert_int_equal(t.cells[0].status, 'm');
    assert_int_equal(t.cells[1].status, 'm');
    assert_int_equal(t.cells[2].status, 'z');
    assert_int_equal(t.cells[3].status, 'u');
    assert_int_equal(t.relations, 0);
    t4_jointtable_release(&t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(malformed_files_are_told_with_file_and_line),
        cmocka_unit_test(every_prefix_of_a_good_file_ends_in_an_error),
        cmocka_unit_test(decimals_bounds_and_statuses_are_read),
        cmocka_unit_test(what_is_written_is_read_back_the_same),
        cmocka_unit_test(letters_of_other_writers_are_understood),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
