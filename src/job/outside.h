/* SPDX-License-Identifier: MIT */
/* Gather what is public besides a release: earlier releases, the office's other tables, bounds, partners' figures. */
#ifndef T4_JOB_OUTSIDE_H
#define T4_JOB_OUTSIDE_H

#include "model/template.h"
#include "sdc/outside.h"

typedef struct {
    const t4_template *template_;
    const t4_domain *domain;
    const t4_cube_plan *plan;
    int measure;                   /* of the domain: whose figures are gathered */
    const char *const *previous;   /* releases, or folders of them, oldest first */
    size_t previous_count;
} t4_outside_input;

/*
 * *outside is NULL when there is nothing.  Bounds are of the measure that the
 * rules weigh; other tables tell of those whose names they have as columns.  plan: of all tables that are
 * reckoned with (job/wider).  T4_ERR_USAGE when an earlier release lacks the measure.
 *
 * attacker.also_public: CSV files with period, flow, code, partner, the
 * dimensions and the measure's name as columns.  attacker.bounds: lower and
 * upper in place of the measure, either may be empty.  attacker.mirror: as
 * also_public; a figure is taken to be known within the tolerance.
 */
t4_status t4_job_outside(t4_outside **outside, t4_run *run, const t4_outside_input *input, t4_error *err);

#endif
