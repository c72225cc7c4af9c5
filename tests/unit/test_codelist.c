/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "model/codelist.h"

typedef struct {
    const char *code, *parent, *label, *unit;
    t4_period from, until;
} row;

static t4_codelist *build(const row *rows, size_t count, t4_status expected)
{
    t4_codelist *list = t4_codelist_new("HS-2022");
    t4_error err = {0};

    assert_non_null(list);
    for (size_t i = 0; i < count; i++)
        assert_int_equal(t4_codelist_add(list, rows[i].code, rows[i].parent, rows[i].label, NULL,
                                         rows[i].unit, rows[i].from, rows[i].until, &err), T4_OK);
    assert_int_equal(t4_codelist_finish(list, &err), expected);
    assert_int_equal(err.code, expected);
    return list;
}

static const char *code_at(const t4_codelist *list, int64_t index)
{
    return index < 0 ? "" : t4_codelist_entry(list, (size_t)index)->code;
}

static const char *parent_of(const t4_codelist *list, const char *code)
{
    int64_t index = t4_codelist_find(list, code, strlen(code), 0);

    assert_true(index >= 0);
    return code_at(list, t4_codelist_entry(list, (size_t)index)->parent);
}

/* A small tree; 8542 lacks, so that prefixes have a hole; 8471300000 is put under 84 by its parent column. */
static const row tree[] = {
    {"8541", NULL, "diodes", NULL, 0, 0},
    {"01", NULL, "live animals", NULL, 0, 0},
    {"0101", "01", "horses", NULL, 0, 0},
    {"010121", "0101", "pure-bred", "head", 0, 0},
    {"0101210000", NULL, "", "head", 0, 0},
    {"10", NULL, "cereals", NULL, 0, 0},
    {"1012", NULL, "made up", NULL, 0, 0},
    {"85", NULL, "electrical", NULL, 0, 0},
    {"8542310000", NULL, "processors", "pcs", 0, 0},
    {"84", NULL, "machines", NULL, 0, 0},
    {"8471", NULL, "computers", NULL, 0, 0},
    {"8471300000", "84", "laptops", "pcs", 0, 0},
    {"0201100000", NULL, "", "", 0, 0},
};

static void parents_come_from_the_column_else_from_the_prefix(void **state)
{
    t4_codelist *list = build(tree, sizeof tree / sizeof *tree, T4_OK);

    assert_string_equal(t4_codelist_edition(list), "HS-2022");
    assert_int_equal(t4_codelist_count(list), sizeof tree / sizeof *tree);
    assert_int_equal(t4_codelist_digits(list), 10);
    assert_string_equal(parent_of(list, "0101210000"), "010121");
    assert_string_equal(parent_of(list, "8542310000"), "85");
    assert_string_equal(parent_of(list, "8471300000"), "84");
    assert_string_equal(parent_of(list, "0201100000"), "");
    assert_true(t4_codelist_entry(list, (size_t)t4_codelist_find(list, "84", 2, 0))->has_children);
    assert_false(t4_codelist_entry(list, (size_t)t4_codelist_find(list, "8471", 4, 0))->has_children);
    for (size_t i = 1; i < t4_codelist_count(list); i++)
        assert_true(strcmp(code_at(list, (int64_t)i - 1), code_at(list, (int64_t)i)) < 0);
    t4_codelist_free(list);
}

static void ancestors_follow_parents_and_fall_back_on_the_prefix(void **state)
{
    static const struct {
        const char *code;
        int level;
        const char *ancestor;
    } cases[] = {
        {"0101210000", 6, "010121"}, {"0101210000", 4, "0101"}, {"0101210000", 2, "01"},
        {"8542310000", 4, "8542"},   {"8542310000", 6, "854231"}, {"8471300000", 4, "8471"},
        {"9999999999", 6, "999999"}, {"01", 4, "01"}, {"0101210000", 10, "0101210000"},
        {"8542XX", 4, "8542"},       {"0101210000", 0, ""},
    };
    t4_codelist *list = build(tree, sizeof tree / sizeof *tree, T4_OK);
    char out[16];

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        t4_codelist_ancestor(list, cases[i].code, cases[i].level, out);
        assert_string_equal(out, cases[i].ancestor);
    }
    t4_codelist_free(list);
}

