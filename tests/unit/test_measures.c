/* SPDX-License-Identifier: MIT */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/memory.h"
#include "base/random.h"
#include "io/outfile.h"
#include "io/sheet.h"
#include "io/wholefile.h"
#include "solve/reconstruct.h"
#include "stats/detail.h"
#include "stats/divergence.h"
#include "stats/interval.h"
#include "stats/power.h"
#include "stats/student.h"
#include "stats/sum.h"

enum { MOST = 64, MILLION = 1000000 };

/* The vector at hand: its inputs as text, what was expected. */
typedef struct {
    const char *id, *inputs;
    double value;            /* what we compute; HUGE_VAL = the word infeasible */
} vector;

static t4_run run;

/* Numbers behind `name=` in the inputs, ',' and '|' between them; how many. */
static size_t numbers(const char *inputs, const char *name, double out[MOST])
{
    size_t n = 0, length = strlen(name);
    const char *at = inputs;

    while (at && !(strncmp(at, name, length) == 0 && at[length] == '=')) {
        at = strchr(at, ';');
        at = at ? at + 1 + strspn(at + 1, " ") : NULL;
    }
    if (!at)
        return 0;
    for (at += length + 1; n < MOST; at++) {
        char *end;

        out[n++] = strtod(at, &end);
        at = end;
        if (*at != ',' && *at != '|')
            break;
    }
    return n;
}

static double number(const char *inputs, const char *name)
{
    double out[MOST];

    return numbers(inputs, name, out) ? out[0] : NAN;
}

/* --- entropy, Theil, reconstruction of two headings ------------------------------------- */

static void detail_of(const char *inputs, t4_detail *d, t4_heading_detail heading[2])
{
    double value[MOST];
    uint32_t of[MOST];
    size_t n = 0, headings = 0;
    t4_error err = {0};

    for (int g = 1; g <= 2; g++) {
        char name[8];
        double part[MOST];
        size_t count;

        snprintf(name, sizeof name, "g%d", g);
        count = numbers(inputs, name, part);
        for (size_t i = 0; i < count; i++) {
            value[n] = part[i];
            of[n++] = (uint32_t)(g - 1);
        }
        headings += count > 0;
    }
    assert_int_equal(t4_detail_measure(d, heading, &run, &(t4_detail_table){value, of, n, headings}, &err), T4_OK);
}

static void entropy(vector *v)
{
    t4_detail d;
    t4_heading_detail heading[2];
    double counts[MOST];
    size_t n;

    switch (atoi(v->id + 4)) {
    case 11:
        n = numbers(v->inputs, "counts", counts);
        v->value = t4_detail_entropy_counts(counts, n);
        return;
    }
    detail_of(v->inputs, &d, heading);
    v->value = (double[]){NAN, d.h_fine * T4_BITS, d.h_fine, d.h_coarse * T4_BITS, d.h_given * T4_BITS,
                          heading[0].h * T4_BITS, d.hidden_share, d.effective_codes, d.codes_per_heading,
                          d.hhi_fine, d.hhi_coarse, NAN, d.h_fine, d.hidden_share, d.hidden_share}[atoi(v->id + 4)];
    assert_true(v->value != 0 || !signbit(v->value));
}

static void theil(vector *v)
{
    t4_detail d;
    t4_heading_detail heading[2];

    detail_of(v->inputs, &d, heading);
    v->value = (double[]){NAN, d.theil, d.theil_between, d.theil_within}[atoi(v->id + 4)];
}

/* Truth and guess over both headings: given shares, or an even split. */
static size_t guess(const char *inputs, double truth[MOST], double hat[MOST])
{
    size_t n = 0;

    for (int g = 1; g <= 2; g++) {
        char name[16];
        double x[MOST], share[MOST], total = 0;
        size_t count, shares;

        snprintf(name, sizeof name, "g%d", g);
        count = numbers(inputs, name, x);
        snprintf(name, sizeof name, g == 1 ? "prior g1" : "g2");
        shares = numbers(strstr(inputs, "prior") ? strstr(inputs, "prior") : "", name, share);
        for (size_t i = 0; i < count; i++)
            total += x[i];
        for (size_t i = 0; i < count; i++) {
            truth[n] = x[i];
            hat[n++] = total * (shares ? share[i] : 1.0 / (double)count);
        }
    }
    return n;
}

