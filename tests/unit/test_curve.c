/* SPDX-License-Identifier: MIT */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/memory.h"
#include "base/random.h"
#include "synth/alias.h"
#include "synth/curve.h"

static void exp_and_log_agree_with_the_mathematics_library(void **state)
{
    for (int i = -6000; i <= 6000; i++) {
        double x = i * 0.0173, e = exp(x);

        assert_true(fabs(t4_curve_exp(x) - e) <= 1e-14 * e);
        assert_true(fabs(t4_curve_log(e) - log(e)) <= 1e-14 * (1 + fabs(x)));
    }
    assert_true(t4_curve_exp(-800) == 0 && t4_curve_exp(0) == 1 && t4_curve_log(1) == 0);
}

static void normal_quantiles_are_those_of_the_tables(void **state)
{
    static const struct {
        double u, z;
    } cases[] = {{0.5, 0.0}, {0.975, 1.959963985}, {0.025, -1.959963985}, {0.95, 1.644853627},
                 {0.995, 2.575829304}, {0.999, 3.090232306}, {0.25, -0.6744897502}, {0.0001, -3.719016485}};

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_true(fabs(t4_curve_normal(cases[i].u) - cases[i].z) < 1e-6);
}

/*
 * The last digits must be the same on every machine: a fingerprint of many
 * values, taken once and kept.  It may only change together with the records
 * that the same seed gives.
 */
static void the_bits_are_the_same_everywhere(void **state)
{
    uint64_t fingerprint = 0, bits;

    for (int i = 1; i <= 2000; i++) {
        double x = t4_curve_exp(i * 0.01 - 9.7) + t4_curve_log(i * 3.7) + t4_curve_normal(i / 2001.0);

        memcpy(&bits, &x, sizeof bits);
        fingerprint = fingerprint * 6364136223846793005u + bits;
    }
    assert_true(fingerprint == 14876154032251324443u);
}

static void draws_follow_their_weights(void **state)
{
    double weights[5] = {1, 0, 3, 0.5, 5.5};
    size_t counts[5] = {0};
    t4_random random;
    t4_alias alias;

    assert_int_equal(t4_alias_init(&alias, weights, 5, NULL), T4_OK);
    t4_random_seed(&random, 1);
    for (int i = 0; i < 1000000; i++)
        counts[t4_alias_draw(&alias, t4_random_next(&random))]++;
    /* Five standard deviations. */
    assert_true(labs((long)counts[0] - 100000) < 1500 && counts[1] == 0);
    assert_true(labs((long)counts[2] - 300000) < 2300 && labs((long)counts[3] - 50000) < 1100);
    assert_true(labs((long)counts[4] - 550000) < 2500);
    t4_alias_release(&alias);
}

static void zipf_weights_are_shares(void **state)
{
    double sum = 0, second = t4_alias_zipf_share(1, 50, 1.3, 2);

    for (uint32_t i = 0; i < 50; i++)
        sum += t4_alias_zipf_share(i, 50, 1.3, 2);
    assert_true(fabs(sum - 1) < 1e-12);
    assert_true(fabs(t4_alias_zipf_share(0, 50, 1.3, 2) / second - pow(4.0 / 3.0, 1.3)) < 1e-12);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(exp_and_log_agree_with_the_mathematics_library),
        cmocka_unit_test(normal_quantiles_are_those_of_the_tables),
        cmocka_unit_test(the_bits_are_the_same_everywhere),
        cmocka_unit_test(draws_follow_their_weights),
        cmocka_unit_test(zipf_weights_are_shares),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
