/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/buffer.h"
#include "io/xmlread.h"
#include "memfile.h"

/* What was visited: "<name a=value>", "</name>"; the start of an element called `stop` fails. */
static t4_status start(void *context, const char *name, const t4_xmlread_attributes *with, t4_error *err)
{
    t4_buffer *out = context;
    char value[4096];
    const char *attribute;

    if (!strcmp(name, "stop"))
        return t4_fail(err, T4_ERR_DATA, "enough");
    t4_buffer_printf(out, "<%s", name);
    for (int i = 0; t4_xmlread_attribute(with, i, &attribute, value, sizeof value); i++)
        t4_buffer_printf(out, " %s=%s", attribute, value);
    t4_buffer_puts(out, ">");
    return T4_OK;
}

static t4_status end(void *context, const char *name, t4_error *err)
{
    t4_buffer_printf(context, "</%s>", name);
    return T4_OK;
}

static t4_status walk(const void *bytes, size_t n, t4_buffer *out, t4_error *err)
{
    static const t4_xmlread_visitor visitor = {start, end};
    char path[MEMFILE_PATH];
    int fd = memfile(bytes, n, path);
    t4_status status;

    *err = (t4_error){0};
    t4_buffer_clear(out);
    status = t4_xmlread_walk(NULL, path, &visitor, out, err);
    close(fd);
    assert_non_null(t4_buffer_text(out));
    return status;
}

static void elements_come_in_order_with_texts_resolved(void **state)
{
    static const struct { const char *xml, *wanted; } cases[] = {
        {"<a/>", "<a></a>"},
        {"<?xml version='1.0'?><!-- x --><p:a xmlns:p='u' p:b='1' c='2'>t<d/></p:a>", "<a b=1 c=2><d></d></a>"},
        /* The five of XML itself, and numbers. */
        {"<a b='&amp;&lt;&gt;&quot;&apos;'/>", "<a b=&<>\"'></a>"},
        {"<a b='&#38;#38; &#x416;&#10;&#9;'/>", "<a b=&#38; \xD0\x96\n\t></a>"},
        /* Blanks in an attribute are spaces, as XML has it. */
        {"<a b='1\n2\t3'/>", "<a b=1 2 3></a>"},
        {"<?xml version='1.0' encoding='ISO-8859-1'?><a b='\xE9'/>", "<a b=\xC3\xA9></a>"},
        {"<?xml version='1.0' encoding='windows-1251'?><a b='\xCE\xF8'/>", "<a b=\xD0\x9E\xD1\x88></a>"},
        {"<a><![CDATA[<b>]]></a>", "<a></a>"},
    };
    t4_buffer out;
    t4_error err;

    t4_buffer_init(&out, 0);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_int_equal(walk(cases[i].xml, strlen(cases[i].xml), &out, &err), T4_OK);
        assert_string_equal(out.data, cases[i].wanted);
    }
    t4_buffer_release(&out);
}

/* Hostile and broken files end with exit 3, the file's name and words that say why. */
static void what_is_not_sound_is_refused(void **state)
{
    static const struct { const char *xml, *said; } cases[] = {
        {"", "not well-formed"},
        {"not xml", "not well-formed"},
        {"<a>", "not well-formed"},
        {"<a></b>", "not well-formed"},
        {"<a b='1' b='2'/>", "not well-formed"},
        {"<a/><b/>", "not well-formed"},
        {"<a b='\x01'/>", "not well-formed"},
        {"<a b='\xC3'/>", "not well-formed"},
        {"<a b='&#0;'/>", "not well-formed"},
        {"<a b='&unknown;'/>", "not well-formed"},
        {"<a b='<'/>", "not well-formed"},
        /* Entities that multiply, that read a file or the network: the DOCTYPE is the end. */
        {"<!DOCTYPE a [<!ENTITY x '1'>]><a b='&x;'/>", "declares a document type"},
        {"<!DOCTYPE l [<!ENTITY a 'aaaaaaaaaa'><!ENTITY b '&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;'>"
         "<!ENTITY c '&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;'>]><l x='&c;'>&c;</l>", "declares a document type"},
        {"<!DOCTYPE a [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><a>&x;</a>", "declares a document type"},
        {"<!DOCTYPE a SYSTEM 'http://127.0.0.1:9/x.dtd'><a/>", "declares a document type"},
        {"<a><stop/></a>", "enough"},
    };
    t4_buffer out;
    t4_error err;

    t4_buffer_init(&out, 0);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_int_equal(walk(cases[i].xml, strlen(cases[i].xml), &out, &err), T4_ERR_DATA);
        if (!strstr(err.text, cases[i].said))
            fail_msg("%s: %s", cases[i].xml, err.text);
    }
    t4_buffer_release(&out);
}

/* Elements inside elements: a parser without a ceiling would use up the stack. */
static void depth_has_a_ceiling(void **state)
{
    t4_buffer xml, out;
    t4_error err;

    t4_buffer_init(&xml, 0);
    t4_buffer_init(&out, 0);
    for (int i = 0; i < 100000; i++)
        t4_buffer_puts(&xml, "<a>");
    assert_int_equal(walk(xml.data, xml.length, &out, &err), T4_ERR_DATA);
    assert_non_null(strstr(err.text, "not well-formed"));
    t4_buffer_release(&xml);
    t4_buffer_release(&out);
}

/* A document cut anywhere is told as such, and never read as whole. */
static void a_truncated_document_is_never_whole(void **state)
{
    static const char xml[] = "<?xml version=\"1.0\"?><a><b c=\"&amp;\xD0\x96\"/><!-- d --></a>";
    t4_buffer out;
    t4_error err;

    t4_buffer_init(&out, 0);
    assert_int_equal(walk(xml, sizeof xml - 1, &out, &err), T4_OK);
    for (size_t n = 0; n < sizeof xml - 1; n++)
        assert_int_equal(walk(xml, n, &out, &err), T4_ERR_DATA);
    t4_buffer_release(&out);
}

static void values_are_cut_to_their_room(void **state)
{
    static const unsigned char text[] = "abcdef";
    const unsigned char *five[] = {(const unsigned char *)"name", NULL, NULL, text, text + 6};
    t4_xmlread_attributes with = {five, 1};
    char value[4];

    assert_true(t4_xmlread_copy(&with, "name", value, sizeof value));
    assert_string_equal(value, "abc");
    assert_false(t4_xmlread_copy(&with, "other", value, sizeof value));
    assert_string_equal(value, "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(elements_come_in_order_with_texts_resolved),
        cmocka_unit_test(what_is_not_sound_is_refused),
        cmocka_unit_test(depth_has_a_ceiling),
        cmocka_unit_test(a_truncated_document_is_never_whole),
        cmocka_unit_test(values_are_cut_to_their_room),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
