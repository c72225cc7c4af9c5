/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "io/csvtext.h"

static void decimals_are_appended(void **state)
{
    static const struct { int64_t value; int decimals; const char *text; } cases[] = {
        {0, 0, "0"}, {0, 2, "0.00"}, {-5, 3, "-0.005"}, {1234567, 0, "1234567"}, {1234567, 2, "12345.67"},
        {INT64_MAX, 18, "9.223372036854775807"}, {INT64_MIN, 1, "-922337203685477580.8"},
    };
    t4_buffer out;

    t4_buffer_init(&out, 0);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        t4_buffer_clear(&out);
        t4_buffer_puts(&out, "x,");
        assert_true(t4_csvtext_decimal(&out, cases[i].value, cases[i].decimals));
        assert_string_equal(t4_buffer_text(&out) + 2, cases[i].text);
    }
    t4_buffer_release(&out);
}

static void quotes_stand_only_where_needed(void **state)
{
    static const char *const cases[][2] = {{"plain", "plain"}, {"a,b", "\"a,b\""}, {"say \"x\"", "\"say \"\"x\"\"\""},
                                           {"", ""}, {" x", "\" x\""}, {"a\nb", "\"a\nb\""}};
    t4_buffer out;

    t4_buffer_init(&out, 0);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        t4_buffer_clear(&out);
        assert_true(t4_csvtext_field(&out, cases[i][0], strlen(cases[i][0])));
        assert_string_equal(t4_buffer_text(&out), cases[i][1]);
    }
    t4_buffer_release(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(decimals_are_appended),
        cmocka_unit_test(quotes_stand_only_where_needed),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
