/* SPDX-License-Identifier: MIT */
/* tenfour convert: a published file from one format to another. */
#include <stdlib.h>
#include <string.h>

#include "cli/cmd.h"
#include "cli/files.h"
#include "cli/flows_told.h"
#include "job/figures.h"
#include "job/flows.h"

typedef struct {
    const char *output, *to, *reporter, *sdmx_csv, *dataflow;
    const char *profile, *partner, *flow, *code, *level, *rejected;
    bool profiles;
} values;

static const struct {
    const char *name, *ending;
    t4_figures_format format;
} formats[] = {
    {"sdmx-csv", ".sdmx.csv", T4_FIGURES_SDMX_CSV}, {"sdmx-csv", ".sdmx.csv.gz", T4_FIGURES_SDMX_CSV},
    {"csv", ".csv", T4_FIGURES_CSV}, {"csv", ".csv.gz", T4_FIGURES_CSV}, {"xlsx", ".xlsx", T4_FIGURES_XLSX},
    {"sdmx-ml", ".xml", T4_FIGURES_SDMX_ML}, {"sdmx-ml", ".xml.gz", T4_FIGURES_SDMX_ML},
    {"sdmx-generic", "", T4_FIGURES_SDMX_GENERIC}};

static const t4_option options[] = {
    {"output", 'o', T4_OPTION_TEXT, offsetof(values, output), .value = "FILE",
     .help = "file to write; '-' is standard output; with --to flows, without it only what was read is told"},
    {"to", 0, T4_OPTION_TEXT, offsetof(values, to), .value = "FORMAT",
     .help = "csv, xlsx, sdmx-csv, sdmx-ml (structure-specific), sdmx-generic [by the file's name]; flows: any office's "
             "files as one table of flows"},
    {"reporter", 0, T4_OPTION_TEXT, offsetof(values, reporter), .value = "CODE",
     .help = "where the figures do not say whose they are (SDMX: REF_AREA [_Z])"},
    {"sdmx-csv", 0, T4_OPTION_TEXT, offsetof(values, sdmx_csv), .value = "VERSION",
     .help = "1.0, 2.0 or 2.1 [2.0]"},
    {"dataflow", 0, T4_OPTION_TEXT, offsetof(values, dataflow), .value = "ID",
     .help = "data flow of SDMX, AGENCY:ID(VERSION) [TENFOUR:DF_HSTRADE(1.0.0)]"},
    T4_FLOWS_PROFILE_OPTION(values),
    {"profiles", 0, T4_OPTION_FLAG, offsetof(values, profiles), .help = "list the shipped profiles and what they read"},
    {"partner", 0, T4_OPTION_TEXT, offsetof(values, partner), .value = "CODE", .help = "flows: where a file has no partner [W00]"},
    {"flow", 0, T4_OPTION_TEXT, offsetof(values, flow), .value = "M|X", .help = "flows: where a file has no flow"},
    {"code", 0, T4_OPTION_TEXT, offsetof(values, code), .value = "CODE", .help = "flows: where a file has no code [TOTAL]"},
    {"level", 0, T4_OPTION_TEXT, offsetof(values, level), .value = "N", .usual = "all",
     .help = "flows: write the rows of this level alone: 10, 8, 6, 4, 2, 0 for all goods, 'best' for the finest that is complete"},
    {"rejected", 0, T4_OPTION_TEXT, offsetof(values, rejected), .value = "FILE", .help = "flows: refused rows, with what is wrong"},
    {0}};

static bool ends(const char *name, const char *with)
{
    size_t n = strlen(name), m = strlen(with);

    return n > m && m && !strcmp(name + n - m, with);
}

static t4_status choose(const values *v, t4_figures_form *form, t4_error *err)
{
    for (size_t i = 0; i < sizeof formats / sizeof *formats; i++)
        if (v->to ? !strcmp(formats[i].name, v->to) : ends(v->output, formats[i].ending)) {
            form->format = formats[i].format;
            return T4_OK;
        }
    return t4_fail(err, T4_ERR_USAGE, v->to ? "--to: '%s' is no format; expected csv, xlsx, sdmx-csv, sdmx-ml, sdmx-generic or flows"
                                            : "the name '%s' does not tell the format; add --to csv, xlsx, sdmx-csv, "
                                              "sdmx-ml or sdmx-generic", v->to ? v->to : v->output);
}

/* --- flows ---------------------------------------------------------------------------------- */

static t4_status choose_level(const char *text, const t4_flows *flows, int *level, t4_error *err)
{
    char *end;

    if (!strcmp(text, "all")) {
        *level = T4_JOB_FLOWS_ALL;
        return T4_OK;
    }
    *level = !strcmp(text, "best") ? t4_job_flows_level(flows) : (int)strtol(text, &end, 10);
    if (strcmp(text, "best") && (*end || *level < 0 || *level > 12))
        return t4_fail(err, T4_ERR_USAGE, "--level '%.20s' is neither a number of digits nor 'all' or 'best'", text);
    for (size_t i = 0; i < flows->count; i++)
        if (flows->rows[i].level == *level)
            return T4_OK;
    return t4_fail(err, T4_ERR_DATA, "no row of %d digits; the tables above tell which there are", *level);
}

