/* SPDX-License-Identifier: MIT */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/random.h"
#include "watch/divert.h"

enum { N = 84, CODES = 20 };

static t4_run run;

/* Three legs of the same codes, six digits, in headings of five. */
typedef struct {
    t4_flows flows;
    t4_period periods[N];
    t4_series items[T4_DIVERT_LEGS][CODES];
    double values[T4_DIVERT_LEGS][CODES][N];
    uint8_t hidden[N];
    t4_series_set sets[T4_DIVERT_LEGS];
    t4_divert_flows legs[T4_DIVERT_LEGS];
} panel;

static const t4_divert_question question = {.coarse = 4, .times = 1, .ratio = 2, .runs = 199, .block = 12, .seed = 1};

static void make_panel(panel *p, size_t codes, int periods, bool months)
{
    t4_error err = {0};

    memset(p, 0, sizeof *p);
    assert_int_equal(t4_flows_init(&p->flows, &err), T4_OK);
    for (int i = 0; i < periods; i++)
        p->periods[i] = months ? t4_period_month(2019 + i / 12, 1 + i % 12) : t4_period_year(2019 + i);
    for (int leg = 0; leg < T4_DIVERT_LEGS; leg++) {
        for (size_t c = 0; c < codes; c++) {
            char text[8];
            uint32_t id;

            snprintf(text, sizeof text, "85%02d%02d", (int)(c / 5) + 1, (int)(c % 5) + 1);
            assert_int_equal(t4_flows_code(&p->flows, text, 6, &id, &err), T4_OK);
            p->items[leg][c] = (t4_series){.code = id, .value = p->values[leg][c], .hidden = p->hidden, .flow = T4_X};
        }
        p->sets[leg] = (t4_series_set){.periods = p->periods, .n = (size_t)periods, .items = p->items[leg],
                                       .count = codes, .level = 6};
        p->legs[leg] = (t4_divert_flows){&p->sets[leg], NULL};
    }
}

static double normal(t4_random *random)
{
    double sum = -6;

    for (int i = 0; i < 12; i++)
        sum += t4_random_unit(random);
    return sum;
}

/* AR(1) with 0.5 around a season, nothing lasting. */
static void fill_null(panel *p, t4_random *random)
{
    for (int leg = 0; leg < T4_DIVERT_LEGS; leg++)
        for (int c = 0; c < CODES; c++) {
            double x = 0;

            for (int i = -20; i < N; i++) {
                x = 0.5 * x + normal(random);
                if (i >= 0)
                    p->values[leg][c][i] = t4_random_below(random, 50) ? exp(8 + 0.5 * x + 0.3 * sin(i * acos(-1) / 6)) : 0;
            }
        }
}

/* Chances of panels without a diversion: not below 5 % in more than 7.5 % of 400 (2.3 standard errors above 5 %). */
static void the_chances_are_right_where_nothing_goes_round(void **state)
{
    t4_random random;
    int size = 0, growth = 0, rise = 0, pairing = 0, panels = 400;

    t4_random_seed(&random, 11);
    for (int i = 0; i < panels; i++) {
        panel p;
        t4_divert d;
        t4_error err = {0};
        t4_divert_question asked = question;

        asked.seed = (uint64_t)i;
        asked.ratio = 1.2;
        make_panel(&p, CODES, N, true);
        fill_null(&p, &random);
        assert_int_equal(t4_divert_measure(&d, &run, &p.flows, p.legs, &asked, &err), T4_OK);
        size += d.size.p <= 0.05;
        growth += d.growth.p <= 0.05;
        rise += d.rise.p <= 0.05;
        pairing += d.pairing.p <= 0.05;
        t4_divert_release(&d);
        t4_flows_release(&p.flows);
    }
    print_message("of %d: basket %d, growth %d, rise %d, pairing %d below 5 %%\n", panels, size, growth, rise, pairing);
    assert_true(size <= 30 && growth <= 30 && rise <= 30 && pairing <= 30);
}

