/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/memory.h"
#include "sdc/rules.h"

/* One cell with the given contributions, largest first. */
typedef struct {
    uint64_t contribution[5];
    uint32_t without_id;     /* how many of them (0 or 1) have no trader */
    const char *rules;       /* m3, d1:75, d2:85, p10, q10:50, c2, s10, n */
    t4_rule rule;
    int64_t level;
} rule_case;

static void set_rules(t4_rules *rules, const char *text, bool *never)
{
    *rules = (t4_rules){.coalition = 1, .safety = 10 * T4_PERCENT};
    *never = false;
    for (char copy[64], *rest = strcpy(copy, text), *word; (word = strtok_r(rest, " ", &rest));) {
        int a = 0, b = 0;

        if (sscanf(word, "m%d", &a) == 1)
            rules->minimum = a;
        else if (sscanf(word, "d%d:%d", &a, &b) == 2) {
            rules->dominance[rules->dominance_count].n = a;
            rules->dominance[rules->dominance_count++].k = b * T4_PERCENT;
        } else if (sscanf(word, "p%d", &a) == 1)
            rules->p = a * T4_PERCENT;
        else if (sscanf(word, "q%d:%d", &a, &b) == 2) {
            rules->pq_p = a * T4_PERCENT;
            rules->pq_q = b * T4_PERCENT;
        } else if (sscanf(word, "c%d", &a) == 1)
            rules->coalition = a;
        else if (sscanf(word, "s%d", &a) == 1)
            rules->safety = a * T4_PERCENT;
        else if (!strcmp(word, "n"))
            *never = true;
    }
}

/* Levels worked out by hand from the table in the definition of protection, section 2. */
static void levels_are_those_of_the_table(void **state)
{
    static const rule_case cases[] = {
        {{1000}, 0, "m3", T4_RULE_MINIMUM, 100},              /* 10 % of x */
        {{1000, 5}, 0, "m3", T4_RULE_MINIMUM, 101},           /* 100.5 up */
        {{10, 10, 10}, 0, "m3", T4_RULE_NONE, 0},
        {{10, 10, 10}, 1, "m3", T4_RULE_MINIMUM, 3},          /* one has no id: two count */
        {{1000}, 0, "m3 p20", T4_RULE_P_PERCENT, 200},        /* safety is at least p; p itself 200 */
        {{1000, 400, 99}, 0, "p10", T4_RULE_P_PERCENT, 1},    /* 100 - 99 */
        {{1000, 400, 100}, 0, "p10", T4_RULE_NONE, 0},
        {{1000, 400, 100, 60}, 0, "p10 c2", T4_RULE_P_PERCENT, 40},
        {{803, 100, 97}, 0, "d1:80", T4_RULE_DOMINANCE, 4},   /* 803/0.8 = 1003.75 - 1000 */
        {{800, 100, 100}, 0, "d1:80", T4_RULE_NONE, 0},
        {{500, 400, 100}, 0, "d1:60 d2:85", T4_RULE_DOMINANCE, 59},  /* 900/0.85 = 1058.8 */
        {{1000, 500, 150}, 0, "q10:50", T4_RULE_PQ, 50},      /* 10/50*1000 - 150 */
        {{1000, 500, 200}, 0, "q10:50", T4_RULE_NONE, 0},
        {{1000, 1000, 1000}, 0, "m3 n", T4_RULE_NEVER, 300},
        {{7}, 0, "p10", T4_RULE_P_PERCENT, 1},                /* 0.7 up */
        {{1}, 0, "m3", T4_RULE_MINIMUM, 1},                   /* never under one unit */
        {{0}, 0, "p10", T4_RULE_NONE, 0},
        {{600, 300, 20}, 0, "m4 p10 d1:60", T4_RULE_MINIMUM, 92},  /* 92; 40; 80: the largest */
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        t4_tops_cell cell = {0};
        uint64_t top[5];
        t4_tops tops = {&cell, top, 5};
        t4_rules rules;
        int64_t level;
        bool never;

        for (int k = 0; k < 5; k++) {
            top[k] = cases[i].contribution[k];
            cell.sum += top[k];
            cell.shares += top[k] > 0;
        }
        cell.contributors = cell.shares - cases[i].without_id;
        set_rules(&rules, cases[i].rules, &never);
        assert_int_equal(t4_rules_cell(&rules, &tops, 0, never, &level), cases[i].rule);
        assert_int_equal(level, cases[i].level);
    }
}

static t4_share share(t4_system *s, const char *code, uint32_t partner, uint32_t trader, int64_t amount)
{
    return (t4_share){{t4_period_year(2020), 2, 0, partner, t4_system_node(s, code, (int)strlen(code))},
                      trader, amount};
}

/* A 4-digit heading of two partners; world 9. */
static t4_system *two_partners(void)
{
    static const int levels[] = {4};
    t4_system *s;
    t4_run run;
    t4_place place = {t4_period_year(2020), 2, 0, 1, 0};

    t4_run_init(&run);
    assert_int_equal(t4_system_new(&s, levels, 1, 9, NULL, NULL, NULL), T4_OK);
    place.node = t4_system_node(s, "0101", 4);
    assert_int_equal(t4_system_add(s, &place, 100, 0, NULL), T4_OK);
    place.partner = 2;
    assert_int_equal(t4_system_add(s, &place, 50, 0, NULL), T4_OK);
    place.partner = 9;
    assert_int_equal(t4_system_add(s, &place, 150, 0, NULL), T4_OK);
    assert_int_equal(t4_system_close(s, &run, NULL), T4_OK);
    return s;
}

