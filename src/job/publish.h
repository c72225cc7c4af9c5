/* SPDX-License-Identifier: MIT */
/* The chain of `tenfour release`: records to a checked, reconciled, protected release folder. */
#ifndef T4_JOB_PUBLISH_H
#define T4_JOB_PUBLISH_H

#include "job/input.h"

typedef struct {
    const char *output;            /* release folder */
    const char *confidential;      /* NULL = "<output>.confidential" */
    const char *const *previous;
    size_t previous_count;
    const char *sign, *sign_password;  /* files of a minisign secret key and of its password; NULL = none */
    bool staged;                   /* for review: closed to others until it is signed off */
    const char *embargo;           /* "2026-12-01T09:00:00Z": it may not be before; NULL = none */
    bool no_coarser;               /* T4_ERR_NOTICED when the release has less detail than the last of them */
    bool force;
    bool exchange;                 /* also system.jj and system-cells.csv, into the confidential folder */
} t4_publish_options;

t4_status t4_job_publish(t4_run *run, const t4_job_input *input, const t4_publish_options *options,
                         t4_summary *summary, t4_error *err);

#endif
