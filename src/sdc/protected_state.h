/* SPDX-License-Identifier: MIT */
/* The inside of t4_protected, for the files of sdc/ that make one; nobody else may include it. */
#ifndef T4_SDC_PROTECTED_STATE_H
#define T4_SDC_PROTECTED_STATE_H

#include "sdc/protected.h"

struct t4_protected {
    t4_rows rows;                       /* first: rows.load finds the rest through it */
    const t4_cells *cells;
    char *waiver;                       /* owned; NULL = certified */
    struct t4_protected *lists;         /* list aggregates, owned; NULL = none */
    char status;                        /* of a row that is not hidden */
    int64_t step[T4_MEASURES_MAX];      /* publish.units scaled as the exact amounts; 0 = none */
    int64_t unit[T4_MEASURES_MAX];      /* the same scaled as the printed amounts */
    /*
     * Certified releases: mark what is hidden (present false, status, conf),
     * for row k of a unit's level.  Amounts of what is not present are erased
     * afterwards.  NULL = nothing is hidden.  Thread-safe.
     */
    void (*hide)(const void *pattern, size_t unit, int level, size_t k, t4_row *row);
    void *pattern;                      /* owned, freed with free_pattern */
    void (*free_pattern)(void *pattern);
};

/* A new one over cells, with the template's rounding and status. */
t4_status t4_protected_new(t4_protected **protected_, const t4_cells *cells,
                           const t4_template *template_, t4_error *err);

#endif
