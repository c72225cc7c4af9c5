/* SPDX-License-Identifier: MIT */
/* data/hsN.csv: every row of a release, counted while it is written. */
#ifndef T4_RELEASE_TABLES_H
#define T4_RELEASE_TABLES_H

#include "release/draft.h"

/*
 * Load every unit once, in parallel: fill draft->survey and, when the template
 * asks for CSV, write the tables in order.
 */
t4_status t4_tables_write(t4_draft *draft, t4_error *err);

#endif
