/* SPDX-License-Identifier: MIT */
/* tenfour reconcile: numbers that should agree and do not. */
#include <string.h>

#include "base/memory.h"
#include "cli/cmd.h"
#include "cli/files.h"
#include "cli/flows_told.h"
#include "cli/reconcile_print.h"
#include "job/reconcile.h"

typedef struct {
    t4_option_list against, mirror;
    const char *relations, *reliability, *reporter, *flow, *rounding, *output, *html, *profile;
    double tau;
    int64_t top;
    int table, measure;
    bool force, fail_on;
} values;

static const t4_option options[] = {
    {"against", 0, T4_OPTION_LIST, offsetof(values, against), .value = "FILE", .help = "another vintage of the same flows"},
    {"mirror", 0, T4_OPTION_LIST, offsetof(values, mirror), .value = "FILE", .help = "what the partners report of the same trade"},
    {"tau", 0, T4_OPTION_NUMBER, offsetof(values, tau), .value = "RATE", .least = 0, .most = 1, .usual = "0",
     .help = "freight and insurance: imports are exports times 1 + RATE"},
    {"relations", 0, T4_OPTION_TEXT, offsetof(values, relations), .value = "FILE",
     .help = "relation, cell, coefficient: then FILES are tables of cell, value"},
    {"reliability", 0, T4_OPTION_TEXT, offsetof(values, reliability), .value = "FILE",
     .help = "code (or *), share: what figures may be off by [assumed from their size]"},
    {"rounding", 0, T4_OPTION_TEXT, offsetof(values, rounding), .value = "UNIT", .help = "figures are rounded to this [exact]"},
    {"measure", 0, T4_OPTION_CHOICE, offsetof(values, measure), .value = "WHAT", .choices = "value|net_mass", .usual = "value",
     .help = "which figures of flows"},
    {"flow", 0, T4_OPTION_TEXT, offsetof(values, flow), .value = "M|X", .help = "where a file has no flow, what it is"},
    {"reporter", 0, T4_OPTION_TEXT, offsetof(values, reporter), .value = "CODE", .help = "where a file does not say who reports"},
    T4_FLOWS_PROFILE_OPTION(values),
    {"table", 0, T4_OPTION_CHOICE, offsetof(values, table), .value = "WHAT", .choices = "breaks|figures|relations", .usual = "breaks",
     .help = "what CSV and JSON have: breaks, figures that would change, all relations"},
    {"top", 0, T4_OPTION_INTEGER, offsetof(values, top), .value = "N", .least = 1, .most = 100000, .usual = "20",
     .help = "rows of each table of the text"},
    {"output", 'o', T4_OPTION_TEXT, offsetof(values, output), .value = "FILE",
     .help = "all figures with proposals beside them; nothing else is changed"},
    {"html", 0, T4_OPTION_TEXT, offsetof(values, html), .value = "FILE", .help = "a page with chart, sources and limits"},
    {"force", 0, T4_OPTION_FLAG, offsetof(values, force), .help = "replace files that are there"},
    {"fail-on-break", 0, T4_OPTION_FLAG, offsetof(values, fail_on), .help = "exit 5 when a relation is broken"},
    {0}};

static t4_status list_sources(const values *v, const t4_arguments *arguments, const char ***sources, size_t *count, t4_error *err)
{
    const char **items = t4_alloc(arguments->count + v->against.count + v->mirror.count + 3, sizeof *items);

    *sources = items;
    *count = 0;
    if (!items)
        return t4_fail_memory(err);
    for (size_t i = 0; i < arguments->count; i++)
        items[(*count)++] = arguments->items[i];
    for (size_t i = 0; i < v->against.count; i++)
        items[(*count)++] = v->against.items[i];
    for (size_t i = 0; i < v->mirror.count; i++)
        items[(*count)++] = v->mirror.items[i];
    if (v->relations)
        items[(*count)++] = v->relations;
    if (v->reliability)
        items[(*count)++] = v->reliability;
    return T4_OK;
}

