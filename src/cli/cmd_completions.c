/* SPDX-License-Identifier: MIT */
/* tenfour completions: the completion script of a shell. */
#include <string.h>

#include "cli/cmd.h"
#include "cli/complete.h"

static t4_status run(t4_program *program, const void *values, const t4_arguments *arguments,
                     t4_error *err)
{
    const char *shell = arguments->items[0];

    if (strcmp(shell, "bash") == 0)
        t4_complete_bash(program->out.file);
    else if (strcmp(shell, "zsh") == 0)
        t4_complete_zsh(program->out.file);
    else if (strcmp(shell, "fish") == 0)
        t4_complete_fish(program->out.file);
    else
        return t4_fail(err, T4_ERR_USAGE, "shell '%s' is not known; expected bash, zsh, fish",
                       shell);
    return T4_OK;
}

const t4_command t4_cmd_completions = {
    .name = "completions",
    .heading = T4_HEADING_PROGRAM,
    .purpose = "prints the completion script of a shell",
    .arguments = "bash|zsh|fish",
    .choices = "bash|zsh|fish",
    .least = 1,
    .most = 1,
    .common = T4_WITH_OUTPUT,
    .examples = {{"source <(tenfour completions bash)", "complete in this shell from now on"}},
    .run = run,
};
