/* SPDX-License-Identifier: MIT */
/* tenfour help: the commands, or all about one of them. */
#include "base/suggest.h"
#include "cli/cmd.h"
#include "cli/help.h"

static t4_status run(t4_program *program, const void *values, const t4_arguments *arguments,
                     t4_error *err)
{
    const t4_command *command;
    t4_suggest suggest;
    size_t count;
    const t4_command *const *commands = t4_commands(&count);

    if (arguments->count == 0) {
        t4_help_program(program->out.file);
        return T4_OK;
    }
    command = t4_command_find(arguments->items[0]);
    if (command) {
        t4_help_command(program->out.file, command);
        return T4_OK;
    }
    t4_suggest_init(&suggest, arguments->items[0]);
    for (size_t i = 0; i < count; i++)
        if (!commands[i]->hidden)
            t4_suggest_offer(&suggest, commands[i]->name);
    if (suggest.nearest)
        return t4_fail(err, T4_ERR_USAGE, "unknown command '%s'; did you mean '%s'?",
                       arguments->items[0], suggest.nearest);
    return t4_fail(err, T4_ERR_USAGE, "unknown command '%s'; 'tenfour help' lists them",
                   arguments->items[0]);
}

const t4_command t4_cmd_help = {
    .name = "help",
    .heading = T4_HEADING_PROGRAM,
    .purpose = "tells what the commands do, or all about one of them",
    .arguments = "[COMMAND]",
    .most = 1,
    .examples = {{"tenfour help limits", "all about the command limits"}},
    .run = run,
};
