/* SPDX-License-Identifier: MIT */
/* What a job on records tells in the end: text as laid out for people, CSV, JSON. */
#ifndef T4_CLI_SUMMARY_H
#define T4_CLI_SUMMARY_H

#include "cli/program.h"
#include "job/input.h"

/* What a command adds to the job's own summary; texts borrowed, NULL = nothing to say. */
typedef struct {
    const char *rejected;   /* where the rejected rows are */
    bool cells;             /* cells were counted */
    const char *output;     /* folder that was written */
    const char *publish;    /* head of its line: "publish" */
    const char *open;       /* file to look at first, within output; README.txt where it is not there; NULL = none */
} t4_summary_view;

/*
 * Print to the program's output in the form that --format asks for; text is
 * left out with -q.  With --log-format json also as one object on stderr.
 */
t4_status t4_summary_print(const t4_program *program, const t4_summary *summary,
                           const t4_summary_view *view, t4_error *err);

#endif
