/* SPDX-License-Identifier: MIT */
/* The chain of `tenfour trace`: a ledger's files read, reconciled, findings and balances written. */
#ifndef T4_JOB_TRACE_H
#define T4_JOB_TRACE_H

#include "watch/trace.h"

typedef struct {
    const char *const *events;     /* files; "-" = standard input */
    size_t event_files;
    const char *entities, *opening, *watchlist;  /* NULL = none */
    const char *state;             /* events of earlier runs, grown by this one; NULL = none */
    const char *output;            /* folder; NULL = nothing is written */
    const char *threshold;         /* as typed; NULL = none */
    const char *lot, *html;        /* page of one lot's way; NULL = none */
    int decimals;
    bool force;
    t4_trace_question question;    /* watchlist, threshold, balance are filled in here */
} t4_trace_options;

/* What the terminal tells; owns its parts. */
typedef struct {
    t4_trace_ledger *ledger;
    t4_trace_result result;
    t4_watchlist *watchlist;
    uint64_t rows, from_state;     /* events of this run's files; those before */
    double seconds_read, seconds_trace;
} t4_traced;

/*
 * T4_ERR_DATA with file and line for a row that is no event: a balance
 * without it would be wrong, so nothing is written then.  Release traced also
 * after a failure.
 */
t4_status t4_job_trace(t4_run *run, const t4_trace_options *options, t4_traced *traced, t4_error *err);
void t4_traced_release(t4_traced *traced);

#endif
