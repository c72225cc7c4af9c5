/* SPDX-License-Identifier: MIT */
/* Facts about unknown numbers (sums of them between bounds) and what they prove together: intervals, contradictions. */
#ifndef T4_SOLVE_PREMISES_H
#define T4_SOLVE_PREMISES_H

#include "base/decimal.h"
#include "base/run.h"

enum {
    T4_PREMISES_UNKNOWNS_MOST = 8000000,   /* most unknowns of one system */
    T4_PREMISES_TERMS_MOST = 100000000,    /* most terms of all its facts */
    T4_PREMISES_BINDING = 4,               /* facts that are named for one side of an interval, at most */
    T4_PREMISES_CONFLICT = 24              /* facts that are named for a contradiction, at most */
};

/* "No bound" of an unknown or a fact; anything else lies within +- 2^60. */
#define T4_PREMISES_FREE INT64_MAX
#define T4_PREMISES_NO_TAG UINT32_MAX

typedef struct t4_premises t4_premises;

typedef struct {
    uint32_t unknown;
    int64_t factor;
} t4_premises_term;

/*
 * What all facts of a system prove about a sum of its unknowns.  Outer
 * bounds: whatever the unknowns are, if the facts hold the sum lies in them.
 * Each follows from the facts by multipliers that are added up in integers
 * (weak duality of linear programming); a program's solution in floating
 * point only proposes the multipliers.
 */
typedef struct {
    t4_int128 lower, upper;
    bool has_lower, has_upper;          /* false: the facts leave that side open */
    bool contradictory;                 /* no unknowns agree with the facts that concern it */
    uint32_t binding[2][T4_PREMISES_BINDING];   /* tags of facts that the lower and the upper bound follow from */
    int bindings[2];
} t4_premises_range;

/* Tags of facts that cannot hold together; of the rest each one is needed for the contradiction. */
typedef struct {
    uint32_t tags[T4_PREMISES_CONFLICT];
    int count;
    bool more;                          /* there are more than are named */
    bool proven;                        /* by multipliers in integers; else the linear program says so */
} t4_premises_conflict;

t4_premises *t4_premises_new(void);
void t4_premises_free(t4_premises *facts);
/* Another unknown, numbered from 0; low must be known (0 for amounts). */
t4_status t4_premises_unknown(t4_premises *facts, int64_t low, uint32_t *unknown, t4_error *err);
/* low <= sum of factor * unknown <= high; either side T4_PREMISES_FREE.  tag: the caller's number of the fact. */
t4_status t4_premises_add(t4_premises *facts, const t4_premises_term *terms, size_t count, int64_t low, int64_t high, uint32_t tag,
                       t4_error *err);
/* No more facts: find what hangs together. */
t4_status t4_premises_close(t4_premises *facts, const t4_run *run, t4_error *err);
/* Unknowns with the same number hang together by facts. */
uint32_t t4_premises_component(const t4_premises *facts, uint32_t unknown);
size_t t4_premises_components(const t4_premises *facts);
/* The interval of a sum of unknowns, each with factor 1. */
t4_status t4_premises_range_of(t4_premises *facts, const uint32_t *unknowns, size_t count, t4_premises_range *range, t4_error *err);
/* Is there a contradiction in a component?  Then *conflict says which facts make it. */
t4_status t4_premises_check(t4_premises *facts, uint32_t component, bool *contradictory, t4_premises_conflict *conflict,
                         t4_error *err);

#endif
