/* SPDX-License-Identifier: MIT */
/* The granularity policy of a template with the lists that it names: publish.finest, finest_by, never_finer. */
#ifndef T4_JOB_POLICY_LINES_H
#define T4_JOB_POLICY_LINES_H

#include "base/run.h"
#include "io/sheet.h"
#include "model/codelist.h"
#include "model/granularity.h"
#include "model/watchlist.h"

typedef struct {
    t4_granularity policy;
    t4_run *run;
    t4_template *template_;    /* borrowed */
    t4_sheet lids;
    t4_watchlist **lists;      /* by line of finest_by */
    size_t list_count;
} t4_policy_lines;

/* Does the template ask for more than lengths by whole chapters or headings, so that contributions are needed? */
bool t4_policy_lines_wanted(const t4_template *template_);
/*
 * Can complete codes, of so many digits, end at a length that the plan has no table of, as some of the list (NULL = none)
 * do?  Where others of the same beginning are published deeper they are placed in a residual.
 */
bool t4_policy_lines_short(const t4_codelist *codes, int digits, const t4_cube_plan *plan);
/* Into lines, released by the caller, also on failure. */
t4_status t4_policy_lines_read(t4_policy_lines *lines, t4_run *run, t4_template *template_, t4_error *err);
void t4_policy_lines_release(t4_policy_lines *lines);
/* A code of a list file: digits; "" for "*" and "TOTAL", all. */
t4_status t4_policy_lines_code(const t4_sheet *sheet, size_t row, long column, const char **code, t4_error *err);

#endif
