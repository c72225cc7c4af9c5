/* SPDX-License-Identifier: MIT */
/* tenfour convert: a published file from one format to another. */
#include <string.h>

#include "cli/cmd.h"
#include "job/figures.h"

typedef struct {
    const char *output, *to, *reporter, *sdmx_csv, *dataflow;
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
    {"output", 'o', T4_OPTION_TEXT, offsetof(values, output), .value = "FILE", .required = true,
     .help = "file to write; '-' is standard output"},
    {"to", 0, T4_OPTION_TEXT, offsetof(values, to), .value = "FORMAT",
     .help = "csv, xlsx, sdmx-csv, sdmx-ml (structure-specific), sdmx-generic [by the file's name]"},
    {"reporter", 0, T4_OPTION_TEXT, offsetof(values, reporter), .value = "CODE",
     .help = "REF_AREA of SDMX where the figures do not say whose they are [_Z]"},
    {"sdmx-csv", 0, T4_OPTION_TEXT, offsetof(values, sdmx_csv), .value = "VERSION",
     .help = "1.0, 2.0 or 2.1 [2.0]"},
    {"dataflow", 0, T4_OPTION_TEXT, offsetof(values, dataflow), .value = "ID",
     .help = "data flow of SDMX, AGENCY:ID(VERSION) [TENFOUR:DF_HSTRADE(1.0.0)]"},
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
    return t4_fail(err, T4_ERR_USAGE, v->to ? "--to: '%s' is no format; expected csv, xlsx, sdmx-csv, sdmx-ml or sdmx-generic"
                                            : "the name '%s' does not tell the format; add --to csv, xlsx, sdmx-csv, "
                                              "sdmx-ml or sdmx-generic", v->to ? v->to : v->output);
}

static t4_status run(t4_program *program, const void *given, const t4_arguments *arguments, t4_error *err)
{
    const values *v = given;
    t4_figures_form form = {.reporter = v->reporter, .sdmx_csv = v->sdmx_csv, .dataflow = v->dataflow};
    t4_figures figures = {.count = 0};
    t4_status status = choose(v, &form, err);

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
    .arguments = "FILE|RELEASE -o FILE",
    .least = 1,
    .most = 1,
    .description =
        "Reads a table as a release writes it (CSV), a release's workbook, SDMX-CSV 1.0 to 2.1, SDMX-ML 2.1 "
        "(generic or structure-specific), or all tables of a release folder; what it is shows in its first bytes. "
        "Values stay as they are written, digit by digit; statuses and units go with them. A figure that is not "
        "published stays empty (NaN in SDMX-ML and SDMX-CSV 2.1) and is sent so that it replaces an earlier one.",
    .options = options,
    .values_size = sizeof(values),
    .common = T4_WITH_RUN,
    .examples = {{"tenfour convert out/2023-06 -o trade.sdmx.csv --reporter KG",
                  "a release as SDMX-CSV 2.0"},
                 {"tenfour convert generic.xml -o trade.xlsx",
                  "SDMX-ML as a workbook"},
                 {"tenfour convert hs4.csv -o - --to sdmx-csv --sdmx-csv 1.0",
                  "one table, to another program"}},
    .see_also = "release, verify",
    .run = run,
};
