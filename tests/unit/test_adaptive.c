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
#include "sdc/adaptive.h"

enum { CODES = 7, RECORDS = 60, PLACES = 2, MEASURES = 2 };

static t4_run run;

/* Two chapters, three headings, seven codes of six digits: small enough for every cut. */
static const char *const codes[CODES] = {"010121", "010129", "010130", "010211", "010290", "020110", "020120"};
static const int levels[] = {6, 4, 2, 0};

typedef struct {
    t4_adaptive_share share[RECORDS * MEASURES];
    size_t count;
    int measures;
    t4_rules rules;
    double value[CODES];
    uint8_t cap[CODES];
} world;

/* measures: 2 = besides the value a mass, which one trader in seven has plenty of. */
static void make_world(world *w, t4_random *random, int measures)
{
    size_t records;

    memset(w, 0, sizeof *w);
    w->rules = (t4_rules){.minimum = 2 + (int)t4_random_below(random, 3), .coalition = 1, .safety = 10 * T4_PERCENT};
    if (t4_random_below(random, 2))
        w->rules.p = 10 * T4_PERCENT;
    w->measures = measures;
    records = 10 + t4_random_below(random, RECORDS - 10);
    for (size_t i = 0; i < records; i++) {
        t4_adaptive_share *s = &w->share[w->count++];

        *s = (t4_adaptive_share){(uint32_t)t4_random_below(random, CODES),
                                 (uint32_t)measures * (uint32_t)t4_random_below(random, PLACES),
                                 1 + (uint32_t)t4_random_below(random, 5), 1 + (int64_t)t4_random_below(random, 1000)};
        w->value[s->code] += (double)s->amount;
        if (measures < 2)
            continue;
        w->share[w->count] = *s;
        w->share[w->count].place++;
        w->share[w->count++].amount = (1 + (int64_t)t4_random_below(random, 1000)) * (t4_random_below(random, 7) ? 1 : 40);
    }
    memset(w->cap, T4_CODE_MAX, sizeof w->cap);
}

/* Some codes may not stand at their full length; levels: 0, 2, 4 or 6. */
static void cap_world(world *w, t4_random *random)
{
    for (int k = 0; k < CODES; k++)
        w->cap[k] = (uint8_t)(t4_random_below(random, 3) ? 6 : 2 * t4_random_below(random, 4));
}

static t4_adaptive_problem problem_of(world *w)
{
    return (t4_adaptive_problem){.code = codes, .codes = CODES, .levels = levels, .level_count = 4, .rules = &w->rules,
                                 .measures = w->measures, .shares = w->share, .count = w->count, .cap = w->cap};
}

/* Is a set of codes (bits) safe at every place in the first measures? Worked out apart from the code under test. */
static bool set_is_safe_in(const world *w, unsigned set, int measures)
{
    for (int place = 0; place < PLACES * w->measures; place++) {
        int64_t by[6] = {0}, x = 0, first = 0, second = 0;
        int traders = 0;

        for (size_t i = 0; i < w->count; i++)
            if (w->share[i].place == (uint32_t)place && set >> w->share[i].code & 1)
                by[w->share[i].trader] += w->share[i].amount;
        for (int t = 1; t < 6; t++) {
            x += by[t];
            traders += by[t] > 0;
            if (by[t] > first) {
                second = first;
                first = by[t];
            } else if (by[t] > second) {
                second = by[t];
            }
        }
        if (place % w->measures < measures && x &&
            (traders < w->rules.minimum || (w->rules.p && (x - first - second) * 10 < first)))
            return false;
    }
    return true;
}

static bool set_is_safe(const world *w, unsigned set)
{
    return set_is_safe_in(w, set, w->measures);
}

static double loss_of(const world *w, unsigned set)
{
    double x = 0, x_ln = 0;

    for (int k = 0; k < CODES; k++)
        if (set >> k & 1 && w->value[k] > 0) {
            x += w->value[k];
            x_ln += w->value[k] * log(w->value[k]);
        }
    return x > 0 ? x * log(x) - x_ln : 0;
}

