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

static const t4_surge_question question = {.trim = 0.15, .runs = 1999, .block = 3, .seed = 1, .fdr = 0.05, .season = true,
                                           .z_alarm = 3.5, .cusum_k = 0.5, .cusum_h = 5};

static void make_panel(panel *p, size_t series)
{
    memset(p, 0, sizeof *p);
    for (int i = 0; i < N; i++)
        p->periods[i] = t4_period_month(2019 + i / 12, 1 + i % 12);
    for (size_t s = 0; s < series; s++)
        p->items[s] = (t4_series){.value = p->values[s], .hidden = p->states[s], .flow = T4_X};
    p->set = (t4_series_set){.periods = p->periods, .n = N, .items = p->items, .count = series, .level = 6};
}

static double normal(t4_random *random)
{
    double sum = -6;

    for (int i = 0; i < 12; i++)
        sum += t4_random_unit(random);
    return sum;
}

/* What a series without a break can be like; each is autocorrelated by 0.5. */
enum { PLAIN, SEASON, ZEROS, HEAVY_TAILS, ALL_TOGETHER, KINDS };

/* A season of amplitude 0.4 (in logs), periods without trade (4 in 10), shocks four times as large (1 in 20). */
static void fill_null(panel *p, t4_random *random)
{
    for (size_t s = 0; s < p->set.count; s++) {
        size_t kind = s % KINDS;
        double x = 0, phase = 6 * t4_random_unit(random);

        for (int i = -20; i < N; i++) {
            bool large = kind >= HEAVY_TAILS && !t4_random_below(random, 20);
            bool empty = t4_random_below(random, 100) < (kind == ZEROS || kind == ALL_TOGETHER ? 40 : 2);

            x = 0.5 * x + normal(random) * (large ? 4 : 1);
            if (i >= 0)
                p->values[s][i] = empty ? 0 : exp(10 + 0.3 * x + (kind == SEASON || kind == ALL_TOGETHER
                                                                   ? 0.4 * sin(i * acos(-1) / 6 + phase) : 0));
        }
    }
}

/* What any printed statistic says of a series, combined. */
static bool says_anything(const t4_surge_found *found)
{
    return found->flagged || found->z_first != SIZE_MAX || found->cusum_first != SIZE_MAX || found->scan_at != SIZE_MAX ||
           !isnan(found->poisson_p) || !isnan(found->nb_p) || !isnan(found->times);
}

/* Of 1,000 panels of two series of each kind: the 95 % interval (Wilson 1927) of the share with any flag is below 7 %. */
static void panels_without_a_break_are_hardly_ever_flagged(void **state)
{
    enum { PANELS = 1000 };
    panel p;
    t4_random random;
    int flagged = 0, seasons = 0;
    double share, z = 1.959964, high;

    t4_random_seed(&random, 42);
    for (int i = 0; i < PANELS; i++) {
        t4_surge surge;
        t4_error err = {0};
        t4_surge_question asked = question;
        bool any = false;

        asked.seed = (uint64_t)i;
        make_panel(&p, SERIES);
        fill_null(&p, &random);
        assert_int_equal(t4_surge_run(&surge, &run, &p.set, &asked, &err), T4_OK);
        assert_int_equal(surge.tested, SERIES);
        for (size_t s = 0; s < SERIES; s++) {
            any = any || says_anything(&surge.found[s]);
            seasons += surge.found[s].season > 0;
        }
        flagged += any;
        t4_surge_release(&surge);
    }
    share = (double)flagged / PANELS;
    high = (share + z * z / (2 * PANELS) + z * sqrt(share * (1 - share) / PANELS + z * z / (4.0 * PANELS * PANELS))) /
           (1 + z * z / PANELS);
    print_message("%d of %d panels flagged, at most %.1f %%; %d seasons taken out\n", flagged, PANELS, 100 * high, seasons);
    assert_true(high < 0.07);
    assert_true(seasons > PANELS / 2);
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
        assert_true(surge.found[1].times > 4 && surge.found[1].error > 0 && isnan(surge.found[0].times));
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
    assert_int_equal(surge.found[3].state, T4_SURGE_DEGENERATE);   /* nothing but a season */
    assert_false(surge.found[3].flagged);
    t4_surge_release(&surge);
}

