/* SPDX-License-Identifier: MIT */
/* What commands on records have in common: TEMPLATE [FILE...] and --set before the job, the summary after it. */
#ifndef T4_CLI_RECORDS_INPUT_H
#define T4_CLI_RECORDS_INPUT_H

#include "cli/program.h"
#include "cli/summary.h"
#include "job/input.h"

/* Fill input from the command line; template and files must be there.  Everything borrowed. */
t4_status t4_records_input(const t4_program *program, const t4_arguments *arguments,
                           t4_job_input *input, t4_error *err);
/*
 * After the job: print the summary when it has something to tell (the records
 * were read), with the output only when it was written.  Returns the job's
 * status, or that of printing when the job went well.
 */
t4_status t4_records_finish(const t4_program *program, t4_status status,
                            const t4_summary *summary, const t4_summary_view *view,
                            t4_error *err);

#endif
