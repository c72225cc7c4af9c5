/* SPDX-License-Identifier: MIT */
#include "solve/guess.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/memory.h"
#include "instance.h"

static t4_run run;

/* Two codes by two partners: 12 18 / 28 42, sums 30 70 / 40 60, all 100. */
static void square(instance *in)
{
    static const int levels[] = {2, 0};
    t4_error err = {0};

    *in = (instance){0};
    assert_true(instance_add(in, "01", 1, t4_period_year(2020), 1, 12) && instance_add(in, "01", 2, t4_period_year(2020), 1, 18) &&
                instance_add(in, "02", 1, t4_period_year(2020), 2, 28) && instance_add(in, "02", 2, t4_period_year(2020), 2, 42));
    assert_int_equal(instance_close(in, &run, levels, 2, &err), T4_OK);
}

static uint32_t variable_at(const instance *in, const char *code, int level, uint32_t partner)
{
    t4_place place = {t4_period_year(2020), 2, 0, partner, t4_system_known(in->system, code, level)};

    return in->system->variable[t4_system_find(in->system, &place)];
}

static void the_square_is_guessed_as_by_hand(void **state)
{
    static const struct {
        const char *code;
        uint32_t partner;
        double low, high, entropy;
    } cells[] = {{"01", 1, 0, 30, 12}, {"01", 2, 0, 30, 18}, {"02", 1, 10, 40, 28}, {"02", 2, 30, 60, 42}};
    t4_reconstruct_result result;
    instance in;
    double low[9], high[9], middle[9], x[9];
    uint8_t hidden[9] = {0};

    (void)state;
    square(&in);
    assert_int_equal(in.system->variables, 9);
    for (int i = 0; i < 4; i++)
        hidden[variable_at(&in, cells[i].code, 2, cells[i].partner)] = 1;
    for (int v = 0; v < 9; v++)
        x[v] = 1;
    assert_int_equal(t4_guess_bounds(low, high, in.system, hidden, &run, NULL), T4_OK);
    assert_int_equal(t4_guess_midpoint(middle, in.system, hidden, &run, NULL), T4_OK);
    assert_int_equal(t4_guess_entropy(x, in.system, hidden, &run, &result, NULL), T4_OK);
    assert_false(result.infeasible);
    for (int i = 0; i < 4; i++) {
        uint32_t v = variable_at(&in, cells[i].code, 2, cells[i].partner);

        assert_true(fabs(low[v] - cells[i].low) < 1e-9 && fabs(high[v] - cells[i].high) < 1e-9);
        assert_true(fabs(middle[v] - (cells[i].low + cells[i].high) / 2) < 1e-9);
        /* independence: row times column over all */
        assert_true(fabs(x[v] - cells[i].entropy) < 1e-6);
    }
    /* A hidden sum is guessed as the sum of its parts. */
    hidden[variable_at(&in, "01", 2, INSTANCE_WORLD)] = 1;
    assert_int_equal(t4_guess_even(x, in.system, hidden, NULL), T4_OK);
    assert_int_equal(t4_guess_entropy(x, in.system, hidden, &run, &result, NULL), T4_OK);
    assert_true(fabs(x[variable_at(&in, "01", 2, INSTANCE_WORLD)] - x[variable_at(&in, "01", 2, 1)] -
                     x[variable_at(&in, "01", 2, 2)]) < 1e-9);
    instance_release(&in);
}

/* Whatever is hidden, the truth lies within the bounds, and the guesses keep the open sums. */
static void bounds_hold_the_truth_on_an_instance(void **state)
{
    char path[4096];
    instance in;
    t4_error err = {0};
    double *low, *high, *x;
    uint8_t *hidden;
    t4_reconstruct_result result;

    (void)state;
    snprintf(path, sizeof path, "%s/sdc/tiny.micro.csv.gz", instance_shared());
    if (!instance_read(&in, path)) {
        print_message("no shared/data/sdc here\n");
        skip();
    }
    assert_int_equal(instance_close(&in, &run, NULL, 0, &err), T4_OK);
    low = t4_alloc(in.system->variables, sizeof *low);
    high = t4_alloc(in.system->variables, sizeof *high);
    x = t4_alloc(in.system->variables, sizeof *x);
    hidden = t4_alloc_zero(in.system->variables, 1);
    for (size_t v = 0; v < in.system->variables; v++)
        hidden[v] = in.primary[v] || v % 5 == 0;
    assert_int_equal(t4_guess_bounds(low, high, in.system, hidden, &run, &err), T4_OK);
    for (size_t v = 0; v < in.system->variables; v++)
        assert_true(low[v] <= (double)in.system->value[v] + 1 && high[v] >= (double)in.system->value[v] - 1);
    assert_int_equal(t4_guess_even(x, in.system, hidden, &err), T4_OK);
    assert_int_equal(t4_guess_entropy(x, in.system, hidden, &run, &result, &err), T4_OK);
    for (size_t r = 0; r < in.system->relations; r++) {
        size_t begin = in.system->relation_start[r];
        double total = x[in.system->variable[in.system->relation_cell[begin]]], sum = 0;

        for (size_t i = begin + 1; i < in.system->relation_start[r + 1]; i++)
            sum += x[in.system->variable[in.system->relation_cell[i]]];
        assert_true(fabs(total - sum) <= 1e-3 * (1 + fabs(total)));
    }
    t4_free(low);
    t4_free(high);
    t4_free(x);
    t4_free(hidden);
    instance_release(&in);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_square_is_guessed_as_by_hand),
        cmocka_unit_test(bounds_hold_the_truth_on_an_instance),
    };

    t4_run_init(&run);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
