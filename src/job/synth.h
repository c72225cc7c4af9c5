/* SPDX-License-Identifier: MIT */
/* The chain of `tenfour synth`: synthetic records, their truth and a mirror partner's figures into files. */
#ifndef T4_JOB_SYNTH_H
#define T4_JOB_SYNTH_H

#include "base/run.h"
#include "model/template.h"
#include "synth/synth.h"

typedef struct {
    const char *output;      /* records; "-" = standard output; ".gz" packs */
    const char *truth;       /* what was planted; NULL = not wanted */
    const char *mirror;      /* the mirror partner's figures; NULL = not wanted */
    const char *list;        /* code list; NULL = the built-in HS 2022 */
    const t4_list_layout *layout;  /* of the list; NULL = found out */
    bool force;              /* write over files that are there */
} t4_job_synth_files;

typedef struct {
    uint64_t rows, bytes;
    double seconds;
} t4_job_synth_summary;

/* Each file is whole or not there. T4_ERR_USAGE: a file is there already, two are the same. */
t4_status t4_job_synth(t4_run *run, const t4_synth_options *options, const t4_job_synth_files *files,
                       t4_job_synth_summary *summary, t4_error *err);

#endif
