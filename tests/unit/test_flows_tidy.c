/* SPDX-License-Identifier: MIT */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdbool.h>
#include <string.h>

#include <cmocka.h>

#include "model/flows_tidy.h"

static t4_flows flows;
static uint32_t source;

static int begin(void **state)
{
    return t4_flows_init(&flows, NULL) || t4_flows_open(&flows, "f", NULL, "p", NULL, &source, NULL);
}

static int end(void **state)
{
    t4_flows_release(&flows);
    return 0;
}

static void add(const char *code, int level, long value, uint8_t given)
{
    t4_flows_row row = {.period = t4_period_year(2023), .level = (uint8_t)level, .given = given, .value = value, .net_kg = value,
                        .flow = T4_M, .source = source};

    assert_int_equal(t4_flows_code(&flows, code, strlen(code), &row.code, NULL), T4_OK);
    assert_int_equal(t4_flows_add(&flows, &row, NULL), T4_OK);
}

static void parts_of_a_key_are_summed_or_refused(void **state)
{
    add("8471", 4, 5, T4_FLOWS_VALUE | T4_FLOWS_NET);
    add("8472", 4, 1, T4_FLOWS_VALUE);
    add("8471", 4, 7, T4_FLOWS_VALUE);
    add("8472", 4, 0, T4_FLOWS_HIDDEN);
    assert_int_equal(t4_flows_tidy_keys(&flows, 0, source, true, NULL), T4_OK);
    assert_int_equal(flows.count, 2);
    assert_true(flows.rows[0].value == 12);
    assert_int_equal(flows.rows[0].given, T4_FLOWS_VALUE);   /* a mass of one part is not that of both */
    assert_int_equal(flows.rows[1].given, T4_FLOWS_HIDDEN);
    assert_int_equal(flows.sources[source].merged, 2);

    add("8471", 4, 12, T4_FLOWS_VALUE);
    add("8472", 4, 3, T4_FLOWS_VALUE);
    flows.rows[2].net_kg = flows.rows[0].net_kg;
    assert_int_equal(t4_flows_tidy_keys(&flows, 0, source, false, NULL), T4_OK);
    assert_int_equal(flows.count, 2);
    assert_int_equal(flows.sources[source].left[T4_FLOWS_LEFT_OTHER], 1);   /* the same once more */
    assert_int_equal(flows.sources[source].refused, 1);                     /* different */
}

static void overlapping_codes_of_a_level_are_left_out(void **state)
{
    static const char *const codes[] = {"84-90", "84", "72X", "72", "01-24", "68-70,84-97", "25", "10X"};

    for (size_t i = 0; i < sizeof codes / sizeof *codes; i++)
        add(codes[i], 2, 1, T4_FLOWS_VALUE);
    add("8400-8499", 4, 1, T4_FLOWS_VALUE);   /* of another level */
    assert_int_equal(t4_flows_tidy_overlaps(&flows, 0, source, NULL), T4_OK);
    /* 84, 72 and 25 are plain; 01-24 stays before the part 10X of 10; ranges with 84 go; 72X goes for 72. */
    assert_int_equal(flows.count, 5);
    assert_string_equal(t4_flows_code_text(&flows, flows.rows[0].code), "84");
    assert_string_equal(t4_flows_code_text(&flows, flows.rows[1].code), "72");
    assert_string_equal(t4_flows_code_text(&flows, flows.rows[2].code), "01-24");
    assert_string_equal(t4_flows_code_text(&flows, flows.rows[3].code), "25");
    assert_string_equal(t4_flows_code_text(&flows, flows.rows[4].code), "8400-8499");
    assert_int_equal(flows.sources[source].left[T4_FLOWS_LEFT_OVERLAP], 4);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test_setup_teardown(parts_of_a_key_are_summed_or_refused, begin, end),
                                       cmocka_unit_test_setup_teardown(overlapping_codes_of_a_level_are_left_out, begin, end)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
