/* SPDX-License-Identifier: MIT */
/* Sheets of a workbook: split by meaning, within what a spreadsheet holds, no row lost or twice. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "io/xlsx.h"
#include "release_case.h"

/* A survey of units given as period, flow, chapter, rows at level 0 (10 digits) and 1 (total). */
typedef struct {
    const char *period;
    t4_flow flow;
    const char *chapter;
    uint32_t rows[2];
} unit_row;

static t4_cube_plan plan = {.levels = {10, 0}, .level_count = 2};

static void survey_of(t4_survey *survey, t4_rows *rows, t4_survey_unit *units,
                      const unit_row *given, size_t count)
{
    *rows = (t4_rows){.plan = &plan, .units = count};
    *survey = (t4_survey){.rows = rows, .units = units};
    for (size_t i = 0; i < count; i++) {
        units[i] = (t4_survey_unit){
            .period = t4_period_parse(given[i].period, strlen(given[i].period)),
            .flow = given[i].flow, .rows = {given[i].rows[0], given[i].rows[1]}};
        strcpy(units[i].chapter, given[i].chapter);
        survey->level_rows[0] += given[i].rows[0];
        survey->level_rows[1] += given[i].rows[1];
    }
}

static void sheets_are_split_by_flow_then_period_then_chapter(void **state)
{
    static const unit_row units[] = {
        {"2023", T4_M, "", {0, 1}}, {"2023", T4_M, "01", {30, 0}}, {"2023", T4_M, "84", {40, 0}},
        {"2023", T4_X, "01", {5, 0}}, {"2023", T4_X, "84", {15, 0}},
        {"2023-01", T4_M, "01", {20, 0}}, {"2023-01", T4_M, "84", {10, 0}},
        {"2023-02", T4_M, "01", {25, 0}}, {"2023-02", T4_X, "84", {20, 0}}};
    static const struct {
        uint64_t sheet_rows;
        int parts;
        const char *names[6];
    } cases[] = {
        {200, 6, {"Total", "HS10"}},
        {125, 6, {"Total", "HS10 M", "HS10 X"}},
        /* M has 125 rows: the year and January, then February. */
        {100, 6, {"Total", "HS10 M 2023 to 2023-01", "HS10 M 2023-02", "HS10 X"}},
        {70, 6, {"Total", "HS10 M 2023", "HS10 M 2023-01 to 2023-02", "HS10 X"}},
        /* The year of M alone has 70. */
        {69, 6, {"Total", "HS10 M 2023 ch 01-01", "HS10 M 2023 ch 84-84",
                 "HS10 M 2023-01 to 2023-02", "HS10 X"}},
        {69, 3, {"Total"}},     /* four parts are too many: CSV only */
        {39, 6, {"Total"}},     /* a chapter alone does not fit */
    };
    t4_survey survey;
    t4_rows rows;
    t4_survey_unit scratch[16];

    survey_of(&survey, &rows, scratch, units, sizeof units / sizeof *units);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        t4_split_limits limits = {cases[i].sheet_rows, 50, cases[i].parts};
        t4_split split;
        uint64_t total = 0;
        int count = 0;

        t4_split_plan(&split, &survey, &limits);
        while (count < 6 && cases[i].names[count])
            count++;
        assert_int_equal(split.count, count);
        for (int k = 0; k < count; k++) {
            assert_string_equal(split.sheets[k].name, cases[i].names[k]);
            assert_true(split.sheets[k].rows <= cases[i].sheet_rows);
            total += split.sheets[k].rows;
        }
        assert_int_equal(split.omitted[0], count == 1);
        assert_int_equal(total, count == 1 ? 1 : 166);
        assert_int_equal(split.rows, total);
        assert_int_equal(split.tables, total <= 50);
    }
}

static void every_row_is_on_exactly_one_sheet(void **state)
{
    static const char *const periods[] = {"2023", "2023-01", "2023-02", "2023-Q1"};
    static const char *const chapters[] = {"01", "27", "84", "97"};
    t4_random random;
    int split_tables = 0;

    t4_random_seed(&random, 4);
    for (int round = 0; round < 300; round++) {
        unit_row units[96];
        size_t count = 0;
        t4_survey survey;
        t4_rows rows;
        t4_survey_unit scratch[96];
        t4_split split;
        t4_split_limits limits = {40 + t4_random_below(&random, 400), 0, 20};

        for (int p = 0; p < 4; p++)
            for (int flow = 0; flow < T4_FLOWS; flow++)
                for (int c = 0; c < 4; c++)
                    if (t4_random_below(&random, 3))
                        units[count++] = (unit_row){periods[p], (t4_flow)flow, chapters[c],
                                                    {(uint32_t)t4_random_below(&random, 41), 0}};
        survey_of(&survey, &rows, scratch, units, count);
        t4_split_plan(&split, &survey, &limits);
        if (split.omitted[0])
            continue;
        split_tables += split.count > 1;
        for (size_t i = 0; i < count; i++) {
            t4_row row = {.period = scratch[i].period, .flow = scratch[i].flow};
            int held = 0;

            snprintf(row.code, sizeof row.code, "%s01000000", chapters[i % 4]);
            memcpy(row.code, scratch[i].chapter, 2);
            for (int k = 0; k < split.count; k++)
                held += t4_split_holds(&split.sheets[k], &row);
            assert_int_equal(held, scratch[i].rows[0] ? 1 : held > 1 ? 99 : held);
        }
        for (int k = 0; k < split.count; k++)
            assert_true(split.sheets[k].rows <= limits.sheet_rows && strlen(split.sheets[k].name) <= 31);
    }
    assert_true(split_tables > 100);
}

/* --- a workbook in parts --------------------------------------------------- */

static void a_workbook_in_parts_is_written_and_read_back(void **state)
{
    static const t4_split_limits limits = {900, 0, 12};
    release_case *c = case_new(false);
    t4_error err = {0};
    t4_xlsx *book;

    case_fill(c, 500, 21);
    c->template_.wanted[T4_OUTPUT_csv] = true;
    if (case_write_limited(c, case_scratch, &limits, &err))
        fail_msg("%s", err.text);
    assert_int_equal(t4_xlsx_open(&book, case_path("xlsx/kg-trade.xlsx"), NULL), T4_OK);
    assert_true(t4_xlsx_sheets(book) > 3 + 6);
    t4_xlsx_free(book);
    case_free(c);
}

static void a_table_that_fits_nowhere_needs_csv(void **state)
{
    static const t4_split_limits limits = {100, 0, 3};
    release_case *c = case_new(false);
    t4_error err = {0};

    case_fill(c, 500, 21);
    assert_int_equal(case_write_limited(c, case_path("."), &limits, &err), T4_OK);
    assert_int_equal(err.code, T4_OK);
    t4_tree_remove(AT_FDCWD, case_path("data"), NULL);
    t4_tree_remove(AT_FDCWD, case_path("xlsx"), NULL);
    c->template_.wanted[T4_OUTPUT_csv] = false;
    assert_int_equal(case_write_limited(c, case_path("."), &limits, &err), T4_ERR_USAGE);
    assert_non_null(strstr(err.text, "add csv to 'outputs'"));
    case_free(c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sheets_are_split_by_flow_then_period_then_chapter),
        cmocka_unit_test(every_row_is_on_exactly_one_sheet),
        cmocka_unit_test_setup_teardown(a_workbook_in_parts_is_written_and_read_back,
                                        case_make_scratch, case_remove_scratch),
        cmocka_unit_test_setup_teardown(a_table_that_fits_nowhere_needs_csv, case_make_scratch,
                                        case_remove_scratch),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
