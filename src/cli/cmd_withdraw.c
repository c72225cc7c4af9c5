/* SPDX-License-Identifier: MIT */
/* tenfour withdraw: takes a public release back. */
#include <stdio.h>

#include "cli/cmd.h"
#include "cli/terminal.h"
#include "job/signoff.h"

typedef struct {
    const char *reason, *key, *password, *confidential;
} values;

static const t4_option options[] = {
    {"reason", 0, T4_OPTION_TEXT, offsetof(values, reason), .value = "TEXT", .required = true,
     .help = "why; it stands in the tombstone"},
    {"sign", 0, T4_OPTION_TEXT, offsetof(values, key), .value = "FILE",
     .help = "sign the tombstone's SHA256SUMS with this secret key of minisign"},
    {"sign-password", 0, T4_OPTION_TEXT, offsetof(values, password), .value = "FILE",
     .help = "file with the password of that key, when it has one"},
    {"confidential", 0, T4_OPTION_TEXT, offsetof(values, confidential), .value = "DIR",
     .help = "the release's confidential folder [its name with .confidential]"},
    {0}};

static t4_status run(t4_program *program, const void *given, const t4_arguments *arguments,
                     t4_error *err)
{
    const values *v = given;
    t4_signoff_options signoff = {.folder = arguments->items[0], .confidential = v->confidential,
                                  .key = v->key, .password = v->password, .reason = v->reason};
    t4_signed_off done;
    t4_status status = t4_job_withdraw(&program->run, &signoff, &done, err);

    if (!status && program->common.quiet == 0)
        fprintf(program->out.file, "withdrawn  %s %s: %s now holds a tombstone\n"
                                   "kept       %zu files in the confidential folder: what was public stays known\n",
                done.id, done.vintage, signoff.folder, done.files);
    return status;
}

const t4_command t4_cmd_withdraw = {
    .name = "withdraw",
    .heading = T4_HEADING_RECORDS,
    .purpose = "takes a public release back and leaves a tombstone",
    .arguments = "DIR --reason TEXT",
    .least = 1,
    .most = 1,
    .description =
        "Replaces a public release in one step by a tombstone: a manifest, a README and SHA256SUMS that say "
        "what was withdrawn and why. Copies of it are out, so its figures stay known: they are kept in the "
        "confidential folder, and a later 'release --previous DIR' protects against them.",
    .options = options,
    .values_size = sizeof(values),
    .common = T4_WITH_RUN,
    .confidential = true,
    .examples = {{"tenfour withdraw out/2023-06 --reason \"wrong partner codes in chapter 27\"",
                  "take a release back"}},
    .see_also = "publish, release",
    .run = run,
};
