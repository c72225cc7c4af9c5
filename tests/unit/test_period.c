/* SPDX-License-Identifier: MIT */
/* Periods: their texts, their order, what they hold. */
#include "model/period.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

/* All 28 periods of a year, in the bytewise order of their texts. */
static const char *const texts[] = {
    "2023",    "2023-01", "2023-02", "2023-03", "2023-04", "2023-05",    "2023-06",    "2023-07",    "2023-08",    "2023-09",
    "2023-10", "2023-11", "2023-12", "2023-Q1", "2023-Q2", "2023-Q3",    "2023-Q4",    "2023-YTD02", "2023-YTD03", "2023-YTD04",
    "2023-YTD05", "2023-YTD06", "2023-YTD07", "2023-YTD08", "2023-YTD09", "2023-YTD10", "2023-YTD11", "2023-YTD12"};

static void periods_are_printed_as_they_were_read_and_sort_as_their_texts(void **state)
{
    t4_period last = 0;

    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        t4_period p = t4_period_parse(texts[i], strlen(texts[i]));
        char text[T4_PERIOD_TEXT];

        assert_int_not_equal(p, 0);
        assert_int_equal(t4_period_print(p, text), strlen(texts[i]));
        assert_string_equal(text, texts[i]);
        assert_true(p > last);
        last = p;
    }
}

static void other_notations_mean_the_same(void **state)
{
    static const struct { const char *text, *as; } cases[] = {
        {"202306", "2023-06"}, {"2023M06", "2023-06"}, {"2023-6", "2023-06"}, {"2023-01-01/P6M", "2023-YTD06"},
        {"2023-01-01/P12M", "2023-YTD12"}, {"2023-YTD13", NULL}, {"2023-YTD01", NULL}, {"2023-YTD1", NULL},
        {"2023-01-01/P13M", NULL}, {"2023-02-01/P6M", NULL}, {"2023-01-01/PM", NULL}, {"2023-Q5", NULL}, {"2023-13", NULL},
        {"1899", NULL}, {"", NULL}};

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        t4_period p = t4_period_parse(cases[i].text, strlen(cases[i].text));
        char text[T4_PERIOD_TEXT];

        if (!cases[i].as) {
            assert_int_equal(p, 0);
            continue;
        }
        t4_period_print(p, text);
        assert_string_equal(text, cases[i].as);
    }
}

/* Counted by hand: May is in the year, the second quarter, itself and the years to date from May on. */
static void a_period_counts_in_all_that_hold_it(void **state)
{
    static const struct { const char *text, *holding; } cases[] = {
        {"2023-05", "2023 2023-Q2 2023-05 2023-YTD05 2023-YTD06 2023-YTD07 2023-YTD08 2023-YTD09 2023-YTD10 2023-YTD11 2023-YTD12 "},
        {"2023-01", "2023 2023-Q1 2023-01 2023-YTD02 2023-YTD03 2023-YTD04 2023-YTD05 2023-YTD06 2023-YTD07 2023-YTD08 2023-YTD09 "
                    "2023-YTD10 2023-YTD11 2023-YTD12 "},
        {"2023-12", "2023 2023-Q4 2023-12 2023-YTD12 "},
        {"2023-Q2", "2023 2023-Q2 2023-YTD06 2023-YTD09 2023-YTD12 "},
        {"2023", "2023 2023-YTD12 "}};

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        t4_period holding[T4_PERIOD_HOLDING];
        int count = t4_period_holding(t4_period_parse(cases[i].text, strlen(cases[i].text)), holding);
        char all[400] = "";

        assert_true(count <= T4_PERIOD_HOLDING);
        for (int k = 0; k < count; k++) {
            t4_period_print(holding[k], all + strlen(all));
            strcat(all, " ");
        }
        assert_string_equal(all, cases[i].holding);
    }
}

static void years_to_date_begin_in_january(void **state)
{
    t4_period june = t4_period_to_date(2023, 6);

    (void)state;
    assert_int_equal(t4_period_kind_of(june), T4_TO_DATE);
    assert_int_equal(t4_period_first_month(june), 2023 * 12);
    assert_int_equal(t4_period_last_month(june), 2023 * 12 + 5);
    assert_true(t4_period_within(june, t4_period_month(2023, 1), t4_period_month(2023, 6)));
    assert_false(t4_period_within(june, t4_period_month(2023, 2), t4_period_month(2023, 12)));
    assert_false(t4_period_within(june, t4_period_month(2023, 1), t4_period_month(2023, 5)));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(periods_are_printed_as_they_were_read_and_sort_as_their_texts),
        cmocka_unit_test(other_notations_mean_the_same),
        cmocka_unit_test(a_period_counts_in_all_that_hold_it),
        cmocka_unit_test(years_to_date_begin_in_january),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
