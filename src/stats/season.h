/* SPDX-License-Identifier: MIT */
/* The part of a monthly series that comes back every year, found so that a lasting change does not move it. */
#ifndef T4_STATS_SEASON_H
#define T4_STATS_SEASON_H

#include "base/status.h"

enum { T4_SEASON_MONTHS = 12, T4_SEASON_YEARS = 4 };   /* least whole years for a season */

/*
 * month[i] counts months on (gaps allowed), n values y.  Differences from the median of the year around, then
 * their median by month of the year, centred (as in Kendall and Stuart's ratio to moving average, with medians).
 * share: of the squared differences that the season explains.  Fewer than T4_SEASON_YEARS
 * years, or a month seen fewer than three times: share 0 and a season of zeros.
 */
t4_status t4_season_find(const double *y, const int *month, size_t n, double season[T4_SEASON_MONTHS], double *share);

#endif
