/* SPDX-License-Identifier: MIT */
#include "stats/season.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

enum { AROUND = 6, LEAST_AROUND = 9, LEAST_OF_MONTH = 3 };

/* The median of a few numbers, which are reordered. */
static double median(double *values, size_t n)
{
    for (size_t i = 1; i < n; i++) {
        double value = values[i];
        size_t j = i;

        for (; j > 0 && values[j - 1] > value; j--)
            values[j] = values[j - 1];
        values[j] = value;
    }
    return n % 2 ? values[n / 2] : (values[n / 2 - 1] + values[n / 2]) / 2;
}

/* The difference of each value from the median of the year around it; NaN where too little of that is there. */
static void differ(const double *y, const int *month, size_t n, double *difference)
{
    double around[2 * AROUND + 1];

    for (size_t i = 0; i < n; i++) {
        size_t from = i > AROUND ? i - AROUND : 0, count = 0;

        for (size_t j = from; j < n && j <= i + AROUND; j++)
            if (abs(month[j] - month[i]) <= AROUND)
                around[count++] = y[j];
        difference[i] = count >= LEAST_AROUND ? y[i] - median(around, count) : NAN;
    }
}

static bool by_month(const double *difference, const int *month, size_t n, double *work, double season[T4_SEASON_MONTHS])
{
    double mean = 0;

    for (int m = 0; m < T4_SEASON_MONTHS; m++) {
        size_t count = 0;

        for (size_t i = 0; i < n; i++)
            if (month[i] % T4_SEASON_MONTHS == m && !isnan(difference[i]))
                work[count++] = difference[i];
        if (count < LEAST_OF_MONTH)
            return false;
        season[m] = median(work, count);
        mean += season[m] / T4_SEASON_MONTHS;
    }
    for (int m = 0; m < T4_SEASON_MONTHS; m++)
        season[m] -= mean;
    return true;
}

t4_status t4_season_find(const double *y, const int *month, size_t n, double season[T4_SEASON_MONTHS], double *share)
{
    double *difference, all = 0, rest = 0;

    memset(season, 0, T4_SEASON_MONTHS * sizeof *season);
    *share = 0;
    if (n < 2 || month[n - 1] - month[0] + 1 < T4_SEASON_MONTHS * T4_SEASON_YEARS)
        return T4_OK;
    difference = t4_alloc(n, 2 * sizeof *difference);
    if (!difference)
        return T4_ERR_MEMORY;
    differ(y, month, n, difference);
    if (by_month(difference, month, n, difference + n, season)) {
        for (size_t i = 0; i < n; i++)
            if (!isnan(difference[i])) {
                double left = difference[i] - season[month[i] % T4_SEASON_MONTHS];

                all += difference[i] * difference[i];
                rest += left * left;
            }
        *share = all > 0 ? fmax(0, 1 - rest / all) : 0;
    } else {
        memset(season, 0, T4_SEASON_MONTHS * sizeof *season);
    }
    t4_free(difference);
    return T4_OK;
}
