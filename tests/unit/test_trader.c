/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "model/trader.h"

typedef struct {
    const char *text;
    int digits;
    const char *normal;
} id_case;

static void ids_that_mean_the_same_become_the_same(void **state)
{
    static const id_case cases[] = {
        {"123", 0, "123"}, {"123", 6, "000123"}, {" 123\t", 6, "000123"}, {"1234567", 6, "1234567"},
        {"ab-12", 8, "AB-12"}, {"АВ-12", 0, "AB-12"},             /* Cyrillic А and В */
        {"аb-12", 0, "AB-12"}, {"Ромашка", 0, "РОМАШКА"},
        {"Pомашкa", 0, "РОМАШКА"},                                /* Latin P and a */
        {"ООО  «Ёж»", 0, "ООО «ЁЖ»"}, {"", 6, ""}, {" - ", 6, ""}, {"...", 0, ""}, {"0", 3, "000"},
        {"\xEF\xBC\x91\xEF\xBC\x92", 3, "012"},                   /* full-width digits */
    };
    t4_buffer out, scratch, again;

    t4_buffer_init(&out, 0);
    t4_buffer_init(&scratch, 0);
    t4_buffer_init(&again, 0);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_true(t4_trader_normalise(cases[i].text, strlen(cases[i].text), cases[i].digits, &out, &scratch));
        assert_string_equal(t4_buffer_text(&out), cases[i].normal);
        assert_true(t4_trader_normalise(out.data, out.length, cases[i].digits, &again, &scratch));
        assert_string_equal(t4_buffer_text(&again), cases[i].normal);
    }
    t4_buffer_release(&out);
    t4_buffer_release(&scratch);
    t4_buffer_release(&again);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ids_that_mean_the_same_become_the_same),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
