/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include <stdio.h>

#include "clean/state.h"

static t4_dict *traders_of(const char *const *ids, size_t count)
{
    t4_dict *dict = t4_dict_new(1 << 20);

    t4_dict_add(dict, "", 0);
    for (size_t i = 0; i < count; i++)
        t4_dict_add(dict, ids[i], strlen(ids[i]));
    return dict;
}

static void near_ids_are_listed_in_pairs(void **state)
{
    static const char *const ids[] = {
        "12345678901234", "12345678901235x",       /* two edits: no pair */
        "AB-1234567", "AB1234567",                 /* punctuation */
        "0042", "42",                              /* leading zeros */
        "ROMASHKA TRADE", "ROMASHKA TRAED",        /* neighbours swapped */
        "99887766554433", "9988776655443",         /* one digit lost */
        "SHORT1", "SHORT2",                        /* under eight bytes */
        "QQQQQQQQ11", "QQQQQQQQ12", "QQQQQQQQ22",  /* three in a row: nearness means nothing */
        "missing:00000000:0000000000002", "missing:00000000:0000000000003",
    };
    t4_dict *dict = traders_of(ids, sizeof ids / sizeof *ids);
    t4_issues closing;
    t4_error err = {0};

    t4_issues_init(&closing);
    assert_int_equal(t4_similar_traders(dict, &closing, &err), T4_OK);
    assert_int_equal(closing.count, 4);
    assert_string_equal(closing.items[0].found, "0042 and 42");
    assert_string_equal(closing.items[0].expected,
                        "one spelling: the ids differ in punctuation or leading zeros only");
    assert_string_equal(closing.items[1].found, "9988776655443 and 99887766554433");
    assert_string_equal(closing.items[1].expected, "two traders: the ids differ by one character");
    assert_string_equal(closing.items[2].found, "AB-1234567 and AB1234567");
    assert_string_equal(closing.items[3].found, "ROMASHKA TRADE and ROMASHKA TRAED");
    for (size_t i = 0; i < closing.count; i++)
        assert_true(closing.items[i].secret);
    t4_issues_release(&closing);
    t4_dict_free(dict);
}

static void dense_numbers_are_not_near(void **state)
{
    t4_dict *dict = t4_dict_new(1 << 20);
    t4_issues closing;
    t4_error err = {0};
    char id[24];

    t4_dict_add(dict, "", 0);
    for (int i = 0; i < 20000; i++)
        t4_dict_add(dict, id, (size_t)snprintf(id, sizeof id, "1000%06d", i));
    t4_issues_init(&closing);
    assert_int_equal(t4_similar_traders(dict, &closing, &err), T4_OK);
    assert_int_equal(closing.count, 0);
    t4_issues_release(&closing);
    t4_dict_free(dict);
}

static void the_list_has_an_end(void **state)
{
    t4_dict *dict = t4_dict_new(1 << 20);
    t4_issues closing;
    t4_error err = {0};
    char id[40];

    t4_dict_add(dict, "", 0);
    for (int i = 0; i < 1500; i++) {
        t4_dict_add(dict, id, (size_t)snprintf(id, sizeof id, "%d-7", i + 1));
        t4_dict_add(dict, id, (size_t)snprintf(id, sizeof id, "00%d7", i + 1));
    }
    t4_issues_init(&closing);
    assert_int_equal(t4_similar_traders(dict, &closing, &err), T4_OK);
    assert_int_equal(closing.count, 1001);
    assert_string_equal(closing.items[1000].expected, "500 more pairs of similar ids are not listed");
    t4_issues_release(&closing);
    t4_dict_free(dict);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(near_ids_are_listed_in_pairs),
        cmocka_unit_test(dense_numbers_are_not_near),
        cmocka_unit_test(the_list_has_an_end),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
