/* SPDX-License-Identifier: MIT */
/* A progress bar on stderr: only on a terminal, only for jobs over a second, at most ten times a second. */
#ifndef T4_CLI_PROGRESS_H
#define T4_CLI_PROGRESS_H

#include <pthread.h>
#include <stdatomic.h>

#include "base/run.h"
#include "cli/terminal.h"

typedef struct {
    const t4_terminal *terminal;      /* borrowed; of stderr */
    bool enabled;
    bool at_once;                     /* without waiting for the first second */
    pthread_mutex_t lock;
    bool drawn;                       /* a bar stands on the last line */
    _Atomic(const char *) stage;      /* of the last report; NULL = none yet */
    atomic_int_fast64_t last;         /* milliseconds when it was last drawn or looked at */
    int64_t start, stage_start;       /* milliseconds */
} t4_bar;

/* wish: 1 show at once, 0 usual, -1 never; never without a terminal. */
void t4_bar_init(t4_bar *bar, const t4_terminal *terminal, int wish);
void t4_bar_release(t4_bar *bar);
/* For t4_run.report; context is the bar.  Any thread. */
void t4_bar_report(void *context, const t4_progress *progress);
/* Take the bar off the screen, so that a message can be written; the next report draws it again. */
void t4_bar_erase(t4_bar *bar);

#endif
