/* SPDX-License-Identifier: MIT */
#include "clean_case.h"

#include "clean/state.h"

#define COLUMNS "tenfour: 1\ninput:\n  columns:\n"
#define FLOW "    flow: {constant: M}\n"
#define PARTNER "    partner: {column: Country, open: true}\n"
#define CODE "    code: {column: HS Code, digits: 8}\n"
#define VALUE "    value: {column: [FOB Value (USD), Value], unit: USD, decimals: 2}\n"
#define PUBLISH "publish: {levels: [8], measures: [value]}\n"

static clean_case *open_case(const char *yaml)
{
    clean_case *c = case_new(yaml);

    case_open(c, false);
    return c;
}

static t4_status bind(clean_case *c, const char *name, const char *header, const char *lines)
{
    return case_file(c, name, header, "UTF-8", lines, strlen(lines));
}

static const char usual[] = COLUMNS "    period: {year_column: Year, month_column: Month}\n" FLOW PARTNER CODE
                            VALUE PUBLISH;

static void names_are_found_whatever_their_case_blanks_and_signs(void **state)
{
    static const char *const headers[] = {
        "Year;Month;HS Code;Country;FOB Value (USD)", "YEAR;month;hs_code;COUNTRY;fob value USD",
        "Month;Year;Country;HSCode;other;FOB  Value.(USD)", "Year;Month;HS Code;Country;Value",
    };
    clean_case *c = open_case(usual);

    for (size_t i = 0; i < sizeof headers / sizeof *headers; i++) {
        if (bind(c, "a.csv", headers[i], ""))
            fail_msg("%s", c->err.text);
        assert_true(c->binding->origins[T4_FIELD_VALUE].present);
        assert_true(c->binding->month.present);
    }
    assert_int_equal(c->binding->origins[T4_FIELD_VALUE].column, 5);
    case_free(c);
}

static void the_first_name_of_a_list_that_is_there_wins(void **state)
{
    clean_case *c = open_case(usual);

    assert_int_equal(bind(c, "a.csv", "Value;Year;Month;HS Code;Country;FOB Value (USD)", ""), T4_OK);
    assert_int_equal(c->binding->origins[T4_FIELD_VALUE].column, 6);
    case_free(c);
}

static void all_missing_columns_are_named_with_what_there_is(void **state)
{
    clean_case *c = open_case(usual);

    assert_int_equal(bind(c, "dir/a.csv", "Year;Moth;HS Code;Land;x", ""), T4_ERR_DATA);
    assert_string_equal(c->err.where, "dir/a.csv");
    assert_string_equal(c->err.text,
        "the header lacks 'Month' for period (did you mean 'Moth'?), 'Country' for partner, "
        "'FOB Value (USD)' or 'Value' for value; it has 'Year', 'Moth', 'HS Code', 'Land', 'x'; correct "
        "the names in the template, or give this file its own under input.files");
    case_free(c);
}

static void a_column_that_is_there_twice_is_an_error_unless_one_is_meant_exactly(void **state)
{
    clean_case *c = open_case(usual);

    assert_int_equal(bind(c, "a.csv", "Year;Month;HS Code;Country;Value;HS Code", ""), T4_ERR_DATA);
    assert_non_null(strstr(c->err.text, "'HS Code' twice (columns 3 and 6)"));
    c->err = (t4_error){0};
    assert_int_equal(bind(c, "a.csv", "Year;Month;HS-Code;Country;Value;HSCODE", ""), T4_ERR_DATA);
    assert_non_null(strstr(c->err.text, "'HS-Code' (column 3) and 'HSCODE' (column 6)"));
    c->err = (t4_error){0};
    assert_int_equal(bind(c, "a.csv", "Year;Month;HSCODE;Country;Value;HS Code", ""), T4_OK);
    assert_int_equal(c->binding->origins[T4_FIELD_CODE].column, 6);
    case_free(c);
}

