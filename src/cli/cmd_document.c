/* SPDX-License-Identifier: MIT */
/* tenfour document: the files under doc/ that are written from the program's tables (make docs). */
#include <string.h>

#include "cli/cmd.h"
#include "cli/help.h"
#include "cli/limits.h"
#include "job/explain.h"

static t4_status templates(FILE *out, t4_error *err)
{
    t4_buffer text;
    t4_status status;

    t4_buffer_init(&text, 0);
    status = t4_job_schema_reference(&text, err);
    if (!status)
        fwrite(text.data, 1, text.length, out);
    t4_buffer_release(&text);
    return status;
}

static t4_status run(t4_program *program, const void *values, const t4_arguments *arguments,
                     t4_error *err)
{
    const char *which = arguments->items[0];

    if (strcmp(which, "man") == 0)
        t4_document_man(program->out.file);
    else if (strcmp(which, "commands") == 0)
        t4_document_markdown(program->out.file);
    else if (strcmp(which, "limits") == 0)
        t4_limits_markdown(program->out.file);
    else if (strcmp(which, "templates") == 0)
        return templates(program->out.file, err);
    else
        return t4_fail(err, T4_ERR_USAGE, "document '%s' is not known; expected man, commands, "
                       "limits, templates", which);
    return T4_OK;
}

const t4_command t4_cmd_document = {
    .name = "document",
    .heading = T4_HEADING_PROGRAM,
    .purpose = "writes a file of doc/ from the program's tables",
    .arguments = "man|commands|limits|templates",
    .choices = "man|commands|limits|templates",
    .least = 1,
    .most = 1,
    .hidden = true,
    .run = run,
};
