/* SPDX-License-Identifier: MIT */
/* A ladder by heading, chapter or partner: what coarsening loses there, and what every design does to it. */
#ifndef T4_CLI_LADDER_BY_H
#define T4_CLI_LADDER_BY_H

#include "cli/ladder_print.h"
#include "io/json.h"

enum { T4_LADDER_CHOSEN = 4 };   /* designs that a table for people has room for */

/* Text: what is lost and, where groups were asked for, what the chosen designs do to each. */
t4_status t4_ladder_by_text(t4_program *program, const t4_ladder_result *result, const t4_ladder_view_options *view,
                            t4_error *err);
/* CSV: a line for each group and design, and last what targets lie in cells that groups share. */
t4_status t4_ladder_by_csv(t4_program *program, const t4_ladder_result *result, const t4_ladder_view_options *view,
                           t4_error *err);
/* One group as an object, with its designs where groups were asked for; NULL = out of memory. */
t4_json *t4_ladder_by_json(const t4_ladder_result *result, const t4_ladder_view_options *view, size_t group);
/* The most telling designs: 4 digits open, the finest codes suppressed, what beats the first ...; how many. */
size_t t4_ladder_choose(const t4_ladder_result *result, size_t chosen[T4_LADDER_CHOSEN]);

#endif