/* Counts: known chances beside the flag; a rise that is in the spread of the counts is none. */
static void counts_have_their_known_chances(void **state)
{
    static const double before[] = {2, 3, 1, 2, 4, 2, 1, 3, 2, 2, 3, 1, 2, 3, 2, 1, 2, 4, 2, 3, 1, 2, 3, 2};
    panel p;
    t4_surge surge;
    t4_error err = {0};
    t4_surge_question asked = question;

    make_panel(&p, 2);
    for (int i = 0; i < N; i++) {
        p.values[0][i] = before[i % 24] + (i >= 30 ? 9 + i % 3 : 0);
        p.values[1][i] = i % 10 == 9 ? 40 : 1 + i % 2;    /* now and then a large one: Poisson alone would cry */
    }
    asked.counts = true;
    asked.until = t4_period_month(2021, 6);
    assert_int_equal(t4_surge_run(&surge, &run, &p.set, &asked, &err), T4_OK);
    assert_true(surge.found[0].flagged && surge.found[0].at == 30 && surge.found[0].scan_at == 30);
    assert_true(surge.found[0].poisson_p < 1e-12 && surge.found[0].nb_p < 1e-4);
    assert_true(!surge.found[1].flagged && isnan(surge.found[1].poisson_p));
    t4_surge_release(&surge);
}

/* What the simulation says is seen falls with the digits: the heading's own movement hides it. */
static void coarser_codes_see_less(void **state)
{
    enum { CODES = 10 };
    panel fine, coarse;
    t4_random random;
    size_t holder[CODES];
    t4_surge found, above;
    t4_surge_power own, head;
    t4_error err = {0};

    t4_random_seed(&random, 5);
    make_panel(&fine, CODES);
    make_panel(&coarse, 1);
    coarse.set.level = 4;
    for (int s = 0; s < CODES; s++) {
        holder[s] = 0;
        for (int i = 0; i < N; i++) {
            fine.values[s][i] = (s ? 1000 : 50) * exp(0.3 * normal(&random));
            coarse.values[0][i] += fine.values[s][i];
        }
    }
    assert_int_equal(t4_surge_run(&found, &run, &fine.set, &question, &err), T4_OK);
    assert_int_equal(t4_surge_run(&above, &run, &coarse.set, &question, &err), T4_OK);
    assert_true(found.flagged == 0 && above.flagged == 0);
    for (size_t s = 0; s < CODES; s++) {
        size_t self[CODES];

        for (size_t k = 0; k < CODES; k++)
            self[k] = k;
        for (size_t k = 0; k < CODES; k++)
            if (k != s)
                self[k] = SIZE_MAX;
        assert_int_equal(t4_surge_simulate(&own, &run, &fine.set, &fine.set, &found, self, 1, &question, &err), T4_OK);
        assert_int_equal(own.planted, 1);
        assert_true(own.seen[T4_SURGE_SIZES - 1] == 1);
    }
    assert_int_equal(t4_surge_simulate(&head, &run, &fine.set, &coarse.set, &above, holder, 100, &question, &err), T4_OK);
    assert_int_equal(head.planted, CODES);
    assert_int_equal(head.series, 1);
    assert_true(head.seen[0] < 0.2 && head.seen[1] < 0.2 && head.seen[T4_SURGE_SIZES - 1] > 0.89);   /* all but the small one at eleven times */
    t4_surge_release(&found);
    t4_surge_release(&above);
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
        cmocka_unit_test(counts_have_their_known_chances),
        cmocka_unit_test(coarser_codes_see_less),
        cmocka_unit_test(series_are_made_of_one_level),
    };

    t4_run_init(&run);
    run.threads = 1;
    return cmocka_run_group_tests(tests, NULL, NULL);
}
