/* SPDX-License-Identifier: MIT */
/* Adjustment of figures: by hand, and the dense way against the sparse one on tables whose relations follow from others. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/random.h"
#include "solve/adjust.h"

static void a_gap_is_shared_as_the_variances(void **state)
{
    const double variance[] = {1, 4, 1}, factor[] = {1, 1, -1}, gap[] = {-3};
    const size_t start[] = {0, 3};
    const uint32_t figure[] = {0, 1, 2};
    const t4_adjust_problem problem = {3, 1, variance, start, figure, factor, gap};
    const double change[] = {0.5, 2, -0.5}, leverage[] = {1 / 6., 4 / 6., 1 / 6.};
    t4_run run;
    t4_error err = {0};

    t4_run_init(&run);
    for (int sparse = 0; sparse < 2; sparse++) {
        t4_adjust_result r;

        assert_int_equal(sparse ? t4_adjust_solve_sparse(&r, &problem, &run, &err) : t4_adjust_solve_dense(&r, &problem, &err), T4_OK);
        for (int i = 0; i < 3; i++) {
            assert_true(fabs(r.change[i] - change[i]) < 1e-9);
            assert_true(fabs(r.leverage[i] - leverage[i]) < 1e-7);
            assert_true(fabs(fabs(r.residual[i]) - 3 / sqrt(6)) < 1e-7);
        }
        assert_true(fabs(r.squares - 1.5) < 1e-9);
        t4_adjust_release(&r);
    }
}

static void relations_that_contradict_one_another_are_told(void **state)
{
    const double variance[] = {1}, factor[] = {1, 1}, gap[] = {5, 4};
    const size_t start[] = {0, 1, 2};
    const uint32_t figure[] = {0, 0};
    const t4_adjust_problem problem = {1, 2, variance, start, figure, factor, gap};
    t4_run run;

    t4_run_init(&run);
    for (int sparse = 0; sparse < 2; sparse++) {
        t4_adjust_result r;
        t4_error err = {0};

        assert_int_equal(sparse ? t4_adjust_solve_sparse(&r, &problem, &run, &err) : t4_adjust_solve_dense(&r, &problem, &err), T4_ERR_DATA);
        t4_adjust_release(&r);
    }
}

enum { SIDE = 7, FIGURES = (SIDE + 1) * (SIDE + 1), RELATIONS = 2 * (SIDE + 1), TERMS = RELATIONS * (SIDE + 1) };

/* A table with margins: every row and column adds up, one relation follows from the others. Amounts of all sizes. */
static void dense_and_sparse_agree_where_relations_follow_from_others(void **state)
{
    double variance[FIGURES], x[FIGURES], factor[TERMS], gap[RELATIONS];
    size_t start[RELATIONS + 1] = {0}, used = 0;
    uint32_t figure[TERMS];
    const t4_adjust_problem problem = {FIGURES, RELATIONS, variance, start, figure, factor, gap};
    t4_adjust_result a, b;
    t4_random random;
    t4_run run;
    t4_error err = {0};

    t4_run_init(&run);
    t4_random_seed(&random, 3);
    for (int i = 0; i < FIGURES; i++) {
        x[i] = (double)t4_random_below(&random, 1000);
        variance[i] = pow(10, (double)t4_random_below(&random, 9));
    }
    for (int k = 0; k < RELATIONS; k++) {
        bool row = k < SIDE + 1;

        gap[k] = 0;
        for (int i = 0; i <= SIDE; i++) {
            figure[used] = (uint32_t)(row ? k * (SIDE + 1) + i : i * (SIDE + 1) + k - SIDE - 1);
            factor[used] = i == SIDE ? 1 : -1;
            gap[k] += factor[used] * x[figure[used]];
            used++;
        }
        start[k + 1] = used;
    }
    assert_int_equal(t4_adjust_solve_dense(&a, &problem, &err), T4_OK);
    assert_int_equal(t4_adjust_solve_sparse(&b, &problem, &run, &err), T4_OK);
    assert_int_equal(a.independent, RELATIONS - 1);
    assert_true(a.left < 1e-9 && b.left < 1e-9);
    assert_true(fabs(a.squares - b.squares) < 1e-6 * a.squares);
    for (int i = 0; i < FIGURES; i++) {
        assert_true(fabs(a.change[i] - b.change[i]) < 1e-6 * (1 + fabs(a.change[i])));
        if (!isnan(b.leverage[i]))
            assert_true(fabs(a.leverage[i] - b.leverage[i]) < 1e-5);
        if (!isnan(b.residual[i]) && a.leverage[i] > 1e-6)
            assert_true(fabs(a.residual[i] - b.residual[i]) < 1e-4 * (1 + fabs(a.residual[i])));
    }
    t4_adjust_release(&a);
    t4_adjust_release(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_gap_is_shared_as_the_variances),
        cmocka_unit_test(relations_that_contradict_one_another_are_told),
        cmocka_unit_test(dense_and_sparse_agree_where_relations_follow_from_others),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
