/* SPDX-License-Identifier: MIT */
/* Where printed results go: standard output, or a file that appears whole or not at all. */
#ifndef T4_CLI_OUTPUT_H
#define T4_CLI_OUTPUT_H

#include <stdbool.h>
#include <stdio.h>

#include "base/status.h"

typedef struct {
    FILE *file;        /* what to print to */
    char *path;        /* target; NULL = standard output */
    char *beside;      /* the file that is being written, renamed to path in the end */
    bool secret;       /* a file that only its owner reads */
} t4_output;

/* path NULL or "-": standard output.  An existing file is refused without force. */
t4_status t4_output_open(t4_output *output, const char *path, bool force, t4_error *err);
/*
 * Flush, sync, rename.  A reader of standard output that went away is a quiet
 * end; a full disk is an error.
 */
t4_status t4_output_commit(t4_output *output, t4_error *err);
/* Not committed: what was written to a file is removed. */
void t4_output_release(t4_output *output);

#endif
