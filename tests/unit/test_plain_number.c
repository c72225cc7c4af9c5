/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/random.h"
#include "clean/plain_number.h"
#include "clean/state.h"

/* The fast path on a text that stands behind enough other bytes. */
static bool fast(const char *text, size_t n, char point, int decimals, int64_t *value)
{
    char block[96];

    memset(block, '7', sizeof block);
    memcpy(block + 40, text, n);
    return t4_plain_number(block + 40 + n, n, 40 + n, point, decimals, value);
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

/* A column of one number behind enough other bytes, read by one of the readers. */
static bool read_by(t4_plain_read *read, const char *text, size_t n, size_t before, char point,
                    int decimals, int64_t *value)
{
    char block[96];
    uint32_t start = (uint32_t)before, end = (uint32_t)(before + n);
    t4_plain_column column = {block, &start, &end, 1};
    t4_plain_scale scale;

    memset(block, '7', sizeof block);
    memcpy(block + before, text, n);
    t4_plain_scale_init(&scale, point, decimals);
    return !read(&column, 0, 1, &scale, value);
}

/* Texts of digits, points, minus and now and then something else: what is taken agrees with the parser. */
static void every_reader_agrees_with_the_exact_parser(void **state)
{
    static const char letters[] = "0123456789012345678901234567890123456789..,-+ x\xA0";
    static const char *const names[] = {"plain", "sse4.1"};
    t4_random random;
    size_t taken = 0;

    t4_random_seed(&random, 20230601);
    for (int i = 0; i < 300000; i++) {
        char text[24], point = t4_random_below(&random, 3) ? '.' : ',';
        size_t n = t4_random_below(&random, 20), before = t4_random_below(&random, 40);
        int decimals = (int)t4_random_below(&random, 19);
        t4_notation notation = {point, true};
        int64_t value = 0, rest = 0, own;
        t4_int128 exact = 0;
        bool is_fast, plain;

        for (size_t k = 0; k < n; k++)
            text[k] = letters[t4_random_below(&random, i % 2 ? 40 : sizeof letters - 1)];
        if (i % 2 && n)
            text[t4_random_below(&random, n)] = point;
        if (i % 8 == 1 && n)
            text[0] = '-';
        is_fast = fast(text, n, point, decimals, &value);
        plain = is_fast && text[0] != '-' && before + n >= 16;
        for (size_t r = 0; r < sizeof names / sizeof *names; r++) {
            t4_plain_read *read = t4_plain_named(names[r]);
            bool good = read && read_by(read, text, n, before, point, decimals, &own);

            if (read && (good != plain || (good && own != value)))
                fail_msg("'%.*s' with %c and %d decimals, %s", (int)n, text, point, decimals, names[r]);
        }
        if (!is_fast)
            continue;
        taken++;
        if (t4_decimal_parse(text, n, &notation, decimals, &exact, &rest) != T4_DECIMAL_OK ||
            exact != value || rest)
            fail_msg("'%.*s' with %c and %d decimals", (int)n, text, point, decimals);
    }
    assert_true(taken > 50000);
}

/* Rows keep their places, whatever lies between the fields. */
static void a_column_is_read_row_by_row(void **state)
{
    static const char bytes[] = "................1,a,22.5,b,-3,c,,d,4444444444444444,e,55.55.5,f,6";
    static const uint32_t starts[] = {16, 0, 20, 0, 27, 0, 32, 0, 35, 0, 54, 0, 64, 0};
    static const uint32_t ends[] = {17, 0, 24, 0, 29, 0, 32, 0, 51, 0, 61, 0, 65, 0};
    static const char *const names[] = {"plain", "sse4.1"};
    t4_plain_column column = {bytes, starts, ends, 2};
    t4_plain_scale scale;
    int64_t values[7];

    t4_plain_scale_init(&scale, '.', 1);
    for (size_t r = 0; r < sizeof names / sizeof *names; r++) {
        t4_plain_read *read = t4_plain_named(names[r]);

        if (!read)
            continue;
        assert_int_equal(read(&column, 0, 7, &scale, values), 1 << 2 | 1 << 3 | 1 << 5);
        assert_int_equal(values[0], 10);
        assert_int_equal(values[1], 225);
        assert_int_equal(values[4], 44444444444444440);
        assert_int_equal(values[6], 60);
        assert_int_equal(read(&column, 4, 1, &scale, values), 0);
        assert_int_equal(values[0], 44444444444444440);
    }
    assert_non_null(t4_plain_best());
    assert_null(t4_plain_named("none"));
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
        {"1,23,45,678", T4_READS_POINT}, {"(1,234.5)", T4_READS_POINT}, {"5,5-", T4_READS_COMMA},
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
        cmocka_unit_test(every_reader_agrees_with_the_exact_parser),
        cmocka_unit_test(a_column_is_read_row_by_row),
        cmocka_unit_test(a_number_tells_which_decimal_sign_it_can_have),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
