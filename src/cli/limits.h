/* SPDX-License-Identifier: MIT */
/* Every ceiling of the program in one table, from the constants of the headers. */
#ifndef T4_CLI_LIMITS_H
#define T4_CLI_LIMITS_H

#include <stdio.h>

#include "base/status.h"

typedef struct {
    const char *constant;   /* name in the headers */
    uint64_t value;
    const char *unit;       /* "bytes", "columns", ... */
    const char *meaning;    /* what it bounds */
    const char *then;       /* what happens past it */
} t4_limit;

const t4_limit *t4_limits(size_t *count);
/* doc/limits.md. */
void t4_limits_markdown(FILE *out);

#endif
