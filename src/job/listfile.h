/* SPDX-License-Identifier: MIT */
/* Read a small table that a template names: never, must, holdings, granularity ... */
#ifndef T4_JOB_LISTFILE_H
#define T4_JOB_LISTFILE_H

#include "base/run.h"
#include "io/sheet.h"
#include "model/template.h"

/* Into a sheet with its header lifted; released by the caller, also on failure.  name: as the template says it. */
t4_status t4_listfile_read(t4_sheet *sheet, t4_run *run, const t4_template *template_, const char *name, t4_error *err);
/* The flow of a field; T4_FLOWS for none or "*". */
t4_status t4_listfile_flow(const t4_sheet *sheet, size_t row, long column, uint32_t *flow, t4_error *err);
/* The partner of a field, "" for none or "*". */
const char *t4_listfile_partner(const t4_sheet *sheet, size_t row, long column);

#endif
