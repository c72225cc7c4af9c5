/* SPDX-License-Identifier: MIT */
/* A ladder as one page: the frontier chart, the tables, the sentences; offline, readable without scripts. */
#ifndef T4_CLI_LADDER_PAGE_H
#define T4_CLI_LADDER_PAGE_H

#include "cli/ladder_print.h"

/*
 * Write the page to path.  The chart is drawn as SVG in the page and anew, with
 * labels on pointing, by the chart library where the program has it
 * (templates/vega.js).  Every number carries the CSV's digits in data-value.
 */
t4_status t4_ladder_page(const char *path, const t4_ladder_result *result, const t4_ladder_view_options *view,
                         t4_error *err);

#endif