static void year_and_month_make_the_period(void **state)
{
    clean_case *c = open_case(usual);
    const char header[] = "Year;Month;HS Code;Country;Value";
    char text[600];

    assert_int_equal(bind(c, "a.csv", header, "2016;01;01012100;A;1\n2016;12;01012100;A;1\n2016;Mar;01012100;A;1\n"), T4_OK);
    assert_int_equal(c->batch.rows, 3);
    assert_int_equal(c->batch.period[0], t4_period_month(2016, 1));
    assert_int_equal(c->batch.period[1], t4_period_month(2016, 12));
    assert_int_equal(c->batch.period[2], t4_period_month(2016, 3));
    assert_int_equal(bind(c, "a.csv", header, "2016;13;01012100;A;1\n2016;;01012100;A;1\n;1;01012100;A;1\n"), T4_OK);
    assert_int_equal(c->batch.rows, 0);
    assert_string_equal(case_issue(c, 0, text), "2:1 period period_invalid rejected '2016/13' (a year 1900..2199 "
                                                "and a month 1..12)");
    case_free(c);
}

static void a_period_may_come_from_the_file_name(void **state)
{
    clean_case *c = open_case(COLUMNS "    period: {file: '([0-9]{4}-[0-9]{2})\\.csv'}\n" FLOW PARTNER CODE VALUE PUBLISH);

    assert_int_equal(bind(c, "in/us-2025-01.csv", "HS Code;Country;Value", "01012100;A;1\n"), T4_OK);
    assert_int_equal(c->batch.period[0], t4_period_month(2025, 1));
    assert_int_equal(bind(c, "in/us-2025.csv", "HS Code;Country;Value", "01012100;A;1\n"), T4_ERR_DATA);
    assert_non_null(strstr(c->err.text, "'us-2025.csv' does not match"));
    c->err = (t4_error){0};
    assert_int_equal(bind(c, "in/us-2025-17.csv", "HS Code;Country;Value", "01012100;A;1\n"), T4_ERR_DATA);
    assert_non_null(strstr(c->err.text, "'2025-17' is no period"));
    case_free(c);
}

static void a_file_may_have_columns_of_its_own(void **state)
{
    clean_case *c = open_case("tenfour: 1\ninput:\n  files: [{match: 'old-*', columns: {period: {column: Jahr}, "
                              "net_mass: {column: Netto}}}]\n  columns:\n    period: {column: Period}\n"
                              "    net_mass: {column: Net, decimals: 1}\n" FLOW PARTNER CODE VALUE
                              "publish: {levels: [8], measures: [value, net_mass]}\n");

    assert_int_equal(bind(c, "x/old-1.csv", "Jahr;HS Code;Country;Value;Netto", "1999;01012100;A;1;7\n"), T4_OK);
    assert_int_equal(c->batch.period[0], t4_period_year(1999));
    assert_int_equal(c->batch.amounts[1][0], 70);
    assert_int_equal(bind(c, "x/new-1.csv", "Period;HS Code;Country;Value;Net", "2001-Q3;01012100;A;1;8.5\n"), T4_OK);
    assert_int_equal(c->batch.period[0], t4_period_quarter(2001, 3));
    assert_int_equal(c->batch.amounts[1][0], 85);
    case_free(c);
}

static void an_empty_constant_means_that_the_field_is_not_there(void **state)
{
    clean_case *c = open_case(COLUMNS "    period: {constant: 2023}\n    code: {constant: '01012100', digits: 8}\n" FLOW
                              PARTNER VALUE "    net_mass: {constant: \"\"}\n    trader: {constant: \"\"}\n" PUBLISH);

    assert_int_equal(bind(c, "a.csv", "Country;Value", "A;1.5\n"), T4_OK);
    assert_int_equal(c->report.issues.count, 0);
    assert_int_equal(c->batch.trader[0], 0);
    case_free(c);
}

static void amounts_may_be_mapped(void **state)
{
    clean_case *c = open_case(COLUMNS "    period: {constant: 2023}\n    code: {constant: '01012100', digits: 8}\n" FLOW
                              PARTNER "    value: {column: Value, map: {n/a: \"\", '9999': '0', half: '0.5'}}\n" PUBLISH);

    assert_int_equal(bind(c, "a.csv", "Country;Value", "A;N/A\nA;9999\nA;half\nA;1.25\n"), T4_OK);
    assert_int_equal(c->batch.rows, 4);
    assert_int_equal(c->batch.amounts[0][0], 0);
    assert_int_equal(c->batch.amounts[0][1], 0);
    assert_int_equal(c->batch.amounts[0][2], 50);
    assert_int_equal(c->batch.amounts[0][3], 125);
    assert_int_equal(c->report.issues.count, 1);
    assert_int_equal(c->report.issues.items[0].kind, T4_ISSUE_AMOUNT_MISSING);
    case_free(c);
}

