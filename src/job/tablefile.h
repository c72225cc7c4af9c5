/* SPDX-License-Identifier: MIT */
/* The rows of a comma-separated table that tenfour wrote, one after the other, as texts. */
#ifndef T4_JOB_TABLEFILE_H
#define T4_JOB_TABLEFILE_H

#include "base/run.h"

/* One row; valid during the visit. */
typedef struct {
    const char *path;
    uint64_t line;
    const char *const *columns;  /* of the header */
    const char *const *fields;   /* NUL-terminated, one a column */
    size_t count;
} t4_tablefile_row;

typedef t4_status t4_tablefile_visit(void *context, const t4_tablefile_row *row, t4_error *err);

/*
 * Visit every row of a table in UTF-8 with commas, plain or gzip.
 * T4_ERR_DATA for a row with fewer or more fields than the header, and for
 * bytes that are no text; else what visit returns, at the first that fails.
 */
t4_status t4_tablefile_read(t4_run *run, const char *path, t4_tablefile_visit *visit, void *context,
                            t4_error *err);

#endif
