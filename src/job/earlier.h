/* SPDX-License-Identifier: MIT */
/* Contributions behind the release before, read from the table that `cells --contributions` wrote. */
#ifndef T4_JOB_EARLIER_H
#define T4_JOB_EARLIER_H

#include "model/template.h"
#include "sdc/protect.h"

/* All borrowed. */
typedef struct {
    t4_run *run;
    const t4_template *template_;      /* its attacker.earlier_contributions, beside the template */
    const t4_domain *domain;
} t4_earlier_source;

/*
 * As t4_protect_input asks: source is a t4_earlier_source.  T4_ERR_DATA with
 * file and line for a row that is none, or a column that is missing.
 */
t4_status t4_job_earlier(void *source, t4_earlier_visit *visit, void *context, t4_error *err);

#endif
