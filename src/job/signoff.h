/* SPDX-License-Identifier: MIT */
/* After writing: a staged release is signed off and becomes public, a public one is withdrawn and leaves a tombstone. */
#ifndef T4_JOB_SIGNOFF_H
#define T4_JOB_SIGNOFF_H

#include "base/run.h"

typedef struct {
    const char *folder;         /* the release */
    const char *confidential;   /* its confidential folder; NULL = "<folder>.confidential" */
    const char *key;            /* secret key of minisign; publish needs it, withdraw may have it */
    const char *password;       /* file with the key's password; NULL = none */
    const char *reason;         /* withdraw: why; stands in the tombstone */
} t4_signoff_options;

/* "2026-12-01T09:00:00Z" in seconds since 1970; -1 when it is no such time. */
int64_t t4_signoff_time(const char *text);

/* Told on the terminal. */
typedef struct {
    char id[128], vintage[128];
    char digest[65];            /* of what was signed: SHA256SUMS without the manifest's line */
    size_t files;
} t4_signed_off;

/*
 * Make a staged release public: the same bytes but for manifest.json, which
 * gets the sign-off (the key's signature over SHA256SUMS without the line of
 * the manifest), and so SHA256SUMS and its own signature.
 *
 * T4_ERR_USAGE when it is not staged or its embargo has not ended, T4_ERR_DATA
 * when a file is not as it was when it was staged.
 */
t4_status t4_job_signoff(t4_run *run, const t4_signoff_options *options, t4_signed_off *done,
                         t4_error *err);

/*
 * Take a public release back: its folder keeps manifest.json, README.txt and
 * SHA256SUMS, which say what was withdrawn and why.  What was public stays
 * known, so the tables are kept in the confidential folder (withdrawn/), where
 * later releases find them through --previous.
 */
t4_status t4_job_withdraw(t4_run *run, const t4_signoff_options *options, t4_signed_off *done,
                          t4_error *err);

#endif
