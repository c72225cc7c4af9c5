/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "base/memory.h"
#include "model/correlation.h"

static void editions_are_read_in_every_usual_spelling(void **state)
{
    static const struct {
        const char *text, *name;
        int year, hs;
    } cases[] = {
        {"HS2022", "HS2022", 2022, 2022}, {"hs 17", "HS2017", 2017, 2017},       {"H5", "HS2017", 2017, 2017},
        {"H0", "HS1992", 1992, 1992},     {"2012", "HS2012", 2012, 2012},        {"HS-96", "HS1996", 1996, 1996},
        {"CN 2021", "CN2021", 2021, 2017}, {"TNVED-2022", "TNVED2022", 2022, 2022}, {"CN8", "CN8", 0, 0},
        {"HTS_2025", "HTS2025", 2025, 2022}, {"HS", "HS", 0, 0},                 {"SITC4", "SITC4", 0, 0},
    };
    t4_hsedition edition;

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_true(t4_hsedition_parse(cases[i].text, strlen(cases[i].text), &edition));
        assert_string_equal(edition.name, cases[i].name);
        assert_int_equal(edition.year, cases[i].year);
        assert_int_equal(edition.hs, cases[i].hs);
    }
    assert_false(t4_hsedition_parse("", 0, &edition));
    assert_false(t4_hsedition_parse(" - ", 3, &edition));
    assert_false(t4_hsedition_parse("a name that is far too long for this", 36, &edition));
    (void)state;
}

/* A chain of three: 11 became 12 and 13, 13 then 14 beside 15; 20 stayed; 30 went to waste 99. */
static t4_correlation *chain(t4_families mode)
{
    static const char *const first[][2] = {{"11", "12"}, {"11", "13"}, {"20", "20"}, {"30", "30"}, {"30", "99"}};
    static const char *const second[][2] = {{"12", "12"}, {"13", "14"}, {"13", "15"}, {"20", "20"}, {"30", "30"}, {"99", "99"}};
    t4_correlation *c = t4_correlation_new();
    t4_correlation_fact waste = {T4_LINKS_WASTE, "*", "99", "waste", "2007"};
    t4_hsedition from, to;
    t4_error err = {0};

    assert_non_null(c);
    for (size_t i = 0; i < sizeof first / sizeof *first; i++)
        assert_int_equal(t4_correlation_add(c, "HS2002", "HS2007", false, first[i][0], first[i][1], &err), T4_OK);
    for (size_t i = 0; i < sizeof second / sizeof *second; i++)
        assert_int_equal(t4_correlation_add(c, "HS2007", "HS2012", false, second[i][0], second[i][1], &err), T4_OK);
    assert_true(t4_hsedition_parse("HS2002", 6, &from) && t4_hsedition_parse("HS2012", 6, &to));
    assert_int_equal(t4_correlation_chain(c, &to, &from, &err), T4_OK);
    assert_int_equal(t4_correlation_editions(c), 3);
    assert_string_equal(t4_correlation_edition(c, 0), "HS2002");
    assert_int_equal(t4_correlation_add_fact(c, 0, &waste, &err), T4_OK);
    assert_int_equal(t4_correlation_finish(c, mode, &err), T4_OK);
    return c;
}

static void assert_reach(const t4_correlation *c, t4_correlation_end at, const char *code, const char *expected)
{
    t4_correlation_set set = {0};
    t4_error err = {0};
    char text[100] = "";
    uint32_t node = t4_correlation_find(c, at, code, strlen(code));

    assert_true(node != T4_CORRELATION_NONE);
    assert_int_equal(t4_correlation_reach(c, node, at == T4_CORRELATION_OLD ? T4_CORRELATION_NEW : T4_CORRELATION_OLD,
                                          T4_REACH_COUNTED, &set, &err), T4_OK);
    for (size_t i = 0; i < set.count; i++)
        snprintf(text + strlen(text), sizeof text - strlen(text), "%s ", t4_correlation_code(c, set.nodes[i]));
    assert_string_equal(text, expected);
    t4_correlation_set_release(&set);
}

