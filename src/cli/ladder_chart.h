/* SPDX-License-Identifier: MIT */
/* The frontier chart: detail kept against targets known, one labelled point a design. */
#ifndef T4_CLI_LADDER_CHART_H
#define T4_CLI_LADDER_CHART_H

#include "cli/ladder_print.h"

/* As SVG, for wide pages and for phones, with the key of numbers beneath. */
void t4_ladder_chart(t4_buffer *out, const t4_ladder_result *result);
/* The script that draws the wide one anew with the chart library, where the program has it. */
void t4_ladder_chart_script(t4_buffer *out, const t4_ladder_result *result);
extern const char t4_ladder_chart_style[];

#endif