static void divergence(vector *v)
{
    double p[MOST], q[MOST];
    size_t n;
    int which = atoi(v->id + 3);

    if (which == 5) {
        n = numbers(v->inputs, "true", p);
        assert_int_equal(numbers(v->inputs, "prior", q), n);
    } else if (which == 6) {
        n = numbers(v->inputs, "p", p);
        assert_int_equal(numbers(v->inputs, "q", q), n);
    } else {
        n = guess(v->inputs, p, q);
    }
    v->value = which == 6 ? t4_divergence_js(p, q, n) :
               which == 3 || which == 4 ? t4_divergence_misplaced(p, q, n) : t4_divergence_kl(p, q, n);
}

static void variance(vector *v)
{
    double y[MOST];
    size_t n = numbers(v->inputs, "g1", y), m = numbers(v->inputs, "g2", y + n);
    uint32_t of[MOST] = {0};
    t4_error err = {0};

    for (size_t i = n; i < n + m; i++)
        of[i] = 1;
    assert_int_equal(t4_detail_variance_within(&v->value, y, NULL, of, n + m, 2, &err), T4_OK);
    if (atoi(v->id + 4) == 2)
        v->value = 1 - v->value;
}

/* --- bounds --------------------------------------------------------------------------------- */

static void bounds(vector *v)
{
    int which = atoi(v->id + 4), far = which > 2;
    double row[MOST], column[MOST], u[MOST], o[MOST], x = number(v->inputs, "X");
    t4_interval i = {0, 0};
    bool feasible = true;

    if (which <= 4) {
        numbers(v->inputs, "rows", row);
        numbers(v->inputs, "cols", column);
        i = t4_interval_frechet(row[far], column[far], row[0] + row[1]);
    } else if (which <= 6) {
        double other = which == 5 ? number(v->inputs, "unlisted floor") : 0;

        feasible = t4_interval_listed(&i, x, which == 6, 0, other);
    } else {
        numbers(v->inputs, "u", u);
        numbers(v->inputs, "v", o);
        feasible = t4_interval_weighed(&i, x, number(v->inputs, "Q"), (t4_unit_range){u[0], u[1]},
                                       (t4_unit_range){o[0], o[1]});
    }
    v->value = !feasible ? HUGE_VAL : strstr("bnd-02 bnd-04 bnd-05 bnd-08", v->id) ? i.upper : i.lower;
}

/* --- reconstruction --------------------------------------------------------------------------- */

static void fitting(vector *v)
{
    double x[MOST], total[MOST];
    size_t n = numbers(v->inputs, "seed", x), rows = numbers(v->inputs, "rows", total);
    size_t columns = numbers(v->inputs, "cols", total + rows), start[MOST] = {0}, used = 0;
    uint32_t cell[MOST];
    t4_reconstruct_result result;
    t4_reconstruct_sums sums = {rows + columns, start, cell, total};
    const char *at = strchr(v->id, '-') + 1;
    t4_error err = {0};

    for (size_t s = 0; s < rows + columns; s++) {
        for (size_t c = 0; c < n; c++)
            if (s < rows ? c / columns == s : c % columns == s - rows)
                cell[used++] = (uint32_t)c;
        start[s + 1] = used;
    }
    assert_int_equal(t4_reconstruct_fit(x, n, &sums, &run, &result, &err), T4_OK);
    v->value = result.infeasible ? HUGE_VAL : x[atoi(at) ? (size_t)(at[0] - '1') * columns + (size_t)(at[1] - '1') : 0];
}

/* --- power -------------------------------------------------------------------------------------- */

