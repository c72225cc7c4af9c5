/* SPDX-License-Identifier: MIT */
/* Before and after a job on records. */
#include "cli/records_input.h"

#include "cli/files.h"

t4_status t4_records_input(const t4_program *program, const t4_arguments *arguments,
                           t4_job_input *input, t4_error *err)
{
    t4_status status;

    *input = (t4_job_input){
        .template_path = arguments->items[0],
        .files = arguments->items + 1,
        .file_count = arguments->count - 1,
        .sets = program->common.sets.items,
        .set_count = program->common.sets.count,
        .from = program->common.from,
        .contributions = program->common.summed,
    };
    status = t4_files_require_template(input->template_path, err);
    return status || input->from ? status
                  : t4_files_require_all(program, input->files, input->file_count, err);
}

t4_status t4_records_finish(const t4_program *program, t4_status status,
                            const t4_summary *summary, const t4_summary_view *view,
                            t4_error *err)
{
    t4_summary_view shown = *view;
    t4_error late = {0};
    t4_status printed;

    if (status && status != T4_ERR_DATA && status != T4_ERR_UNSAFE)
        return status;
    if (status && summary->rows == 0 && summary->first_count == 0)
        return status;
    if (status) {
        shown.output = NULL;
        shown.rejected = view->output ? NULL : view->rejected;
    }
    shown.cells = shown.cells && summary->level_count > 0;
    printed = t4_summary_print(program, summary, &shown, &late);
    if (status || !printed)
        return status;
    *err = late;
    return printed;
}
