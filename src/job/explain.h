/* SPDX-License-Identifier: MIT */
/* `tenfour explain`: the settings of a template in force, and where each comes from. */
#ifndef T4_JOB_EXPLAIN_H
#define T4_JOB_EXPLAIN_H

#include "base/buffer.h"
#include "model/template.h"

/*
 * Append one line a setting, aligned: key, value, "national.yaml:12", "--set"
 * or "default".  Settings come as written, the defaults of each part after
 * what is written there.
 */
t4_status t4_job_explain_text(const t4_template *template_, t4_buffer *out, t4_error *err);
/* The same as {"template": ..., "settings": [{"key", "value", "origin", "line", "column"}, ...]}. */
t4_status t4_job_explain_json(const t4_template *template_, t4_buffer *out, t4_error *err);
/* The reference of all keys (doc/templates.md), from the schema table and the table of issues. */
t4_status t4_job_schema_reference(t4_buffer *out, t4_error *err);

#endif
