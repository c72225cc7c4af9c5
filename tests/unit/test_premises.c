/* SPDX-License-Identifier: MIT */
/* Facts and what they prove: Frechet's bounds, weights, contradictions, amounts past 2^53; random tables by brute force. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/random.h"
#include "solve/premises.h"

static t4_run run;

static t4_premises *make(size_t unknowns)
{
    t4_error err = {0};
    t4_premises *p = t4_premises_new();
    uint32_t id;

    t4_run_init(&run);
    assert_non_null(p);
    for (size_t i = 0; i < unknowns; i++)
        assert_int_equal(t4_premises_unknown(p, 0, &id, &err), T4_OK);
    return p;
}

/* low <= sum of the unknowns of a mask <= high */
static void add(t4_premises *p, unsigned mask, int64_t low, int64_t high, uint32_t tag)
{
    t4_premises_term terms[32];
    t4_error err = {0};
    size_t n = 0;

    for (uint32_t i = 0; i < 32; i++)
        if (mask & 1u << i)
            terms[n++] = (t4_premises_term){i, 1};
    assert_int_equal(t4_premises_add(p, terms, n, low, high, tag, &err), T4_OK);
}

static t4_premises_range range_of(t4_premises *p, unsigned mask)
{
    t4_premises_range range;
    t4_error err = {0};
    uint32_t unknowns[32];
    size_t n = 0;

    for (uint32_t i = 0; i < 32; i++)
        if (mask & 1u << i)
            unknowns[n++] = i;
    assert_int_equal(t4_premises_range_of(p, unknowns, n, &range, &err), T4_OK);
    return range;
}

static void close_facts(t4_premises *p)
{
    t4_error err = {0};

    assert_int_equal(t4_premises_close(p, &run, &err), T4_OK);
}

/* Cells 0 1 | 2 3 with rows and columns. */
static t4_premises *square(int64_t r1, int64_t r2, int64_t c1, int64_t c2)
{
    t4_premises *p = make(4);

    add(p, 0x3, r1, r1, 10);
    add(p, 0xc, r2, r2, 11);
    add(p, 0x5, c1, c1, 12);
    add(p, 0xa, c2, c2, 13);
    close_facts(p);
    return p;
}

static void a_square_has_frechets_bounds_to_the_unit(void **state)
{
    const int64_t unit[] = {1, 1000003, 9007199254740993 / 100, (int64_t)1 << 52};

    for (int i = 0; i < 4; i++) {
        t4_premises *p = square(60 * unit[i] + 1, 40 * unit[i], 70 * unit[i], 30 * unit[i] + 1);
        t4_premises_range r = range_of(p, 1);

        assert_true(r.has_upper && !r.contradictory);
        assert_true(r.lower == 30 * unit[i]);       /* r + c - N */
        assert_true(r.upper == 60 * unit[i] + 1);
        r = range_of(p, 8);
        assert_true(r.lower == 0);
        assert_true(r.upper == 30 * unit[i] + 1);
        r = range_of(p, 0xf);
        assert_true(r.lower == 100 * unit[i] + 1 && r.upper == r.lower);
        t4_premises_free(p);
    }
}

static void margins_that_disagree_are_named(void **state)
{
    t4_premises *p = square(60, 40, 70, 29);
    t4_premises_conflict conflict;
    t4_error err = {0};
    bool clash = false;

    assert_int_equal(t4_premises_check(p, 0, &clash, &conflict, &err), T4_OK);
    assert_true(clash && conflict.proven);
    assert_int_equal(conflict.count, 4);
    assert_true(range_of(p, 1).contradictory);
    t4_premises_free(p);
}

static void of_a_contradiction_only_what_makes_it_is_named(void **state)
{
    t4_premises *p = make(6);
    t4_premises_conflict conflict;
    t4_error err = {0};
    bool clash = false;

    add(p, 0x3f, 100, 100, 1);   /* all: 100 */
    add(p, 0x07, 0, 60, 2);
    add(p, 0x01, 40, T4_PREMISES_FREE, 3);
    add(p, 0x02, 30, T4_PREMISES_FREE, 4);   /* 40 + 30 > 60 */
    add(p, 0x18, 5, 50, 5);
    add(p, 0x30, 5, 50, 6);
    close_facts(p);
    assert_int_equal(t4_premises_check(p, 0, &clash, &conflict, &err), T4_OK);
    assert_true(clash && conflict.proven);
    assert_int_equal(conflict.count, 3);
    assert_int_equal(conflict.tags[0], 2);
    assert_int_equal(conflict.tags[1], 3);
    assert_int_equal(conflict.tags[2], 4);
    t4_premises_free(p);
}

