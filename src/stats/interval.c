/* SPDX-License-Identifier: MIT */
#include "stats/interval.h"

#include <math.h>

#include "stats/sum.h"

t4_interval t4_interval_frechet(double row, double column, double total)
{
    return (t4_interval){fmax(0, row + column - total), fmin(row, column)};
}

bool t4_interval_listed(t4_interval *interval, double x, bool whole, double floor_listed, double floor_other)
{
    if (floor_listed + floor_other > x || (whole && floor_other > 0))
        return false;
    *interval = (t4_interval){whole ? x : floor_listed, x - floor_other};
    return true;
}

/* Cut an interval by slope * y <= limit. */
static void cut(t4_interval *i, double slope, double limit, bool *empty)
{
    if (slope > 0)
        i->upper = fmin(i->upper, limit / slope);
    else if (slope < 0)
        i->lower = fmax(i->lower, limit / slope);
    else if (limit < 0)
        *empty = true;
}

bool t4_interval_weighed(t4_interval *interval, double x, double q, t4_unit_range listed, t4_unit_range other)
{
    bool empty = false;

    *interval = (t4_interval){0, x};
    /* Least weight of both parts <= q <= greatest weight of both parts. */
    cut(interval, 1 / listed.most - 1 / other.most, q - x / other.most, &empty);
    cut(interval, 1 / other.least - 1 / listed.least, x / other.least - q, &empty);
    if (interval->lower > interval->upper && interval->lower - interval->upper <= 1e-12 * x)
        interval->lower = interval->upper;   /* a point, off by rounding */
    return !empty && interval->lower <= interval->upper;
}

double t4_interval_width(t4_interval interval)
{
    return interval.upper > 0 ? (interval.upper - interval.lower) / interval.upper : 0;
}

double t4_interval_ambiguity(const t4_interval *intervals, size_t n)
{
    t4_sum width = {{0}, 0, 0}, upper = {{0}, 0, 0};

    for (size_t i = 0; i < n; i++) {
        t4_sum_add(&width, intervals[i].upper - intervals[i].lower);
        t4_sum_add(&upper, intervals[i].upper);
    }
    return t4_sum_value(&upper) > 0 ? t4_sum_value(&width) / t4_sum_value(&upper) : 0;
}
