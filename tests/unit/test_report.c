/* SPDX-License-Identifier: MIT */
#include "clean_case.h"

static void defects_of_labels_are_told_with_place_and_action(void **state)
{
    static const row_case cases[] = {
        {ROW("31.06.2023", "M", "8471300000", "DE", GOOD),
         "2:1 period period_invalid rejected '31.06.2023' (a date in the layout %d.%m.%Y, 1900..2199)", false, NULL},
        {ROW("01.06.2023 ", "M", "8471300000", "DE", GOOD), "", true, "8471300000"},
        {ROW("2023-06-01", "M", "8471300000", "DE", GOOD),
         "2:1 period period_invalid rejected '2023-06-01' (a date in the layout %d.%m.%Y, 1900..2199)", false, NULL},
        {ROW("31.12.2022", "M", "8471300000", "DE", GOOD),
         "2:1 period period_outside rejected '31.12.2022' (2023-01 to 2023-12)", false, NULL},
        {ROW("29.02.2023", "M", "8471300000", "DE", GOOD),
         "2:1 period period_invalid rejected '29.02.2023' (a date in the layout %d.%m.%Y, 1900..2199)", false, NULL},
        {ROW("01.06.2023", "import", "8471300000", "DE", GOOD),
         "2:2 flow flow_unknown rejected 'import' (M, X, FM, RM, DX, RX or a name in the column's map)", false, NULL},
        {ROW("01.06.2023", "rm", "8471300000", "DE", GOOD), "", true, "8471300000"},
        {ROW("01.06.2023", "M", "", "DE", GOOD),
         "2:3 code code_missing rejected '' (10 digits)", false, NULL},
        {ROW("01.06.2023", "M", "8471.3O", "DE", GOOD),
         "2:3 code code_character rejected '8471.3O' (10 digits, not a letter or sign at position 7 "
         "(Cyrillic О or Latin O?))", false, NULL},
        {ROW("01.06.2023", "M", "84713ОO00О", "DE", GOOD),
         "2:3 code code_character repaired '84713ОO00О' (10 digits, not a letter or sign at position 6 "
         "(Cyrillic О or Latin O?))", true, "8471300000"},
        {ROW("01.06.2023", "M", "84713*0000", "DE", GOOD),
         "2:3 code code_character rejected '84713*0000' (10 digits, not a letter or sign at position 6 "
         "('*'))", false, NULL},
        {ROW("01.06.2023", "M", "8471.30 00\xC2\xA0" "00", "DE", GOOD),
         "2:3 code code_character repaired '8471.30 00\xC2\xA0" "00' (digits only, without blanks and dots)",
         true, "8471300000"},
        {ROW("01.06.2023", "M", "101210000", "DE", GOOD),
         "2:3 code code_zero repaired '101210000' (10 digits: 0101210000)", true, "0101210000"},
        {ROW("01.06.2023", "M", "847130000", "DE", GOOD),
         "2:3 code code_length rejected '847130000' (10 digits, found 9; was a leading zero lost?)", false, NULL},
        {ROW("01.06.2023", "M", "8471", "DE", GOOD),
         "2:3 code code_length rejected '8471' (10 digits, found 4)", false, NULL},
        {ROW("01.06.2023", "M", "84713000001234", "DE", GOOD),
         "2:3 code code_length rejected '84713000001234' (10 digits, found 14)", false, NULL},
        {ROW("01.06.2023", "M", "8471990000", "DE", GOOD),
         "2:3 code code_unknown residual '8471990000' (a code of TEST-2022; known as far as 8471)",
         true, "8471XXXXXX"},
        {ROW("01.06.2023", "M", "9999999999", "DE", GOOD),
         "2:3 code code_unknown residual '9999999999' (a code of TEST-2022)", true, "99XX"},
        {ROW("01.06.2023", "M", "0000000000", "DE", GOOD),
         "2:3 code code_unknown residual '0000000000' (a code of TEST-2022)", true, "XXXX"},
        {ROW("01.06.2023", "M", "8471410000", "DE", GOOD),
         "2:3 code code_retired kept '8471410000' (a code that is valid in the record's period; in "
         "TEST-2022 it is valid from 2020-01 until 2023-03)", true, "8471410000"},
        {ROW("01.03.2023", "M", "8471410000", "DE", GOOD), "", true, "8471410000"},
        {ROW("01.06.2023", "M", "Total", "DE", GOOD),
         "2:3 code code_reserved rejected 'Total' (a code; this name is kept for totals)", false, NULL},
        {ROW("01.06.2023", "M", "LIST:chpl:1", "DE", GOOD),
         "2:3 code code_reserved rejected 'LIST:chpl:1' (a code; this name is kept for totals)", false, NULL},
        {ROW("01.06.2023", "M", "8471300000", "Germny", GOOD),
         "2:4 partner partner_unknown rejected 'Germny' (a partner; did you mean 'Germany' (DE)?)", false, NULL},
        {ROW("01.06.2023", "M", "8471300000", "deutschland", GOOD), "", true, "8471300000"},
        {ROW("01.06.2023", "M", "8471300000", "276", GOOD), "", true, "8471300000"},
        {ROW("01.06.2023", "M", "8471300000", "W00", GOOD),
         "2:4 partner partner_reserved rejected 'W00' (a partner; this name is kept for totals and groups)", false, NULL},
        {ROW("01.06.2023", "M", "8471300000", "world", GOOD),
         "2:4 partner partner_reserved rejected 'world' (a partner; this name is kept for totals and groups)", false, NULL},
        {ROW("01.06.2023", "M", "8471300000", "G_EAEU", GOOD),
         "2:4 partner partner_reserved rejected 'G_EAEU' (a partner; this name is kept for totals and groups)", false, NULL},
        {ROW("01.06.2023", "M", "8471300000", "DE", ";77;10;5;6;1;шт"),
         "2:5 trader trader_missing kept '' (a trader's id)", true, "8471300000"},
        {ROW("01.06.2023", "X", "8471300000", "DE", ";77;10;5;6;1;шт"), "", true, "8471300000"},
    };
    clean_case *c = usual_case(true);

    check_rows(c, cases, sizeof cases / sizeof *cases);
    case_free(c);
}

