/* SPDX-License-Identifier: MIT */
/* The chain of `tenfour protect`: an exchange file read, protected or audited, and written. */
#ifndef T4_JOB_EXCHANGE_H
#define T4_JOB_EXCHANGE_H

#include "sdc/joint.h"

typedef struct {
    const char *input;         /* *.jj, "-" = standard input */
    const char *output;        /* NULL = none */
    const char *import;        /* CSV cell,status and perhaps lpl,upl,spl: set before anything else; NULL = none */
    const char *export;        /* CSV of all cells with statuses and intervals; NULL = none */
    bool audit;                /* take the pattern as it is */
} t4_exchange_options;

typedef struct {
    t4_jointtable table;
    t4_joint *joint;           /* NULL when it did not come to that */
    uint64_t cost;             /* of all cells that were hidden beside the primaries, in units of the file */
} t4_exchange;

/*
 * T4_ERR_UNSAFE: levels cannot be reached, or (audit) are not kept; the
 * output is not written, the export is.
 */
t4_status t4_job_exchange(t4_exchange *exchange, t4_run *run, const t4_exchange_options *options,
                          t4_error *err);
void t4_exchange_release(t4_exchange *exchange);

#endif
