/* SPDX-License-Identifier: MIT */
/* tenfour limits: every ceiling. */
#include "cli/cmd.h"
#include "cli/limits.h"

static t4_status run(t4_program *program, const void *values, const t4_arguments *arguments,
                     t4_error *err)
{
    t4_table table;
    size_t count;
    const t4_limit *limits = t4_limits(&count);
    t4_status status = t4_table_init(&table, "#limit|unit|of|past it", err);

    for (size_t i = 0; i < count && !status; i++) {
        t4_table_count(&table, limits[i].value);
        t4_table_text(&table, limits[i].unit);
        t4_table_text(&table, limits[i].meaning);
        t4_table_text(&table, limits[i].then);
    }
    if (!status)
        status = t4_table_print(&table, &program->out, (t4_format)program->common.format, 0, err);
    t4_table_release(&table);
    return status;
}

const t4_command t4_cmd_limits = {
    .name = "limits",
    .heading = T4_HEADING_LOOKUP,
    .purpose = "prints every ceiling: what input can reach it and what happens then",
    .arguments = "",
    .common = T4_WITH_FORMAT | T4_WITH_OUTPUT,
    .examples = {{"tenfour limits", "the table of ceilings"},
                 {"tenfour limits --format csv -o limits.csv", "the same as CSV in a file"}},
    .run = run,
};
