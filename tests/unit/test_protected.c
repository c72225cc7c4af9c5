/* SPDX-License-Identifier: MIT */
/* What writers see: rounded once, erased where there is nothing to publish, with its status. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "release_case.h"

/* One cell of the given value, published under the rounding unit; as it is printed. */
static void published(int64_t value, int64_t unit, char text[T4_DECIMAL_TEXT])
{
    release_case *c = case_new(false);
    case_record r = {"2023-01", "M", "0101000000", "DE", "", "", value, 0, 0};
    t4_protected *p;
    t4_row_block block = {0};

    case_add(c, &r);
    case_finish(c);
    c->template_.rounding_unit[T4_FIELD_VALUE] = unit;
    assert_int_equal(t4_protected_waive(&p, &c->cells, &c->template_, "test", NULL), T4_OK);
    assert_int_equal(t4_protected_rows(p)->load(t4_protected_rows(p), 0, 1, &block, NULL), T4_OK);
    t4_decimal_print(block.rows[0][0].amount[0], t4_protected_rows(p)->decimals[0], text);
    t4_row_block_release(&block);
    t4_protected_free(p);
    case_free(c);
}

static void a_sum_is_rounded_to_the_nearest_unit_half_to_even(void **state)
{
    /* In cents: units of a dollar, a thousand, half a dollar; checked by hand. */
    static const struct { int64_t value, unit; const char *text; } cases[] = {
        {12345, 0, "123.45"}, {12349, 100, "123"}, {12350, 100, "124"}, {12250, 100, "122"},
        {12251, 100, "123"}, {-12350, 100, "-124"}, {-12250, 100, "-122"}, {49, 100, "0"},
        {50, 100, "0"}, {51, 100, "1"}, {150, 100, "2"},
        {50000000, 100000, "500000"}, {149999, 100000, "1000"}, {150000, 100000, "2000"},
        {250000, 100000, "2000"}, {25, 50, "0.0"}, {75, 50, "1.0"}, {80, 50, "1.0"},
        {124, 50, "1.0"}, {126, 50, "1.5"}, {9223372036854775807, 100, "92233720368547758"},
    };
    char text[T4_DECIMAL_TEXT];

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        published(cases[i].value, cases[i].unit, text);
        assert_string_equal(text, cases[i].text);
    }
}

static void quantities_over_mixed_units_are_not_there_and_say_so(void **state)
{
    release_case *c = case_new(false);
    case_record records[] = {{"2023-01", "M", "0101100000", "DE", "", "pcs", 1, 1, 5000},
                             {"2023-01", "M", "0101200000", "DE", "", "l", 1, 1, 7000},
                             {"2023-01", "M", "0102000000", "DE", "", "", 1, 1, 0}};
    t4_protected *p;
    t4_row_block block = {0};
    const t4_row *rows;

    for (size_t i = 0; i < 3; i++)
        case_add(c, &records[i]);
    case_finish(c);
    assert_int_equal(t4_protected_waive(&p, &c->cells, &c->template_, "test", NULL), T4_OK);
    assert_int_equal(t4_protected_rows(p)->load(t4_protected_rows(p), 0, 1, &block, NULL), T4_OK);
    rows = block.rows[0];
    assert_true(rows[0].present[2] && rows[0].amount[2] == 5000 && rows[0].status[2] == 'A');
    rows = block.rows[1];   /* 0101 by DE, 0101 by W00, 0102 ... */
    assert_string_equal(rows[0].code, "0101");
    assert_false(rows[0].present[2]);
    assert_true(rows[0].amount[2] == 0);
    assert_int_equal(rows[0].status[2], 'M');
    assert_int_equal(rows[0].conf[2], 'F');
    assert_true(rows[0].present[0] && rows[0].amount[0] == 2);
    assert_string_equal(rows[2].code, "0102");
    assert_false(rows[2].present[2]);   /* no unit, no quantity: nothing to publish, not zero */
    t4_row_block_release(&block);
    t4_protected_free(p);
    case_free(c);
}

static void nothing_confidential_stays_behind_the_rows(void **state)
{
    release_case *c = case_new(false);
    t4_protected *p;
    t4_row_block block = {0};
    static const t4_cell blank;

    case_fill(c, 200, 1);
    assert_int_equal(t4_protected_waive(&p, &c->cells, &c->template_, "test", NULL), T4_OK);
    for (size_t unit = 0; unit < c->cells.units; unit++) {
        assert_int_equal(t4_protected_rows(p)->load(t4_protected_rows(p), 0, unit, &block, NULL), T4_OK);
        for (int level = 0; level < 4; level++) {
            assert_int_equal(block.count[level], block.cells.count[level]);
            for (size_t k = 0; k < block.cells.count[level]; k++)
                assert_memory_equal(&block.cells.cells[level][k], &blank, sizeof blank);
        }
    }
    t4_row_block_release(&block);
    t4_protected_free(p);
    case_free(c);
}

static void a_provisional_release_says_so_in_every_row(void **state)
{
    release_case *c = case_new(false);
    t4_protected *p;
    t4_row_block block = {0};

    case_fill(c, 10, 1);
    c->template_.status = "provisional";
    assert_int_equal(t4_protected_waive(&p, &c->cells, &c->template_, "test", NULL), T4_OK);
    t4_protected_rows(p)->load(t4_protected_rows(p), 0, 0, &block, NULL);
    for (int level = 0; level < 4; level++)
        for (size_t k = 0; k < block.count[level]; k++)
            assert_int_equal(block.rows[level][k].status[0], 'P');
    t4_row_block_release(&block);
    t4_protected_free(p);
    case_free(c);
}

static void a_waiver_needs_a_reason(void **state)
{
    release_case *c = case_new(false);
    t4_protected *p = NULL;

    case_fill(c, 10, 1);
    assert_int_equal(t4_protected_waive(&p, &c->cells, &c->template_, NULL, NULL), T4_ERR_USAGE);
    assert_int_equal(t4_protected_waive(&p, &c->cells, &c->template_, "", NULL), T4_ERR_USAGE);
    assert_null(p);
    assert_int_equal(t4_protected_waive(&p, &c->cells, &c->template_, "why", NULL), T4_OK);
    assert_string_equal(t4_protected_waiver(p), "why");
    t4_protected_free(p);
    case_free(c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_sum_is_rounded_to_the_nearest_unit_half_to_even),
        cmocka_unit_test(quantities_over_mixed_units_are_not_there_and_say_so),
        cmocka_unit_test(nothing_confidential_stays_behind_the_rows),
        cmocka_unit_test(a_provisional_release_says_so_in_every_row),
        cmocka_unit_test(a_waiver_needs_a_reason),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