static t4_status run_flows(t4_program *program, const values *v, const t4_arguments *arguments, t4_error *err)
{
    t4_job_flows_defaults defaults = {v->reporter, v->partner, v->flow, v->code, v->profile};
    t4_flows flows = {.count = 0};
    bool stream = v->output && !strcmp(v->output, "-");
    int level;
    t4_status status = t4_files_require_all(program, arguments->items, arguments->count, err);

    if (!status)
        status = t4_job_flows(&flows, &program->run, arguments->items, arguments->count, &defaults, err);
    if (v->rejected && flows.refusal_count)
        (void)t4_job_flows_write_refusals(&flows, v->rejected, err);  /* also of files that are refused for them */
    else if (!status && v->rejected)
        status = t4_job_flows_write_refusals(&flows, v->rejected, err);
    if (!status && stream)
        t4_flows_told(program, &flows);
    else if (!status)
        status = t4_flows_told_tables(program, &flows, t4_job_flows_level(&flows), err);
    if (!status)
        status = choose_level(v->level, &flows, &level, err);
    if (!status && v->output)
        status = t4_job_flows_write(&flows, v->output, level, err);
    t4_flows_release(&flows);
    return status;
}

/* --- figures -------------------------------------------------------------------------------- */

static t4_status check_arguments(const values *v, const t4_arguments *arguments, t4_error *err)
{
    bool flows = v->to && !strcmp(v->to, "flows");

    if (!arguments->count)
        return t4_fail(err, T4_ERR_USAGE, "no FILE is given; 'tenfour help convert' tells more");
    if (!flows && !v->output)
        return t4_fail(err, T4_ERR_USAGE, "the option --output FILE is missing; '-' is standard output");
    if (!flows && arguments->count > 1)
        return t4_fail(err, T4_ERR_USAGE, "one FILE at a time is converted; several only with --to flows");
    return T4_OK;
}

static t4_status run(t4_program *program, const void *given, const t4_arguments *arguments, t4_error *err)
{
    const values *v = given;
    t4_figures_form form = {.reporter = v->reporter, .sdmx_csv = v->sdmx_csv, .dataflow = v->dataflow};
    t4_figures figures = {.count = 0};
    t4_status status;

    if (v->profiles)
        return t4_flows_told_profiles(program, err);
    status = check_arguments(v, arguments, err);
    if (!status && v->to && !strcmp(v->to, "flows"))
        return run_flows(program, v, arguments, err);
    if (!status)
        status = choose(v, &form, err);
    if (!status && v->sdmx_csv && strcmp(v->sdmx_csv, "1.0") && strcmp(v->sdmx_csv, "2.0") && strcmp(v->sdmx_csv, "2.1"))
        status = t4_fail(err, T4_ERR_USAGE, "--sdmx-csv: '%s' is no version; expected 1.0, 2.0 or 2.1", v->sdmx_csv);
    if (!status)
        status = t4_figures_init(&figures, err);
    if (!status)
        status = t4_figures_read(&figures, &program->run, arguments->items[0], err);
    if (!status)
        status = t4_figures_write(&figures, &program->run, v->output, &form, err);
    t4_figures_release(&figures);
    return status;
}

const t4_command t4_cmd_convert = {
    .name = "convert",
    .heading = T4_HEADING_RELEASES,
    .purpose = "turns a release or a published file into another format",
    .arguments = "FILE|RELEASE... -o FILE",
    .least = 0,
    .most = SIZE_MAX,
    .description =
        "Reads a table as a release writes it (CSV), a release's workbook, SDMX-CSV 1.0 to 2.1, SDMX-ML 2.1 "
        "(generic or structure-specific), or all tables of a release folder; what it is shows in its first bytes. "
        "Values stay as they are written, digit by digit; statuses and units go with them. A figure that is not "
        "published stays empty (NaN in SDMX-ML and SDMX-CSV 2.1) and is sent so that it replaces an earlier one.\n\n"
        "--to flows reads files of any office (text, XLSX, XLS, DBF, SDMX; releases too) by profiles, which are found out "
        "or named with --profile, tells what was read, left out and refused, with sums by level that never mix totals "
        "and details, and writes one table that all commands read.",
    .options = options,
    .values_size = sizeof(values),
    .common = T4_WITH_RUN | T4_WITH_FORMAT,
    .examples = {{"tenfour convert out/2023-06 -o trade.sdmx.csv --reporter KG",
                  "a release as SDMX-CSV 2.0"},
                 {"tenfour convert generic.xml -o trade.xlsx",
                  "SDMX-ML as a workbook"},
                 {"tenfour convert hs4.csv -o - --to sdmx-csv --sdmx-csv 1.0",
                  "one table, to another program"},
                 {"tenfour convert bulletin.xls DATTSVT.DBF --to flows -o flows.csv",
                  "what two offices published, in one shape"}},
    .see_also = "release, verify",
    .run = run,
};
