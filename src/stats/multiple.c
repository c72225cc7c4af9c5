/* SPDX-License-Identifier: MIT */
#include "stats/multiple.h"

#include <math.h>
#include <stdlib.h>

#include "base/memory.h"

typedef struct {
    double p;
    size_t index;
} ranked;

static int by_p(const void *left, const void *right)
{
    const ranked *a = left, *b = right;

    if (a->p < b->p || a->p > b->p)
        return a->p < b->p ? -1 : 1;
    return (a->index > b->index) - (a->index < b->index);
}

t4_status t4_multiple_adjust(const double *p, size_t n, bool any, double *adjusted)
{
    ranked *tests = t4_alloc(n ? n : 1, sizeof *tests);
    size_t count = 0;
    double factor = 0, least = 1;

    if (!tests)
        return T4_ERR_MEMORY;
    for (size_t i = 0; i < n; i++)
        if (!isnan(p[i]))
            tests[count++] = (ranked){p[i], i};
    for (size_t i = count; any && i > 0; i--)
        factor += 1 / (double)i;
    factor = any ? factor : 1;
    if (count)
        qsort(tests, count, sizeof *tests, by_p);
    for (size_t i = 0; i < n; i++)
        adjusted[i] = isnan(p[i]) ? NAN : p[i];
    for (size_t i = count; i-- > 0;) {
        least = fmin(least, tests[i].p * factor * (double)count / (double)(i + 1));
        adjusted[tests[i].index] = least;
    }
    t4_free(tests);
    return T4_OK;
}
