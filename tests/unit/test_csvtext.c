/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/random.h"
#include "io/csvtext.h"

static void decimals_print_as_the_exact_printer_does(void **state)
{
    t4_buffer out;
    t4_random random;

    t4_buffer_init(&out, 0);
    t4_random_seed(&random, 7);
    for (int i = 0; i < 200000; i++) {
        int decimals = (int)t4_random_below(&random, 19), shift = (int)t4_random_below(&random, 128);
        t4_int128 value = (t4_int128)(((t4_uint128)t4_random_next(&random) << 64 | t4_random_next(&random)) >> shift);
        char text[T4_DECIMAL_TEXT];

        if (i & 1)
            value = -value;
        t4_buffer_clear(&out);
        assert_true(t4_csvtext_decimal(&out, value, decimals));
        t4_decimal_print(value, decimals, text);
        assert_string_equal(t4_buffer_text(&out), text);
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
        cmocka_unit_test(decimals_print_as_the_exact_printer_does),
        cmocka_unit_test(quotes_stand_only_where_needed),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
