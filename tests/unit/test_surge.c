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
#include "watch/surge.h"

enum { N = 60, SERIES = 10 };

static t4_run run;

/* A set made by hand: months from 2019-01 on. */
typedef struct {
    t4_series_set set;
    t4_period periods[N];
    t4_series items[SERIES];
    double values[SERIES][N];
    uint8_t states[SERIES][N];
} panel;

static const t4_surge_question question = {.trim = 0.15, .runs = 1999, .block = 3, .seed = 1, .fdr = 0.05,
                                           .z_alarm = 3.5, .cusum_k = 0.5, .cusum_h = 5};

static void make_panel(panel *p, size_t series)
{
    memset(p, 0, sizeof *p);
    for (int i = 0; i < N; i++)
        p->periods[i] = t4_period_month(2019 + i / 12, 1 + i % 12);
    for (size_t s = 0; s < series; s++)
        p->items[s] = (t4_series){.value = p->values[s], .hidden = p->states[s], .flow = T4_X};
    p->set = (t4_series_set){.periods = p->periods, .n = N, .items = p->items, .count = series};
}

static double normal(t4_random *random)
{
    double sum = -6;

    for (int i = 0; i < 12; i++)
        sum += t4_random_unit(random);
    return sum;
}

/* AR(1) with 0.5, a season, heavy tails (one shock in twenty four times as large), two empty months in a hundred. */
static void fill_null(panel *p, t4_random *random)
{
    for (size_t s = 0; s < p->set.count; s++) {
        double x = 0;

        for (int i = -20; i < N; i++) {
            double shock = normal(random) * (t4_random_below(random, 20) ? 1 : 4);

            x = 0.5 * x + shock;
            if (i >= 0)
                p->values[s][i] = t4_random_below(random, 50) ? exp(10 + 0.3 * x + 0.4 * sin(i * acos(-1) / 6)) : 0;
        }
    }
}

/* Panels with any flag: at most 7 % with three standard errors of room below the mark. */
static void panels_without_a_break_are_hardly_ever_flagged(void **state)
{
    panel p;
    t4_random random;
    int flagged = 0, panels = 400;

    t4_random_seed(&random, 42);
    for (int i = 0; i < panels; i++) {
        t4_surge surge;
        t4_error err = {0};
        t4_surge_question asked = question;

        asked.seed = (uint64_t)i;
        make_panel(&p, SERIES);
        fill_null(&p, &random);
        assert_int_equal(t4_surge_run(&surge, &run, &p.set, &asked, &err), T4_OK);
        flagged += surge.flagged > 0;
        t4_surge_release(&surge);
    }
    print_message("%d of %d panels flagged\n", flagged, panels);
    assert_true(flagged <= 0.07 * panels);
}

static void a_planted_break_is_found_and_dated_for_any_threads(void **state)
{
    panel p;
    t4_random random;

    t4_random_seed(&random, 7);
    make_panel(&p, 3);
    fill_null(&p, &random);
    for (int i = 40; i < N; i++)
        p.values[1][i] *= 8;
    for (unsigned threads = 1; threads <= 3; threads++) {
        t4_surge surge;
        t4_error err = {0};

        run.threads = threads;
        assert_int_equal(t4_surge_run(&surge, &run, &p.set, &question, &err), T4_OK);
        assert_true(surge.found[1].flagged && surge.found[1].rise);
        assert_int_equal(surge.found[1].at, 40);
        assert_int_equal(surge.ranked[0], 1);
        assert_true(surge.found[1].adjusted < 0.01);
        t4_surge_release(&surge);
    }
    run.threads = 1;
}

static void constant_new_and_edition_series_are_called_so(void **state)
{
    panel p;
    t4_surge surge;
    t4_error err = {0};

    make_panel(&p, 4);
    for (int i = 0; i < N; i++) {
        p.values[0][i] = 500;
        p.values[1][i] = i >= 40 ? 100 + i : 0;
        p.values[2][i] = i >= 36 ? 100 + i : 0;  /* 2022-01: HS 2022 came into force */
        p.values[3][i] = i % 3 ? 0 : 5;
    }
    assert_int_equal(t4_surge_run(&surge, &run, &p.set, &question, &err), T4_OK);
    assert_int_equal(surge.found[0].state, T4_SURGE_DEGENERATE);
    assert_true(isnan(surge.found[0].f) && isnan(surge.found[0].adjusted) && !surge.found[0].flagged);
    assert_int_equal(surge.found[1].state, T4_SURGE_NEW);
    assert_true(surge.found[1].flagged);
    assert_int_equal(surge.found[1].at, 40);
    assert_int_equal(surge.found[2].state, T4_SURGE_EDITION);
    assert_false(surge.found[2].flagged);
    assert_int_equal(surge.found[3].state, T4_SURGE_SPARSE);
    assert_false(surge.found[3].flagged);
    t4_surge_release(&surge);
}

/* Rows of totals beside details, and of the world beside partners, are never added to them. */
static void series_are_made_of_one_level(void **state)
{
    static const struct {
        const char *partner, *code;
        int level, value;
    } rows[] = {{"DE", "854231", 6, 10}, {"DE", "854232", 6, 20}, {"DE", "8542", 4, 30}, {"FR", "854231", 6, 5},
                {"FR", "8542", 4, 5},    {"W00", "8542", 4, 35},  {"DE", "TOTAL", 0, 900}};
    static const struct {
        int level;
        bool each;
        size_t series;
        double first;
    } cases[] = {{4, true, 2, 30}, {6, true, 3, 10}, {4, false, 1, 35}, {0, true, 1, 900}, {T4_SERIES_FINEST, true, 3, 10},
                 {2, true, 2, 30}};
    t4_flows flows;
    t4_error err = {0};

    assert_int_equal(t4_flows_init(&flows, &err), T4_OK);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        t4_flows_row row = {.period = t4_period_month(2023, 1), .flow = T4_X, .level = (uint8_t)rows[i].level,
                            .given = T4_FLOWS_VALUE, .world = !strcmp(rows[i].partner, "W00"),
                            .value = (t4_int128)rows[i].value * 10000};

        assert_int_equal(t4_flows_place(&flows, "KG", 2, &row.reporter, &err), T4_OK);
        assert_int_equal(t4_flows_place(&flows, rows[i].partner, strlen(rows[i].partner), &row.partner, &err), T4_OK);
        assert_int_equal(t4_flows_code(&flows, rows[i].code, strlen(rows[i].code), &row.code, &err), T4_OK);
        assert_int_equal(t4_flows_add(&flows, &row, &err), T4_OK);
    }
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        t4_series_question asked = {.kind = T4_MONTH, .level = cases[i].level, .each_partner = cases[i].each,
                                    .flow = T4_FLOWS};
        t4_series_set set;

        assert_int_equal(t4_series_make(&set, &flows, &asked, &err), T4_OK);
        assert_int_equal(set.count, cases[i].series);
        assert_true(fabs(set.items[0].value[0] - cases[i].first) < 1e-9);
        t4_series_release(&set);
    }
    t4_flows_release(&flows);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(panels_without_a_break_are_hardly_ever_flagged),
        cmocka_unit_test(a_planted_break_is_found_and_dated_for_any_threads),
        cmocka_unit_test(constant_new_and_edition_series_are_called_so),
        cmocka_unit_test(series_are_made_of_one_level),
    };

    t4_run_init(&run);
    run.threads = 1;
    return cmocka_run_group_tests(tests, NULL, NULL);
}
