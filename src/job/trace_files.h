/* SPDX-License-Identifier: MIT */
/* Files of a ledger: events, firms, opening stock in; findings, balances, summary, state, a lot's page out. */
#ifndef T4_JOB_TRACE_FILES_H
#define T4_JOB_TRACE_FILES_H

#include "base/buffer.h"
#include "job/trace.h"

/* Read one file of events into the ledger; *rows grows by what was read. */
t4_status t4_trace_read_events(t4_trace_ledger *ledger, t4_run *run, const char *path, uint64_t *rows, t4_error *err);
t4_status t4_trace_read_entities(t4_trace_ledger *ledger, t4_run *run, const char *path, t4_error *err);
t4_status t4_trace_read_opening(t4_trace_ledger *ledger, t4_run *run, const char *path, t4_error *err);

/* balances.csv row by row, as the question's visitor. */
typedef struct t4_trace_balances_file t4_trace_balances_file;
t4_status t4_trace_balances_open(t4_trace_balances_file **file, const t4_trace_ledger *ledger, const char *folder,
                                 t4_error *err);
t4_status t4_trace_balances_add(void *file, const t4_trace_balance *balance, t4_error *err);
t4_status t4_trace_balances_commit(t4_trace_balances_file *file, t4_error *err);
void t4_trace_balances_free(t4_trace_balances_file *file);

/* findings.csv, switches.csv, summary.json. */
t4_status t4_trace_write(const t4_traced *traced, const t4_trace_options *options, t4_error *err);
/* The text of summary.json. */
t4_status t4_trace_summary(t4_buffer *out, const t4_traced *traced, const t4_trace_options *options, t4_error *err);
/* The rows of findings.csv with their header, told in pieces. */
typedef t4_status t4_trace_put(void *context, const char *text, size_t n, t4_error *err);
t4_status t4_trace_findings(const t4_traced *traced, t4_trace_put *put, void *context, t4_error *err);
/* All events so far, as a file of events, mode 0600. */
t4_status t4_trace_write_state(const t4_trace_ledger *ledger, const char *path, t4_error *err);
/* The way of one lot as a page of its own. */
t4_status t4_trace_write_page(const t4_traced *traced, const t4_trace_options *options, t4_error *err);

#endif
