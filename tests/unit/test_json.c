/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "io/json.h"

static t4_json *parsed(const char *text)
{
    t4_json *json = NULL;
    t4_error err = {0};

    assert_int_equal(t4_json_parse(&json, text, strlen(text), "x.json", &err), T4_OK);
    return json;
}

static void a_tree_is_read_by_key_index_and_walk(void **state)
{
    t4_json *json = parsed("\xEF\xBB\xBF{\"b\": [1, 2.5, \"\\u0416\"], \"a\": {\"t\": true, \"n\": null}}");
    const t4_json *list = t4_json_get(json, "b"), *value;
    const char *key, *keys[3] = {0};
    void *cursor = NULL;
    size_t n = 0;

    assert_int_equal(t4_json_count(list), 3);
    assert_int_equal(t4_json_integer(t4_json_at(list, 0), -1), 1);
    assert_int_equal(t4_json_integer(t4_json_at(list, 1), -1), -1);
    assert_true(t4_json_number(t4_json_at(list, 1), 0) == 2.5);
    assert_true(t4_json_number(t4_json_at(list, 0), 0) == 1);
    assert_string_equal(t4_json_text(t4_json_at(list, 2)), "Ж");
    assert_null(t4_json_at(list, 3));
    assert_null(t4_json_text(list));
    assert_true(t4_json_boolean(t4_json_get(t4_json_get(json, "a"), "t"), false));
    assert_int_equal(t4_json_kind_of(t4_json_get(t4_json_get(json, "a"), "n")), T4_JSON_NULL);
    assert_null(t4_json_get(t4_json_get(t4_json_get(json, "zz"), "a"), "b"));
    while (t4_json_next(json, &cursor, &key, &value))
        keys[n++] = key;
    assert_int_equal(n, 2);
    assert_string_equal(keys[0], "b");
    assert_string_equal(keys[1], "a");
    t4_json_free(json);
}

static void printing_keeps_or_sorts_the_order(void **state)
{
    t4_json *json = t4_json_new_object(), *list = t4_json_new_array();
    t4_buffer out;
    bool ok = true;

    t4_buffer_init(&out, 0);
    ok = ok && t4_json_append(list, t4_json_new_number(1.0 / 3));
    ok = ok && t4_json_append(list, t4_json_new_decimal(((__int128)1 << 100), 2));
    ok = ok && t4_json_set(json, "z", t4_json_new_text("a\"\n"));
    ok = ok && t4_json_set(json, "b", list);
    ok = ok && t4_json_set(json, "a", t4_json_new_integer(-7));
    assert_true(ok);
    assert_int_equal(t4_json_print(json, T4_JSON_COMPACT, &out, NULL), T4_OK);
    assert_string_equal(t4_buffer_text(&out),
        "{\"z\":\"a\\\"\\n\",\"b\":[0.333333333,\"12676506002282294014967032053.76\"],\"a\":-7}");
    t4_buffer_clear(&out);
    assert_int_equal(t4_json_print(json, T4_JSON_SORTED | T4_JSON_INDENTED, &out, NULL), T4_OK);
    assert_string_equal(t4_buffer_text(&out),
        "{\n  \"a\": -7,\n  \"b\": [\n    0.333333333,\n    \"12676506002282294014967032053.76\"\n  ],\n"
        "  \"z\": \"a\\\"\\n\"\n}\n");
    t4_buffer_release(&out);
    t4_json_free(json);
}

static void a_failed_value_makes_the_addition_fail(void **state)
{
    t4_json *json = t4_json_new_object();

    assert_false(t4_json_set(json, "a", t4_json_new_text("\xFF")));
    assert_false(t4_json_set(json, "a", t4_json_new_number(0.0 / 0.0)));
    assert_int_equal(t4_json_count(json), 0);
    t4_json_free(json);
}

static void what_is_no_json_is_refused_with_its_place(void **state)
{
    static const struct {
        const char *text;
        size_t n;
        uint64_t line;
    } cases[] = {
        {"", 0, 1}, {"{\"a\": 1,\n \"a\": 2}", 17, 2}, {"[1,\n2,\n", 7, 3}, {"\"\\u0000\"", 8, 1},
        {"\"a\0b\"", 5, 1}, {"[1] 2", 5, 1}, {"\"\xFF\"", 3, 1}, {"99999999999999999999", 20, 1},
    };

    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
        t4_json *json = NULL;
        t4_error err = {0};

        assert_int_equal(t4_json_parse(&json, cases[i].text, cases[i].n, "x.json", &err), T4_ERR_DATA);
        assert_null(json);
        assert_string_equal(err.where, "x.json");
        assert_int_equal(err.line, cases[i].line);
    }
}

static void deep_nesting_is_refused(void **state)
{
    enum { N = 2000000 };
    char *text = malloc(N);
    t4_json *json = NULL;
    t4_error err = {0};

    memset(text, '[', N);
    assert_int_equal(t4_json_parse(&json, text, N, "x.json", &err), T4_ERR_DATA);
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_tree_is_read_by_key_index_and_walk),
        cmocka_unit_test(printing_keeps_or_sorts_the_order),
        cmocka_unit_test(a_failed_value_makes_the_addition_fail),
        cmocka_unit_test(what_is_no_json_is_refused_with_its_place),
        cmocka_unit_test(deep_nesting_is_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