/* The codes below a beginning that may stand at its length. */
static unsigned below(const world *w, const char *beginning)
{
    unsigned set = 0;

    for (int k = 0; k < CODES; k++)
        if (!strncmp(codes[k], beginning, strlen(beginning)) && w->cap[k] >= strlen(beginning))
            set |= 1u << k;
    return set;
}

static bool occurs(const world *w, unsigned set)
{
    for (size_t i = 0; i < w->count; i++)
        if (set >> w->share[i].code & 1)
            return true;
    return false;
}

/* The least loss of the node by trying every set of children as its residual, beside what may stand no deeper. */
static double brute(const world *w, const char *node, int level)
{
    unsigned child[CODES], children = 0, whole = below(w, node), rest = whole;
    double best = set_is_safe(w, whole) ? loss_of(w, whole) : INFINITY;

    if (level == 6)
        return set_is_safe(w, whole) ? 0 : INFINITY;
    for (int k = 0; k < CODES; k++) {
        char text[8] = "";
        unsigned set;

        memcpy(text, codes[k], (size_t)level + 2);
        set = below(w, text);
        if (set & whole && (children == 0 || child[children - 1] != set))
            child[children++] = set;
        rest &= ~(set & whole);
    }
    for (unsigned in = 0; in < 1u << children; in++) {
        unsigned residual = rest;
        double loss = 0;

        for (unsigned c = 0; c < children; c++) {
            char text[8] = "";

            memcpy(text, codes[__builtin_ctz(child[c])], (size_t)level + 2);
            if (in >> c & 1)
                residual |= child[c];
            else
                loss += brute(w, text, level + 2);
        }
        if ((in && !rest && __builtin_popcount(in) < 2) || !set_is_safe(w, residual))
            continue;
        loss += loss_of(w, residual);
        best = loss < best ? loss : best;
    }
    return best;
}

static void the_cut_is_the_best_of_all(void **state)
{
    t4_random random;
    int residuals = 0, impossible = 0, by_mass = 0;

    t4_random_seed(&random, 6);
    for (int i = 0; i < 12000; i++) {
        world w;
        t4_adaptive_problem problem;
        t4_adaptive_cut cut;
        t4_error err = {0};
        double want, total = 0;

        make_world(&w, &random, 1 + i / 6000);
        if (i % 6000 >= 3000)
            cap_world(&w, &random);
        problem = problem_of(&w);
        for (int k = 0; k < CODES; k++)
            total += w.value[k];
        want = brute(&w, "", 0);
        assert_int_equal(t4_adaptive_cut_make(&cut, &run, &problem, &err), T4_OK);
        assert_true(cut.proven);
        assert_int_equal(cut.possible, isfinite(want));
        impossible += !cut.possible;
        if (cut.possible)
            assert_true(fabs(cut.lost * total - want) <= 1e-9 * (1 + want));
        for (int k = 0; k < CODES && cut.possible; k++)
            residuals += t4_adaptive_is_residual(cut.published[k]);
        for (int k = 0; k < CODES && cut.possible; k++)
            by_mass += below(&w, codes[k]) && strcmp(cut.published[k], codes[k]) && set_is_safe_in(&w, 1u << k, 1) &&
                       !set_is_safe(&w, 1u << k);
        t4_free(cut.published);
    }
    assert_true(residuals > 1200 && impossible > 40 && impossible < 11600 && by_mass > 600);
}

