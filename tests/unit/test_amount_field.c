/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/random.h"
#include "clean/state.h"

/* The fast path on a text that stands behind enough other bytes. */
static bool fast(const char *text, size_t n, char point, int decimals, int64_t *value)
{
    char block[96];

    memset(block, '7', sizeof block);
    memcpy(block + 40, text, n);
    return t4_amount_fast(block + 40 + n, n, 40 + n, point, decimals, value);
}

typedef struct {
    const char *text;
    char point;
    int decimals;
    bool taken;
    int64_t value;
} amount_case;

static void plain_numbers_take_the_fast_path(void **state)
{
    static const amount_case cases[] = {
        {"0", '.', 0, true, 0},
        {"7", '.', 2, true, 700},
        {"12345678", '.', 0, true, 12345678},
        {"123456789", '.', 0, true, 123456789},
        {"1234567890123456", '.', 0, true, 1234567890123456},
        {"1.5", '.', 3, true, 1500},
        {".5", '.', 1, true, 5},
        {"5.", '.', 1, true, 50},
        {"-12.34", '.', 2, true, -1234},
        {"12,34", ',', 2, true, 1234},
        {"123456.7", '.', 1, true, 1234567},
        {"1234567.8", '.', 1, true, 12345678},
        {"12345678.9", '.', 1, true, 123456789},
        {"0.12345678901234", '.', 14, true, 12345678901234},
        {"12345678901234.5", '.', 1, true, 123456789012345},
        {"9223372036.854775", '.', 6, false, 0},     /* 17 characters: left to the exact parser */
        {"922337203685477", '.', 4, true, 9223372036854770000},
        {"999999999999999", '.', 4, false, 0},       /* over 64 bits */
        {"1.234", '.', 2, false, 0},
        {"1,234", '.', 2, false, 0},
        {"1.2.3", '.', 2, false, 0},
        {"", '.', 2, false, 0},
        {"-", '.', 2, false, 0},
        {".", '.', 2, false, 0},
        {"--1", '.', 2, false, 0},
        {"+1", '.', 2, false, 0},
        {" 1", '.', 2, false, 0},
        {"1e5", '.', 2, false, 0},
        {"1:", '.', 2, false, 0},
        {"1/", '.', 2, false, 0},
        {"\xB1", '.', 2, false, 0},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const amount_case *c = &cases[i];
        int64_t value = 0;

        if (fast(c->text, strlen(c->text), c->point, c->decimals, &value) != c->taken)
            fail_msg("'%s'", c->text);
        if (c->taken)
            assert_true(value == c->value);
    }
}

/* Texts of digits, points, minus and now and then something else: what is taken agrees with the parser. */
static void the_fast_path_agrees_with_the_exact_parser(void **state)
{
    static const char letters[] = "0123456789012345678901234567890123456789..,-+ x\xA0";
    t4_random random;
    size_t taken = 0;

    t4_random_seed(&random, 20230601);
    for (int i = 0; i < 300000; i++) {
        char text[24], point = t4_random_below(&random, 3) ? '.' : ',';
        size_t n = t4_random_below(&random, 20);
        int decimals = (int)t4_random_below(&random, 19);
        t4_notation notation = {point, true};
        int64_t value = 0, rest = 0;
        t4_int128 exact = 0;

        for (size_t k = 0; k < n; k++)
            text[k] = letters[t4_random_below(&random, i % 2 ? 40 : sizeof letters - 1)];
        if (i % 2 && n)
            text[t4_random_below(&random, n)] = point;
        if (i % 8 == 1 && n)
            text[0] = '-';
        if (!fast(text, n, point, decimals, &value))
            continue;
        taken++;
        if (t4_decimal_parse(text, n, &notation, decimals, &exact, &rest) != T4_DECIMAL_OK ||
            exact != value || rest)
            fail_msg("'%.*s' with %c and %d decimals", (int)n, text, point, decimals);
    }
    assert_true(taken > 50000);
}

typedef struct {
    const char *text;
    t4_reading reading;
} reading_case;

static void a_number_tells_which_decimal_sign_it_can_have(void **state)
{
    static const reading_case cases[] = {
        {"", T4_READS_NOTHING}, {"abc", T4_READS_NOTHING}, {"1234", T4_READS_PLAIN}, {"1 234", T4_READS_PLAIN},
        {"-12", T4_READS_PLAIN}, {"1.5", T4_READS_POINT}, {"1,5", T4_READS_COMMA}, {"1.2345", T4_READS_POINT},
        {"1.234", T4_READS_BOTH_POINT}, {"1,234", T4_READS_BOTH_COMMA}, {"-1,234", T4_READS_BOTH_COMMA},
        {"0.500", T4_READS_POINT}, {"0,500", T4_READS_COMMA}, {".500", T4_READS_POINT},
        {"1234.567", T4_READS_POINT}, {"1234,567", T4_READS_COMMA}, {"1.234,56", T4_READS_COMMA},
        {"1,234.56", T4_READS_POINT}, {"1.234.567", T4_READS_COMMA}, {"1,234,567", T4_READS_POINT},
        {"1 234,567", T4_READS_COMMA}, {"1'234.567", T4_READS_POINT}, {"1\xC2\xA0" "234,567", T4_READS_COMMA},
        {"1.2.3", T4_READS_NOTHING}, {"1,2.3,4", T4_READS_NOTHING}, {"12,", T4_READS_COMMA},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        if (t4_notation_reading(cases[i].text, strlen(cases[i].text)) != cases[i].reading)
            fail_msg("'%s' reads as %d", cases[i].text,
                     (int)t4_notation_reading(cases[i].text, strlen(cases[i].text)));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(plain_numbers_take_the_fast_path),
        cmocka_unit_test(the_fast_path_agrees_with_the_exact_parser),
        cmocka_unit_test(a_number_tells_which_decimal_sign_it_can_have),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