static void a_parent_that_is_no_prefix_counts_within_its_chapter(void **state)
{
    static const row rows[] = {
        {"9900", NULL, "", NULL, 0, 0}, {"2709", NULL, "", NULL, 0, 0},
        {"27100000", "2709", "", NULL, 0, 0}, {"27109000", "9900", "", NULL, 0, 0},
    };
    t4_codelist *list = build(rows, 4, T4_OK);
    char out[16];

    t4_codelist_ancestor(list, "27100000", 4, out);
    assert_string_equal(out, "2709");
    t4_codelist_ancestor(list, "27109000", 4, out);
    assert_string_equal(out, "2710");
    t4_codelist_ancestor(list, "27109000", 2, out);
    assert_string_equal(out, "27");
    t4_codelist_ancestor(NULL, "27109000", 6, out);
    assert_string_equal(out, "271090");
    t4_codelist_free(list);
}

static void the_longest_known_prefix_is_of_even_length(void **state)
{
    static const struct {
        const char *code;
        size_t known;
    } cases[] = {
        {"0101210000", 10}, {"0101219999", 6}, {"0101999999", 4}, {"0199", 2}, {"85429", 2},
        {"77", 0}, {"0", 0}, {"", 0},
    };
    t4_codelist *list = build(tree, sizeof tree / sizeof *tree, T4_OK);

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_int_equal(t4_codelist_known_prefix(list, cases[i].code, strlen(cases[i].code)),
                         cases[i].known);
    t4_codelist_free(list);
}

static void versions_are_found_by_period(void **state)
{
    t4_period (*month)(int, int) = t4_period_month;
    const row rows[] = {
        {"0101", NULL, "second", NULL, month(2007, 1), month(2011, 12)},
        {"0101", NULL, "first", NULL, month(2002, 1), month(2006, 12)},
        {"0101", NULL, "third", NULL, month(2012, 1), 0},
        {"0102", NULL, "old", NULL, 0, month(2012, 8)},
        {"0102", NULL, "new", NULL, month(2012, 8), 0},
        {"0103", NULL, "gone", NULL, month(2002, 1), month(2003, 12)},
        {"010310", NULL, "its child", NULL, month(2003, 1), 0},
    };
    const struct {
        const char *code;
        t4_period period;
        const char *label;
    } cases[] = {
        {"0101", month(2002, 1), "first"}, {"0101", month(2006, 12), "first"},
        {"0101", month(2007, 1), "second"}, {"0101", month(2023, 5), "third"},
        {"0101", month(2001, 12), NULL}, {"0101", 0, "third"}, {"0101", t4_period_year(2006), "first"},
        {"0102", month(2012, 7), "old"}, {"0102", month(2012, 8), "new"},
        {"0103", month(2004, 1), NULL}, {"0103", 0, "gone"}, {"0103", t4_period_quarter(2003, 4), "gone"},
    };
    t4_codelist *list = build(rows, sizeof rows / sizeof *rows, T4_OK);

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        int64_t found = t4_codelist_find(list, cases[i].code, 4, cases[i].period);

        assert_int_equal(found >= 0, cases[i].label != NULL);
        if (found >= 0)
            assert_string_equal(t4_codelist_entry(list, (size_t)found)->label, cases[i].label);
    }
    assert_string_equal(parent_of(list, "010310"), "0103");
    t4_codelist_free(list);
}

static void repeats_are_merged_unless_they_contradict(void **state)
{
    static const row same[] = {{"01", NULL, "a", "kg", 0, 0}, {"01", NULL, "b", "kg", 0, 0}};
    static const row unit[] = {{"01", NULL, "a", "kg", 0, 0}, {"01", NULL, "a", "l", 0, 0}};
    static const row circle[] = {{"0101", "0102", "", NULL, 0, 0}, {"0102", "0101", "", NULL, 0, 0}};
    t4_codelist *list = build(same, 2, T4_OK);

    assert_int_equal(t4_codelist_count(list), 1);
    assert_string_equal(t4_codelist_entry(list, 0)->label, "a");
    t4_codelist_free(list);
    t4_codelist_free(build(unit, 2, T4_ERR_DATA));
    t4_codelist_free(build(circle, 2, T4_ERR_DATA));
}

