/* SPDX-License-Identifier: MIT */
/* A release folder of tenfour as the ladder reads it: its finest rows as contributions, its tables as a design. */
#ifndef T4_JOB_LADDER_RELEASE_H
#define T4_JOB_LADDER_RELEASE_H

#include "watch/ladder.h"

/* 10^decimals of the measure that is compared. */
double t4_ladder_scale(const t4_domain *domain);
/* Measures and dimensions of the release: the first money column, two decimals or as many as it prints. */
t4_status t4_ladder_release_domain(t4_domain *domain, t4_run *run, const char *folder, t4_error *err);
/* The open rows of the finest codes, single partners and shortest periods. */
t4_status t4_ladder_release_read(t4_ladder *ladder, t4_domain *domain, t4_run *run, const char *folder,
                                 t4_error *err);
/* How coarse its finest rows are. */
t4_status t4_ladder_release_design(t4_ladder_design *design, t4_run *run, const char *folder,
                                   const t4_ladder *ladder, t4_error *err);

#endif