static void defects_of_amounts_and_rows_are_told_with_place_and_action(void **state)
{
    static const row_case cases[] = {
        {ROW("01.06.2023", "M", "8471300000", "DE", "1;;ten;5;6;1;шт"),
         "2:7 value amount_invalid rejected 'ten' (a number with decimal point, for example 1234.5)", false, NULL},
        {ROW("01.06.2023", "M", "8471300000", "DE", "1;;1,5;5;6;1;шт"),
         "2:7 value amount_invalid rejected '1,5' (a number with decimal point, for example 1234.5)", false, NULL},
        {ROW("01.06.2023", "M", "8471300000", "DE", "1;;-3;5;6;1;шт"),
         "2:7 value amount_negative kept '-3' (zero or more)", true, "8471300000"},
        {ROW("01.06.2023", "M", "8471300000", "DE", "1;;;5;6;1;шт"),
         "2:7 value amount_missing kept '' (a number)", true, "8471300000"},
        {ROW("01.06.2023", "M", "8471300000", "DE", "1;;10;5;;;шт"), "", true, "8471300000"},
        {ROW("01.06.2023", "M", "8471300000", "DE", "1;;0.005;5;6;1;шт"),
         "2:7 value excess_digits repaired '0.005' (at most 2 decimals, 0.00)", true, "8471300000"},
        {ROW("01.06.2023", "M", "8471300000", "DE", "1;;1.500000;5;6;1;шт"), "", true, "8471300000"},
        {ROW("01.06.2023", "M", "8471300000", "DE", "1;;0.00;5;6;1;шт"),
         "2:7 value value_zero kept '0.00' (a value, as there is a weight or quantity)", true, "8471300000"},
        {ROW("01.06.2023", "M", "8471300000", "DE", "1;;10;6.001;6;1;шт"),
         "2:8 net_mass net_over_gross kept '6.001' (at most the gross mass, 6.000)", true, "8471300000"},
        {ROW("01.06.2023", "M", "8471300000", "DE", "1;;10;6.000;6;1;шт"), "", true, "8471300000"},
        {ROW("01.06.2023", "M", "8471300000", "DE", "1;;10;6.001;0;1;шт"), "", true, "8471300000"},
        {ROW("01.06.2023", "M", "8471300000", "DE", "1;;10;5;6;1;"),
         "2:11 unit unit_missing kept '' (a unit for the quantity 1)", true, "8471300000"},
        {ROW("01.06.2023", "M", "8471300000", "DE", "1;;10;5;6;1;kg"),
         "2:11 unit unit_unknown kept 'kg' ('шт', the unit of code 8471300000)", true, "8471300000"},
        {ROW("01.06.2023", "M", "8471300000", "DE", "1;;10;5;6;1;шT"),
         "2:11 unit unit_unknown repaired 'шT' (one alphabet, 'шт')", true, "8471300000"},
        {ROW("01.06.2023", "M", "8471300000", "DE", "1;;10;5;6;1"),
         "2:0 row ragged rejected '10 fields' (11 fields) / 2:11 unit unit_missing kept '' (a unit for the quantity 1)",
         false, NULL},
        {ROW("01.06.2023", "M", "8471300000", "D\xFF", GOOD),
         "2:4 partner bad_bytes rejected 'D\xEF\xBF\xBD' (text in UTF-8)", false, NULL},
        {ROW("x", "y", "TOTAL", "Atlantis", "1;;-;5;6;1;шт"),
         "2:1 period period_invalid rejected 'x' (a date in the layout %d.%m.%Y, 1900..2199) / "
         "2:2 flow flow_unknown rejected 'y' (M, X, FM, RM, DX, RX or a name in the column's map) / "
         "2:3 code code_reserved rejected 'TOTAL' (a code; this name is kept for totals) / "
         "2:4 partner partner_unknown rejected 'Atlantis' (ISO2, ISO3, M49, a country's name or a label of the "
         "partner list) / 2:7 value amount_invalid rejected '-' (a number with decimal point, for example 1234.5)",
         false, NULL},
        {ROW("01.06.2023", "M", "8471300000", "DE",
             "1;;170141183460469231731687303715884105727;5;6;1;шт"),
         "2:7 value amount_range rejected '170141183460469231731687303715884105727' (a number below 2^127 with "
         "2 decimals)", false, NULL},
    };
    clean_case *c = usual_case(true);

    check_rows(c, cases, sizeof cases / sizeof *cases);
    case_free(c);
}

