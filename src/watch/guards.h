/* SPDX-License-Identifier: MIT */
/* Innocent reasons for a figure that could accuse: places, codes and years that are known for them. */
#ifndef T4_WATCH_GUARDS_H
#define T4_WATCH_GUARDS_H

#include "model/period.h"

/* Both in one customs union without a border between: trade is told by statistical forms (EAEU, EU). */
bool t4_guards_same_union(const char *place, const char *other);
/* A place whose exports are in large part re-exports. */
bool t4_guards_hub(const char *place);
/* Does a code stand for hidden ones (9999, chapters 98 and 99, letters)? */
bool t4_guards_confidential(const char *code);
/* Did an edition of the Harmonized System come into force in a month of the period? */
bool t4_guards_edition(t4_period period);
/* The same between two months, the first one left out: a code may then begin or end without trade having changed. */
bool t4_guards_edition_after(int month, int until);

#endif
