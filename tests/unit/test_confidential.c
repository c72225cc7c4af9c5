/* SPDX-License-Identifier: MIT */
/* Control totals: exact where they are due, and a released number that is wrong stops the release. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "release_case.h"

/* Write release and control totals; the file's text, or NULL with err filled. */
static char *control_totals(release_case *c, char line[T4_CONFIDENTIAL_LINE], t4_error *err)
{
    t4_survey survey = {0};
    t4_protected *p = NULL;
    t4_status status;
    char *text = NULL;

    t4_tree_remove(AT_FDCWD, case_path("out"), NULL);
    t4_tree_make(case_path("out"), NULL);
    c->template_.wanted[T4_OUTPUT_xlsx] = false;
    status = case_write(c, case_path("out"), &survey, &p, err);
    if (!status) {
        t4_confidential papers = {&c->template_, &survey, c->control, case_scratch};

        status = t4_confidential_write(&papers, line, err);
    }
    if (!status)
        text = case_read(case_path("control-totals.csv"), NULL);
    t4_survey_release(&survey);
    t4_protected_free(p);
    return text;
}

static void say_rejected(release_case *c)
{
    t4_control_row *known = t4_control_at(c->control, T4_M, t4_period_month(2023, 1)), *unknown;

    /* One rejected row of 5.00, and 0.001 cut from the digits of another one. */
    known->rows_input++;
    known->rows_rejected++;
    known->rejected[0] = 500;
    known->rounding[0] = 1000000000000000;
    unknown = t4_control_at(c->control, T4_FLOWS, 0);
    unknown->rows_input = unknown->rows_rejected = 2;
    unknown->rejected[0] = 7;
}

static const case_record records[] = {
    {"2023-01", "M", "0101000000", "DE", "", "pcs", 12345, 1000, 5000},
    {"2023-01", "M", "0102000000", "DE", "", "l", 55, 1, 2000},
    {"2023-02", "RX", "0101000000", "KZ", "", "pcs", 100, 1, 1000}};

static release_case *small_case(void)
{
    release_case *c = case_new(false);

    for (size_t i = 0; i < 3; i++)
        case_add(c, &records[i]);
    say_rejected(c);
    case_finish(c);
    return c;
}

static void every_unit_of_the_input_is_accounted_for(void **state)
{
    /* By hand: value 123.45 + 0.55 released in January, 1.00 in February. */
    static const char *const lines[] = {
        ("flow,period,measure,unit,input,released,hidden,residual,rejected,rounding,rows_input,"
         "rows_kept,rows_rejected,rows_residual,check\n"),
        "\nM,2023-01,value,USD,129.001,124.00,0.00,0.00,5.00,0.001,3,2,1,0,exact\n",
        "\nRX,2023-02,value,USD,1.00,1.00,0.00,0.00,0.00,0.00,1,1,0,0,exact\n",
        "\n,,value,USD,0.07,0.00,0.00,0.00,0.07,0.00,2,0,2,0,exact\n",
        "\nall,all,value,USD,130.071,125.00,0.00,0.00,5.07,0.001,6,3,3,0,exact\n",
        "\nall,all,net_mass,kg,1.002,1.002,0.000,0.000,0.000,0.000,6,3,3,0,exact\n",
        /* 10-digit rows show both units; the chapter's row is mixed, so rows are counted at 4 digits. */
        "\nM,2023-01,quantity,,7.000,7.000,0.000,",
    };
    release_case *c = small_case();
    t4_error err = {0};
    char line[T4_CONFIDENTIAL_LINE], *text = control_totals(c, line, &err);

    if (!text)
        fail_msg("%s", err.text);
    assert_int_equal(strncmp(text, lines[0], strlen(lines[0])), 0);
    for (size_t i = 1; i < sizeof lines / sizeof *lines; i++)
        if (!strstr(text, lines[i]))
            fail_msg("no line '%s' in\n%s", lines[i], text);
    assert_string_equal(line, "exact to the last digit: 130.07 USD in = released + hidden + residual + "
                              "rejected + rounding");
    t4_free(text);
    case_free(c);
}

