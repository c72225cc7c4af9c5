/* SPDX-License-Identifier: MIT */
/* Protect the cells of a release: its lists read, pattern and audit made, papers written. */
#ifndef T4_JOB_PROTECT_H
#define T4_JOB_PROTECT_H

#include "job/records.h"
#include "sdc/protected.h"

typedef struct t4_protecting t4_protecting;

/* What is public besides the release; see job/outside.h. */
typedef struct {
    const char *const *previous;   /* earlier releases, or folders of them, oldest first */
    size_t previous_count;
    bool *must;                    /* set when figures that must be published stand in the way; NULL = not asked */
    const t4_cells *beyond;        /* cells of tables that only these have; NULL = none */
} t4_protect_beside;

/*
 * Protect and certify.  protection.csv, intervals.csv and report.html are written
 * into `folder` (confidential) in any case; T4_ERR_UNSAFE when a level cannot be reached.
 */
t4_status t4_job_protect(t4_protected **protected_, t4_protecting **protecting, t4_run *run,
                         t4_records *records, const t4_cells *cells, const t4_protect_beside *beside,
                         const char *folder, t4_error *err);
/* The release is written to `release`: seal it in certificate.txt beside the report. */
t4_status t4_job_certificate(t4_protecting *protecting, const char *release, const char *folder,
                             const void *key, size_t key_length, t4_error *err);
/* system.jj (all cells, levels, relations and the pattern) and system-cells.csv (what its cells are) into `folder`. */
t4_status t4_job_protect_exchange(const t4_protecting *protecting, const char *folder, t4_error *err);
/* One line for the terminal: counts and shares, no cell. */
void t4_job_protect_line(const t4_protecting *protecting, char *text, size_t room);
void t4_protecting_free(t4_protecting *protecting);

#endif
