/* SPDX-License-Identifier: MIT */
/* tenfour publish: signs off a staged release. */
#include <stdio.h>

#include "cli/cmd.h"
#include "cli/terminal.h"
#include "job/signoff.h"

typedef struct {
    const char *approve, *password, *confidential;
} values;

static const t4_option options[] = {
    {"approve", 0, T4_OPTION_TEXT, offsetof(values, approve), .value = "FILE", .required = true,
     .help = "secret key of minisign of the one who approves"},
    {"password", 0, T4_OPTION_TEXT, offsetof(values, password), .value = "FILE",
     .help = "file with the password of that key, when it has one"},
    {"confidential", 0, T4_OPTION_TEXT, offsetof(values, confidential), .value = "DIR",
     .help = "its confidential folder [the staged folder's name with .confidential]"},
    {0}};

static t4_status run(t4_program *program, const void *given, const t4_arguments *arguments,
                     t4_error *err)
{
    const values *v = given;
    t4_signoff_options signoff = {.folder = arguments->items[0], .confidential = v->confidential,
                                  .key = v->approve, .password = v->password};
    t4_signed_off done;
    t4_status status = t4_job_signoff(&program->run, &signoff, &done, err);

    if (!status && program->common.quiet == 0)
        fprintf(program->out.file, "published  %s %s in %s\n"
                                   "signed     %zu files as they were staged, sha256 %s\n",
                done.id, done.vintage, signoff.folder, done.files, done.digest);
    return status;
}

const t4_command t4_cmd_publish = {
    .name = "publish",
    .heading = T4_HEADING_RECORDS,
    .purpose = "signs off a staged release, which becomes public with the same bytes",
    .arguments = "DIR --approve FILE",
    .least = 1,
    .most = 1,
    .description =
        "Takes a release that 'tenfour release --stage DIR' wrote and somebody has looked at, checks that "
        "no file was touched since, and makes it public in one step, where it is. Every file keeps its bytes; only "
        "manifest.json gets the sign-off, a signature over SHA256SUMS without the manifest's own line, "
        "and SHA256SUMS is renewed and signed. Before the end of an embargo it refuses.",
    .options = options,
    .values_size = sizeof(values),
    .common = T4_WITH_RUN,
    .confidential = true,
    .examples = {{"tenfour publish out/2023-06 --approve office.key", "what was looked at becomes public"}},
    .see_also = "release, withdraw, verify",
    .run = run,
};