static void power(vector *v)
{
    int which = atoi(v->id + 4);
    t4_power_normal test = {number(v->inputs, "sd"), number(v->inputs, "n0"), number(v->inputs, "n1"),
                            number(v->inputs, "alpha")};
    double family = number(v->inputs, "family alpha"), mean = which == 8 || which == 9 || which == 11 ? 200 : 2, count;
    t4_error err = {0};

    if (which == 4 || which == 5) {
        test = (t4_power_normal){which == 4 ? 10 : 50, 24, 6,
                                 t4_power_bonferroni(family, number(v->inputs, "codes"))};
        v->value = t4_power_least(&test, 0.8);
    } else if (which <= 2) {
        v->value = t4_power_least(&test, number(v->inputs, "power"));
    } else if (which == 3) {
        v->value = t4_power_of(&test, t4_power_least(&(t4_power_normal){10, 24, 6, 0.01}, 0.8));
    } else if (which == 12) {
        v->value = t4_power_growth(0.245, 18, 100);
    } else if (which >= 10) {
        assert_int_equal(t4_power_poisson_least(&v->value, mean, 0.01, 0.8, &err), T4_OK);
    } else {
        assert_int_equal(t4_power_poisson_alarm(&count, mean, 0.01, &err), T4_OK);
        v->value = which == 6 || which == 8 ? count : t4_power_poisson_of(count, mean, 10);
    }
}

/* --- the file of vectors ---------------------------------------------------------------------- */

static const struct {
    const char *beginning;
    void (*compute)(vector *v);
    int expected;                /* how many the file has */
} groups[] = {{"ent-", entropy, 14}, {"thl-", theil, 3}, {"kl-", divergence, 6}, {"var-", variance, 2},
              {"bnd-", bounds, 9}, {"ipf", fitting, 12}, {"pow-", power, 12}};

static const char *shared(void)
{
    const char *given = getenv("T4_SHARED");

    return given && *given ? given : T4_SRCDIR "/../shared/data";
}

static bool read_vectors(t4_sheet *sheet)
{
    char path[4096];
    FILE *file;
    t4_buffer bytes;
    t4_error err = {0};
    t4_sheet_options options = {.separator = ','};

    snprintf(path, sizeof path, "%s/vectors/measures.csv", shared());
    file = fopen(path, "r");
    if (!file) {
        print_message("skipped: no shared/data/vectors/measures.csv\n");
        return false;
    }
    fclose(file);
    t4_buffer_init(&bytes, 0);
    t4_sheet_init(sheet, "measures.csv");
    assert_int_equal(t4_wholefile_read(&bytes, &run, path, &err), T4_OK);
    assert_int_equal(t4_sheet_delimited(sheet, &bytes, &options, &err), T4_OK);
    assert_int_equal(t4_sheet_lift_header(sheet, &err), T4_OK);
    t4_buffer_release(&bytes);
    return true;
}

/* Inside its tolerance ("exact": equal); words mean that no number may come out. */
static void check_vector(const vector *v, const char *expected, const char *tolerance)
{
    double want = !strcmp(expected, "infeasible") ? HUGE_VAL : strtod(expected, NULL);
    double room = !strcmp(tolerance, "exact") ? 0 : strtod(tolerance, NULL);
    const char *point = strchr(expected, '.');

    /* What the file cut off when it was printed. */
    if (room > 0 && point)
        room += 0.5 * pow(10, -(double)strspn(point + 1, "0123456789"));
    if (!(v->value == want || fabs(v->value - want) <= room))
        fail_msg("%s: %.17g, expected %s within %s", v->id, v->value, expected, tolerance);
}

static void vectors_are_reproduced(void **state)
{
    t4_sheet sheet;
    int seen[sizeof groups / sizeof *groups] = {0};

    if (!read_vectors(&sheet))
        skip();
    for (size_t row = 0; row < sheet.rows; row++)
        for (size_t g = 0; g < sizeof groups / sizeof *groups; g++) {
            vector v = {t4_sheet_field(&sheet, row, 0), t4_sheet_field(&sheet, row, 3), NAN};

            if (strncmp(v.id, groups[g].beginning, strlen(groups[g].beginning)))
                continue;
            groups[g].compute(&v);
            check_vector(&v, t4_sheet_field(&sheet, row, 4), t4_sheet_field(&sheet, row, 5));
            seen[g]++;
        }
    for (size_t g = 0; g < sizeof groups / sizeof *groups; g++)
        assert_int_equal(seen[g], groups[g].expected);
    t4_sheet_release(&sheet);
}