/* Half of the codes go round from 2022 on: the via leg and the onward leg grow threefold together. */
static void a_planted_diversion_is_found_for_any_threads(void **state)
{
    panel p;
    t4_random random;
    t4_divert first;

    t4_random_seed(&random, 12);
    make_panel(&p, CODES, N, true);
    fill_null(&p, &random);
    for (int c = 0; c < CODES; c += 2)
        for (int i = 36; i < N; i++) {
            p.values[T4_DIVERT_VIA][c][i] *= 3 + 0.2 * c;
            p.values[T4_DIVERT_ONWARD][c][i] *= 3 + 0.2 * c;
            p.values[T4_DIVERT_DIRECT][c][i] *= 0.1;
        }
    for (unsigned threads = 1; threads <= 3; threads++) {
        t4_divert d;
        t4_error err = {0};

        run.threads = threads;
        assert_int_equal(t4_divert_measure(&d, &run, &p.flows, p.legs, &question, &err), T4_OK);
        assert_true(d.size.p < 0.05 && d.rise.p < 0.05 && d.pairing.p < 0.05);
        assert_true(d.basket >= CODES / 2 - 1 && d.basket <= CODES / 2 + 1);
        if (threads == 1)
            first = d;
        assert_true(d.size.by_chance == first.size.by_chance && d.pairing.by_chance == first.pairing.by_chance);
        if (threads > 1)
            t4_divert_release(&d);
    }
    run.threads = 1;
    t4_divert_release(&first);
    t4_flows_release(&p.flows);
}

/* A basket that is picked because it grew: by the same rule noise gives one as well, and the chance says so. */
static void a_rule_that_picks_what_grew_is_not_its_own_proof(void **state)
{
    panel p;
    t4_random random;
    t4_divert d;
    t4_error err = {0};

    t4_random_seed(&random, 13);
    make_panel(&p, CODES, N, true);
    fill_null(&p, &random);
    for (int c = 0; c < CODES; c++)
        for (int i = 0; i < N; i++)
            p.values[T4_DIVERT_ONWARD][c][i] = t4_random_below(&random, 8) ? 1 : 100;
    assert_int_equal(t4_divert_measure(&d, &run, &p.flows, p.legs, &question, &err), T4_OK);
    assert_true(d.basket > 0 && exp(d.growth.seen) >= 2);
    assert_true(d.growth.by_chance > log(2) && d.growth.p > 0.05 && d.size.p > 0.05);
    t4_divert_release(&d);
    t4_flows_release(&p.flows);
}

/* Sums of excesses: never less at headings, and what a plain computation over the same numbers gives. */
static void sums_at_headings_are_never_less(void **state)
{
    t4_random random;

    t4_random_seed(&random, 14);
    for (int round = 0; round < 500; round++) {
        panel p;
        t4_divert d;
        t4_error err = {0};
        t4_divert_question asked = question;
        double fine = 0, coarse = 0, anew = 0, net = 0;

        asked.runs = 0;
        asked.base_from = asked.base_until = t4_period_year(2019);
        make_panel(&p, CODES, 2, false);
        for (int leg = 0; leg < T4_DIVERT_LEGS; leg++)
            for (int c = 0; c < CODES; c++)
                for (int i = 0; i < 2; i++)
                    p.values[leg][c][i] = (double)t4_random_below(&random, 100);
        for (int h = 0; h < CODES / 5; h++) {
            double a = 0, b = 0, in = 0, out = 0;

            for (int c = h * 5; c < h * 5 + 5; c++) {
                double x = p.values[1][c][1] - p.values[1][c][0], y = p.values[2][c][1] - p.values[2][c][0];

                fine += x > 0 && y > 0 ? (x < y ? x : y) : 0;
                a += x > 0 ? x : 0;
                b += y > 0 ? y : 0;
                in += x;
                out += y;
                net += x;
            }
            coarse += a < b ? a : b;
            anew += in > 0 && out > 0 ? (in < out ? in : out) : 0;
        }
        assert_int_equal(t4_divert_measure(&d, &run, &p.flows, p.legs, &asked, &err), T4_OK);
        assert_true(d.rows[d.count - 1].matched == fine && d.rows[d.count - 1].matched_coarse == coarse);
        assert_true(d.rows[d.count - 1].anew == anew && d.rows[d.count - 1].net_in == net);
        assert_true(coarse >= fine && isnan(d.rise.p) && isnan(d.size.p));
        t4_divert_release(&d);
        t4_flows_release(&p.flows);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_chances_are_right_where_nothing_goes_round),
        cmocka_unit_test(a_planted_diversion_is_found_for_any_threads),
        cmocka_unit_test(a_rule_that_picks_what_grew_is_not_its_own_proof),
        cmocka_unit_test(sums_at_headings_are_never_less),
    };

    t4_run_init(&run);
    run.threads = 1;
    return cmocka_run_group_tests(tests, NULL, NULL);
}