typedef struct {
    const char *lines;      /* of Country;Value */
    char point;             /* 0 = refused */
    bool assumed;
    const char *error;
} notation_case;

static void the_decimal_sign_is_settled_by_the_numbers_or_asked_for(void **state)
{
    static const notation_case cases[] = {
        {"A;1.5\nB;2\n", '.', false, NULL},
        {"A;1,5\nB;1.234\n", ',', false, NULL},
        {"A;1,234\nB;0,500\n", ',', false, NULL},
        {"A;1,234\nB;5\n", 0, false,
         "'1,234' can be read as 1.234 or as 1234, and no other amount settles it; set input.decimal to \".\" or \",\""},
        {"A;12\nB;5\n", '.', true, NULL},
        {"A;1.5\nB;1,5\n", 0, false,
         "amounts are written with decimal points ('1.5' in line 2) and with decimal commas ('1,5' in line 3); "
         "say which in input.decimal, the others will be reported"},
        {"A;1 000,5\nB;x\n", ',', false, NULL},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        clean_case *c = open_case(COLUMNS "    period: {constant: 2023}\n    code: {constant: '01012100', digits: 8}\n" FLOW
                                  PARTNER VALUE PUBLISH);
        t4_status status = bind(c, "a.csv", "Country;Value", cases[i].lines);

        assert_int_equal(status, cases[i].point ? T4_OK : T4_ERR_DATA);
        if (cases[i].error)
            assert_string_equal(c->err.text, cases[i].error);
        if (cases[i].point) {
            assert_int_equal(c->binding->notation.point, cases[i].point);
            assert_int_equal(c->binding->notation_assumed, cases[i].assumed);
        }
        case_free(c);
    }
}

/* The first block told nothing: later numbers that read two ways are not guessed. */
static void what_reads_two_ways_is_reported_where_nothing_settled_it(void **state)
{
    clean_case *c = open_case(COLUMNS "    period: {constant: 2023}\n    code: {constant: '01012100', digits: 8}\n" FLOW
                              PARTNER VALUE PUBLISH);
    static const char later[] = "A;12\nB;1.5\nC;1.234\nD;1,234\nE;1,5\n";
    static const char *const found[] = {"1.234", "1,234", "1,5"};

    assert_int_equal(bind(c, "a.csv", "Country;Value", "A;12\n"), T4_OK);
    case_cut(c, later, strlen(later));
    case_select(c);
    assert_int_equal(t4_cleaner_block(c->cleaner, c->binding, &c->slices, &c->batch, &c->report, &c->err), T4_OK);
    assert_int_equal(c->batch.rows, 2);
    assert_int_equal(c->batch.amounts[0][1], 150);
    assert_int_equal(c->report.issues.count, 3);
    for (size_t i = 0; i < 3; i++)
        assert_string_equal(c->report.issues.items[i].found, found[i]);
    case_free(c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_are_found_whatever_their_case_blanks_and_signs),
        cmocka_unit_test(the_first_name_of_a_list_that_is_there_wins),
        cmocka_unit_test(all_missing_columns_are_named_with_what_there_is),
        cmocka_unit_test(a_column_that_is_there_twice_is_an_error_unless_one_is_meant_exactly),
        cmocka_unit_test(year_and_month_make_the_period),
        cmocka_unit_test(a_period_may_come_from_the_file_name),
        cmocka_unit_test(a_file_may_have_columns_of_its_own),
        cmocka_unit_test(an_empty_constant_means_that_the_field_is_not_there),
        cmocka_unit_test(amounts_may_be_mapped),
        cmocka_unit_test(the_decimal_sign_is_settled_by_the_numbers_or_asked_for),
        cmocka_unit_test(what_reads_two_ways_is_reported_where_nothing_settled_it),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