/* --- identities -------------------------------------------------------------------------------- */

typedef struct {
    double *value;
    uint32_t *heading;
} table;

/* A million values over twelve orders of magnitude, some zero, in headings of uneven size. */
static table make_table(size_t n, size_t headings)
{
    table t = {t4_alloc(n, sizeof(double)), t4_alloc(n, sizeof(uint32_t))};
    t4_random random;

    t4_random_seed(&random, 1610);
    for (size_t i = 0; i < n; i++) {
        double u = t4_random_unit(&random);

        t.value[i] = t4_random_below(&random, 10) ? floor(exp(u * 27.6)) : 0;
        t.heading[i] = (uint32_t)((double)headings * u * t4_random_unit(&random));
    }
    return t;
}

static void shuffle(table *t, size_t n, uint64_t seed)
{
    t4_random random;

    t4_random_seed(&random, seed);
    for (size_t i = n; i > 1; i--) {
        size_t j = t4_random_below(&random, i);
        double v = t->value[i - 1];
        uint32_t h = t->heading[i - 1];

        t->value[i - 1] = t->value[j];
        t->heading[i - 1] = t->heading[j];
        t->value[j] = v;
        t->heading[j] = h;
    }
}

static void identities_hold_for_any_order_and_threads(void **state)
{
    enum { HEADINGS = 1229 };
    table t = make_table(MILLION, HEADINGS);
    t4_heading_detail *heading = t4_alloc(HEADINGS, sizeof *heading);
    t4_detail first, d;
    t4_run threads;
    t4_error err = {0};

    t4_run_init(&threads);
    for (int round = 0; round < 4; round++) {
        threads.threads = (unsigned)(1 + round * 2 % 5);
        assert_int_equal(t4_detail_measure(&d, heading, &threads,
                                           &(t4_detail_table){t.value, t.heading, MILLION, HEADINGS}, &err), T4_OK);
        assert_true(fabs(d.h_fine - d.h_coarse - d.h_given) < 1e-12 * fmax(1, d.h_fine));
        assert_true(fabs(d.theil - d.theil_between - d.theil_within) < 1e-12 * fmax(1, d.theil));
        assert_true(fabs(d.theil - (log(MILLION) - d.h_fine)) < 1e-9);
        if (round == 0)
            first = d;
        assert_memory_equal(&d, &first, sizeof d);
        shuffle(&t, MILLION, (uint64_t)round + 1);
    }
    t4_free(heading);
    t4_free(t.value);
    t4_free(t.heading);
}

/* Splitting a code never lowers H(10|4), merging two of one heading never raises it. */
static void splitting_reveals_nothing_away(void **state)
{
    t4_random random;
    t4_error err = {0};

    t4_random_seed(&random, 4);
    for (int i = 0; i < 2000; i++) {
        double fine[7], merged[6];
        uint32_t of[7] = {0, 0, 0, 0, 1, 1, 1};
        t4_heading_detail heading[2];
        t4_detail a, b;

        for (int k = 0; k < 7; k++)
            fine[k] = (double)t4_random_below(&random, 1000);
        memcpy(merged, fine + 1, sizeof merged);
        merged[0] += fine[0];
        assert_int_equal(t4_detail_measure(&a, heading, &run, &(t4_detail_table){fine, of, 7, 2}, &err), T4_OK);
        assert_int_equal(t4_detail_measure(&b, heading, &run, &(t4_detail_table){merged, of + 1, 6, 2}, &err), T4_OK);
        assert_true(a.h_given >= b.h_given - 1e-12);
    }
}

