/* SPDX-License-Identifier: MIT */
#include "model/listset.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static t4_watchlist *list_of(const char *name, const char *const (*entries)[2], size_t count)
{
    t4_watchlist *list = t4_watchlist_new(name);

    for (size_t i = 0; i < count; i++) {
        t4_watchlist_entry entry = {.code = entries[i][0], .tier = entries[i][1], .edition = ""};

        assert_int_equal(t4_watchlist_add(list, &entry, NULL), T4_OK);
    }
    assert_int_equal(t4_watchlist_finish(list, NULL), T4_OK);
    return list;
}

static void aggregates_are_named_sorted_and_hold_what_is_listed(void **state)
{
    static const char *const entries[][2] = {{"854231", "1"}, {"8542", "2"}, {"8471", "4.B"}};
    t4_listset set = {0};

    (void)state;
    assert_int_equal(t4_listset_add(&set, list_of("chpl", entries, 3), true, true, NULL), T4_OK);
    assert_int_equal(set.count, 4);
    assert_string_equal(set.item[0].name, "LIST:chpl:1");
    assert_string_equal(set.item[1].name, "LIST:chpl:2");
    assert_string_equal(set.item[2].name, "LIST:chpl:4.B");
    assert_string_equal(set.item[3].name, "LIST:chpl:all");
    /* the longest listed code says the tier */
    assert_int_equal(t4_listset_of(&set, "8542310000", 10), 1 | 8);
    assert_int_equal(t4_listset_of(&set, "8542390000", 10), 2 | 8);
    assert_int_equal(t4_listset_of(&set, "8471", 4), 4 | 8);
    assert_int_equal(t4_listset_of(&set, "84", 2), 0);
    /* 8542 is listed, but not all of it in tier 2 */
    assert_int_equal(t4_listset_whole(&set, "8542", 4), 8);
    assert_int_equal(t4_listset_whole(&set, "854231", 6), 1 | 8);
    assert_int_equal(t4_listset_touching(&set, "85", 2), 1 | 2 | 8);
    assert_int_equal(t4_listset_touching(&set, "87", 2), 0);
    t4_listset_release(&set);
}

static void the_rest_of_a_heading_is_what_is_not_listed_of_it(void **state)
{
    static const char *const entries[][2] = {{"854231", "1"}, {"85423900", "1"}, {"8471", "2"}};
    t4_listset set = {0};
    t4_watchlist *list = list_of("chpl", entries, 3);

    (void)state;
    assert_int_equal(t4_listset_add(&set, list, false, false, NULL), T4_OK);
    assert_int_equal(t4_listset_add_headings(&set, list, NULL), T4_OK);
    assert_int_equal(t4_listset_add_rest(&set, list, "8542", NULL), T4_OK);
    assert_int_equal(set.count, 3);
    assert_string_equal(set.item[1].name, "LIST:chpl:8542");
    assert_string_equal(set.item[2].name, "REST:chpl:8542");
    assert_true(t4_listset_names("REST:chpl:8542") && t4_listset_names("LIST:chpl:1") && !t4_listset_names("8542"));
    assert_int_equal(t4_listset_of(&set, "8542310000", 10), 2);
    assert_int_equal(t4_listset_of(&set, "8542320000", 10), 4);
    assert_int_equal(t4_listset_of(&set, "8541100000", 10), 0);
    /* 854239 holds both, 854232 only the rest, 8542 both, 85 something of all, 8471 none of it */
    assert_int_equal(t4_listset_whole(&set, "854239", 6), 0);
    assert_int_equal(t4_listset_touching(&set, "854239", 6), 2 | 4);
    assert_int_equal(t4_listset_whole(&set, "854232", 6), 4);
    assert_int_equal(t4_listset_touching(&set, "854232", 6), 4);
    assert_int_equal(t4_listset_whole(&set, "8542", 4), 0);
    assert_int_equal(t4_listset_touching(&set, "8542", 4), 2 | 4);
    assert_int_equal(t4_listset_touching(&set, "85", 2), 2 | 4);
    assert_int_equal(t4_listset_touching(&set, "8471", 4), 1);
    t4_listset_release(&set);
}

static void what_cannot_be_a_code_is_refused(void **state)
{
    static const char *const entries[][2] = {{"8542", "tier one"}};
    t4_listset set = {0};
    t4_error err = {0};

    (void)state;
    assert_int_equal(t4_listset_add(&set, list_of("chpl", entries, 1), true, false, &err), T4_ERR_USAGE);
    assert_non_null(strstr(err.text, "cannot stand in a code"));
    err = (t4_error){0};
    assert_int_equal(t4_listset_add(&set, list_of("watchlist", entries, 1), false, true, &err), T4_ERR_USAGE);
    assert_non_null(strstr(err.text, "shorter name"));
    t4_listset_release(&set);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(aggregates_are_named_sorted_and_hold_what_is_listed),
        cmocka_unit_test(the_rest_of_a_heading_is_what_is_not_listed_of_it),
        cmocka_unit_test(what_cannot_be_a_code_is_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