static void without_a_classification_only_the_form_of_codes_is_checked(void **state)
{
    static const row_case cases[] = {
        {ROW("01.06.2023", "M", "9999999999", "DE", GOOD), "", true, "9999999999"},
        {ROW("01.06.2023", "M", "101210000", "DE", GOOD),
         "2:3 code code_length rejected '101210000' (10 digits, found 9; was a leading zero lost?)", false, NULL},
        {ROW("01.06.2023", "M", "01012l0000", "DE", GOOD),
         "2:3 code code_character repaired '01012l0000' (10 digits, not a letter or sign at position 6 "
         "(Latin l?))", true, "0101210000"},
    };
    clean_case *c = usual_case(false);

    check_rows(c, cases, sizeof cases / sizeof *cases);
    case_free(c);
}

static void the_template_decides_what_is_done(void **state)
{
    static const char yaml[] =
        "checks: {code_unknown: reject, code_length: residual, code_character: residual, code_zero: residual, "
        "code_retired: residual, amount_negative: reject, amount_invalid: keep, value_zero: off, "
        "unit_unknown: off, excess_digits: off, trader_missing: reject, ragged: keep, bad_bytes: keep}\n";
    static const row_case cases[] = {
        {ROW("01.06.2023", "M", "8471990000", "DE", GOOD),
         "2:3 code code_unknown rejected '8471990000' (a code of TEST-2022; known as far as 8471)", false, NULL},
        {ROW("01.06.2023", "M", "84713", "DE", GOOD),
         "2:3 code code_length residual '84713' (10 digits, found 5)", true, "8471XXXXXX"},
        {ROW("01.06.2023", "M", "84713OOOOO", "DE", GOOD),
         "2:3 code code_character residual '84713OOOOO' (10 digits, not a letter or sign at position 6 "
         "(Cyrillic О or Latin O?))", true, "8471XXXXXX"},
        {ROW("01.06.2023", "M", "101210000", "DE", GOOD),
         "2:3 code code_zero residual '101210000' (10 digits: 0101210000)", true, "0101210000XX"},
        {ROW("01.06.2023", "M", "8471410000", "DE", GOOD),
         "2:3 code code_retired residual '8471410000' (a code that is valid in the record's period; in "
         "TEST-2022 it is valid from 2020-01 until 2023-03)", true, "8471XXXXXX"},
        {ROW("01.06.2023", "M", "8471300000", "DE", "1;;-3;5;6;1;шт"),
         "2:7 value amount_negative rejected '-3' (zero or more)", false, NULL},
        {ROW("01.06.2023", "M", "8471300000", "DE", "1;;ten;5;6;1;шт"),
         "2:7 value amount_invalid kept 'ten' (a number with decimal point, for example 1234.5)", true, "8471300000"},
        {ROW("01.06.2023", "M", "8471300000", "DE", "1;;0;5;6;1;kg"), "", true, "8471300000"},
        {ROW("01.06.2023", "M", "8471300000", "DE", "1;;0.005;5;6;1;шт"), "", true, "8471300000"},
        {ROW("01.06.2023", "M", "8471300000", "DE", "..;;10;5;6;1;шт"),
         "2:5 trader trader_missing rejected '..' (a trader's id)", false, NULL},
        {ROW("01.06.2023", "M", "8471300000", "DE", "1;;10;5;6"),
         "2:0 row ragged kept '9 fields' (11 fields)", true, "8471300000"},
    };
    char text[2000];
    clean_case *c;

    snprintf(text, sizeof text, "%s%s", usual_template, yaml);
    c = case_new(text);
    case_codes(c, usual_codes, sizeof usual_codes / sizeof *usual_codes);
    case_open(c, false);
    check_rows(c, cases, sizeof cases / sizeof *cases);
    case_free(c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(defects_of_labels_are_told_with_place_and_action),
        cmocka_unit_test(defects_of_amounts_and_rows_are_told_with_place_and_action),
        cmocka_unit_test(without_a_classification_only_the_form_of_codes_is_checked),
        cmocka_unit_test(the_template_decides_what_is_done),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
