/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/lookalike.h"

typedef struct {
    const char *text, *one_script;
    bool mixed;
} script_case;

static void letters_with_twins_follow_those_without(void **state)
{
    static const script_case cases[] = {
        {"шт", "шт", false}, {"шt", "шт", true}, {"kг", "кг", true}, {"kg", "kg", false}, {"кg", "kg", true},
        {"м2", "m2", false}, {"m2", "m2", false}, {"сo", "co", true}, {"123", "123", false}, {"", "", false},
        {"é-х", "é-x", true},
    };
    t4_buffer out;
    bool mixed;

    t4_buffer_init(&out, 0);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_true(t4_lookalike_unify(cases[i].text, strlen(cases[i].text), &out, &mixed));
        assert_string_equal(t4_buffer_text(&out), cases[i].one_script);
        assert_int_equal(mixed, cases[i].mixed);
        assert_int_equal(t4_lookalike_mixed(cases[i].text, strlen(cases[i].text)), cases[i].mixed);
    }
    t4_buffer_release(&out);
}

static void letters_that_look_like_digits_are_named(void **state)
{
    const char *name;

    assert_int_equal(t4_lookalike_digit('O', &name), 0);
    assert_string_equal(name, "Cyrillic О or Latin O");
    assert_int_equal(t4_lookalike_digit(0x41E, &name), 0);
    assert_int_equal(t4_lookalike_digit(0x417, &name), 3);
    assert_int_equal(t4_lookalike_digit('*', &name), -1);
    assert_null(name);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(letters_with_twins_follow_those_without),
        cmocka_unit_test(letters_that_look_like_digits_are_named),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
