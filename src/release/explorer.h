/* SPDX-License-Identifier: MIT */
/* The data of the release page's explorer: published rows, packed, within a budget of bytes. */
#ifndef T4_RELEASE_EXPLORER_H
#define T4_RELEASE_EXPLORER_H

#include "release/ceilings.h"
#include "release/draft.h"

/* What was left out to stay within the budget. */
typedef struct {
    uint64_t rows, left_out;
} t4_explorer_extent;

/*
 * Append one JSON object, safe inside a script element (templates/page/explorer.js
 * reads it).  Amounts are texts exactly as in the tables.  Where all rows are
 * too many, coarse levels, the world and the latest periods of the longest kind
 * come first; what is left out is listed in it.  Needs draft->survey.
 */
t4_status t4_explorer_write(t4_draft *draft, size_t budget, t4_buffer *out,
                            t4_explorer_extent *extent, t4_error *err);

#endif
