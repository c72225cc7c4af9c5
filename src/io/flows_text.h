/* SPDX-License-Identifier: MIT */
/* Long delimited files read by a profile, record after record. */
#ifndef T4_IO_FLOWS_TEXT_H
#define T4_IO_FLOWS_TEXT_H

#include "io/flows_table.h"

/* The first table of the profile, which is not wide (t4_profile_is_wide). Streams; plain or gzip. */
t4_status t4_flows_text_read(t4_flows *flows, t4_run *run, const char *path, const t4_profile *profile, const char *why,
                             const t4_flows_defaults *defaults, t4_error *err);

#endif
