/* SPDX-License-Identifier: MIT */
/* tenfour cells: the confidential tables behind a release. */
#include "cli/cmd.h"
#include "cli/records_input.h"
#include "cli/summary.h"
#include "job/cells.h"

typedef struct {
    const char *output;
    bool contributions, compress, force;
} values;

static const t4_option options[] = {
    {"output", 'o', T4_OPTION_TEXT, offsetof(values, output), .value = "DIR", .required = true,
     .help = "folder to write, made with mode 0700"},
    {"contributions", 0, T4_OPTION_FLAG, offsetof(values, contributions),
     .help = "write data/contributions.csv too: sums of each trader in each finest cell"},
    {"gz", 0, T4_OPTION_FLAG, offsetof(values, compress), .help = "write .csv.gz"},
    {"force", 0, T4_OPTION_FLAG, offsetof(values, force),
     .help = "replace a folder that tenfour cells made"},
    {0}};

static t4_status run(t4_program *program, const void *given, const t4_arguments *arguments,
                     t4_error *err)
{
    const values *v = given;
    t4_cells_options cells = {.output = v->output, .contributions = v->contributions,
                              .compress = v->compress, .force = v->force};
    t4_summary_view view = {.cells = true, .output = v->output, .publish = "written"};
    t4_summary summary = {0};
    t4_job_input input;
    t4_status status = t4_records_input(program, arguments, &input, err);

    if (status)
        return status;
    status = t4_job_cells(&program->run, &input, &cells, &summary, err);
    return t4_records_finish(program, status, &summary, &view, err);
}

const t4_command t4_cmd_cells = {
    .name = "cells",
    .heading = T4_HEADING_RECORDS,
    .purpose = "writes the confidential cells behind a release, for inspection and other tools",
    .arguments = "TEMPLATE [FILE...] -o DIR",
    .least = 1,
    .most = SIZE_MAX,
    .description =
        "Adds the records up at every level of the template and writes DIR/data/hsN.csv with "
        "values, records, distinct contributors and the two largest contributions. Nothing is "
        "protected: the folder is confidential, mode 0700, and says so in CONFIDENTIAL.txt.",
    .options = options,
    .values_size = sizeof(values),
    .common = T4_WITH_RUN | T4_WITH_SETS | T4_WITH_RECORDS | T4_WITH_FORMAT,
    .confidential = true,
    .examples = {{"tenfour cells national.yaml june.csv -o cells",
                  "all levels of one month"},
                 {"tenfour cells national.yaml 2023-*.csv.gz -o cells --memory 2G",
                  "a year in bounded memory"}},
    .see_also = "check, release",
    .run = run,
};