/* The published codes are an antichain that covers every code once, and each is safe. */
static void every_published_code_is_safe(void **state)
{
    t4_random random;

    t4_random_seed(&random, 7);
    for (int i = 0; i < 12000; i++) {
        world w;
        t4_adaptive_problem problem;
        t4_adaptive_cut cut;
        t4_error err = {0};

        make_world(&w, &random, 1 + i / 6000);
        if (i % 6000 >= 3000)
            cap_world(&w, &random);
        problem = problem_of(&w);
        assert_int_equal(t4_adaptive_cut_make(&cut, &run, &problem, &err), T4_OK);
        for (int k = 0; k < CODES && cut.possible; k++) {
            const char *text = cut.published[k];
            size_t fixed = strcspn(text, "X");
            unsigned set = 0;

            assert_true(!strcmp(text, "TOTAL") || !strncmp(text, codes[k], fixed));
            assert_true((strcmp(text, "TOTAL") ? fixed : 0) <= w.cap[k]);
            for (int j = 0; j < CODES; j++)
                if (!strcmp(cut.published[j], text))
                    set |= 1u << j;
                else
                    assert_false(strlen(cut.published[j]) > fixed && fixed == strlen(text) &&
                                 !strncmp(cut.published[j], text, fixed));
            assert_true(!occurs(&w, set) || set_is_safe(&w, set));
        }
        t4_free(cut.published);
    }
}

/* Three traders in each of two codes, one in a third: worked out by hand. */
static void a_residual_takes_in_what_costs_least(void **state)
{
    static const char *const list[] = {"854231", "854232", "854233"};
    t4_adaptive_share share[] = {{0, 0, 1, 100}, {0, 0, 2, 100}, {0, 0, 3, 100}, {1, 0, 1, 10}, {1, 0, 2, 10},
                                 {1, 0, 3, 10}, {2, 0, 4, 5}};
    t4_rules rules = {.minimum = 3, .coalition = 1, .safety = 10 * T4_PERCENT};
    t4_adaptive_problem problem = {.code = list, .codes = 3, .levels = levels, .level_count = 4, .rules = &rules,
                                   .measures = 1, .shares = share, .count = 7};
    t4_adaptive_cut cut;
    t4_error err = {0};

    assert_int_equal(t4_adaptive_cut_make(&cut, &run, &problem, &err), T4_OK);
    assert_string_equal(cut.published[0], "854231");
    assert_string_equal(cut.published[1], "8542XX");
    assert_string_equal(cut.published[2], "8542XX");
    assert_true(fabs(cut.lost * 335 - (35 * log(35) - 30 * log(30) - 5 * log(5))) < 1e-9);
    t4_free(cut.published);
}

/* The same goods by mass: one trader has 90 of 100 kg of the second code, so that it joins the third. By hand. */
static void a_mass_that_one_trader_has_is_merged_too(void **state)
{
    static const char *const list[] = {"854231", "854232", "854233"};
    t4_adaptive_share share[] = {{0, 0, 1, 100}, {0, 0, 2, 100}, {0, 0, 3, 100}, {1, 0, 1, 10}, {1, 0, 2, 10},
                                 {1, 0, 3, 10}, {2, 0, 4, 5}, {2, 0, 5, 5}, {2, 0, 6, 5},
                                 {0, 1, 1, 100}, {0, 1, 2, 100}, {0, 1, 3, 100}, {1, 1, 1, 90}, {1, 1, 2, 5},
                                 {1, 1, 3, 5}, {2, 1, 4, 20}, {2, 1, 5, 20}, {2, 1, 6, 20}};
    t4_rules rules = {.minimum = 3, .p = 10 * T4_PERCENT, .coalition = 1, .safety = 10 * T4_PERCENT};
    t4_adaptive_problem problem = {.code = list, .codes = 3, .levels = levels, .level_count = 4, .rules = &rules,
                                   .measures = 2, .shares = share, .count = 18};
    t4_adaptive_cut cut;
    t4_error err = {0};

    assert_int_equal(t4_adaptive_cut_make(&cut, &run, &problem, &err), T4_OK);
    assert_string_equal(cut.published[0], "854231");
    assert_string_equal(cut.published[1], "8542XX");
    assert_string_equal(cut.published[2], "8542XX");
    assert_true(fabs(cut.lost * 345 - (45 * log(45) - 30 * log(30) - 15 * log(15))) < 1e-9);
    t4_free(cut.published);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_cut_is_the_best_of_all),
        cmocka_unit_test(every_published_code_is_safe),
        cmocka_unit_test(a_residual_takes_in_what_costs_least),
        cmocka_unit_test(a_mass_that_one_trader_has_is_merged_too),
    };

    t4_run_init(&run);
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
