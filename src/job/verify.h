/* SPDX-License-Identifier: MIT */
/* Verify a release: what anyone can, and with the confidential certificate that it is protected. */
#ifndef T4_JOB_VERIFY_H
#define T4_JOB_VERIFY_H

#include "base/run.h"

typedef struct {
    const char *release;        /* folder */
    const char *public_key;     /* of minisign: a file or the key itself; NULL = the signature is not checked */
    const char *certificate;    /* certificate.txt of its confidential folder; NULL = none */
    const char *key;            /* NULL = the file `key` beside the certificate */
    const char *contributions;  /* as `tenfour cells --contributions` writes them; NULL = none */
} t4_verify_options;

/* One thing that was looked at. */
typedef struct {
    const char *check;          /* "certificate"; static */
    bool holds;
    char result[128];           /* "witnesses hold for the listed cells", "fails" */
    char about[1024];           /* counts, or the first thing that is wrong */
} t4_verify_finding;

enum { T4_VERIFY_FINDINGS = 32 };

typedef struct {
    t4_verify_finding findings[T4_VERIFY_FINDINGS];
    size_t count;
} t4_verified;

/*
 * Every check is made, also after one that failed.  T4_ERR_DATA when one
 * fails: the findings say which, the error is the first one.
 */
t4_status t4_job_verify(t4_run *run, const t4_verify_options *options, t4_verified *verified,
                        t4_error *err);

#endif
