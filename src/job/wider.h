/* SPDX-License-Identifier: MIT */
/* Which tables protection must reckon with: those of the release, and those that are public from elsewhere. */
#ifndef T4_JOB_WIDER_H
#define T4_JOB_WIDER_H

#include "job/previous.h"
#include "model/template.h"

/*
 * *plan: the template's with every level, kind of period, view of partners and
 * group that an earlier release about the same time has (previous may be NULL)
 * or that a file of attacker.also_public or attacker.bounds speaks of.  *wider says whether
 * that is more than the template's.  Names of groups are borrowed from both.
 * T4_ERR_USAGE for a group whose members nobody tells, or that has others here
 * than there, and for more levels than a release can have.
 */
t4_status t4_job_wider(t4_cube_plan *plan, bool *wider, t4_run *run, const t4_template *template_,
                       const t4_previous *previous, t4_error *err);

#endif