static void codes_are_followed_through_every_step(void **state)
{
    t4_correlation *c = chain(T4_FAMILIES_STRICT);

    assert_reach(c, T4_CORRELATION_OLD, "11", "12 14 15 ");
    assert_reach(c, T4_CORRELATION_NEW, "15", "11 ");
    assert_reach(c, T4_CORRELATION_OLD, "30", "30 99 ");
    assert_int_equal(t4_correlation_find(c, T4_CORRELATION_OLD, "12", 2), T4_CORRELATION_NONE);
    assert_int_equal(t4_correlation_aside(c), 0);
    t4_correlation_free(c);
    (void)state;
}

static void facts_set_links_aside_in_material_families_alone(void **state)
{
    t4_correlation *c = chain(T4_FAMILIES_MATERIAL);
    t4_error err = {0};
    t4_code_scope scope;
    size_t count;
    uint32_t node = t4_correlation_find(c, T4_CORRELATION_OLD, "11", 2);

    assert_reach(c, T4_CORRELATION_OLD, "30", "30 ");
    assert_int_equal(t4_correlation_aside(c), 1);
    assert_int_equal(t4_correlation_links(c), 11);
    t4_correlation_members(c, t4_correlation_family(c, node), T4_CORRELATION_NEW, &count);
    assert_int_equal(count, 3);
    assert_int_equal(t4_correlation_scope(c, "30", 2, &scope, &err), T4_OK);
    assert_int_equal(scope, T4_CODE_SCOPE_WASTE_ONLY);
    assert_int_equal(t4_correlation_scope(c, "20", 2, &scope, &err), T4_OK);
    assert_int_equal(scope, T4_CODE_SCOPE_SAME);
    assert_int_equal(t4_correlation_scope(c, "11", 2, &scope, &err), T4_OK);
    assert_int_equal(scope, T4_CODE_SCOPE_NEW_NUMBER);
    t4_correlation_free(c);
    (void)state;
}

static void a_chain_that_is_not_there_names_what_is(void **state)
{
    t4_correlation *c = t4_correlation_new();
    t4_hsedition from, to;
    t4_error err = {0};

    assert_int_equal(t4_correlation_add(c, "HS2002", "HS2007", false, "11", "12", &err), T4_OK);
    assert_true(t4_hsedition_parse("HS2002", 6, &from) && t4_hsedition_parse("HS2022", 6, &to));
    assert_int_equal(t4_correlation_chain(c, &from, &to, &err), T4_ERR_DATA);
    assert_non_null(strstr(err.text, "HS2002 to HS2007"));
    t4_correlation_free(c);
    (void)state;
}

static void want_of_memory_is_an_error_and_leaks_nothing(void **state)
{
    for (size_t n = 1; n < 60; n++) {
        t4_correlation *c;
        t4_hsedition from, to;
        t4_error err = {0};
        t4_status status = T4_OK;

        t4_alloc_fail_after(n);
        c = t4_correlation_new();
        for (int i = 0; c && !status && i < 40; i++) {
            char code[8];

            snprintf(code, sizeof code, "%06d", i);
            status = t4_correlation_add(c, "HS2002", "HS2007", i % 2, code, "000001", &err);
        }
        t4_hsedition_parse("HS2002", 6, &from);
        t4_hsedition_parse("HS2007", 6, &to);
        if (c && !status)
            status = t4_correlation_chain(c, &from, &to, &err);
        if (c && !status)
            status = t4_correlation_finish(c, T4_FAMILIES_STRICT, &err);
        t4_alloc_fail_after(0);
        assert_true(!c || !status || status == T4_ERR_MEMORY);
        t4_correlation_free(c);
    }
    (void)state;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(editions_are_read_in_every_usual_spelling),
        cmocka_unit_test(codes_are_followed_through_every_step),
        cmocka_unit_test(facts_set_links_aside_in_material_families_alone),
        cmocka_unit_test(a_chain_that_is_not_there_names_what_is),
        cmocka_unit_test(want_of_memory_is_an_error_and_leaks_nothing),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
