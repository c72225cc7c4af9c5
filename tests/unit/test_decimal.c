/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/decimal.h"
#include "base/random.h"

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
        /* As in India: two digits a group before the last three. */
        {"1,23,45,678.50", '.', 2, "12345678.50", 0},
        {"12,34,567", '.', 0, "1234567", 0},
        /* The sign in front, behind, around, or as U+2212. */
        {"(1 234,5)", ',', 1, "-1234.5", 0},
        {"( 7 )", '.', 0, "-7", 0},
        {"12.5-", '.', 1, "-12.5", 0},
        {"12 -", '.', 0, "-12", 0},
        {"\xE2\x88\x92" "7", '.', 0, "-7", 0},
        {"+7", '.', 0, "7", 0},
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
    static const char *const bad[] = {"1,2.3", "12 34", "1..2", "abc", "1e5", "-", ".", "1 2345", "--1", "0x10", "-5-", "(5",
                                      "5)", "()", "(-5)", "-(5)", "1,2,345", "123,45,678", "1,23,456,789", "1,23,45", ","};
    t4_notation notation = {'.', true};
    t4_int128 value;

    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_int_equal(t4_decimal_parse(bad[i], strlen(bad[i]), &notation, 2, &value, NULL),
                         T4_DECIMAL_MALFORMED);
    assert_int_equal(t4_decimal_parse(" ", 1, &notation, 2, &value, NULL), T4_DECIMAL_EMPTY);
    assert_int_equal(t4_decimal_parse("170141183460469231731687303715884105728", 39, &notation, 0,
                                      &value, NULL), T4_DECIMAL_OVERFLOW);
}

/* Digit by digit, as one would on paper. */
static void print_slowly(t4_int128 value, int decimals, char text[T4_DECIMAL_TEXT])
{
    char reversed[T4_DECIMAL_TEXT];
    t4_uint128 rest = value < 0 ? -(t4_uint128)value : (t4_uint128)value;
    int n = 0, length = 0;

    for (int place = 0; rest || place <= decimals; place++, rest /= 10) {
        if (decimals && place == decimals)
            reversed[length++] = '.';
        reversed[length++] = (char)('0' + (int)(rest % 10));
    }
    if (value < 0)
        reversed[length++] = '-';
    while (length)
        text[n++] = reversed[--length];
    text[n] = '\0';
}

static void assert_printed(t4_int128 value)
{
    char text[T4_DECIMAL_TEXT], wanted[T4_DECIMAL_TEXT];

    for (int decimals = 0; decimals <= T4_DECIMALS_MAX; decimals++) {
        print_slowly(value, decimals, wanted);
        assert_int_equal(t4_decimal_print(value, decimals, text), strlen(wanted));
        assert_string_equal(text, wanted);
    }
}

static void every_length_of_number_is_printed(void **state)
{
    const t4_int128 most = (t4_int128)(((t4_uint128)1 << 127) - 1);
    t4_int128 power = 1;
    t4_random random;

    for (int i = 0; i <= 38; i++, power = i < 39 ? power * 10 : power)
        for (int k = -1; k <= 1; k++) {
            assert_printed(power + k);
            assert_printed(-(power + k));
        }
    assert_printed(most);
    assert_printed(-most);
    assert_printed(-most - 1);
    for (int bits = 62; bits <= 65; bits++)
        for (int k = -1; k <= 1; k++)
            assert_printed(((t4_int128)1 << bits) + k);
    t4_random_seed(&random, 3);
    for (int i = 0; i < 5000; i++) {
        t4_uint128 x = (t4_uint128)t4_random_next(&random) << 64 | t4_random_next(&random);

        assert_printed((t4_int128)(x >> t4_random_below(&random, 128)));
    }
}

static void short_texts_have_no_zeros_at_their_end(void **state)
{
    static const struct {
        int value, decimals;
        const char *text;
    } cases[] = {{80000, 3, "80"}, {500, 3, "0.5"}, {-1250, 3, "-1.25"}, {0, 3, "0"}, {80, 0, "80"}, {125, 3, "0.125"}};
    char text[T4_DECIMAL_TEXT];

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_int_equal(t4_decimal_print_short(cases[i].value, cases[i].decimals, text), strlen(cases[i].text));
        assert_string_equal(text, cases[i].text);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(short_texts_have_no_zeros_at_their_end),
        cmocka_unit_test(numbers_are_parsed_exactly),
        cmocka_unit_test(what_is_no_number_is_refused),
        cmocka_unit_test(every_length_of_number_is_printed),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
