/* SPDX-License-Identifier: MIT */
/* Read flows from a table with usual column names: period, reporter, partner, flow, code, value, net_kg, qty, unit. */
#ifndef T4_IO_FLOWS_READ_H
#define T4_IO_FLOWS_READ_H

#include "base/run.h"
#include "model/flows.h"
#include "model/partner.h"

/* What holds where the file has no such column; NULL = nothing. */
typedef struct {
    const char *reporter, *partner, *flow, *code;
    const t4_partners *partners;   /* spellings of places; one that is none stays as it is */
} t4_flows_defaults;

/*
 * Append the rows of a delimited file of any dialect; plain or gzip.  A value
 * column may end in its currency (value_eur).  period may also be year, or year
 * and month.  <measure>_status Q, or an empty value, is a hidden value.
 * T4_ERR_DATA with file, line and column; also where a second currency is met.
 */
t4_status t4_flows_read(t4_flows *flows, t4_run *run, const char *path, const t4_flows_defaults *defaults,
                        t4_error *err);

#endif
