/* SPDX-License-Identifier: MIT */
/* Sorting by fields of any width against qsort(). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/random.h"
#include "cube/radix.h"

enum { FIELDS = 5, ROWS_MOST = 20000 };

static uint32_t values[ROWS_MOST][FIELDS];
static uint32_t wanted[ROWS_MOST];

static int compare(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

    for (int f = 0; f < FIELDS; f++)
        if (values[x][f] != values[y][f])
            return values[x][f] < values[y][f] ? -1 : 1;
    return (x > y) - (x < y);
}

typedef struct {
    unsigned bits[FIELDS];
    size_t rows;
    int words;
} sort_case;

static void check(const sort_case *c, uint64_t seed)
{
    t4_sort_room room = {0};
    t4_sort_layout layout;
    uint32_t most[FIELDS];
    const uint64_t *sorted;
    t4_random random;
    t4_run run;

    t4_run_init(&run);
    t4_random_seed(&random, seed);
    for (int f = 0; f < FIELDS; f++)
        most[f] = (uint32_t)(((uint64_t)1 << c->bits[f]) - 1);
    for (size_t i = 0; i < c->rows; i++) {
        wanted[i] = (uint32_t)i;
        for (int f = 0; f < FIELDS; f++)   /* few distinct values now and then, so that rows tie */
            values[i][f] = (uint32_t)t4_random_next(&random) & most[f] &
                           (t4_random_below(&random, 4) ? 0x80000003u : UINT32_MAX);
    }
    qsort(wanted, c->rows, sizeof *wanted, compare);
    t4_sort_plan(&layout, most, FIELDS, c->rows);
    assert_int_equal(layout.words, c->words);
    assert_int_equal(t4_sort_reserve(&room, &run, &layout, c->rows, NULL), T4_OK);
    for (size_t i = 0; i < c->rows; i++)
        t4_sort_set(&room, &layout, i, values[i], FIELDS);
    sorted = t4_sort_rows(&room, &layout, c->rows);
    for (size_t i = 0; i < c->rows; i++) {
        assert_int_equal(t4_sort_row(&layout, sorted[i]), wanted[i]);   /* ties stay in order */
        for (int f = 0; f < FIELDS; f++)
            assert_int_equal(t4_sort_field(&room, &layout, sorted[i], f), values[wanted[i]][f]);
        if (i)
            assert_int_equal(t4_sort_same(&room, &layout, sorted[i - 1], sorted[i]),
                             !memcmp(values[wanted[i - 1]], values[wanted[i]], sizeof *values));
    }
    t4_sort_release(&room, &run);
    assert_int_equal(run.held, 0);
}

static void rows_are_sorted_by_all_fields_and_ties_keep_their_order(void **state)
{
    static const sort_case cases[] = {
        {{6, 8, 7, 15, 3}, 20000, 1},
        {{6, 8, 7, 15, 3}, 40, 1},
        {{0, 0, 0, 0, 0}, 100, 1},
        {{1, 0, 1, 0, 1}, 5000, 1},
        {{16, 17, 28, 20, 28}, 20000, 3},
        {{32, 32, 32, 32, 32}, 20000, 5},
        {{32, 32, 32, 32, 32}, 30, 5},
        {{24, 24, 24, 24, 24}, 30, 3},
        {{32, 0, 32, 0, 0}, 1, 1},
        {{10, 10, 10, 10, 10}, 1, 1},
        {{4, 4, 4, 4, 4}, 0, 1},
        {{11, 12, 13, 13, 0}, 20000, 1},
        {{12, 12, 13, 13, 0}, 20000, 2},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        for (uint64_t seed = 1; seed < 4; seed++)
            check(&cases[i], seed);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows_are_sorted_by_all_fields_and_ties_keep_their_order),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
