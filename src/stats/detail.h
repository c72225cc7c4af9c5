/* SPDX-License-Identifier: MIT */
/* What a coarser code hides: entropies, Theil parts, concentration and variance within and between headings. */
#ifndef T4_STATS_DETAIL_H
#define T4_STATS_DETAIL_H

#include "base/run.h"

#define T4_BITS (1.0 / 0.69314718055994530941723212145817657)   /* nats to bits */

/*
 * A table of values x >= 0 over fine codes, each in one heading.  Codes with
 * value 0 count as codes (Theil), but add nothing to an entropy.
 */
typedef struct {
    const double *value;
    const uint32_t *heading;   /* of each code: 0 .. headings-1 */
    size_t codes;
    size_t headings;
} t4_detail_table;

/* One heading. */
typedef struct {
    double value;
    size_t codes;
    double h;            /* entropy of its codes' shares, nats */
    double part;         /* share of the heading times h: what it adds to H(fine|coarse) */
    double theil;        /* ln codes - h */
} t4_heading_detail;

/* All in nats; each computed on its own from the values, so that the identities can be checked. */
typedef struct {
    double value;
    double h_fine;            /* H(10) */
    double h_coarse;          /* H(4) */
    double h_given;           /* H(10|4), from the shares within headings */
    double hidden_share;      /* H(10|4) / H(10); 0 when H(10) is 0 */
    double effective_codes;   /* exp H(10) */
    double effective_headings;
    double codes_per_heading; /* exp H(10|4) */
    double hhi_fine, hhi_coarse;
    double theil, theil_between, theil_within;   /* total = between + within */
} t4_detail;

/*
 * heading: headings entries, filled.  Sums are exact before they are rounded,
 * so neither order nor threads change a digit (Shannon, 1948; Theil, 1967).
 * T4_ERR_DATA for a negative or undefined value.
 */
t4_status t4_detail_measure(t4_detail *detail, t4_heading_detail *heading, const t4_run *run,
                            const t4_detail_table *table, t4_error *err);
/* Entropy in nats of n values (not shares); +0 when all lie in one. */
double t4_detail_entropy(const double *value, size_t n);
/* The same for counts, with the correction (m - 1) / 2N for m occupied classes (Miller, 1955). */
double t4_detail_entropy_counts(const double *count, size_t n);
/*
 * Share of the weighted variance of y that lies within headings: SSW / SST;
 * 0 when nothing varies.  weight NULL: equal.
 */
t4_status t4_detail_variance_within(double *share, const double *y, const double *weight,
                                    const uint32_t *heading, size_t n, size_t headings, t4_error *err);

#endif
