/* SPDX-License-Identifier: MIT */
#include "job/check.h"

#include "job/records.h"

t4_status t4_job_check(t4_run *run, const t4_job_input *input, const t4_check_options *options,
                       t4_summary *summary, t4_error *err)
{
    t4_records records = {0};
    t4_records_options reading = {.issues = options->issues, .rejected = options->rejected,
                                  .force = options->force, .no_cells = true};
    t4_status status = t4_records_read(&records, run, input, &reading, summary, err);

    t4_records_release(&records);
    return status;
}
