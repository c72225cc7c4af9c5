/* SPDX-License-Identifier: MIT */
/* The workbook of a release: Cover, Contents, Notes and a sheet a table. */
#ifndef T4_RELEASE_WORKBOOK_H
#define T4_RELEASE_WORKBOOK_H

#include "release/draft.h"
#include "release/split.h"

/*
 * Write xlsx/ID.xlsx, then read it back and compare.  Needs draft->survey.
 * Up to limits->table_rows rows: table objects, with labels beside the codes;
 * above: constant memory, bold header, frozen row, filter, codes only.
 * T4_ERR_USAGE when a table fits in no workbook and the release has no CSV.
 */
t4_status t4_workbook_write(t4_draft *draft, const t4_split_limits *limits, t4_error *err);

#endif