static void an_open_side_stays_open(void **state)
{
    t4_premises *p = make(3);
    t4_premises_range r;

    add(p, 0x3, 10, T4_PREMISES_FREE, 1);
    add(p, 0x6, T4_PREMISES_FREE, 7, 2);
    close_facts(p);
    r = range_of(p, 1);
    assert_false(r.has_upper);
    assert_true(r.lower == 3);   /* 10 - 7 */
    r = range_of(p, 2);
    assert_true(r.has_upper && r.upper == 7 && r.lower == 0);
    t4_premises_free(p);
}

/* Value X, weight Q, unit values in ranges: the known case, in parts of 10^-4. */
static void weights_cut_the_interval_and_are_rounded_outwards(void **state)
{
    t4_premises *p = make(4);    /* 0, 1: values; 2, 3: weights */
    t4_premises_term ties[4][2] = {{{2, 50}, {0, -1}}, {{0, 1}, {2, -100}}, {{3, 2}, {1, -1}}, {{1, 1}, {3, -5}}};
    t4_premises_range r;
    t4_error err = {0};

    add(p, 0x3, 100000000, 100000000, 1);
    add(p, 0xc, 10000000, 10000000, 2);
    for (int i = 0; i < 4; i++)
        assert_int_equal(t4_premises_add(p, ties[i], 2, T4_PREMISES_FREE, 0, (uint32_t)(3 + i / 2), &err), T4_OK);
    close_facts(p);
    r = range_of(p, 1);
    assert_true(r.lower == 52631578 && r.upper == 83333334);   /* 5263.15789..., 8333.33333... */
    assert_true(r.bindings[0] > 1);
    t4_premises_free(p);
}

/* --- random tables of small numbers, all looked at ------------------------------------------------- */

enum { CELLS = 5, MOST = 6 };

typedef struct {
    unsigned mask[4];
    int low[4], high[4];
} rows;

static void brute(const rows *r, int count, unsigned wanted, int *least, int *most)
{
    int all = 1;

    *least = 1000;
    *most = -1;
    for (int i = 0; i < CELLS; i++)
        all *= MOST + 1;
    for (int code = 0; code < all; code++) {
        int x[CELLS], sum = 0, rest = code;
        bool fits = true;

        for (int i = 0; i < CELLS; i++, rest /= MOST + 1)
            x[i] = rest % (MOST + 1);
        for (int k = 0; k < count && fits; k++) {
            int s = 0;

            for (int i = 0; i < CELLS; i++)
                s += r->mask[k] & 1u << i ? x[i] : 0;
            fits = s >= r->low[k] && s <= r->high[k];
        }
        for (int i = 0; i < CELLS; i++)
            sum += wanted & 1u << i ? x[i] : 0;
        if (fits && sum < *least)
            *least = sum;
        if (fits && sum > *most)
            *most = sum;
    }
}

/* Whatever whole numbers agree with all facts lie inside; and a fact more never widens. */
static void whole_numbers_that_agree_lie_inside(void **state)
{
    t4_random random;

    t4_random_seed(&random, 42);
    for (int n = 0; n < 60; n++) {
        rows r;
        t4_int128 lower = -1, upper = 1000;

        for (int k = 0; k < 4; k++) {
            r.mask[k] = 1 + (unsigned)t4_random_below(&random, (1u << CELLS) - 1);
            r.low[k] = (int)t4_random_below(&random, 6);
            r.high[k] = r.low[k] + (int)t4_random_below(&random, 8);
        }
        for (int count = 1; count <= 4; count++) {
            t4_premises *p = make(CELLS);
            t4_premises_range range;
            int least, most;

            for (int i = 0; i < CELLS; i++)
                add(p, 1u << i, 0, MOST, 100);
            for (int k = 0; k < count; k++)
                add(p, r.mask[k], r.low[k], r.high[k], (uint32_t)k);
            close_facts(p);
            range = range_of(p, 0xb);
            brute(&r, count, 0xb, &least, &most);
            if (range.contradictory)
                assert_int_equal(most, -1);
            if (most >= 0) {
                assert_true(range.lower <= least && range.upper >= most);
                assert_true(least - range.lower <= 1 && range.upper - most <= 1);   /* whole numbers lose less than one */
            }
            if (!range.contradictory) {
                assert_true(range.lower >= lower && range.upper <= upper);
                lower = range.lower;
                upper = range.upper;
            }
            t4_premises_free(p);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_square_has_frechets_bounds_to_the_unit),
        cmocka_unit_test(margins_that_disagree_are_named),
        cmocka_unit_test(of_a_contradiction_only_what_makes_it_is_named),
        cmocka_unit_test(an_open_side_stays_open),
        cmocka_unit_test(weights_cut_the_interval_and_are_rounded_outwards),
        cmocka_unit_test(whole_numbers_that_agree_lie_inside),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