static void a_stripped_zero_is_repaired_when_the_list_settles_it(void **state)
{
    static const struct {
        const char *code;
        size_t digits;
        const char *repaired;  /* NULL = not settled */
    } cases[] = {
        {"101210000", 10, "0101210000"},
        {"10121", 6, "010121"},        /* 1012 is a heading, but has no 10121. below it */
        {"101", 4, NULL},              /* 0101, or the beginning of 1012 */
        {"201100000", 10, "0201100000"},
        {"847130000", 10, NULL},       /* 0847 is unknown */
        {"854231000", 10, NULL},       /* begins a code as it stands */
        {"0101210000", 10, NULL},      /* nothing lost */
        {"10121000", 10, NULL},        /* two zeros would be */
        {"101210001", 10, NULL},       /* not in the list */
        {"10121", 10, "010121"},       /* shorter than it should be is another defect */
        {"1", 2, NULL},
    };
    t4_codelist *list = build(tree, sizeof tree / sizeof *tree, T4_OK);
    char out[16];

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        bool repaired = t4_codelist_repair_zero(list, cases[i].code, strlen(cases[i].code),
                                                cases[i].digits, out);

        assert_int_equal(repaired, cases[i].repaired != NULL);
        if (repaired)
            assert_string_equal(out, cases[i].repaired);
    }
    t4_codelist_free(list);
}

static void a_shorter_list_settles_zeros_as_far_as_it_goes(void **state)
{
    static const row rows[] = {
        {"01", NULL, "", NULL, 0, 0}, {"0101", NULL, "", NULL, 0, 0}, {"010121", NULL, "", NULL, 0, 0},
        {"0201", NULL, "", NULL, 0, 0}, {"020110", NULL, "", NULL, 0, 0}, {"20", NULL, "", NULL, 0, 0},
        {"2011", NULL, "", NULL, 0, 0}, {"201100", NULL, "", NULL, 0, 0},
    };
    t4_codelist *list = build(rows, sizeof rows / sizeof *rows, T4_OK);
    char out[16];

    assert_true(t4_codelist_repair_zero(list, "101211234", 9, 10, out));
    assert_string_equal(out, "0101211234");
    /* 0201.10 and 2011.00 are both in the list: nothing settles it. */
    assert_false(t4_codelist_repair_zero(list, "201100000", 9, 10, out));
    assert_false(t4_codelist_repair_zero(list, "999999999", 9, 10, out));
    t4_codelist_free(list);
}

static void the_codes_below_a_prefix_are_one_stretch(void **state)
{
    t4_codelist *list = build(tree, sizeof tree / sizeof *tree, T4_OK);
    size_t end, first = t4_codelist_below(list, "01", 2, &end);

    assert_int_equal(end - first, 4);
    assert_string_equal(code_at(list, (int64_t)first), "01");
    first = t4_codelist_below(list, "55", 2, &end);
    assert_int_equal(first, end);
    first = t4_codelist_below(list, "", 0, &end);
    assert_int_equal(end - first, t4_codelist_count(list));
    t4_codelist_free(list);
}

static void what_cannot_be_a_code_is_refused(void **state)
{
    t4_codelist *list = t4_codelist_new(NULL);
    t4_error err = {0};

    assert_int_equal(t4_codelist_add(list, "", NULL, "", "", "", 0, 0, &err), T4_ERR_DATA);
    assert_int_equal(t4_codelist_add(list, "1234567890123456", NULL, "", "", "", 0, 0, NULL), T4_ERR_DATA);
    assert_int_equal(t4_codelist_add(list, "01", NULL, "", "", "", t4_period_year(2012),
                                     t4_period_year(2011), NULL), T4_ERR_DATA);
    assert_int_equal(t4_codelist_finish(list, NULL), T4_OK);
    assert_int_equal(t4_codelist_find(list, "01", 2, 0), -1);
    t4_codelist_free(list);
    t4_codelist_free(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(parents_come_from_the_column_else_from_the_prefix),
        cmocka_unit_test(ancestors_follow_parents_and_fall_back_on_the_prefix),
        cmocka_unit_test(a_parent_that_is_no_prefix_counts_within_its_chapter),
        cmocka_unit_test(the_longest_known_prefix_is_of_even_length),
        cmocka_unit_test(versions_are_found_by_period),
        cmocka_unit_test(repeats_are_merged_unless_they_contradict),
        cmocka_unit_test(a_stripped_zero_is_repaired_when_the_list_settles_it),
        cmocka_unit_test(a_shorter_list_settles_zeros_as_far_as_it_goes),
        cmocka_unit_test(the_codes_below_a_prefix_are_one_stretch),
        cmocka_unit_test(what_cannot_be_a_code_is_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
