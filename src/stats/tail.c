/* SPDX-License-Identifier: MIT */
#include "stats/tail.h"

#include <math.h>
#include <stdlib.h>

enum { ENOUGH = 10, TAIL_LEAST = 50 };

static int downwards(const void *left, const void *right)
{
    double a = *(const double *)left, b = *(const double *)right;

    return (a < b) - (a > b);
}

/* P(X > x) of the law through the excesses drawn[0 .. count-1] - threshold. */
static double beyond(const double *drawn, size_t count, double threshold, double x)
{
    double mean = 0, square = 0, shape, scale;

    for (size_t i = 0; i < count; i++)
        mean += (drawn[i] - threshold) / (double)count;
    for (size_t i = 0; i < count; i++)
        square += (drawn[i] - threshold - mean) * (drawn[i] - threshold - mean) / (double)(count - 1);
    if (!(mean > 0) || !(square > 0))
        return 1;
    shape = 0.5 * (1 - mean * mean / square);   /* above 0: heavier than exponential */
    scale = mean * (1 - shape);
    return shape > 1e-9 ? pow(1 + shape * x / scale, -1 / shape) : exp(-x / mean);
}

double t4_tail_p(double *drawn, size_t n, double seen)
{
    size_t larger = 0, count = n / 10;
    double share, p;

    for (size_t i = 0; i < n; i++)
        larger += drawn[i] >= seen;
    share = (1.0 + (double)larger) / (1.0 + (double)n);
    if (larger >= ENOUGH || count < TAIL_LEAST)
        return share;
    qsort(drawn, n, sizeof *drawn, downwards);
    if (!isfinite(drawn[0]) || !(seen > drawn[count]))
        return share;
    p = (double)count / (double)n * (isinf(seen) ? 0 : beyond(drawn, count, drawn[count], seen - drawn[count]));
    return fmax(T4_TAIL_LEAST, fmin(share, p));
}
