/* SPDX-License-Identifier: MIT */
#include "clean_case.h"

static const char usual[] =
    "tenfour: 1\n"
    "release: {from: 2023-01, until: 2023-12}\n"
    "input:\n"
    "  decimal: '.'\n"
    "  columns:\n"
    "    period: {column: DATE, format: '%d.%m.%Y'}\n"
    "    flow: {column: FLOW, map: {\"ИМ\": M, \"ЭК\": X}}\n"
    "    code: {column: CODE, digits: 10}\n"
    "    partner: {column: COUNTRY, map: {Deutschland: DE}}\n"
    "    trader: {M: BUYER, X: SELLER, digits: 6}\n"
    "    value: {column: VALUE, unit: USD, decimals: 2}\n"
    "    net_mass: {column: NET, unit: kg, decimals: 3}\n"
    "    gross_mass: {column: GROSS, unit: kg, decimals: 3}\n"
    "    quantity: {column: QTY, unit_column: UNIT, decimals: 0}\n"
    "publish: {levels: [10, 4], measures: [value, net_mass, quantity]}\n";

static const char header[] = "DATE;FLOW;CODE;COUNTRY;BUYER;SELLER;VALUE;NET;GROSS;QTY;UNIT";

static const char *const codes[][4] = {
    {"84", "", NULL, NULL}, {"8471", "", NULL, NULL}, {"847130", "", NULL, NULL},
    {"8471300000", "шт", NULL, NULL}, {"01", "", NULL, NULL}, {"0101", "", NULL, NULL},
    {"0101210000", "шт", NULL, NULL}, {"8471410000", "шт", "2020-01", "2023-03"},
};

static clean_case *usual_case(bool with_codes)
{
    clean_case *c = case_new(usual);

    if (with_codes)
        case_codes(c, codes, sizeof codes / sizeof *codes);
    case_open(c, false);
    return c;
}

static void run(clean_case *c, const char *lines)
{
    if (case_file(c, "june.csv", header, "UTF-8", lines, strlen(lines)))
        fail_msg("%s: %s", c->err.where, c->err.text);
}

static void a_clean_row_becomes_one_row_of_the_batch(void **state)
{
    clean_case *c = usual_case(true);
    char text[600];

    run(c, "05.06.2023;ИМ;8471300000;DE;123;;1500.50;12.5;13;7;шт\n");
    if (c->report.issues.count)
        fail_msg("%s", case_issue(c, 0, text));
    assert_int_equal(c->batch.rows, 1);
    assert_int_equal(c->batch.period[0], t4_period_month(2023, 6));
    assert_int_equal(c->batch.flow[0], T4_M);
    assert_string_equal(t4_dict_text(c->domain.codes, c->batch.code[0], NULL), "8471300000");
    assert_string_equal(t4_dict_text(c->domain.partners, c->batch.partner[0], NULL), "DE");
    assert_string_equal(t4_dict_text(c->domain.traders, c->batch.trader[0], NULL), "000123");
    assert_string_equal(t4_dict_text(c->domain.units, c->batch.unit[0], NULL), "шт");
    assert_int_equal(c->batch.amounts[0][0], 150050);
    assert_int_equal(c->batch.amounts[1][0], 12500);
    assert_int_equal(c->batch.amounts[2][0], 7);
    assert_null(c->batch.wide[0]);
    assert_true(c->batch.position[0] == t4_position(0, 2));
    case_free(c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_clean_row_becomes_one_row_of_the_batch),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
