/* SPDX-License-Identifier: MIT */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdbool.h>
#include <string.h>

#include <cmocka.h>

#include "io/flows_cell.h"

static void figures_are_read_as_offices_write_them(void **state)
{
    static const struct {
        const char *text;
        char point;
        int power;
        t4_flows_cell_result result;
        long long amount;   /* times 10^4 */
    } cases[] = {
        {"12.5", 0, 0, T4_FLOWS_CELL_OK, 125000}, {"88,0", 0, 0, T4_FLOWS_CELL_OK, 880000}, {"1 234 567,8", 0, 0, T4_FLOWS_CELL_OK, 12345678000},
        {"1,234.5", 0, 0, T4_FLOWS_CELL_OK, 12345000}, {"1.234,5", 0, 0, T4_FLOWS_CELL_OK, 12345000}, {"1,234,567", 0, 0, T4_FLOWS_CELL_OK, 12345670000},
        {"1,234", 0, 0, T4_FLOWS_CELL_UNSURE, 0}, {"1,234", ',', 0, T4_FLOWS_CELL_OK, 12340}, {"1,234", '.', 0, T4_FLOWS_CELL_OK, 12340000},
        {"0,234", 0, 0, T4_FLOWS_CELL_OK, 2340}, {"7.0000000000000001E-3", 0, 9, T4_FLOWS_CELL_OK, 70000000000},
        {"1E+3", 0, 0, T4_FLOWS_CELL_OK, 10000000}, {"2.5e2", 0, 3, T4_FLOWS_CELL_OK, 2500000000}, {"-1.5E1", 0, 0, T4_FLOWS_CELL_OK, -150000},
        {"1E99", 0, 0, T4_FLOWS_CELL_BAD, 0}, {"1E", 0, 0, T4_FLOWS_CELL_BAD, 0}, {"692565.6693", 0, 6, T4_FLOWS_CELL_OK, 6925656693000000},
        {"0.00005", 0, 0, T4_FLOWS_CELL_OK, 0}, {"0.00015", 0, 0, T4_FLOWS_CELL_OK, 2}, {"-", 0, 0, T4_FLOWS_CELL_NONE, 0},
        {"\xE2\x80\x93", 0, 0, T4_FLOWS_CELL_NONE, 0}, {"...", 0, 0, T4_FLOWS_CELL_NONE, 0}, {"", 0, 0, T4_FLOWS_CELL_NONE, 0},
        {"5x", 0, 0, T4_FLOWS_CELL_BAD, 0}, {"12.3.4", 0, 0, T4_FLOWS_CELL_BAD, 0}, {"1", 0, 15, T4_FLOWS_CELL_BAD, 0}};

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        t4_int128 amount = 7;
        t4_flows_cell_result result = t4_flows_cell_amount(cases[i].text, strlen(cases[i].text), cases[i].point, cases[i].power, &amount);

        if (result != cases[i].result || (result == T4_FLOWS_CELL_OK && amount != cases[i].amount))
            fail_msg("'%s' is %d, %lld", cases[i].text, (int)result, (long long)amount);
    }
}

static void codes_get_their_plain_form(void **state)
{
    static const struct {
        const char *text;
        bool stripped;
        int digits;
        t4_flows_code_kind kind;
        const char *plain;
        int level;
    } cases[] = {
        {"84713000", false, 8, T4_FLOWS_CODE_PLAIN, "84713000", 8}, {"1012100", true, 8, T4_FLOWS_CODE_PLAIN, "01012100", 8},
        {"8471 30 00", false, 0, T4_FLOWS_CODE_PLAIN, "84713000", 8}, {"0101.21", false, 0, T4_FLOWS_CODE_PLAIN, "010121", 6},
        {"101210000.0", true, 10, T4_FLOWS_CODE_PLAIN, "0101210000", 10}, {"84\xC2\xA0" "71", false, 0, T4_FLOWS_CODE_PLAIN, "8471", 4},
        {"73--", false, 0, T4_FLOWS_CODE_PLAIN, "73XX", 4}, {"850610XX", false, 0, T4_FLOWS_CODE_PLAIN, "850610XX", 8},
        {"0201-0204", false, 0, T4_FLOWS_CODE_RANGE, "0201-0204", 4}, {"68-70, 84-97", false, 0, T4_FLOWS_CODE_RANGE, "68-70,84-97", 2},
        {"2710193100 \xE2\x80\x93 2710194800", false, 0, T4_FLOWS_CODE_RANGE, "2710193100-2710194800", 10},
        {"72 (\xD0\xBA\xD1\x80\xD0\xBE\xD0\xBC\xD0\xB5 7201-7204)", false, 0, T4_FLOWS_CODE_PART, "72X", 2},
        {"85-42", false, 0, T4_FLOWS_CODE_BAD, "", 0}, {"84-8471", false, 0, T4_FLOWS_CODE_BAD, "", 0}, {"8", false, 0, T4_FLOWS_CODE_BAD, "", 0},
        {"847130000", false, 8, T4_FLOWS_CODE_BAD, "", 0}, {"1234567890123", false, 0, T4_FLOWS_CODE_BAD, "", 0},
        {"A471", false, 0, T4_FLOWS_CODE_BAD, "", 0}, {"84,", false, 0, T4_FLOWS_CODE_BAD, "", 0}, {"", false, 0, T4_FLOWS_CODE_BAD, "", 0}};
    t4_buffer out;

    t4_buffer_init(&out, 0);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        int level = 0;
        t4_flows_code_kind kind = t4_flows_cell_code(cases[i].text, strlen(cases[i].text), cases[i].stripped, cases[i].digits, &out, &level);

        if (kind != cases[i].kind || (kind != T4_FLOWS_CODE_BAD && (strcmp(out.data, cases[i].plain) || level != cases[i].level)))
            fail_msg("'%s' is %d, '%s', level %d", cases[i].text, (int)kind, out.length ? out.data : "", level);
    }
    t4_buffer_release(&out);
}

static void scales_are_told_by_words_of_many_languages(void **state)
{
    assert_int_equal(t4_flows_cell_scale("тыс. долларов сша"), 3);
    assert_int_equal(t4_flows_cell_scale("(million us dollars)"), 6);
    assert_int_equal(t4_flows_cell_scale("млрд. долл. сша"), 9);
    assert_int_equal(t4_flows_cell_scale("value (usd)"), 0);
    assert_int_equal(t4_flows_cell_mass_scale("тыс. / тонн"), 6);
    assert_int_equal(t4_flows_cell_mass_scale("netto, kg"), 0);
}

static void days_of_workbooks_are_dates(void **state)
{
    static const struct {
        const char *days, *date;
        bool from1904;
    } cases[] = {{"45078", "2023-06-01", false}, {"43616", "2023-06-01", true}, {"44927", "2023-01-01", false}, {"36585", "2000-02-29", false},
                 {"45351", "2024-02-29", false}, {"44926.5", "2022-12-31", false}};
    char date[T4_FLOWS_CELL_DATE];

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_true(t4_flows_cell_date(cases[i].days, strlen(cases[i].days), cases[i].from1904, date));
        assert_string_equal(date, cases[i].date);
    }
    assert_false(t4_flows_cell_date("2023", 4, false, date));
    assert_false(t4_flows_cell_date("202306", 6, false, date));
    assert_false(t4_flows_cell_date("4507x", 5, false, date));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(figures_are_read_as_offices_write_them), cmocka_unit_test(codes_get_their_plain_form),
        cmocka_unit_test(scales_are_told_by_words_of_many_languages), cmocka_unit_test(days_of_workbooks_are_dates)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
