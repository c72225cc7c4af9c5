/* SPDX-License-Identifier: MIT */
/* Which diversions a design reveals: what must be diverted to be seen, and what simulations say of the chances. */
#ifndef T4_CLI_LADDER_SEEN_H
#define T4_CLI_LADDER_SEEN_H

#include "cli/ladder_print.h"
#include "io/json.h"

enum { T4_LADDER_FIGURES = 4 + 3 * T4_LADDER_TESTS };

typedef struct {
    char name[32];      /* in the CSV */
    double value;       /* NAN or infinite: not known */
} t4_ladder_figure;

/* All figures of a row, with their names; how many. */
size_t t4_ladder_seen_figures(const t4_ladder_result *result, const t4_ladder_row *row, t4_ladder_figure out[T4_LADDER_FIGURES]);

/* The last columns of the CSV, and the same as members of a design. */
void t4_ladder_seen_names(t4_buffer *out, const t4_ladder_result *result);
void t4_ladder_seen_csv(t4_buffer *out, const t4_ladder_result *result, const t4_ladder_row *row, bool known);
bool t4_ladder_seen_json(t4_json *design, const t4_ladder_result *result, const t4_ladder_row *row, bool known);
/* How it was simulated, if it was. */
bool t4_ladder_seen_simulation(t4_json *top, const t4_ladder_result *result);
/* The same as a table. */
t4_status t4_ladder_seen_text(t4_program *program, const t4_ladder_result *result, t4_error *err);

#endif
