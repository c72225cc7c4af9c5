/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/fold.h"

typedef struct {
    const char *text, *folded;
} fold_case;

static void check(bool (*fold)(const char *, size_t, t4_buffer *), const fold_case *cases, size_t n)
{
    t4_buffer out;

    t4_buffer_init(&out, 0);
    for (size_t i = 0; i < n; i++) {
        char again[256];

        assert_true(fold(cases[i].text, strlen(cases[i].text), &out));
        assert_string_equal(t4_buffer_text(&out), cases[i].folded);
        strcpy(again, cases[i].folded);
        assert_true(fold(again, strlen(again), &out));
        assert_string_equal(t4_buffer_text(&out), cases[i].folded);
    }
    t4_buffer_release(&out);
}

static void case_width_and_blanks_do_not_matter(void **state)
{
    static const fold_case cases[] = {
        {"  Korea,   Republic\tof ", "korea, republic of"},
        {"КЫРГЫЗСТАН", "кыргызстан"},
        {"Кыргыз\xC2\xA0 Республикасы", "кыргыз республикасы"},
        {"STRASSE", "strasse"},
        {"Straße", "strasse"},
        {"ＤＥ", "de"},                       /* full width */
        {"ﬁn", "fin"},                        /* ligature */
        {"I\xCC\x87", "i"},                   /* I with combining dot, and the Turkish letters */
        {"İTHALAT", "ithalat"},
        {"dış", "diş"},
        {"DIŞ", "diş"},
        {"Cote\xCC\x81", "coté"},             /* composed */
        {"co\xC2\xAD" "de", "code"},          /* soft hyphen is ignorable */
        {"\xE2\x80\x83wide\xE2\x80\x83", "wide"},
        {"\xEF\xBB\xBF" "bom", "bom"},
        {"", ""},
        {" \t ", ""},
        {"\xFF" "Bytes", "\xFF" "bytes"},
    };

    check(t4_fold, cases, sizeof cases / sizeof *cases);
}

static void names_are_folded_without_accents_and_punctuation(void **state)
{
    static const fold_case cases[] = {
        {"Côte d’Ivoire", "cote divoire"},
        {"COTE D'IVOIRE", "cote divoire"},
        {"U.S.A.", "usa"},
        {"Trinidad & Tobago", "trinidad and tobago"},
        {"Korea, Republic of", "korea republic of"},
        {"Guinea-Bissau", "guinea bissau"},
        {"Корея (Республика)", "корея республика"},
        {"Ещё", "еще"},
        {"(!)", ""},
    };

    check(t4_fold_loose, cases, sizeof cases / sizeof *cases);
}

static void long_texts_fold_as_short_ones_do(void **state)
{
    char text[2000], *end = text;
    t4_buffer out;

    for (int i = 0; i < 500; i++)
        end = stpcpy(end, "Ж ");
    t4_buffer_init(&out, 0);
    assert_true(t4_fold(text, strlen(text), &out));
    assert_int_equal(out.length, 500 * 2 + 499);
    t4_buffer_release(&out);
    t4_buffer_init(&out, 300);
    assert_false(t4_fold(text, strlen(text), &out));
    t4_buffer_release(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(case_width_and_blanks_do_not_matter),
        cmocka_unit_test(names_are_folded_without_accents_and_punctuation),
        cmocka_unit_test(long_texts_fold_as_short_ones_do),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
