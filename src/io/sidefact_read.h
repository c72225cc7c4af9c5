/* SPDX-License-Identifier: MIT */
/* Read floors, or ranges of unit values: tables with a column of codes and what is known at least and at most. */
#ifndef T4_IO_SIDEFACT_READ_H
#define T4_IO_SIDEFACT_READ_H

#include "base/run.h"
#include "model/sidefact.h"

/* code, floor, and as wanted ceiling, period, partner, flow. Free items. */
t4_status t4_sidefact_read_floors(t4_sidefacts *facts, t4_run *run, const char *path, t4_error *err);
/* code, u_lo, u_hi: value by kilogram. */
t4_status t4_sidefact_read_rates(t4_sidefacts *facts, t4_run *run, const char *path, t4_error *err);

#endif
