/* SPDX-License-Identifier: MIT */
/* Does trade go round: source to destination, source to via, via to destination, before and after. */
#ifndef T4_WATCH_DIVERT_H
#define T4_WATCH_DIVERT_H

#include "watch/series.h"

enum {
    T4_DIVERT_BASE_LEAST = 12,      /* periods of the base, and */
    T4_DIVERT_AFTER_LEAST = 6,      /* periods after it, below which no chance is given */
    T4_DIVERT_CODES_LEAST = 10      /* codes of both further legs, below which none is given for their pairing */
};

typedef enum { T4_DIVERT_DIRECT, T4_DIVERT_VIA, T4_DIVERT_ONWARD, T4_DIVERT_LEGS } t4_divert_leg;

/* A leg: values by code, and masses where the rows have any (else NULL). */
typedef struct {
    const t4_series_set *value, *net;
} t4_divert_flows;

/* Reasons not to read a row as it stands; bits. */
enum {
    T4_DIVERT_EDITION = 1,       /* a code has no trade before, and an edition came into force between */
    T4_DIVERT_CONFIDENTIAL = 2,  /* values are hidden, or codes stand for hidden ones */
    T4_DIVERT_TINY = 4,          /* a base below a hundredth of what came after: read both, not their ratio */
    T4_DIVERT_UNION = 8,         /* the onward leg is told by statistical forms: no border check */
    T4_DIVERT_MIX = 16,          /* unit values below eight digits: of a mix of goods */
    T4_DIVERT_FLAGS = 5
};
const char *t4_divert_flag_name(int bit);

typedef struct {
    int coarse;                  /* digits of headings */
    double times;                /* an excess is what exceeds so many times the base */
    double ratio;                /* codes whose onward trade grew at least so many times are the basket */
    t4_period base_from, base_until, after_from, after_until;  /* 0 = chosen */
    size_t runs, block;          /* of the permutations: how many, periods that stay together */
    uint64_t seed;
    bool forms;                  /* onward leg within a union */
} t4_divert_question;

/* One leg over the periods after: what the base's mean leads one to expect, and what was. */
typedef struct {
    double expected, seen;
} t4_divert_change;

/* A heading, or all of them (the last row). */
typedef struct {
    char heading[16];
    uint64_t codes;              /* with trade on any leg */
    t4_divert_change leg[T4_DIVERT_LEGS];
    double substitution;         /* rise via over fall direct, of the sums; NaN where direct did not fall */
    double matched;              /* sum over codes of the lesser of two excesses, those above 0 */
    double matched_coarse;       /* the same of the headings' sums of excesses */
    double anew;                 /* the same of excesses formed anew on the headings' totals: falls eat rises */
    double net_in, net_out;      /* sums of excesses with their sign: never clipped */
    double unit_in, unit_out, pass_through;  /* value a kg after the base, onward over via; NaN without masses */
    unsigned flags;
} t4_divert_row;

/* A statistic with the share of permutations that give as much; NaN where there are too few periods or codes. */
typedef struct {
    double seen, by_chance, p;   /* by_chance: mean over the permutations */
} t4_divert_chance;

typedef struct {
    t4_divert_row *rows;         /* headings by matched trade, then the total */
    size_t count;
    t4_period base_from, base_until, after_from, after_until;
    size_t base_n, after_n;      /* periods that all three legs have */
    size_t missing[T4_DIVERT_LEGS];  /* periods between the first and last one in which a leg has nothing */
    size_t basket;               /* codes in it */
    t4_divert_chance size, growth, rise;  /* codes in the basket; its onward growth, as ln; matched trade */
    t4_divert_chance pairing;    /* matched trade, when codes of the two legs are paired at random */
} t4_divert;

/*
 * Codes of all sets are ids in the same flows.  Periods that a leg lacks are left out
 * of all legs.  The chances permute periods in blocks, the same way on all legs
 * and codes, and pick the basket anew by the same rule each time, so that the
 * rule's own luck is in them.  T4_ERR_DATA when the legs have no common periods
 * on both sides.
 */
t4_status t4_divert_measure(t4_divert *divert, const t4_run *run, t4_flows *flows,
                            const t4_divert_flows legs[T4_DIVERT_LEGS], const t4_divert_question *question,
                            t4_error *err);
void t4_divert_release(t4_divert *divert);

#endif
