/* SPDX-License-Identifier: MIT */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/random.h"
#include "stats/fit.h"
#include "stats/robust.h"
#include "stats/season.h"
#include "stats/tail.h"

enum { N = 60 };

/* The vectors prc-01 and prc-02: one bad point moves least squares from 2 to 8, the other slopes not at all. */
static void one_bad_point_moves_least_squares_alone(void **state)
{
    static const double x[] = {1, 2, 3, 4, 5}, y[] = {2, 4, 6, 8, 40};
    static const double longer[] = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10}, bad[] = {2.1, 3.9, 6, 8.1, 9.9, 12, 14.1, 15.9, 18, 90};
    double slope;
    t4_fit fit;

    assert_int_equal(t4_robust_slope(x, y, 5, &slope), T4_OK);
    assert_true(fabs(slope - 2) < 1e-12);
    fit = t4_fit_line(x, y, 5);
    assert_true(fabs(fit.slope - 8) < 1e-12 && fabs(fit.at_zero + 12) < 1e-12);
    assert_int_equal(t4_fit_robust(&fit, longer, bad, 10), T4_OK);
    assert_true(fabs(fit.slope - 2) < 0.05 && fabs(fit.at_zero) < 0.2);
    assert_true(t4_fit_line(longer, bad, 10).slope > 5);
}

static void what_cannot_be_fitted_is_no_number(void **state)
{
    static const double alike[] = {3, 3, 3, 3, 3}, y[] = {1, 2, 3, 4, 5};
    t4_fit fit = t4_fit_line(alike, y, 5);
    t4_fit_level level;

    assert_true(isnan(fit.slope));
    assert_int_equal(t4_fit_robust(&fit, alike, y, 5), T4_OK);
    assert_true(isnan(fit.slope));
    assert_int_equal(t4_fit_robust(&fit, y, alike, 3), T4_OK);
    assert_true(isnan(fit.slope));
    assert_int_equal(t4_fit_shift(&level, y, y, 5, 2), T4_OK);
    assert_true(isnan(level.shift));
}

static double normal(t4_random *random)
{
    double sum = -6;

    for (int i = 0; i < 12; i++)
        sum += t4_random_unit(random);
    return sum;
}

/* A trend of 0.02, a shift of 0.7 at 40, noise of 0.1, three odd points: the shift lies within 3.5 errors. */
static void a_shift_is_told_from_a_trend(void **state)
{
    t4_random random;
    double error = 0;

    t4_random_seed(&random, 4);
    for (int round = 0; round < 100; round++) {
        double y[N], place[N];
        t4_fit_level level;

        for (int i = 0; i < N; i++) {
            place[i] = i;
            y[i] = 5 + 0.02 * i + (i >= 40 ? 0.7 : 0) + 0.1 * normal(&random) + (i % 23 == 5 ? 3 : 0);
        }
        assert_int_equal(t4_fit_shift(&level, place, y, N, 40), T4_OK);
        assert_true(fabs(level.shift - 0.7) < 3.5 * level.error && fabs(level.trend - 0.02) < 0.01);
        error += level.error / 100;
    }
    assert_true(error > 0.03 && error < 0.15);
}

/* The season of a series with a break is that of the series without it. */
static void a_season_is_found_beside_a_break(void **state)
{
    t4_random random;
    double y[N], season[T4_SEASON_MONTHS], share;
    int month[N];

    t4_random_seed(&random, 6);
    for (int i = 0; i < N; i++) {
        month[i] = 2019 * 12 + i;
        y[i] = 10 + 0.4 * sin(i * acos(-1) / 6) + (i >= 33 ? 2 : 0) + 0.03 * normal(&random);
    }
    assert_int_equal(t4_season_find(y, month, N, season, &share), T4_OK);
    for (int m = 0; m < T4_SEASON_MONTHS; m++)
        assert_true(fabs(season[m] - 0.4 * sin(m * acos(-1) / 6)) < 0.15);
    assert_int_equal(t4_season_find(y, month, 40, season, &share), T4_OK);
    assert_true(share == 0 && season[3] == 0);
}

/* The tail of the exponential law, far beyond 1,000 draws: within a factor of 30 at 1 in a million, never above 1 / 1001. */
static void a_tail_is_continued(void **state)
{
    t4_random random;
    double worst = 1;

    t4_random_seed(&random, 8);
    for (int round = 0; round < 200; round++) {
        double drawn[1000], p;

        for (int i = 0; i < 1000; i++)
            drawn[i] = -log(1 - t4_random_unit(&random));
        p = t4_tail_p(drawn, 1000, 6 * log(10));
        assert_true(p <= 1 / 1001.0 + 1e-15);
        worst = fmin(worst, p);
    }
    assert_true(worst > 1e-6 / 30);
    for (int i = 0; i < 20; i++) {
        double few[] = {1, 2, 3, 4};

        assert_true(t4_tail_p(few, 4, 10) == 1 / 5.0 && t4_tail_p(few, 4, 3) == 3 / 5.0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_bad_point_moves_least_squares_alone),
        cmocka_unit_test(what_cannot_be_fitted_is_no_number),
        cmocka_unit_test(a_shift_is_told_from_a_trend),
        cmocka_unit_test(a_season_is_found_beside_a_break),
        cmocka_unit_test(a_tail_is_continued),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