/* Ten thousand terms that cancel to a known rest, in any order. */
static void sums_are_exact(void **state)
{
    t4_random random;
    t4_sum up = {{0}, 0, 0}, down = {{0}, 0, 0};

    t4_random_seed(&random, 10);
    for (int i = 0; i < 10000; i++) {
        double x = ldexp(t4_random_unit(&random) - 0.5, (int)t4_random_below(&random, 1800) - 900);

        t4_sum_add(&up, x);
        t4_sum_add(&down, -x);
    }
    t4_sum_add(&up, 0.1);
    t4_sum_merge(&up, &down);
    assert_true(t4_sum_value(&up) == 0.1);
    up = (t4_sum){{0}, 0, 0};
    for (int i = 0; i < 10; i++)
        t4_sum_add(&up, 0.1);
    assert_true(t4_sum_value(&up) == 1.0);
    up = (t4_sum){{0}, 0, 0};
    t4_sum_add(&up, 1.0);
    t4_sum_add(&up, 0x1p-1074);
    t4_sum_add(&up, -1.0);
    assert_true(t4_sum_value(&up) == 0x1p-1074);
    t4_sum_add(&up, -0x1p1023);
    assert_true(t4_sum_value(&up) == -0x1p1023);
    t4_sum_add(&up, INFINITY);
    assert_true(isnan(t4_sum_value(&up)));
}

static void simulated_power_agrees_with_the_formula(void **state)
{
    static const struct { double sd, n0, n1, alpha, rise; } cases[] = {
        {10, 24, 6, 0.01, 14.46}, {50, 24, 6, 0.01, 14.46}, {1, 12, 12, 0.05, 1}, {3, 36, 1, 0.001, 12}};
    enum { RUNS = 20000 };
    t4_error err = {0};
    double share, count, p;

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        t4_power_normal test = {cases[i].sd, cases[i].n0, cases[i].n1, cases[i].alpha};

        p = t4_power_of(&test, cases[i].rise);
        assert_int_equal(t4_power_simulate(&share, &test, cases[i].rise, 7 + i, RUNS, &err), T4_OK);
        assert_true(fabs(share - p) <= 3 * sqrt(p * (1 - p) / RUNS));
    }
    assert_int_equal(t4_power_poisson_alarm(&count, 20, 0.01, &err), T4_OK);
    p = t4_power_poisson_of(count, 20, 10);
    assert_int_equal(t4_power_poisson_simulate(&share, count, 20, 10, 3, RUNS, &err), T4_OK);
    assert_true(fabs(share - p) <= 3 * sqrt(p * (1 - p) / RUNS));
}

/* The noncentral t against scipy 1.10 (boost); least rises against brentq over the same. */
static void power_with_estimated_noise_is_students(void **state)
{
    static const struct { double t, freedom, shift, below; } values[] = {
        {2.5524, 17, 3.17, 0.27365113027818905}, {2.5524, 17, 0, 0.9896960986576838}, {2.5524, 17, 0.9, 0.9310525270569635},
        {6.9646, 2, 3, 0.820045659003062}, {1.3, 500, 12.5, 0}, {22360.7, 2, 300, 0.9998200145256687},
        {4.5, 8, -1.5, 0.9999896920773348}, {7, 3, 36, 3.829169598805106e-16}, {2.33, 900, 50, 0}};
    static const struct { double n0, n1, alpha, least; } tests[] = {
        {18, 6, 0.01, 1.6250819126087395}, {9, 3, 0.01, 2.5585186218919143}, {24, 8, 0.01, 1.3753505726120185},
        {3, 1, 0.01, 10.345008712780796}, {18, 6, 0.05 / 11000, 3.471810409068812}};

    for (size_t i = 0; i < sizeof values / sizeof *values; i++)
        assert_true(fabs(t4_student_below(values[i].t, values[i].freedom, values[i].shift) - values[i].below) < 1e-6);
    for (size_t i = 0; i < sizeof tests / sizeof *tests; i++) {
        t4_power_normal test = {10, tests[i].n0, tests[i].n1, tests[i].alpha};

        assert_true(fabs(t4_student_least(&test, 0.8) - 10 * tests[i].least) < 1e-6 * tests[i].least);
        assert_true(fabs(t4_student_of(&test, t4_student_limit(&test), 10 * tests[i].least) - 0.8) < 1e-7);
        assert_true(fabs(t4_student_of(&test, t4_student_limit(&test), 0) - tests[i].alpha) < 1e-9);
    }
}

