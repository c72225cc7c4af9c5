/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "io/xmlread.h"
#include "io/xmlwrite.h"
#include "memfile.h"

/* U+FFFD, what stands for a character that XML cannot hold. */
#define GONE "\xEF\xBF\xBD"

static const char *value(t4_buffer *out, const char *text)
{
    t4_buffer_clear(out);
    assert_true(t4_xmlwrite_value(out, text));
    return t4_buffer_text(out);
}

static void values_are_escaped_as_an_attribute_needs_it(void **state)
{
    static const struct { const char *text, *wanted; } cases[] = {
        {"", ""}, {"8542310000", "8542310000"}, {"a b", "a b"}, {"'", "'"},
        {"<>&\"", "&lt;&gt;&amp;&quot;"}, {"]]>", "]]&gt;"}, {"&amp;", "&amp;amp;"}, {"&#38;", "&amp;#38;"},
        {"<!--", "&lt;!--"}, {"<?x?>", "&lt;?x?&gt;"}, {"<![CDATA[", "&lt;![CDATA["},
        /* Blanks would be read back as spaces. */
        {"a\tb\nc\rd", "a&#9;b&#10;c&#13;d"},
        {"\x01", GONE}, {"a\x1F" "b", "a" GONE "b"}, {"\x7F", "\x7F"},
        /* U+FFFD is a character; U+FFFE and U+FFFF are none; U+FFFB before them is. */
        {GONE, GONE}, {"\xEF\xBF\xBE", GONE}, {"x\xEF\xBF\xBFy", "x" GONE "y"}, {"\xEF\xBF\xBB", "\xEF\xBF\xBB"},
        /* Cyrillic, right to left, a sign of four bytes, a byte order mark. */
        {"\xD0\x9E\xD1\x88 \"\xD1\x8E\xD0\xB3\"", "\xD0\x9E\xD1\x88 &quot;\xD1\x8E\xD0\xB3&quot;"},
        {"\xD7\xA9\xE2\x80\xAE", "\xD7\xA9\xE2\x80\xAE"}, {"\xF0\x9F\x9A\xA2&", "\xF0\x9F\x9A\xA2&amp;"},
        {"\xEF\xBB\xBF<", "\xEF\xBB\xBF&lt;"},
    };
    t4_buffer out;

    t4_buffer_init(&out, 0);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_string_equal(value(&out, cases[i].text), cases[i].wanted);
    t4_buffer_release(&out);
}

/* The value of the one attribute of a document's root, as our reader has it. */
static t4_status keep(void *context, const char *name, const t4_xmlread_attributes *with, t4_error *err)
{
    if (!strcmp(name, "r"))
        (void)t4_xmlread_copy(with, "v", context, 64);
    return T4_OK;
}

static t4_status pass(void *context, const char *name, t4_error *err)
{
    return T4_OK;
}

static void read_back(const t4_buffer *document, char text[64])
{
    static const t4_xmlread_visitor visitor = {keep, pass};
    char path[MEMFILE_PATH];
    int fd = memfile(document->data, document->length, path);
    t4_error err = {0};

    assert_int_equal(t4_xmlread_walk(NULL, path, &visitor, text, &err), T4_OK);
    close(fd);
}

/* Every byte below 128, and every character at the edges of UTF-8, in a row and in a document. */
static void what_is_written_is_read_back(void **state)
{
    static const uint32_t edges[] = {0x80, 0x7FF, 0x800, 0xFFF, 0x1000, 0xD7FF, 0xE000, 0xFEFF, 0xFFFC, 0xFFFD,
                                     0x10000, 0x1F6A2, 0x10FFFF};
    t4_buffer out, row;

    t4_buffer_init(&out, 0);
    t4_buffer_init(&row, 0);
    for (uint32_t i = 1; i < 0x80 + sizeof edges / sizeof *edges; i++) {
        uint32_t c = i < 0x80 ? i : edges[i - 0x80];
        bool control = c < 0x20 && c != '\t' && c != '\n' && c != '\r';
        char text[8] = "[", wanted[16], got[64] = "";
        size_t n = 1;
        t4_xmlwrite *w;

        if (c < 0x80)
            text[n++] = (char)c;
        else if (c < 0x800)
            text[n++] = (char)(0xC0 | c >> 6), text[n++] = (char)(0x80 | (c & 63));
        else if (c < 0x10000)
            text[n++] = (char)(0xE0 | c >> 12), text[n++] = (char)(0x80 | (c >> 6 & 63)), text[n++] = (char)(0x80 | (c & 63));
        else
            text[n++] = (char)(0xF0 | c >> 18), text[n++] = (char)(0x80 | (c >> 12 & 63)),
            text[n++] = (char)(0x80 | (c >> 6 & 63)), text[n++] = (char)(0x80 | (c & 63));
        text[n++] = ']';
        snprintf(wanted, sizeof wanted, "%s", control ? "[" GONE "]" : text);

        t4_buffer_clear(&row);
        t4_buffer_puts(&row, "<r v=\"");
        assert_true(t4_xmlwrite_value(&row, text));
        t4_buffer_puts(&row, "\"/>");
        read_back(&row, got);
        assert_string_equal(got, wanted);

        t4_buffer_clear(&out);
        w = t4_xmlwrite_new(&out, true);
        assert_non_null(w);
        t4_xmlwrite_declare(w);
        t4_xmlwrite_open(w, "r");
        t4_xmlwrite_attribute(w, "v", text);
        t4_xmlwrite_element(w, "t", text);
        assert_true(t4_xmlwrite_end_all(w));
        t4_xmlwrite_free(w);
        read_back(&out, got);
        assert_string_equal(got, wanted);
    }
    t4_buffer_release(&out);
    t4_buffer_release(&row);
}

static void a_paused_document_takes_what_others_append(void **state)
{
    t4_buffer out;
    t4_xmlwrite *w;

    t4_buffer_init(&out, 0);
    w = t4_xmlwrite_new(&out, false);
    assert_non_null(w);
    t4_xmlwrite_open(w, "a");
    t4_xmlwrite_attribute(w, "b", "1 < 2");
    assert_true(t4_xmlwrite_pause(w));
    assert_true(t4_buffer_puts(&out, "<c/>"));
    t4_xmlwrite_free(w);
    assert_string_equal(t4_buffer_text(&out), "<a b=\"1 &lt; 2\"><c/>");
    t4_buffer_release(&out);
}

static void a_full_buffer_is_told(void **state)
{
    char text[1001];
    t4_buffer out;
    t4_xmlwrite *w;

    memset(text, '&', sizeof text - 1);
    text[sizeof text - 1] = '\0';
    t4_buffer_init(&out, 600);
    assert_false(t4_xmlwrite_value(&out, text));
    t4_buffer_clear(&out);
    w = t4_xmlwrite_new(&out, false);
    assert_non_null(w);
    t4_xmlwrite_element(w, "element", text);
    assert_false(t4_xmlwrite_end_all(w));
    t4_xmlwrite_free(w);
    t4_buffer_release(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(values_are_escaped_as_an_attribute_needs_it),
        cmocka_unit_test(what_is_written_is_read_back),
        cmocka_unit_test(a_paused_document_takes_what_others_append),
        cmocka_unit_test(a_full_buffer_is_told),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
