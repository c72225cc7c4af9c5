/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/charset.h"

typedef struct {
    const char *encoding;
    const char *bytes;
    size_t n;
    const char *utf8;
    bool good;
} convert_case;

static void texts_become_utf8(void **state)
{
    /* Code points from the Unicode Consortium's mapping tables. */
    static const convert_case cases[] = {
        {"windows-1251", "\xD2\xCD \xC2\xDD\xC4 \xB9", 8, "ТН ВЭД №", true},
        {"CP866", "\x92\x8D \x82\x9D\x84 \xFC", 8, "ТН ВЭД №", true},
        {"KOI8-R", "\xF4\xEE \xF7\xFC\xE4", 6, "ТН ВЭД", true},
        {"ISO-8859-1", "C\xF4te d'Ivoire", 13, "Côte d'Ivoire", true},
        {"windows-1251", "a\x98z", 3, "a\xEF\xBF\xBDz", false},
        {"UTF-8", "\xD0\xA2\xFFz", 4, "Т\xEF\xBF\xBDz", false},
        {"utf8", "plain", 5, "plain", true},
        {"UTF-16LE", "\x22\x04-\0\x3D\xD8\x00\xDE", 8, "Т-😀", true},
        {"UTF-16BE", "\x04\x22\0-", 4, "Т-", true},
        {"UTF-16LE", "a\0\x00\xD8" "b\0", 6, "a\xEF\xBF\xBD" "b", false},
        {"UTF-16LE", "a\0b", 3, "a\xEF\xBF\xBD", false},
        {"SHIFT_JIS", "\x93\xFA\x96\x7B", 4, "日本", true},
        {"GB18030", "\xD6\xD0\xB9\xFA", 4, "中国", true},
        {"CP1258", "a\xCC", 2, "a\xCC\x80", true},
    };
    t4_buffer out;

    t4_buffer_init(&out, 0);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        t4_charset *charset = t4_charset_open(cases[i].encoding);

        assert_non_null(charset);
        for (int again = 0; again < 2; again++) {
            t4_buffer_clear(&out);
            assert_int_equal(t4_charset_convert(charset, cases[i].bytes, cases[i].n, &out),
                             cases[i].good);
            assert_string_equal(t4_buffer_text(&out), cases[i].utf8);
        }
        t4_charset_free(charset);
    }
    t4_buffer_release(&out);
}

static void a_stream_may_be_cut_anywhere(void **state)
{
    static const char bytes[] = "\x22\x04\x3D\xD8\x00\xDE-\0\x00\xDC!\0";
    static const char wanted[] = "Т😀-\xFF!";
    t4_charset *charset = t4_charset_open("UTF-16LE");
    size_t n = sizeof bytes - 1, used, done;
    t4_buffer out;
    uint64_t bad;

    t4_buffer_init(&out, 0);
    for (size_t cut = 0; cut <= n; cut++) {
        bad = 0;
        t4_buffer_clear(&out);
        assert_true(t4_charset_stream(charset, bytes, cut, false, &used, &out, &bad));
        done = used;
        assert_true(t4_charset_stream(charset, bytes + done, n - done, true, &used, &out, &bad));
        assert_int_equal(done + used, n);
        assert_string_equal(t4_buffer_text(&out), wanted);
        assert_int_equal(bad, 1);
    }
    t4_charset_free(charset);
    t4_buffer_release(&out);
}

static void encodings_that_keep_ascii_are_known(void **state)
{
    static const char *const safe[] = {"UTF-8", "ASCII", "windows-1251", "CP866", "KOI8-R", "KOI8-U",
        "ISO-8859-1", "ISO-8859-5", "ISO-8859-15", "windows-1252", "CP437", "CP1258"};
    static const char *const unsafe[] = {"UTF-16LE", "UTF-16", "UTF-32BE", "UTF-7", "SHIFT_JIS", "GB18030",
        "BIG5", "EBCDIC-US", "ISO-2022-JP", "no-such-encoding", "", "UTF-8//IGNORE"};

    for (size_t i = 0; i < sizeof safe / sizeof *safe; i++)
        assert_true(t4_charset_ascii_safe(safe[i]));
    for (size_t i = 0; i < sizeof unsafe / sizeof *unsafe; i++)
        assert_false(t4_charset_ascii_safe(unsafe[i]));
    assert_null(t4_charset_open("no-such-encoding"));
    assert_null(t4_charset_open(""));
    assert_null(t4_charset_open("ISO-8859-1//TRANSLIT"));
    assert_true(t4_charset_known("cp866"));
}

static void valid_utf8_is_told_from_what_looks_like_it(void **state)
{
    static const struct { const char *text; size_t n, valid; } cases[] = {
        {"", 0, 0}, {"plain ascii text", 16, 16}, {"0123456\xD0\xA2", 9, 9},
        {"a\xC0\xAF", 3, 1}, {"a\xE0\x80\x80", 4, 1}, {"\xED\xA0\x80", 3, 0}, {"\xED\x9F\xBF", 3, 3},
        {"\xF4\x8F\xBF\xBF", 4, 4}, {"\xF4\x90\x80\x80", 4, 0}, {"\xF0\x8F\xBF\xBF", 4, 0},
        {"ab\xE2\x82", 4, 2}, {"\x80", 1, 0}, {"01234567\xFF", 9, 8},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_int_equal(t4_utf8_valid(cases[i].text, cases[i].n), cases[i].valid);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(texts_become_utf8),
        cmocka_unit_test(a_stream_may_be_cut_anywhere),
        cmocka_unit_test(encodings_that_keep_ascii_are_known),
        cmocka_unit_test(valid_utf8_is_told_from_what_looks_like_it),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