/* A heading of n codes with independent noise never has more power for a rise in one of them. */
static void a_coarser_level_has_never_more_power(void **state)
{
    t4_random random;

    t4_random_seed(&random, 33);
    for (int i = 0; i < 2000; i++) {
        double sd = 1 + (double)t4_random_below(&random, 50), square = sd * sd;
        t4_power_normal fine = {sd, 12 + (double)t4_random_below(&random, 40), 1 + (double)t4_random_below(&random, 20),
                                0.0001 + 0.05 * t4_random_unit(&random)}, coarse = fine;
        double rise = 100 * t4_random_unit(&random);

        for (uint64_t k = t4_random_below(&random, 20); k > 0; k--) {
            double other = (double)t4_random_below(&random, 50);

            square += other * other;
        }
        coarse.sd = sqrt(square);
        assert_true(t4_power_of(&coarse, rise) <= t4_power_of(&fine, rise) + 1e-12);
        assert_true(t4_power_least(&coarse, 0.8) >= t4_power_least(&fine, 0.8) - 1e-9);
    }
}

static void the_weighed_interval_is_that_of_a_search(void **state)
{
    t4_random random;

    t4_random_seed(&random, 3);
    for (int i = 0; i < 3000; i++) {
        t4_unit_range u = {1 + (double)t4_random_below(&random, 100), 0}, o = {1 + (double)t4_random_below(&random, 50), 0};
        double x = 1000, q, low = INFINITY, high = -INFINITY;
        t4_interval interval;
        bool feasible;

        u.most = u.least + 1 + (double)t4_random_below(&random, 100);
        o.most = o.least + 1 + (double)t4_random_below(&random, 50);
        q = x / (1 + (double)t4_random_below(&random, 200));
        for (double y = 0; y <= x; y += 0.5)
            if (y / u.most + (x - y) / o.most <= q && q <= y / u.least + (x - y) / o.least) {
                low = fmin(low, y);
                high = fmax(high, y);
            }
        feasible = t4_interval_weighed(&interval, x, q, u, o);
        if (low > high)
            assert_true(!feasible || interval.upper - interval.lower <= 0.5);
        else
            assert_true(feasible && fabs(interval.lower - low) <= 0.5 && fabs(interval.upper - high) <= 0.5);
    }
}

static void bad_values_are_refused(void **state)
{
    double value[] = {1, -2};
    uint32_t of[] = {0, 0};
    t4_heading_detail heading[1];
    t4_detail d;
    t4_error err = {0};
    double count;

    assert_int_equal(t4_detail_measure(&d, heading, &run, &(t4_detail_table){value, of, 2, 1}, &err), T4_ERR_DATA);
    value[0] = value[1] = 0;
    err = (t4_error){0};
    assert_int_equal(t4_detail_measure(&d, heading, &run, &(t4_detail_table){value, of, 2, 1}, &err), T4_OK);
    assert_true(d.h_fine == 0 && d.hidden_share == 0 && heading[0].codes == 2);
    assert_int_equal(t4_power_poisson_alarm(&count, -1, 0.01, &err), T4_ERR_USAGE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(vectors_are_reproduced),
        cmocka_unit_test(identities_hold_for_any_order_and_threads),
        cmocka_unit_test(splitting_reveals_nothing_away),
        cmocka_unit_test(sums_are_exact),
        cmocka_unit_test(simulated_power_agrees_with_the_formula),
        cmocka_unit_test(power_with_estimated_noise_is_students),
        cmocka_unit_test(a_coarser_level_has_never_more_power),
        cmocka_unit_test(the_weighed_interval_is_that_of_a_search),
        cmocka_unit_test(bad_values_are_refused),
    };

    t4_run_init(&run);
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
