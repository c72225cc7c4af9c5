/* SPDX-License-Identifier: MIT */
/* Values as text. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "cli/render.h"

static void counts_have_thousands(void **state)
{
    char text[T4_RENDER_TEXT];

    assert_string_equal(t4_render_count(0, text), "0");
    assert_string_equal(t4_render_count(999, text), "999");
    assert_string_equal(t4_render_count(1000, text), "1,000");
    assert_string_equal(t4_render_count(1204811, text), "1,204,811");
    assert_string_equal(t4_render_count(UINT64_MAX, text), "18,446,744,073,709,551,615");
}

static void sizes_times_and_shares_are_short(void **state)
{
    char text[T4_RENDER_TEXT];

    assert_string_equal(t4_render_bytes(999, text), "999 B");
    assert_string_equal(t4_render_bytes(1234567, text), "1.2 MB");
    assert_string_equal(t4_render_bytes(41000000, text), "41 MB");
    assert_string_equal(t4_render_bytes(999900000, text), "1.0 GB");
    assert_string_equal(t4_render_seconds(0.61, text), "0.6 s");
    assert_string_equal(t4_render_seconds(14.2, text), "14 s");
    assert_string_equal(t4_render_seconds(200, text), "3 min 20 s");
    assert_string_equal(t4_render_share(861, 1204811, text), "0.07 %");
    assert_string_equal(t4_render_share(1, 3, text), "33.3 %");
    assert_string_equal(t4_render_share(0, 3, text), "0 %");
    assert_string_equal(t4_render_share(1, 1000000, text), "under 0.01 %");
}

typedef bool render(t4_buffer *out, const char *text);

static void check(render *function, const char *text, const char *expected)
{
    t4_buffer out;

    t4_buffer_init(&out, 0);
    assert_true(function(&out, text));
    assert_string_equal(t4_buffer_text(&out), expected);
    t4_buffer_release(&out);
}

static void nothing_steers_a_terminal(void **state)
{
    check(t4_render_safe, "плохо", "плохо");
    check(t4_render_safe, "a\033[31m\r\n\t", "a\\x1B[31m\\x0D\\x0A\\x09");
    check(t4_render_safe, "\xC2\x9B" "2J", "\\xC2\\x9B2J");            /* C1 control */
    check(t4_render_safe, "\xE2\x80\xAE", "\\xE2\\x80\\xAE");          /* right-to-left override */
    check(t4_render_safe, "\xC0\xAF\xED\xA0\x80", "\\xC0\\xAF\\xED\\xA0\\x80");  /* overlong, surrogate */
    check(t4_render_safe, "\xF4\x90\x80\x80\xE2\x82", "\\xF4\\x90\\x80\\x80\\xE2\\x82");
}

static void json_and_csv_are_quoted(void **state)
{
    check(t4_render_json, "a\"\\\n\x01\xFF", "\"a\\\"\\\\\\n\\u0001\xEF\xBF\xBD\"");
    check(t4_render_csv, "plain text", "plain text");
    check(t4_render_csv, "a,\"b\"\n", "\"a,\"\"b\"\"\n\"");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(counts_have_thousands),
        cmocka_unit_test(sizes_times_and_shares_are_short),
        cmocka_unit_test(nothing_steers_a_terminal),
        cmocka_unit_test(json_and_csv_are_quoted),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