static void a_residual_is_counted_apart_from_what_else_is_released(void **state)
{
    release_case *c = small_case();
    t4_error err = {0};
    t4_control_row *row = t4_control_at(c->control, T4_M, t4_period_month(2023, 1));
    char line[T4_CONFIDENTIAL_LINE], *text;

    row->residual[0] = 55;   /* the second record, had its code been unknown */
    row->rows_residual = 1;
    text = control_totals(c, line, &err);
    assert_non_null(text);
    assert_non_null(strstr(text, "\nM,2023-01,value,USD,129.001,123.45,0.00,0.55,5.00,0.001,"));
    t4_free(text);
    case_free(c);
}

static void rounding_for_publication_stands_in_its_column(void **state)
{
    release_case *c = small_case();
    t4_error err = {0};
    char line[T4_CONFIDENTIAL_LINE], *text;

    c->template_.rounding_unit[T4_FIELD_VALUE] = 100;
    text = control_totals(c, line, &err);
    assert_non_null(text);
    /* The chapter's row prints 124: nothing is lost; 0.001 was cut on reading. */
    assert_non_null(strstr(text, "\nM,2023-01,value,USD,129.001,124.00,0.00,0.00,5.00,0.001,3,2,1,0,rounded\n"));
    t4_free(text);
    c->template_.rounding_unit[T4_FIELD_VALUE] = 1000;
    text = control_totals(c, line, &err);
    /* 124.00 is printed as 120: 4.00 by rounding, and the 0.001. */
    assert_non_null(strstr(text, "\nM,2023-01,value,USD,129.001,120.00,0.00,0.00,5.00,4.001,3,2,1,0,rounded\n"));
    t4_free(text);
    case_free(c);
}

static void months_that_make_no_published_year_are_hidden(void **state)
{
    release_case *c = case_new(false);
    t4_error err = {0};
    char line[T4_CONFIDENTIAL_LINE], *text;

    c->plan.periods[T4_MONTH] = c->plan.periods[T4_YEAR] = false;   /* no year is whole: no row */
    for (size_t i = 0; i < 3; i++)
        case_add(c, &records[i]);
    case_finish(c);
    c->plan.periods[T4_YEAR] = true;
    text = control_totals(c, line, &err);
    if (!text)
        fail_msg("%s", err.text);
    assert_non_null(strstr(text, "\nM,2023,value,USD,124.00,0.00,124.00,0.00,0.00,0.00,2,2,0,0,"
                                 "not counted: period or flow not published\n"));
    t4_free(text);
    case_free(c);
}

/* Leave out or change any one cell of a level that is counted: the release stops. */
static void a_row_that_is_lost_or_wrong_stops_the_release(void **state)
{
    release_case *c = case_new(false);
    t4_error err = {0};
    char line[T4_CONFIDENTIAL_LINE], *text;
    int tried = 0;

    case_fill(c, 150, 5);
    text = control_totals(c, line, &err);
    if (!text)
        fail_msg("%s", err.text);
    t4_free(text);
    for (size_t i = 0; i < c->count && tried < 60; i++) {
        t4_cell *cell = &c->entries[i].cell;

        /* Months, two digits, single partners. */
        if (c->plan.levels[c->entries[i].level] != 2 || t4_period_kind_of(cell->period) != T4_MONTH ||
            cell->partner >= T4_PARTNER_GROUP(0))
            continue;
        tried++;
        if (tried % 2)
            c->drop = i + 1;
        else
            cell->amount[tried % 4 / 2]++;
        err = (t4_error){0};
        assert_null(control_totals(c, line, &err));
        assert_int_equal(err.code, T4_ERR_DATA);
        assert_non_null(strstr(err.text, "control totals do not add up"));
        if (tried % 2)
            c->drop = 0;
        else
            cell->amount[tried % 4 / 2]--;
    }
    assert_true(tried > 30);
    case_free(c);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, case_make_scratch, case_remove_scratch)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(every_unit_of_the_input_is_accounted_for),
        TEST(a_residual_is_counted_apart_from_what_else_is_released),
        TEST(rounding_for_publication_stands_in_its_column),
        TEST(months_that_make_no_published_year_are_hidden),
        TEST(a_row_that_is_lost_or_wrong_stops_the_release),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
