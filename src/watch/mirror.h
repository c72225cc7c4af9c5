/* SPDX-License-Identifier: MIT */
/* Two reporters of one flow: what left and did not arrive, per importer and year, with the guards that belong to it. */
#ifndef T4_WATCH_MIRROR_H
#define T4_WATCH_MIRROR_H

#include "watch/series.h"

/* Reasons not to read a gap as it stands; bits. */
enum {
    T4_MIRROR_INCOMPLETE = 1,    /* nearly all partners fall at once: the importer's file is a part of a year */
    T4_MIRROR_UNION = 2,         /* trade within the Eurasian union: statistical forms, no border check */
    T4_MIRROR_HUB = 4,           /* a known hub of re-exports is among the exporters or is the importer */
    T4_MIRROR_EDITION = 8,       /* an edition of the Harmonized System came into force in this year */
    T4_MIRROR_CONFIDENTIAL = 16, /* a side reports codes that stand for hidden ones (9999, chapters 98, 99), or hides values */
    T4_MIRROR_COVERAGE = 32,     /* a side reports half as many or twice as many pairs as before: method or threshold changed */
    T4_MIRROR_ORIGIN = 64,       /* in the base more arrived than was sent: imports are told by origin, exports by dispatch */
    T4_MIRROR_FLAGS = 7
};
const char *t4_mirror_flag_name(int bit);

typedef struct {
    int level;                   /* digits, or 0 for totals */
    t4_period_kind kind;
    double tau;                  /* freight and insurance: imports are divided by 1 + tau */
    t4_period base_from, base_until;  /* 0 = the three periods before 2022, or the first half */
    bool weights;                /* weigh both reports by how well their reporters agree with all others */
} t4_mirror_question;

/* One importer in one period; values in the currency of the flows. */
typedef struct {
    uint32_t importer;
    t4_period period;
    double exports, imports;     /* of pairs (exporter, code) that both sides report; imports without freight */
    double orphaned, unsent;     /* reported by the exporter alone; by the importer alone */
    uint64_t pairs, orphaned_pairs, unsent_pairs;
    double lost_share, asymmetry, log_gap;  /* NaN where they cannot be formed */
    double excess_missing;       /* against the base; NaN in the base and without one */
    double cancellation;         /* share of gaps that vanish when pairs are summed */
    double weighted;             /* sum over pairs of the two reports' weighted mean; NaN without weights */
    unsigned flags;
} t4_mirror_row;

typedef struct {
    t4_mirror_row *rows;         /* by importer (bytewise), period */
    size_t count, room;
    t4_period base_from, base_until;
    struct t4_mirror_error {
        uint32_t place;
        bool exporter;           /* its exports; else its imports */
        double sd;               /* error of ln(value) */
        size_t pairs;
    } *errors;                   /* with weights: of each reporter, the most reliable first */
    size_t error_count;
} t4_mirror;

/*
 * exports and imports are series of each reporter and partner, of the same
 * level and kind.  Gaps keep their sign; none is clipped before a sum.
 * Measures: Fisman and Wei 2004 (log gap), lost share and excess missing as in
 * stats/gap.  T4_ERR_DATA when no pair of places is on both sides.
 */
t4_status t4_mirror_compare(t4_mirror *mirror, const t4_flows *flows, const t4_series_set *exports,
                            const t4_series_set *imports, const t4_mirror_question *question, t4_error *err);
void t4_mirror_release(t4_mirror *mirror);

#endif
