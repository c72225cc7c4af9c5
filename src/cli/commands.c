/* SPDX-License-Identifier: MIT */
/* The table of commands. */
#include <string.h>

#include "cli/cmd.h"
#include "cli/command.h"

/* In the order of help: by heading, then as work flows. */
static const t4_command *const commands[] = {
    &t4_cmd_check,
    &t4_cmd_release,
    &t4_cmd_publish,
    &t4_cmd_withdraw,
    &t4_cmd_cells,
    &t4_cmd_ladder,
    &t4_cmd_protect,
    &t4_cmd_sql,
    &t4_cmd_verify,
    &t4_cmd_convert,
    &t4_cmd_compare,
    &t4_cmd_watch,
    &t4_cmd_bound,
    &t4_cmd_reconcile,
    &t4_cmd_mirror,
    &t4_cmd_surge,
    &t4_cmd_divert,
    &t4_cmd_price,
    &t4_cmd_report,
    &t4_cmd_trace,
    &t4_cmd_explain,
    &t4_cmd_codes,
    &t4_cmd_limits,
    &t4_cmd_synth,
    &t4_cmd_completions,
    &t4_cmd_help,
    &t4_cmd_version,
    &t4_cmd_document,
};

static const char *const headings[T4_HEADINGS] = {
    "From records to a release",
    "Reading releases",
    "Goods on their way",
    "Looking things up",
    "Data to try with",
    "The program itself",
};

const t4_command *const *t4_commands(size_t *count)
{
    *count = sizeof commands / sizeof *commands;
    return commands;
}

const t4_command *t4_command_find(const char *name)
{
    for (size_t i = 0; i < sizeof commands / sizeof *commands; i++)
        if (strcmp(commands[i]->name, name) == 0)
            return commands[i];
    return NULL;
}

const char *t4_command_heading(t4_heading heading)
{
    return headings[heading];
}
