/* SPDX-License-Identifier: MIT */
/* tenfour check: every defect of the records. */
#include "cli/cmd.h"
#include "cli/records_input.h"
#include "cli/summary.h"
#include "job/check.h"

typedef struct {
    const char *issues, *rejected;
    bool force;
} values;

static const t4_option options[] = {
    {"issues", 0, T4_OPTION_TEXT, offsetof(values, issues), .value = "FILE",
     .help = "write every issue as CSV: file, line, column, field, found, expected, severity, "
             "action (names traders: mode 0600)"},
    {"rejected", 0, T4_OPTION_TEXT, offsetof(values, rejected), .value = "FILE",
     .help = "write the rejected rows unchanged, each with its reason (mode 0600)"},
    {"force", 0, T4_OPTION_FLAG, offsetof(values, force), .help = "replace existing files"},
    {0}};

static t4_status run(t4_program *program, const void *given, const t4_arguments *arguments,
                     t4_error *err)
{
    const values *v = given;
    t4_check_options check = {.issues = v->issues, .rejected = v->rejected, .force = v->force};
    t4_summary summary = {0};
    t4_job_input input;
    t4_status status = t4_records_input(program, arguments, &input, err);

    if (status)
        return status;
    status = t4_job_check(&program->run, &input, &check, &summary, err);
    return t4_records_finish(program, status, &summary,
                             &(t4_summary_view){.rejected = v->rejected}, err);
}

const t4_command t4_cmd_check = {
    .name = "check",
    .heading = T4_HEADING_RECORDS,
    .purpose = "reads records through a template and reports every defect",
    .arguments = "TEMPLATE [FILE...]",
    .least = 1,
    .most = SIZE_MAX,
    .description =
        "Reads the FILEs (without any: standard input) as the template says and reports what is "
        "wrong with them: the first issues with place, field, what was found and expected and "
        "what was done, then a count by kind. Nothing is written but what --issues and "
        "--rejected ask for. A trader's id is never shown.\n\n"
        "Exit status 3 when more rows are rejected than checks.max_rejected allows or no row is "
        "usable.",
    .options = options,
    .values_size = sizeof(values),
    .common = T4_WITH_RUN | T4_WITH_SETS | T4_WITH_RECORDS | T4_WITH_FORMAT,
    .confidential = true,
    .examples = {{"tenfour check national.yaml june.csv", "all defects of one month"},
                 {"tenfour check national.yaml june.csv --issues issues.csv",
                  "the full list in a file"},
                 {"zcat june.csv.gz | tenfour check national.yaml -", "from a stream"}},
    .see_also = "release, cells, explain",
    .run = run,
};