static t4_status ask(const values *v, t4_reconcile_question *q, t4_error *err)
{
    static const t4_notation notation = {'.', false};

    *q = (t4_reconcile_question){.tau = v->tau, .net_mass = v->measure == 1};
    if (v->rounding && (t4_decimal_parse(v->rounding, strlen(v->rounding), &notation, T4_FLOWS_DECIMALS, &q->rounding, NULL) != T4_DECIMAL_OK ||
                        q->rounding < 0 || q->rounding > (t4_int128)1 << 50))
        return t4_fail(err, T4_ERR_USAGE, "--rounding '%.30s' is no unit such as 1000 or 0.01", v->rounding);
    if (v->relations && (v->against.count || v->mirror.count || v->reliability))
        return t4_fail(err, T4_ERR_USAGE, "--against, --mirror and --reliability are for flows; with --relations give the columns "
                       "deviation, variance or share beside the values");
    return T4_OK;
}

static t4_status run(t4_program *program, const void *given, const t4_arguments *arguments, t4_error *err)
{
    const values *v = given;
    t4_job_reconcile_files files = {.files = arguments->items, .file_count = arguments->count, .against = v->against.items,
                                    .against_count = v->against.count, .mirror = v->mirror.items, .mirror_count = v->mirror.count,
                                    .relations = v->relations, .reliability = v->reliability, .reporter = v->reporter, .flow = v->flow,
                                    .profile = v->profile};
    t4_reconcile_question question;
    t4_job_reconcile_input input = {.flows = {.count = 0}};
    t4_reconcile result = {.figure_count = 0};
    t4_reconcile_view view = {.result = &result, .table = (t4_reconcile_table)v->table, .top = v->top, .page = v->html,
                              .proposals = v->output, .force = v->force, .with_mirror = v->mirror.count > 0, .tau = v->tau,
                              .rounding = v->rounding ? v->rounding : ""};
    const char **sources = NULL;
    t4_status status = list_sources(v, arguments, &sources, &view.source_count, err);

    view.sources = sources;
    if (!status)
        status = t4_files_require_all(program, sources, view.source_count, err);
    if (!status)
        status = ask(v, &question, err);
    if (!status)
        status = t4_job_reconcile(&result, &input, &program->run, &files, &question, err);
    t4_flows_told(program, &input.flows);
    t4_flows_told(program, &input.against);
    t4_flows_told(program, &input.mirror);
    if (!status)
        status = t4_reconcile_print(program, &view, err);
    program->noticed = !status && v->fail_on && result.broken > 0;
    t4_reconcile_release(&result);
    t4_job_reconcile_release(&input);
    t4_free(sources);
    return status;
}

const t4_command t4_cmd_reconcile = {
    .name = "reconcile",
    .heading = T4_HEADING_RELEASES,
    .purpose = "finds figures that should agree and do not, and what would restore them",
    .arguments = "FILES...",
    .least = 1,
    .most = SIZE_MAX,
    .description =
        "FILES are release folders or tables of flows. Relations are found by themselves: totals and the codes below them, all "
        "partners and single ones, years and their months, and with --against the same figures of another vintage, with "
        "--mirror those of the other side. Every broken relation is told with its size, to the last unit. Then the smallest "
        "weighted change that makes all of them hold (least squares after Stone, Champernowne and Meade, 1942), and which "
        "figures carry the blame. Nothing is changed: -o writes proposals beside the originals.\n\n"
        "With --relations any accounts will do: FILES are tables of cell, value and, as wanted, deviation, variance or share.",
    .options = options,
    .values_size = sizeof(values),
    .common = T4_WITH_RUN | T4_WITH_FORMAT,
    .examples = {{"tenfour reconcile out/2023-06", "does a release add up?"},
                 {"tenfour reconcile bulletin.csv --rounding 1000 --html page.html", "rounded tables"},
                 {"tenfour reconcile kg.csv --mirror eu.csv --tau 0.06", "two reporters of one flow"},
                 {"tenfour reconcile cells.csv --relations accounts.csv -o new.csv", "any accounts"}},
    .see_also = "verify, bound, mirror",
    .run = run,
};
