/* SPDX-License-Identifier: MIT */
/* The answer of tenfour reconcile as text, CSV, JSON, a page, and a file of proposals. */
#ifndef T4_CLI_RECONCILE_PRINT_H
#define T4_CLI_RECONCILE_PRINT_H

#include "cli/program.h"
#include "watch/reconcile.h"

typedef enum { T4_RECONCILE_PRINT_BREAKS, T4_RECONCILE_PRINT_FIGURES, T4_RECONCILE_PRINT_RELATIONS } t4_reconcile_table;

typedef struct {
    const t4_reconcile *result;
    t4_reconcile_table table;     /* for CSV and JSON */
    int64_t top;
    const char *const *sources;
    size_t source_count;
    const char *page, *proposals; /* NULL = none */
    bool force, with_mirror;
    double tau;
    const char *rounding;
} t4_reconcile_view;

t4_status t4_reconcile_print(t4_program *program, const t4_reconcile_view *view, t4_error *err);

#endif
