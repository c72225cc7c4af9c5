/* SPDX-License-Identifier: MIT */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "base/random.h"
#include "stats/change.h"
#include "stats/counts.h"
#include "stats/gap.h"
#include "stats/multiple.h"
#include "stats/robust.h"

#define COUNT(a) (sizeof(a) / sizeof *(a))

static void near(double found, double expected, double tolerance)
{
    if (!(fabs(found - expected) <= tolerance))
        fail_msg("found %.17g, expected %.17g", found, expected);
}

static void robust_measures_have_their_known_values(void **state)
{
    static const double x[] = {10, 12, 11, 13, 9, 11, 80}, alike[] = {5, 5, 5, 5, 9}, same[] = {7, 7, 7};
    static const double one[] = {3};
    double median, mad, sn, qn;
    t4_robust robust;

    assert_int_equal(t4_robust_scale(x, COUNT(x), &median, &mad), T4_OK);
    near(median, 11, 0);
    near(mad, 1.4826022185056, 1e-12);
    assert_int_equal(t4_robust_measure(x, COUNT(x), &robust), T4_OK);
    near(t4_robust_z(&robust, 80), 46.5397927635296, 1e-9);
    near(t4_robust_z(&robust, 13), 1.34897950039216, 1e-9);
    assert_int_equal(t4_robust_croux(x, COUNT(x), &sn, &qn), T4_OK);
    near(sn, 1.4287348, 1e-9);
    near(qn, 1.9057308578, 1e-9);
    /* MAD and Qn are 0, the mean deviation is not: (4 / 5) sqrt(pi / 2). */
    assert_int_equal(t4_robust_measure(alike, COUNT(alike), &robust), T4_OK);
    assert_int_equal(robust.kind, T4_ROBUST_MEAN_DEVIATION);
    near(robust.spread, 0.8 * 1.2533141373155001, 1e-12);
    assert_int_equal(t4_robust_measure(same, COUNT(same), &robust), T4_OK);
    assert_int_equal(robust.kind, T4_ROBUST_DEGENERATE);
    assert_true(isnan(t4_robust_z(&robust, 8)));
    assert_int_equal(t4_robust_measure(one, 1, &robust), T4_OK);
    assert_int_equal(robust.kind, T4_ROBUST_DEGENERATE);
}

static void one_bad_point_does_not_turn_a_slope(void **state)
{
    static const double x[] = {1, 2, 3, 4, 5}, y[] = {2, 4, 6, 8, 40}, flat[] = {2, 2, 2};
    double slope;

    assert_int_equal(t4_robust_slope(x, y, COUNT(x), &slope), T4_OK);
    near(slope, 2, 1e-12);
    assert_int_equal(t4_robust_slope(flat, y, COUNT(flat), &slope), T4_OK);
    assert_true(isnan(slope));
    assert_int_equal(t4_robust_slope(x, y, T4_ROBUST_PAIRS_FROM + 1, &slope), T4_ERR_USAGE);
}

static void cumulative_sums_alarm_strictly_above(void **state)
{
    static const double z[] = {0, 0, 1, 2, 2, 2, 3}, expected[] = {0, 0, 0.5, 2, 3.5, 5, 7.5};
    double path[COUNT(z)];

    assert_int_equal(t4_change_cusum(z, COUNT(z), 0.5, 5, path), 6);
    for (size_t i = 0; i < COUNT(z); i++)
        near(path[i], expected[i], 1e-12);
    assert_true(t4_change_cusum(z, 6, 0.5, 5, NULL) == T4_CHANGE_NONE);
}

static void the_largest_break_is_found(void **state)
{
    static const double y[] = {1, 2, 1, 2, 1, 2, 6, 7, 6, 7, 6, 7}, constant[] = {3, 3, 3, 3, 3, 3, 3, 3};
    t4_change_break found = t4_change_sup_f(y, COUNT(y), 0.15);

    near(found.f, 250, 1e-9);
    assert_int_equal(found.at, 6);
    near(found.before, 1.5, 1e-12);
    near(found.after, 6.5, 1e-12);
    assert_true(t4_change_sup_f(constant, COUNT(constant), 0.15).at == T4_CHANGE_NONE);
    assert_true(t4_change_sup_f(y, 3, 0.15).at == T4_CHANGE_NONE);
}

