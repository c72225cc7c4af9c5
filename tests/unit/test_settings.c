/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "model/settings.h"

static t4_node *scalar(t4_settings *settings, const char *key, const char *text, uint64_t line)
{
    t4_node *node = t4_settings_node(settings, T4_NODE_SCALAR, key, text, "t.yaml", line, 1);

    assert_non_null(node);
    node->key_line = line;
    node->key_column = 3;
    return node;
}

static t4_node *map(t4_settings *settings, const char *key)
{
    return t4_settings_node(settings, T4_NODE_MAP, key, NULL, "t.yaml", 1, 1);
}

/* publish: {levels: [10, 4], name: x} */
static void small_tree(t4_settings *settings)
{
    t4_node *publish, *levels;

    t4_settings_init(settings);
    settings->root = map(settings, NULL);
    publish = map(settings, "publish");
    levels = t4_settings_node(settings, T4_NODE_LIST, "levels", NULL, "t.yaml", 2, 1);
    assert_int_equal(t4_settings_append(settings, settings->root, publish, NULL), T4_OK);
    assert_int_equal(t4_settings_append(settings, publish, levels, NULL), T4_OK);
    assert_int_equal(t4_settings_append(settings, levels, scalar(settings, NULL, "10", 2), NULL), T4_OK);
    assert_int_equal(t4_settings_append(settings, levels, scalar(settings, NULL, "4", 2), NULL), T4_OK);
    assert_int_equal(t4_settings_append(settings, publish, scalar(settings, "name", "x", 3), NULL), T4_OK);
}

static const char *text_at(const t4_settings *settings, const char *path)
{
    const t4_node *node = t4_settings_find(settings->root, path);

    return node ? node->text : NULL;
}

static void paths_lead_through_maps_and_lists(void **state)
{
    static const char *const nowhere[] = {"", ".", "publish.", ".publish", "publish..levels", "publish.levels[2]",
                                          "publish.levels[-1]", "publish.levels[", "publish.levels[0",
                                          "publish.levels[0]x", "publish.levels.0", "publish[0]", "nothing",
                                          "publish.levels[99999999999999999999]", "publish.name.x"};
    t4_settings settings = {0};

    small_tree(&settings);
    assert_string_equal(text_at(&settings, "publish.levels[1]"), "4");
    assert_string_equal(text_at(&settings, "publish.name"), "x");
    for (size_t i = 0; i < sizeof(nowhere) / sizeof(*nowhere); i++)
        assert_null(t4_settings_find(settings.root, nowhere[i]));
    t4_settings_release(&settings);
}

static void a_key_that_stands_twice_is_refused_with_both_places(void **state)
{
    t4_settings settings = {0};
    t4_error err = {0};

    small_tree(&settings);
    assert_int_equal(t4_settings_append(&settings, t4_settings_find(settings.root, "publish"),
                                        scalar(&settings, "name", "y", 9), &err), T4_ERR_USAGE);
    assert_int_equal(err.line, 9);
    assert_int_equal(err.column, 3);
    assert_non_null(strstr(err.text, "'name' stands twice"));
    assert_non_null(strstr(err.text, "line 3"));
    t4_settings_release(&settings);
}

static void large_maps_find_every_key_and_every_duplicate(void **state)
{
    enum { N = 50000 };
    t4_settings settings = {0};
    char key[32];

    t4_settings_init(&settings);
    settings.root = map(&settings, NULL);
    for (int i = 0; i < N; i++) {
        snprintf(key, sizeof(key), "k%d", i);
        assert_int_equal(t4_settings_append(&settings, settings.root, scalar(&settings, key, key, 1), NULL), T4_OK);
    }
    assert_int_equal(settings.root->count, N);
    for (int i = 0; i < N; i += 7) {
        snprintf(key, sizeof(key), "k%d", i);
        assert_string_equal(t4_settings_child(settings.root, key)->text, key);
        assert_int_equal(t4_settings_append(&settings, settings.root, scalar(&settings, key, "", 2), NULL),
                         T4_ERR_USAGE);
    }
    assert_null(t4_settings_child(settings.root, "k50000"));
    t4_settings_release(&settings);
}

static void setting_replaces_adds_and_removes(void **state)
{
    t4_settings settings = {0};
    t4_node *value;

    small_tree(&settings);
    value = t4_settings_node(&settings, T4_NODE_SCALAR, NULL, "8", "--set", 0, 0);
    assert_int_equal(t4_settings_set(&settings, "publish.levels[0]", value, NULL), T4_OK);
    assert_string_equal(text_at(&settings, "publish.levels[0]"), "8");
    assert_string_equal(text_at(&settings, "publish.levels[1]"), "4");
    assert_string_equal(t4_settings_find(settings.root, "publish.levels[0]")->origin, "--set");
    assert_int_equal(t4_settings_set(&settings, "publish.levels[2]", value, NULL), T4_OK);
    assert_string_equal(text_at(&settings, "publish.levels[2]"), "8");
    assert_int_equal(t4_settings_set(&settings, "protect.rules.p_percent", value, NULL), T4_OK);
    assert_string_equal(text_at(&settings, "protect.rules.p_percent"), "8");
    value = t4_settings_node(&settings, T4_NODE_SCALAR, NULL, "", "--set", 0, 0);
    assert_int_equal(t4_settings_set(&settings, "publish.name", value, NULL), T4_OK);
    assert_null(t4_settings_find(settings.root, "publish.name"));
    assert_int_equal(t4_settings_set(&settings, "publish.levels[1]", value, NULL), T4_OK);
    assert_string_equal(text_at(&settings, "publish.levels[1]"), "8");
    assert_int_equal(t4_settings_set(&settings, "publish.nothing", value, NULL), T4_OK);
    assert_int_equal(t4_settings_find(settings.root, "publish")->count, 1);
    t4_settings_release(&settings);
}

static void a_path_through_a_single_value_is_refused(void **state)
{
    static const char *const paths[] = {"publish.name.x", "publish.levels.x", "publish.levels[7]", "publish[0]",
                                        "publish.name[0]", "", "a..b",
                                        "a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a"};
    t4_settings settings = {0};

    small_tree(&settings);
    for (size_t i = 0; i < sizeof(paths) / sizeof(*paths); i++) {
        t4_node *value = t4_settings_node(&settings, T4_NODE_SCALAR, NULL, "8", "--set", 0, 0);
        t4_error err = {0};

        assert_int_equal(t4_settings_set(&settings, paths[i], value, &err), T4_ERR_USAGE);
        assert_string_equal(err.where, "--set");
        assert_true(strlen(err.text) > 10);
    }
    t4_settings_release(&settings);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(paths_lead_through_maps_and_lists),
        cmocka_unit_test(a_key_that_stands_twice_is_refused_with_both_places),
        cmocka_unit_test(large_maps_find_every_key_and_every_duplicate),
        cmocka_unit_test(setting_replaces_adds_and_removes),
        cmocka_unit_test(a_path_through_a_single_value_is_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
