/* SPDX-License-Identifier: MIT */
/* The answer of tenfour bound as text, CSV, JSON and a page. */
#ifndef T4_CLI_BOUND_PRINT_H
#define T4_CLI_BOUND_PRINT_H

#include "cli/program.h"
#include "job/bound.h"

typedef struct {
    const t4_bound *bound;
    const t4_bound_question *question;
    const char *title;
    int64_t top;                  /* most rows of the text and of the page */
    const char *const *sources;   /* paths, for the page */
    size_t source_count;
    const char *page;             /* NULL = none */
    bool has_detail, history_rates, tested;
} t4_bound_view;

t4_status t4_bound_print(t4_program *program, const t4_bound_view *view, t4_error *err);

#endif
