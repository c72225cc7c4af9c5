/* SPDX-License-Identifier: MIT */
/* tenfour release: the main job. */
#include <stdio.h>

#include "cli/cmd.h"
#include "cli/records_input.h"
#include "cli/summary.h"
#include "job/publish.h"

typedef struct {
    const char *output, *stage, *embargo, *confidential;
    t4_option_list previous;
    const char *sign, *sign_password;
    bool force, exchange, no_coarser;
} values;

static const t4_option options[] = {
    {"output", 'o', T4_OPTION_TEXT, offsetof(values, output), .value = "DIR",
     .help = "release folder; it appears whole or not at all"},
    {"stage", 0, T4_OPTION_TEXT, offsetof(values, stage), .value = "DIR",
     .help = "in place of -o: write it there for review, closed to others, until 'tenfour publish DIR'"},
    {"embargo", 0, T4_OPTION_TEXT, offsetof(values, embargo), .value = "TIME",
     .help = "with --stage: not to be published before, e.g. 2026-12-01T09:00:00Z"},
    {"confidential", 0, T4_OPTION_TEXT, offsetof(values, confidential), .value = "DIR",
     .help = "folder for rejected rows, issues, control totals and keys, mode 0700 "
             "[the release folder's name with .confidential]"},
    {"previous", 0, T4_OPTION_LIST, offsetof(values, previous), .value = "DIR",
     .help = "an earlier release of the same series, or a folder of such; may be repeated: changes are "
             "told against the last one"},
    {"no-coarser", 0, T4_OPTION_FLAG, offsetof(values, no_coarser),
     .help = "refuse (exit 5) a release with less detail than the one before"},
    {"jj", 0, T4_OPTION_FLAG, offsetof(values, exchange),
     .help = "also write the protected system as system.jj into the confidential folder, for other tools"},
    {"sign", 0, T4_OPTION_TEXT, offsetof(values, sign), .value = "FILE",
     .help = "sign SHA256SUMS with this secret key of minisign"},
    {"sign-password", 0, T4_OPTION_TEXT, offsetof(values, sign_password), .value = "FILE",
     .help = "file with the password of that key, when it has one"},
    {"force", 0, T4_OPTION_FLAG, offsetof(values, force),
     .help = "replace an existing release of tenfour"},
    {0}};

static t4_status check(const values *v, t4_error *err)
{
    if (!v->output == !v->stage)
        return t4_fail(err, T4_ERR_USAGE, v->output ? "give -o DIR or --stage DIR, not both"
                                                    : "option --output is required: the release folder "
                                                      "(or --stage DIR, for review)");
    if (v->embargo && !v->stage)
        return t4_fail(err, T4_ERR_USAGE, "--embargo goes with --stage DIR");
    if (v->stage && v->sign)
        return t4_fail(err, T4_ERR_USAGE, "a staged release is signed when it is published");
    if (v->sign_password && !v->sign)
        return t4_fail(err, T4_ERR_USAGE, "--sign-password goes with --sign FILE");
    return T4_OK;
}

static t4_status run(t4_program *program, const void *given, const t4_arguments *arguments,
                     t4_error *err)
{
    const values *v = given;
    const char *output = v->stage ? v->stage : v->output;
    t4_publish_options publish = {.output = output, .confidential = v->confidential,
                                  .staged = v->stage != NULL, .embargo = v->embargo,
                                  .previous = v->previous.items,
                                  .previous_count = v->previous.count, .force = v->force,
                                  .sign = v->sign, .sign_password = v->sign_password,
                                  .no_coarser = v->no_coarser,
                                  .exchange = v->exchange};
    char rejected[4096];
    t4_summary_view view = {.cells = true, .output = output, .publish = v->stage ? "stage" : "publish",
                            .open = "index.html", .rejected = rejected};
    t4_summary summary = {0};
    t4_job_input input;
    t4_status status = check(v, err);

    if (!status)
        status = t4_records_input(program, arguments, &input, err);
    if (status)
        return status;
    snprintf(rejected, sizeof rejected, "%s%s/rejected.csv",
             v->confidential ? v->confidential : output,
             v->confidential ? "" : ".confidential");
    status = t4_job_publish(&program->run, &input, &publish, &summary, err);
    return t4_records_finish(program, status, &summary, &view, err);
}

const t4_command t4_cmd_release = {
    .name = "release",
    .heading = T4_HEADING_RECORDS,
    .purpose = "turns records into a checked, reconciled, protected release folder",
    .arguments = "TEMPLATE [FILE...] -o DIR",
    .least = 1,
    .most = SIZE_MAX,
    .description =
        "Reads and checks the records, adds them up at every level, protects the cells as the "
        "template says, certifies the protection and writes the release: all of it or nothing. "
        "An older release in DIR (--force) stays until the new one takes its place in one step. "
        "What must not leave the office goes to a confidential folder beside it.\n\n"
        "Exit status 4 when the release would disclose: nothing is written then.",
    .options = options,
    .values_size = sizeof(values),
    .common = T4_WITH_RUN | T4_WITH_SETS | T4_WITH_RECORDS | T4_WITH_FORMAT,
    .confidential = true,
    .examples = {{"tenfour release national.yaml june.csv.gz -o out/2023-06",
                  "a monthly release"},
                 {"tenfour release national.yaml june.csv.gz -o out "
                  "--set publish.levels=[4]", "again, at four digits and coarser"}},
    .see_also = "check, cells, explain",
    .run = run,
};
