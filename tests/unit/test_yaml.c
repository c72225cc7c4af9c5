/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "io/yaml.h"

static t4_status parse(t4_settings *settings, const char *text, size_t n, t4_error *err)
{
    *err = (t4_error){0};
    t4_settings_init(settings);
    return t4_yaml_parse(settings, text, n, "t.yaml", err);
}

static void scalars_stay_text_with_their_quoting(void **state)
{
    static const char text[] =
        "a: 010\nb: no\nc: ~\nd: 1_000\ne: 2023-06-01\nf: \"x\\ty\"\ng: 'it''s'\nh:\ni: 0x1F\nj: 1e3\nk: .inf\n"
        "l: |\n  two\n  lines\n\"\": z\n<<: y\n";
    static const struct {
        const char *key, *text;
        bool quoted;
    } cases[] = {
        {"a", "010", false}, {"b", "no", false}, {"c", "~", false}, {"d", "1_000", false}, {"e", "2023-06-01", false},
        {"f", "x\ty", true}, {"g", "it's", true}, {"h", "", false}, {"i", "0x1F", false}, {"j", "1e3", false},
        {"k", ".inf", false}, {"l", "two\nlines\n", true}, {"", "z", false}, {"<<", "y", false},
    };
    t4_settings settings;
    t4_error err;

    assert_int_equal(parse(&settings, text, sizeof(text) - 1, &err), T4_OK);
    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
        const t4_node *node = t4_settings_child(settings.root, cases[i].key);

        assert_non_null(node);
        assert_string_equal(node->text, cases[i].text);
        assert_int_equal(node->quoted, cases[i].quoted);
    }
    t4_settings_release(&settings);
}

static void every_node_knows_its_place(void **state)
{
    static const char text[] = "# comment\nключ:\n  list: [a,\n    b]\n";
    t4_settings settings;
    const t4_node *node;
    t4_error err;

    assert_int_equal(parse(&settings, text, sizeof(text) - 1, &err), T4_OK);
    node = t4_settings_find(settings.root, "ключ.list");
    assert_int_equal(node->key_line, 3);
    assert_int_equal(node->key_column, 3);
    assert_int_equal(node->line, 3);
    assert_int_equal(node->column, 9);
    node = t4_settings_find(settings.root, "ключ.list[1]");
    assert_int_equal(node->line, 4);
    assert_int_equal(node->column, 5);
    assert_string_equal(node->origin, "t.yaml");
    t4_settings_release(&settings);
}

static void hostile_texts_are_refused_with_their_place(void **state)
{
    static const struct {
        const char *text;
        size_t n;
        uint64_t line, column;
        const char *says;
    } cases[] = {
#define TEXT(s) s, sizeof(s) - 1
        {TEXT("a: &x 1\nb: *x\n"), 1, 4, "anchors"},
        {TEXT("a: 1\nb: *x\n"), 2, 4, "aliases"},
        {TEXT("a: &a [x]\nb: &b [*a, *a, *a]\nc: [*b, *b, *b]\n"), 1, 4, "anchors"},
        {TEXT("a: !!str 1\n"), 1, 4, "tags"},
        {TEXT("a: !x {b: 1}\n"), 1, 4, "tags"},
        {TEXT("a: ! x\n"), 1, 4, "tags"},
        {TEXT("a: 1\n---\nb: 2\n"), 2, 1, "second document"},
        {TEXT("a: 1\n...\n---\nb: 2\n"), 3, 1, "second document"},
        {TEXT("a: 1\nb: 2\na: 3\n"), 3, 1, "'a' stands twice"},
        {TEXT("r:\n  a: 1\n  \"a\": 3\n"), 3, 3, "'a' stands twice"},
        {TEXT("r: {a: 1, a: 3}\n"), 1, 11, "'a' stands twice"},
        {TEXT("r:\n\ta: 1\n"), 2, 1, "tab"},
        {TEXT("r:\n  b: 1\n\ta: 1\n"), 3, 1, "tab"},
        {TEXT("a: 1\n\0b: 2\n"), 2, 1, "NUL"},
        {TEXT("a: \"x\\0y\"\n"), 1, 4, "NUL"},
        {TEXT("\"x\\0y\": a\n"), 1, 1, "NUL"},
        {TEXT("a: 1\nb: \xFF\n"), 2, 4, "UTF-8"},
        {TEXT("a: 1\nb: \xD0"), 2, 4, "UTF-8"},
        {TEXT("a: \xED\xA0\x80\n"), 1, 4, "UTF-8"},
        {TEXT("a: \x07\n"), 1, 4, "not readable as text"},
        {TEXT("a: [1, 2\nb: 3\n"), 2, 2, "line 1"},
        {TEXT("a: {b: 1\n"), 2, 1, "not readable as YAML"},
        {TEXT("a: 'x\n"), 2, 1, "not readable as YAML"},
        {TEXT("a: b: c\n"), 1, 5, "not readable as YAML"},
        {TEXT("a\nb: c\n"), 2, 2, "not readable as YAML"},
        {TEXT("? [a, b]\n: c\n"), 1, 3, "key"},
        {TEXT(": c\n"), 1, 1, "key"},
        {TEXT("%TAG ! x:\n---\n!a b: c\n"), 3, 1, "tags"},
        {TEXT("- a\n- b\n"), 1, 1, "a list"},
        {TEXT("just text\n"), 1, 1, "plain text"},
        {TEXT(""), 0, 0, "empty"},
        {TEXT("# only a comment\n"), 0, 0, "empty"},
        {TEXT("---\n"), 0, 0, "empty"},
#undef TEXT
    };

    int wrong = 0;

    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
        t4_settings settings;
        t4_error err;

        assert_int_equal(parse(&settings, cases[i].text, cases[i].n, &err), T4_ERR_USAGE);
        if (!strstr(err.text, cases[i].says) || err.line != cases[i].line || err.column != cases[i].column) {
            print_message("case %zu: %llu:%llu: %s\n", i, (unsigned long long)err.line,
                          (unsigned long long)err.column, err.text);
            wrong++;
        }
        assert_string_equal(err.where, "t.yaml");
        t4_settings_release(&settings);
    }
    assert_int_equal(wrong, 0);
}

