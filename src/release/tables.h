/* SPDX-License-Identifier: MIT */
/* Every row of a release, loaded once: counted, and streamed into the files of all formats that want it. */
#ifndef T4_RELEASE_TABLES_H
#define T4_RELEASE_TABLES_H

#include "release/draft.h"

/*
 * Load every unit once, in parallel: fill draft->survey and write the
 * streams of the formats that the template asks for, in order.  `between` is
 * (NULL = nothing) is called once those are whole that have nothing behind their rows (the CSV
 * tables); the others may tell what it found.
 */
t4_status t4_tables_write(t4_draft *draft, t4_status (*between)(t4_draft *draft, t4_error *err), t4_error *err);

#endif
