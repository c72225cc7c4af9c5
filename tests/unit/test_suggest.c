/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/suggest.h"

static void distances_are_those_of_the_textbook(void **state)
{
    static const struct {
        const char *a, *b;
        size_t distance;
    } cases[] = {
        {"", "", 0}, {"abc", "", 3}, {"kitten", "sitting", 3}, {"ca", "ac", 1},
        {"Levels", "levels", 0}, {"lvels", "levels", 1}, {"level", "levels", 1},
        {"ca", "abc", 3},  /* optimal string alignment, not the unrestricted distance (2) */
    };

    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
        assert_int_equal(t4_suggest_distance(cases[i].a, cases[i].b), cases[i].distance);
        assert_int_equal(t4_suggest_distance(cases[i].b, cases[i].a), cases[i].distance);
    }
}

static const char *nearest(const char *word)
{
    static const char *const known[] = {"levels", "periods", "partners", "minimum_contributors", "id"};
    t4_suggest suggest;

    t4_suggest_init(&suggest, word);
    for (size_t i = 0; i < sizeof(known) / sizeof(*known); i++)
        t4_suggest_offer(&suggest, known[i]);
    return suggest.nearest;
}

static void only_near_words_are_suggested(void **state)
{
    char longest[100];

    memset(longest, 'a', sizeof(longest));
    longest[99] = 0;
    assert_string_equal(nearest("level"), "levels");
    assert_string_equal(nearest("peroids"), "periods");
    assert_string_equal(nearest("minimum"), "minimum_contributors");
    assert_null(nearest("xy"));
    assert_null(nearest("dominance"));
    assert_null(nearest(longest));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(distances_are_those_of_the_textbook),
        cmocka_unit_test(only_near_words_are_suggested),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
