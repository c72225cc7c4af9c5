/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "model/control.h"

static void rows_are_found_sorted_and_added_up(void **state)
{
    t4_control *a = t4_control_new(), *b = t4_control_new();
    const t4_control_row *rows;
    t4_error err = {0};
    size_t count;

    for (int year = 2199; year >= 1900; year--)
        for (uint32_t flow = 0; flow <= T4_FLOWS; flow++) {
            t4_control_at(a, flow, t4_period_year(year))->kept[0] += year;
            t4_control_at(b, flow, t4_period_year(year))->kept[0] += 1;
            t4_control_at(b, flow, t4_period_year(year))->rows_input = 2;
        }
    t4_control_at(b, T4_M, 0)->rejected[2] = 5;
    assert_int_equal(t4_control_merge(a, b, 3, &err), T4_OK);
    rows = t4_control_rows(a, &count);
    assert_int_equal(count, 300 * (T4_FLOWS + 1) + 1);
    for (size_t i = 1; i < count; i++)
        assert_true(rows[i - 1].flow < rows[i].flow ||
                    (rows[i - 1].flow == rows[i].flow && rows[i - 1].period < rows[i].period));
    assert_true(t4_control_at(a, T4_X, t4_period_year(2023))->kept[0] == 2024);
    assert_int_equal(t4_control_at(a, T4_X, t4_period_year(2023))->rows_input, 2);
    assert_true(t4_control_at(a, T4_M, 0)->rejected[2] == 5);
    t4_control_free(a);
    t4_control_free(b);
}

static void sums_over_127_bits_are_an_error_and_not_a_wrong_number(void **state)
{
    t4_control *a = t4_control_new(), *b = t4_control_new();
    t4_error err = {0};

    t4_control_at(a, T4_M, t4_period_month(2023, 1))->kept[0] = (t4_int128)1 << 126;
    t4_control_at(b, T4_M, t4_period_month(2023, 1))->kept[0] = (t4_int128)1 << 126;
    assert_int_equal(t4_control_merge(a, b, 1, &err), T4_ERR_DATA);
    assert_non_null(strstr(err.text, "flow M, period 2023-01"));
    t4_control_free(a);
    t4_control_free(b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows_are_found_sorted_and_added_up),
        cmocka_unit_test(sums_over_127_bits_are_an_error_and_not_a_wrong_number),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
