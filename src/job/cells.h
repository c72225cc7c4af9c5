/* SPDX-License-Identifier: MIT */
/* The chain of `tenfour cells`: the confidential cell and contribution tables behind a release. */
#ifndef T4_JOB_CELLS_H
#define T4_JOB_CELLS_H

#include "job/input.h"

typedef struct {
    const char *output;     /* folder, made 0700 */
    bool contributions;     /* also data/contributions.csv */
    bool compress;          /* .csv.gz */
    bool force;
} t4_cells_options;

t4_status t4_job_cells(t4_run *run, const t4_job_input *input, const t4_cells_options *options,
                       t4_summary *summary, t4_error *err);

#endif