static void contributors_are_merged_over_cells_and_holdings(void **state)
{
    t4_system *s = two_partners();
    const uint32_t holding[] = {0, 1, 2, 1};  /* trader 3 belongs to 1 */
    t4_share shares[] = {
        share(s, "0101", 1, 1, 70), share(s, "0101", 1, 2, 30),
        share(s, "0101", 2, 1, 20), share(s, "0101", 2, 3, 30),
    };
    t4_run run;
    t4_tops tops;

    t4_run_init(&run);
    assert_int_equal(t4_tops_make(&tops, &run, s, shares, 4, NULL, 0, 2, NULL), T4_OK);
    assert_int_equal(tops.cell[2].contributors, 3);
    assert_int_equal(tops.top[4], 90);
    assert_int_equal(tops.top[5], 30);
    assert_int_equal(tops.cell[1].owner, 0);
    t4_tops_release(&tops);
    assert_int_equal(t4_tops_make(&tops, &run, s, shares, 4, holding, 4, 2, NULL), T4_OK);
    assert_int_equal(tops.cell[2].contributors, 2);
    assert_int_equal(tops.top[4], 120);
    assert_int_equal(tops.cell[1].contributors, 1);
    assert_int_equal(tops.cell[1].owner, 1);
    t4_tops_release(&tops);
    t4_system_free(s);
}

static void records_without_trader_weigh_as_one_and_count_as_none(void **state)
{
    t4_system *s = two_partners();
    t4_share shares[] = {
        share(s, "0101", 1, 0, 40), share(s, "0101", 1, 0, 30), share(s, "0101", 1, 5, 30),
        share(s, "0101", 2, 0, 50),
    };
    t4_run run;
    t4_tops tops;

    t4_run_init(&run);
    assert_int_equal(t4_tops_make(&tops, &run, s, shares, 4, NULL, 0, 2, NULL), T4_OK);
    assert_int_equal(tops.cell[0].contributors, 1);
    assert_int_equal(tops.cell[0].shares, 2);
    assert_int_equal(tops.top[0], 70);
    assert_int_equal(tops.cell[0].owner, 0);
    assert_int_equal(tops.cell[1].contributors, 0);
    assert_int_equal(tops.cell[1].owner, 0);
    t4_tops_release(&tops);
    t4_system_free(s);
}

static void negative_records_are_netted_and_weigh_by_size(void **state)
{
    t4_system *s = two_partners();
    t4_share shares[] = {
        share(s, "0101", 1, 4, 50), share(s, "0101", 1, 4, -80), share(s, "0101", 1, 6, 20),
    };
    t4_run run;
    t4_tops tops;

    t4_run_init(&run);
    assert_int_equal(t4_tops_make(&tops, &run, s, shares, 3, NULL, 0, 2, NULL), T4_OK);
    assert_int_equal(tops.top[0], 30);
    assert_int_equal(tops.cell[0].sum, 50);
    assert_true(tops.cell[0].negative);
    assert_true(tops.cell[2].negative);
    assert_false(tops.cell[1].negative);
    t4_tops_release(&tops);
    t4_system_free(s);
}

/* Worked out by hand: x the sum, the largest who has not waived against the largest others. */
static void waived_contributors_are_no_longer_protected_but_still_look(void **state)
{
    static const struct {
        uint64_t amount[4];
        const char *waived;      /* one letter each */
        const char *rules;
        t4_rule rule;
        int64_t level;
    } cases[] = {
        {{60, 40}, "wn", "m3 p10", T4_RULE_MINIMUM, 10},       /* p %: 40 against 60: R = 0, 4; minimum: 10 % of 100 */
        {{60, 40}, "wn", "p10", T4_RULE_P_PERCENT, 4},
        {{60, 40}, "nw", "p10", T4_RULE_P_PERCENT, 6},
        {{60, 40}, "ww", "m3 p10 d1:50", T4_RULE_NONE, 0},
        {{900, 60, 40}, "wnn", "p10", T4_RULE_NONE, 0},        /* 60 against 900: R = 40 >= 6 */
        {{900, 60, 40}, "nww", "p10", T4_RULE_P_PERCENT, 50},  /* R = 40 < 90 */
        {{900, 60, 4}, "wnn", "p10", T4_RULE_P_PERCENT, 2},    /* R = 4 < 6 */
        {{900, 60, 40}, "wnn", "d1:75", T4_RULE_NONE, 0},      /* 60 of 1000 */
        {{900, 60, 40}, "wnn", "d2:85", T4_RULE_DOMINANCE, 130},  /* 960 of 1000: 960 / 0.85 - 1000 = 129.4 */
        {{900, 60, 40}, "wwn", "p10 c2", T4_RULE_P_PERCENT, 4},   /* 40 against both others */
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        size_t count = strlen(cases[i].waived);
        t4_rules_part parts[4];
        t4_rules rules;
        int64_t level;
        bool never;

        set_rules(&rules, cases[i].rules, &never);
        for (size_t k = 0; k < count; k++)
            parts[k] = (t4_rules_part){cases[i].amount[k], true, cases[i].waived[k] == 'w'};
        assert_int_equal(t4_rules_waived(&rules, parts, count, &level), cases[i].rule);
        assert_int_equal(level, cases[i].level);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(levels_are_those_of_the_table),
        cmocka_unit_test(waived_contributors_are_no_longer_protected_but_still_look),
        cmocka_unit_test(contributors_are_merged_over_cells_and_holdings),
        cmocka_unit_test(records_without_trader_weigh_as_one_and_count_as_none),
        cmocka_unit_test(negative_records_are_netted_and_weigh_by_size),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
