/* SPDX-License-Identifier: MIT */
/* Go once more through some of a release's rows: threads load the units, one at a time is looked at, in order. */
#ifndef T4_RELEASE_VISIT_H
#define T4_RELEASE_VISIT_H

#include "release/draft.h"

/* Is the unit wanted?  What is not is never loaded. */
typedef bool t4_visit_wanted(const void *context, const t4_survey_unit *unit);
/* Look at the rows of a unit; one at a time, on any thread. */
typedef t4_status t4_visit_look(void *context, const t4_survey_unit *unit,
                                const t4_row_block *block, t4_error *err);

/* Needs draft->survey. */
t4_status t4_visit_units(const t4_draft *draft, t4_visit_wanted *wanted, t4_visit_look *look,
                         void *context, t4_error *err);

#endif