/* The same F by two regressions, on random series. */
static void sup_f_equals_its_definition(void **state)
{
    t4_random random;

    t4_random_seed(&random, 11);
    for (int round = 0; round < 300; round++) {
        double y[40], best = 0;
        size_t n = 8 + t4_random_below(&random, 32), least = (size_t)ceil(0.15 * (double)n), at = 0;

        for (size_t i = 0; i < n; i++)
            y[i] = 1000 * t4_random_unit(&random);
        least = least < 2 ? 2 : least;
        for (size_t cut = least; cut <= n - least; cut++) {
            double mean[3] = {0}, ssr[3] = {0}, f;

            for (size_t i = 0; i < n; i++) {
                mean[i >= cut] += y[i] / (double)(i < cut ? cut : n - cut);
                mean[2] += y[i] / (double)n;
            }
            for (size_t i = 0; i < n; i++) {
                ssr[0] += pow(y[i] - mean[i >= cut], 2);
                ssr[2] += pow(y[i] - mean[2], 2);
            }
            f = (ssr[2] - ssr[0]) / (ssr[0] / (double)(n - 2));
            if (f > best) {
                best = f;
                at = cut;
            }
        }
        near(t4_change_sup_f(y, n, 0.15).f, best, 1e-9 * best);
        assert_int_equal(t4_change_sup_f(y, n, 0.15).at, at);
    }
}

/* AR(1) with 0.5 and no break: p at most 0.05 in about one series of twenty (3 standard errors of 400). */
static void the_chance_of_a_break_survives_autocorrelation(void **state)
{
    t4_random random;
    int low = 0, series = 400;

    t4_random_seed(&random, 5);
    for (int s = 0; s < series; s++) {
        double y[60], x = 0, p;

        for (int i = -20; i < 60; i++) {
            double u = 0;

            for (int k = 0; k < 12; k++)
                u += t4_random_unit(&random) - 0.5;
            x = 0.5 * x + u;
            if (i >= 0)
                y[i] = x;
        }
        assert_int_equal(t4_change_p(&p, y, 60, &(t4_change_chance){.trim = 0.15, .block = 3, .runs = 199, .enough = 20, .seed = (uint64_t)s}), T4_OK);
        low += p <= 0.05;
    }
    assert_in_range(low, 0, (int)(0.05 * series + 3 * sqrt(0.05 * 0.95 * series)));
}

static void counts_are_tested_as_known(void **state)
{
    static const t4_counts_rates rates = {3, 24, 7, 6};
    static const double y[] = {2, 2, 2, 2, 2, 2, 10, 10}, none[] = {0, 0, 0}, even[] = {4, 4, 4, 4};
    t4_counts_scan scan = t4_counts_change(y, COUNT(y));
    double mean;

    near(t4_counts_rise_p(&rates), 0.0008643584, 1e-12);
    near(t4_counts_g2(&rates), 11.6537060408648, 1e-12);
    near(t4_counts_root_p(&rates), 0.000320373786349304, 1e-9);
    near(scan.g2, 20.0160969415275, 1e-12);
    assert_int_equal(scan.at, 6);
    assert_true(t4_counts_change(none, COUNT(none)).at == SIZE_MAX);
    near(t4_counts_nb_z(60, 20, 4), 3.65148371670111, 1e-12);
    near(t4_counts_nb_p(60, 20, 4), 0.00420472719419274, 1e-12);
    near(t4_counts_poisson_p(60, 20), 4.23328469471e-13, 1e-18);
    assert_true(isinf(t4_counts_nb_size(even, COUNT(even), &mean)));
    near(mean, 4, 0);
    near(t4_counts_binomial(0, 5, 0.3), 1, 0);
    near(t4_counts_binomial(5, 5, 0.5), 1.0 / 32, 1e-15);
}

