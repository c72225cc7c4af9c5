/* SPDX-License-Identifier: MIT */
/* The checks of `verify`, one function each; private to job/verify*.c. */
#ifndef T4_JOB_VERIFY_CHECKS_H
#define T4_JOB_VERIFY_CHECKS_H

#include "job/verify.h"

/* What a check is given and where it tells what it found. */
typedef struct {
    t4_run *run;
    const t4_verify_options *options;
    t4_verified *verified;
    const char *check;     /* the name under which findings are told */
} t4_verifying;

/*
 * A check adds a finding for each thing that holds and returns T4_ERR_DATA
 * with the first that does not (the caller adds that finding).
 */
typedef t4_status t4_verify_check(t4_verifying *verifying, t4_error *err);

/* Tell something that holds; about is a printf format. */
void t4_verify_tell(t4_verifying *verifying, const char *result, const char *about, ...)
    __attribute__((format(printf, 3, 4)));

/* Witnesses added up, published numbers bound to them; with contributions, primaries and levels too. */
t4_verify_check t4_verify_certificate;

#endif