/* n copies of a piece. */
static char *repeated(const char *piece, size_t n)
{
    size_t length = strlen(piece);
    char *text = malloc(n * length + 1);

    for (size_t i = 0; i < n; i++)
        memcpy(text + i * length, piece, length);
    text[n * length] = 0;
    return text;
}

static void deep_and_huge_texts_end_at_once(void **state)
{
    static const struct {
        const char *piece;
        size_t n;
        const char *says;
    } cases[] = {
        {"[", 2000000, "larger than"}, {"[", 1000000, "deeper than 32"}, {"[\n", 500000, "deeper than 32"},
        {"{a: ", 250000, "deeper than 32"}, {"- ", 500000, "deeper than 32"}, {"a: 1\n", 200000, "stands twice"},
        {"? ", 500000, ""},
    };

    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
        char *text = repeated(cases[i].piece, cases[i].n);
        t4_settings settings;
        t4_error err;

        assert_int_equal(parse(&settings, text, strlen(text), &err), T4_ERR_USAGE);
        if (!strstr(err.text, cases[i].says))
            fail_msg("case %zu: %s", i, err.text);
        t4_settings_release(&settings);
        free(text);
    }
}

static void a_value_for_set_is_flow_style_or_plain_text(void **state)
{
    t4_settings settings;
    t4_node *node = NULL;
    t4_error err = {0};

    t4_settings_init(&settings);
    assert_int_equal(t4_yaml_value(&settings, &node, "[4, 2]", &err), T4_OK);
    assert_int_equal(node->kind, T4_NODE_LIST);
    assert_string_equal(node->last->text, "2");
    assert_string_equal(node->origin, "--set");
    assert_int_equal(node->line, 0);
    assert_int_equal(t4_yaml_value(&settings, &node, "{method: none, reason: \"a: b\"}", &err), T4_OK);
    assert_string_equal(t4_settings_child(node, "reason")->text, "a: b");
    assert_int_equal(t4_yaml_value(&settings, &node, "Trade: 2023 # x", &err), T4_OK);
    assert_string_equal(node->text, "Trade: 2023 # x");
    assert_int_equal(t4_yaml_value(&settings, &node, "%d.%m.%Y", &err), T4_OK);
    assert_string_equal(node->text, "%d.%m.%Y");
    assert_int_equal(t4_yaml_value(&settings, &node, "\"\"", &err), T4_OK);
    assert_true(node->quoted);
    assert_int_equal(t4_yaml_value(&settings, &node, "[4", &err), T4_ERR_USAGE);
    assert_string_equal(err.where, "--set");
    assert_non_null(strstr(err.text, "'[4'"));
    t4_settings_release(&settings);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(scalars_stay_text_with_their_quoting),
        cmocka_unit_test(every_node_knows_its_place),
        cmocka_unit_test(hostile_texts_are_refused_with_their_place),
        cmocka_unit_test(deep_and_huge_texts_end_at_once),
        cmocka_unit_test(a_value_for_set_is_flow_style_or_plain_text),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
