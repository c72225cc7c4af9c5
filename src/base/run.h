/* SPDX-License-Identifier: MIT */
/* The context of one run: threads, memory, temporary folder, stop flag, progress. */
#ifndef T4_BASE_RUN_H
#define T4_BASE_RUN_H

#include <signal.h>
#include <stdatomic.h>

#include "base/status.h"

typedef struct {
    const char *stage;   /* "read", "cells", "protect", ... */
    uint64_t done;
    uint64_t total;      /* 0 = unknown */
    const char *unit;    /* "bytes", "rows", "cells" */
} t4_progress;

typedef struct t4_run {
    unsigned threads;    /* at least 1 */
    size_t memory;       /* ceiling in bytes for what aggregation holds; never 0 */
    const char *tmpdir;  /* where spills go; borrowed */
    volatile sig_atomic_t *stop;  /* raised by a signal; may be NULL */
    void (*report)(void *context, const t4_progress *progress);  /* called from any thread; may be NULL */
    void *report_context;
    atomic_size_t held;       /* bytes that aggregation holds now */
    atomic_size_t held_peak;
    atomic_uint_fast64_t spilled;  /* bytes written to temporary files */
} t4_run;

/* Defaults: all allowed CPUs, half of the machine's memory, $TMPDIR or /tmp. */
void t4_run_init(t4_run *run);
/* T4_ERR_STOPPED when the stop flag is up; call once a block. */
t4_status t4_run_check(const t4_run *run, t4_error *err);
/* Count memory that aggregation takes (or, negative, gives back). */
void t4_run_hold(t4_run *run, ptrdiff_t bytes);
void t4_run_report(const t4_run *run, const char *stage, uint64_t done, uint64_t total,
                   const char *unit);

#endif
