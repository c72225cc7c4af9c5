/* SPDX-License-Identifier: MIT */
/* Flows from SDMX-CSV and SDMX-ML: merchandise trade by the usual names of its dimensions. */
#ifndef T4_JOB_FLOWS_SDMX_H
#define T4_JOB_FLOWS_SDMX_H

#include "base/run.h"
#include "io/flows_read.h"

/* One source; observations of one key and different measures are one row. */
t4_status t4_flows_sdmx_read(t4_flows *flows, t4_run *run, const char *path, const t4_flows_defaults *defaults, t4_error *err);

#endif
