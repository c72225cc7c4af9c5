/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "model/issue.h"

static void every_kind_has_a_complete_row(void **state)
{
    for (int kind = 0; kind < T4_ISSUE_KINDS; kind++) {
        const t4_issue_row *row = t4_issue_info((t4_issue_kind)kind);

        assert_non_null(row->name);
        assert_non_null(row->meaning);
        assert_true(row->allowed & 1u << row->usual);
        assert_int_equal(t4_issue_find(row->name), kind);
    }
    assert_null(t4_issue_info(T4_ISSUE_KINDS));
    assert_int_equal(t4_issue_find("duplicates"), T4_ISSUE_DUPLICATE);
    assert_int_equal(t4_issue_find("nothing"), T4_ISSUE_KINDS);
}

static void what_cannot_be_placed_is_rejected_and_what_is_certain_repaired(void **state)
{
    static const struct {
        const char *name;
        t4_issue_action action;
    } cases[] = {
        {"period_invalid", T4_ACT_REJECT}, {"flow_unknown", T4_ACT_REJECT}, {"code_missing", T4_ACT_REJECT},
        {"partner_unknown", T4_ACT_REJECT}, {"amount_invalid", T4_ACT_REJECT}, {"code_character", T4_ACT_REPAIR},
        {"code_zero", T4_ACT_REPAIR}, {"excess_digits", T4_ACT_REPAIR}, {"unit_value", T4_ACT_KEEP},
        {"amount_negative", T4_ACT_KEEP}, {"value_zero", T4_ACT_KEEP}, {"duplicate", T4_ACT_OFF},
    };

    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++)
        assert_int_equal(t4_issue_info(t4_issue_find(cases[i].name))->usual, cases[i].action);
}

static void long_texts_are_cut_between_characters(void **state)
{
    char text[400] = "a";
    t4_issues issues;
    t4_issue issue = {.kind = T4_ISSUE_CODE_UNKNOWN, .field = "code", .found = text};

    for (size_t i = 0; i < 150; i++)
        memcpy(text + 1 + 2 * i, "Ж", 2);
    t4_issues_init(&issues);
    assert_true(t4_issues_add(&issues, &issue));
    assert_int_equal(strlen(issues.items[0].found), 199);
    assert_memory_equal(issues.items[0].found, text, 199);
    assert_string_equal(issues.items[0].expected, "");
    t4_issues_clear(&issues);
    assert_int_equal(issues.count, 0);
    text[0] = 0;
    assert_true(t4_issues_add(&issues, &issue));
    assert_string_equal(issues.items[0].found, "");
    t4_issues_release(&issues);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_kind_has_a_complete_row),
        cmocka_unit_test(what_cannot_be_placed_is_rejected_and_what_is_certain_repaired),
        cmocka_unit_test(long_texts_are_cut_between_characters),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
