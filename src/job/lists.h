/* SPDX-License-Identifier: MIT */
/* Read the lists that a template names: classification, partners, labels of further dimensions, watch lists. */
#ifndef T4_JOB_LISTS_H
#define T4_JOB_LISTS_H

#include "job/records.h"

/* Fill records->codes, partners, labels, listset from records->template_. */
t4_status t4_lists_read(t4_records *records, t4_run *run, t4_error *err);
/* All records are read: sum the list aggregates; nothing without publish.lists. */
t4_status t4_lists_sum(t4_records *records, const t4_run *run, t4_error *err);

/* Where a file is that a template names: relative to the template's own folder.  T4_ERR_USAGE when that is too long. */
t4_status t4_lists_path(char path[4096], const t4_template *template_, const char *name, t4_error *err);

#endif