static void adjusted_p_come_in_input_order(void **state)
{
    static const double p[] = {0.01, 0.04, 0.03, 0.2}, with_none[] = {0.01, NAN, 0.04, 0.03, 0.2};
    static const double bh[] = {0.04, 4 * 0.04 / 3, 4 * 0.04 / 3, 0.2};
    double out[5], harmonic = 1 + 1.0 / 2 + 1.0 / 3 + 1.0 / 4;

    assert_int_equal(t4_multiple_adjust(p, 4, false, out), T4_OK);
    for (size_t i = 0; i < 4; i++)
        near(out[i], bh[i], 1e-12);
    assert_int_equal(t4_multiple_adjust(p, 4, true, out), T4_OK);
    for (size_t i = 0; i < 4; i++)
        near(out[i], fmin(1, bh[i] * harmonic), 1e-12);
    assert_int_equal(t4_multiple_adjust(with_none, 5, false, out), T4_OK);
    assert_true(isnan(out[1]));
    near(out[0], 0.04, 1e-12);
    near(out[4], 0.2, 1e-12);
}

static void gaps_have_their_known_values(void **state)
{
    static const double gaps[] = {40, -35, 5}, one_sign[] = {1, 2, 3}, none[] = {0, 0};

    near(t4_gap_fob(55, 0.10), 50, 1e-12);
    near(t4_gap_asymmetry(100, 50), 1.0 / 3, 1e-12);
    near(t4_gap_lost_share(28, 9), 0.678571428571429, 1e-12);
    near(t4_gap_lost_share(84, 11), 0.869047619047619, 1e-12);
    near(t4_gap_excess_missing(28, 9, 84, 11), 16, 1e-12);
    near(t4_gap_cancellation(gaps, 3), 0.875, 1e-12);
    near(t4_gap_cancellation(one_sign, 3), 0, 1e-12);
    near(t4_gap_weighted(100, 80, 0.1, 0.2), 96, 1e-12);
    assert_true(isnan(t4_gap_lost_share(0, 5)));
    assert_true(isnan(t4_gap_asymmetry(0, 0)));
    assert_true(isnan(t4_gap_cancellation(none, 2)));
}

static void coarser_codes_match_more_than_there_is(void **state)
{
    static const double imports[] = {100, 0, 20}, exports[] = {0, 90, 15};
    t4_random random;

    near(t4_gap_matched(imports, exports, 3), 15, 1e-12);
    near(t4_gap_matched_total(imports, exports, 3), 105, 1e-12);
    near(t4_gap_substitution(100, 20, 10, 18), 0.1, 1e-12);
    assert_true(isnan(t4_gap_substitution(20, 100, 10, 18)));
    t4_random_seed(&random, 3);
    for (int round = 0; round < 2000; round++) {
        double a[8], b[8];

        for (int i = 0; i < 8; i++) {
            a[i] = t4_random_unit(&random) - 0.3;
            b[i] = t4_random_unit(&random) - 0.3;
        }
        assert_true(t4_gap_matched_total(a, b, 8) >= t4_gap_matched(a, b, 8) - 1e-12);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(robust_measures_have_their_known_values),
        cmocka_unit_test(one_bad_point_does_not_turn_a_slope),
        cmocka_unit_test(cumulative_sums_alarm_strictly_above),
        cmocka_unit_test(the_largest_break_is_found),
        cmocka_unit_test(sup_f_equals_its_definition),
        cmocka_unit_test(the_chance_of_a_break_survives_autocorrelation),
        cmocka_unit_test(counts_are_tested_as_known),
        cmocka_unit_test(adjusted_p_come_in_input_order),
        cmocka_unit_test(gaps_have_their_known_values),
        cmocka_unit_test(coarser_codes_match_more_than_there_is),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
