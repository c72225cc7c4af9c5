/* SPDX-License-Identifier: MIT */
/* Implied totals: a published total minus its open members is as good as published, so the rules hold for it. */
#ifndef T4_SDC_UNIONS_H
#define T4_SDC_UNIONS_H

#include "sdc/rules.h"

/* All borrowed. */
typedef struct {
    const t4_system *system;
    const t4_rules *rules;
    const t4_stakes *stakes;      /* contributors of every variable */
    uint32_t traders;             /* attackers from this id on are coalitions: no contributors */
    const uint8_t *hidden;        /* by variable */
} t4_unions_problem;

typedef struct t4_unions t4_unions;

t4_unions *t4_unions_new(const t4_unions_problem *problem);
void t4_unions_free(t4_unions *unions);
/*
 * Is the sum of the hidden members of a relation with an open total, and of
 * one member more (T4_NO_INDEX: none), unsafe?  *level: the protection level
 * of the sum.  Relations with a hidden total or without a hidden member imply
 * nothing.  Sums that hold corrections are not judged (false, *judged false).
 */
bool t4_unions_unsafe(t4_unions *unions, size_t relation, uint32_t more, int64_t *level, bool *judged);

/*
 * For each relation whose implied total is unsafe: the variable, an open
 * member or the total, that is to be hidden with at least the level; it is the
 * cheapest by weight that makes the sum safe.  fixed: by variable, must stay
 * open; may be NULL.  Returns how many relations were unsafe; *count how many
 * entries of list (of T4_UNIONS_AT_ONCE) were filled: the others found no
 * variable or come next time.
 */
enum { T4_UNIONS_AT_ONCE = 4096 };

typedef struct {
    uint32_t variable;
    int64_t level;
} t4_unions_choice;

size_t t4_unions_choose(t4_unions *unions, const uint64_t *weight, const uint8_t *fixed,
                        t4_unions_choice *list, size_t *count);
/* How many relations imply a total, how many of these are unsafe, how many not judged. */
void t4_unions_count(t4_unions *unions, size_t *implied, size_t *unsafe, size_t *not_judged);

#endif
