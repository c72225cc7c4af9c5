/* SPDX-License-Identifier: MIT */
/* Two reports of one flow: how far they are apart, and what a detour through a third country explains. */
#ifndef T4_STATS_GAP_H
#define T4_STATS_GAP_H

#include "base/status.h"

/* Import value without freight and insurance: M / (1 + tau).  (M (1 - tau) is another convention.) */
double t4_gap_fob(double imports, double tau);
/* (X - M) / (X + M), in [-1, 1]; NaN when both are 0. */
double t4_gap_asymmetry(double exports, double imports);
/* 1 - M / X; NaN when nothing was exported. */
double t4_gap_lost_share(double exports, double imports);
/* What would have arrived at the base's rate of arrival, less what did: X1 M0 / X0 - M1. */
double t4_gap_excess_missing(double exports0, double imports0, double exports1, double imports1);
/* 1 - |sum d| / sum |d|: the share of gaps that vanish when codes are summed; NaN when there are none. */
double t4_gap_cancellation(const double *gaps, size_t n);
/* Mean of two reports weighted by 1 / sd^2. */
double t4_gap_weighted(double exports, double imports, double sd_exports, double sd_imports);

/* Sum over codes of the lesser of excess imports and excess exports, of positive excesses. */
double t4_gap_matched(const double *excess_imports, const double *excess_exports, size_t n);
/* The same on the sums of all codes: never less. */
double t4_gap_matched_total(const double *excess_imports, const double *excess_exports, size_t n);
/* Rise by way of the third country over the fall of direct trade; NaN when direct trade did not fall. */
double t4_gap_substitution(double direct0, double direct1, double via0, double via1);

#endif
