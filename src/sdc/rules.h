/* SPDX-License-Identifier: MIT */
/* Primary rules: which cells reveal too much on their own, and how far they must be protected. */
#ifndef T4_SDC_RULES_H
#define T4_SDC_RULES_H

#include "sdc/tops.h"

enum { T4_RULES_DOMINANCE = 8 };

typedef enum {
    T4_RULE_NONE = 0, T4_RULE_MINIMUM, T4_RULE_DOMINANCE, T4_RULE_P_PERCENT, T4_RULE_PQ,
    T4_RULE_NEVER, T4_RULE_REQUEST, T4_RULE_UNION, T4_RULE_CHANGE, T4_RULE_KINDS
} t4_rule;

const char *t4_rule_name(t4_rule rule);  /* "minimum_contributors", "dominance", "p_percent", "pq", "never", "request", "implied_total", "change" */

/* What is in force.  Percentages are in millionths of a percent, so that they are exact. */
typedef struct {
    int minimum;                          /* 0 = off */
    struct {
        int n;
        int64_t k;
    } dominance[T4_RULES_DOMINANCE];
    int dominance_count;
    int64_t p;                            /* 0 = off */
    int64_t pq_p, pq_q;                   /* 0 = off */
    int coalition;                        /* c >= 1: who pool what they know */
    int64_t safety;
} t4_rules;

#define T4_PERCENT INT64_C(1000000)

/* How many largest contributions the rules look at. */
int t4_rules_tops(const t4_rules *rules);
/*
 * Evaluate a cell with total x of absolute contributions (attack-model 2).
 * *level: the largest upper protection level of the rules broken, rounded up,
 * at least 1; 0 when safe.  Returns the rule with the largest level (the
 * first of them), T4_RULE_NONE when safe.  never: the cell is on a list.
 */
t4_rule t4_rules_cell(const t4_rules *rules, const t4_tops *tops, size_t cell, bool never,
                      int64_t *level);
/* The level of figures that are unsafe by a list: the safety margin of their sum, at least 1. */
int64_t t4_rules_safety(const t4_rules *rules, uint64_t sum);

/* One contributor of a cell. */
typedef struct {
    uint64_t amount;       /* absolute */
    bool counted;          /* false: the records without an id */
    bool waived;           /* agreed to be shown */
} t4_rules_part;

/*
 * The same where contributors have waived: parts are all of the cell, largest
 * first.  Who has not waived is protected, against the largest others, waived
 * ones included; safe when all have.
 */
t4_rule t4_rules_waived(const t4_rules *rules, const t4_rules_part *parts, size_t count, int64_t *level);

#endif
