/* SPDX-License-Identifier: MIT */
/* tenfour version: the version, the libraries it was built with, and how. */
#include <string.h>

#include "cli/cmd.h"
#include "config.h"

static t4_status run(t4_program *program, const void *values, const t4_arguments *arguments,
                     t4_error *err)
{
    FILE *out = program->out.file;

    fputs("tenfour " PACKAGE_VERSION "\n", out);
    if (program->common.verbose == 0)
        return T4_OK;
    for (const char *library = T4_LIBRARIES; *library;) {
        size_t n = strcspn(library, ";");

        fprintf(out, "%.*s\n", (int)n, library);
        library += n + (library[n] == ';');
    }
    fputs("compiler " __VERSION__ "\nbuilt with " T4_BUILD "\n", out);
    return T4_OK;
}

const t4_command t4_cmd_version = {
    .name = "version",
    .heading = T4_HEADING_PROGRAM,
    .purpose = "prints the version; with -v also the libraries it was built with",
    .arguments = "",
    .examples = {{"tenfour version -v", "the version, the libraries and the build"}},
    .run = run,
};
