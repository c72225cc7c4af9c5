/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/decimal.h"

typedef struct {
    const char *text;
    char point;
    int decimals;
    const char *printed;
    int64_t rest;
} parse_case;

static void numbers_are_parsed_exactly(void **state)
{
    static const parse_case cases[] = {
        {"12.34", '.', 2, "12.34", 0},
        {"-0.005", '.', 2, "0.00", -5000000000000000},
        {"0.015", '.', 2, "0.02", -5000000000000000},
        {"0.025", '.', 2, "0.02", 5000000000000000},
        {"0.0250000000000000001", '.', 2, "0.03", -5000000000000000},
        {"1 234 567,891", ',', 3, "1234567.891", 0},
        {"1.234.567,8", ',', 1, "1234567.8", 0},
        {"1\xC2\xA0" "234", '.', 0, "1234", 0},
        {"1'234.5", '.', 1, "1234.5", 0},
        {"  7 ", '.', 3, "7.000", 0},
        {"170141183460469231731687303715884105727", '.', 0, "170141183460469231731687303715884105727", 0},
        {".5", '.', 1, "0.5", 0},
        {"11583415.3160081", '.', 14, "11583415.31600810000000", 0},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        t4_notation notation = {cases[i].point, true};
        char text[T4_DECIMAL_TEXT];
        t4_int128 value;
        int64_t rest;

        assert_int_equal(t4_decimal_parse(cases[i].text, strlen(cases[i].text), &notation,
                                          cases[i].decimals, &value, &rest), T4_DECIMAL_OK);
        t4_decimal_print(value, cases[i].decimals, text);
        assert_string_equal(text, cases[i].printed);
        assert_true(rest == cases[i].rest);
    }
}

static void what_is_no_number_is_refused(void **state)
{
    static const char *const bad[] = {"1,2.3", "12 34", "1..2", "abc", "1e5", "-", ".", "1 2345", "--1", "0x10"};
    t4_notation notation = {'.', true};
    t4_int128 value;

    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_int_equal(t4_decimal_parse(bad[i], strlen(bad[i]), &notation, 2, &value, NULL),
                         T4_DECIMAL_MALFORMED);
    assert_int_equal(t4_decimal_parse(" ", 1, &notation, 2, &value, NULL), T4_DECIMAL_EMPTY);
    assert_int_equal(t4_decimal_parse("170141183460469231731687303715884105728", 39, &notation, 0,
                                      &value, NULL), T4_DECIMAL_OVERFLOW);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_are_parsed_exactly),
        cmocka_unit_test(what_is_no_number_is_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
