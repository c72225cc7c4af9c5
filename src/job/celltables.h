/* SPDX-License-Identifier: MIT */
/* The confidential tables of `tenfour cells`: one CSV a level, and the contributions. */
#ifndef T4_JOB_CELLTABLES_H
#define T4_JOB_CELLTABLES_H

#include "cube/cube.h"
#include "model/cell.h"

/* Write folder/hsN.csv(.gz) for every level of the plan, in parallel; counts[level] = cells written. */
t4_status t4_celltables_write(t4_run *run, const t4_cells *cells, const char *folder, bool compress,
                              uint64_t counts[T4_LEVELS_MAX], t4_error *err);
/* Write folder/contributions.csv(.gz). */
t4_status t4_celltables_contributions(t4_cube *cube, const t4_domain *domain, const char *folder,
                                      bool compress, t4_error *err);

#endif
