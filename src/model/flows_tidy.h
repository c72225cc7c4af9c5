/* SPDX-License-Identifier: MIT */
/* The rows of one source made fit to be added up: one row a key, no overlapping codes within a level. */
#ifndef T4_MODEL_FLOWS_TIDY_H
#define T4_MODEL_FLOWS_TIDY_H

#include "model/flows.h"

enum { T4_FLOWS_OVERLAP_CHECKS = 200 * 1000 * 1000 };  /* most comparisons of ranges of codes in one source */

/*
 * Rows from `first` on, all of one source.  sum: rows of one key (period,
 * reporter, partner, flow, code, edition, valuation) become one; a mass or a
 * quantity that one of them lacks, or has in another unit, is then not given,
 * and a value not when one of them is hidden.
 * Else a second row with the same figures is left out (T4_FLOWS_LEFT_OTHER)
 * and one with others refused.  T4_ERR_DATA when a sum leaves 127 bits.
 */
t4_status t4_flows_tidy_keys(t4_flows *flows, size_t first, uint32_t source, bool sum, t4_error *err);

/*
 * Leave out (T4_FLOWS_LEFT_OVERLAP) codes "0201-0204", "84-90,93" and "72X"
 * that have codes in common with others of the same level, period, reporter,
 * partner and flow: plain ones stay, then the narrower ranges.
 */
t4_status t4_flows_tidy_overlaps(t4_flows *flows, size_t first, uint32_t source, t4_error *err);

#endif
