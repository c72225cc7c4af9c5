/* SPDX-License-Identifier: MIT */
/* "did you mean": the nearest of some known words to one that is not known. */
#ifndef T4_BASE_SUGGEST_H
#define T4_BASE_SUGGEST_H

#include <stddef.h>
#include <stdint.h>

enum { T4_SUGGEST_LONGEST = 128 };  /* words longer than this (letters) are never near anything */

typedef struct {
    const char *word;     /* what was found; borrowed */
    const char *nearest;  /* the best candidate so far, borrowed; NULL = none near enough */
    size_t distance;
} t4_suggest;

void t4_suggest_init(t4_suggest *suggest, const char *word);
/* Offer one candidate.  Of equally near ones the first offered stays. */
void t4_suggest_offer(t4_suggest *suggest, const char *candidate);
/*
 * Edits between two words given as numbers for their letters (code points),
 * as below; limit + 1 as soon as it must be more than limit.
 */
size_t t4_suggest_edits(const int32_t *a, size_t n, const int32_t *b, size_t m, size_t limit);
/*
 * Edits (insert, delete, replace, swap of neighbours; letter case is free)
 * that turn a into b: optimal string alignment distance (Damerau 1964).
 * T4_SUGGEST_LONGEST + 1 when one of them is too long.
 */
size_t t4_suggest_distance(const char *a, const char *b);

#endif
