/* SPDX-License-Identifier: MIT */
/* tenfour synth: synthetic records with known truth. */
#include <string.h>

#include "cli/cmd.h"
#include "cli/files.h"
#include "cli/render.h"
#include "job/synth.h"

typedef struct {
    const char *output, *truth, *mirror_file, *list, *list_encoding;
    bool force, detailed_flows, declarations, russian;
    int64_t rows, seed, months, partners, traders, surges, switches, diversions, diverters, gaps;
    const char *from, *encoding, *separator, *mirror, *reporter, *coarsens;
    int density, decimal;
    double defects;
} values;

static const t4_option options[] = {
    {"output", 'o', T4_OPTION_TEXT, offsetof(values, output), .value = "FILE", .usual = "-",
     .help = "records; a name that ends in .gz is packed"},
    {"rows", 'n', T4_OPTION_INTEGER, offsetof(values, rows), .value = "N", .least = 1, .most = 1e12,
     .usual = "1000000", .help = "records"},
    {"seed", 0, T4_OPTION_INTEGER, offsetof(values, seed), .value = "N", .least = 0, .most = 1e15,
     .usual = "0", .help = "another seed, other records"},
    {"from", 0, T4_OPTION_TEXT, offsetof(values, from), .value = "MONTH", .usual = "2023-01",
     .help = "first month"},
    {"months", 0, T4_OPTION_INTEGER, offsetof(values, months), .value = "N", .least = 1,
     .most = T4_SYNTH_MONTHS_MAX, .usual = "24", .help = "months"},
    {"partners", 0, T4_OPTION_INTEGER, offsetof(values, partners), .value = "N", .least = 2,
     .most = T4_SYNTH_PARTNERS_MAX, .usual = "200", .help = "partners"},
    {"traders", 0, T4_OPTION_INTEGER, offsetof(values, traders), .value = "N", .least = 1,
     .most = T4_SYNTH_TRADERS_MOST, .usual = "20000", .help = "traders"},
    {"density", 0, T4_OPTION_CHOICE, offsetof(values, density), .value = "HOW",
     .choices = "dense|medium|thin", .usual = "medium", .help = "how many traders share a cell"},
    {"list", 0, T4_OPTION_TEXT, offsetof(values, list), .value = "FILE",
     .help = "take the codes from this list (default: HS 2022, refined to ten digits)"},
    {"list-encoding", 0, T4_OPTION_TEXT, offsetof(values, list_encoding), .value = "NAME",
     .help = "encoding of that list (default: found out)"},
    {"detailed-flows", 0, T4_OPTION_FLAG, offsetof(values, detailed_flows),
     .help = "FM, RM, DX, RX in place of M, X"},
    {"declarations", 0, T4_OPTION_FLAG, offsetof(values, declarations),
     .help = "declarations with ids, items, dates, offices, gross mass and a second currency"},
    {"russian", 0, T4_OPTION_FLAG, offsetof(values, russian),
     .help = "headers, flows and units in Russian"},
    {"encoding", 0, T4_OPTION_TEXT, offsetof(values, encoding), .value = "NAME",
     .help = "UTF-8 (default), UTF-8-BOM, windows-1251, CP866, UTF-16LE, UTF-16BE"},
    {"separator", 0, T4_OPTION_TEXT, offsetof(values, separator), .value = "SIGN", .usual = ",",
     .help = "sign between fields: , ; | or tab"},
    {"decimal", 0, T4_OPTION_CHOICE, offsetof(values, decimal), .value = "SIGN", .choices = ".|,",
     .usual = ".", .help = "decimal sign"},
    {"defects", 0, T4_OPTION_NUMBER, offsetof(values, defects), .value = "SHARE", .least = 0,
     .most = 0.5, .usual = "0", .help = "share of records with one defect, of all kinds that check finds"},
    {"surges", 0, T4_OPTION_INTEGER, offsetof(values, surges), .value = "N", .least = 0, .most = 64,
     .usual = "3", .help = "imports that a few traders bring up from some month on"},
    {"switches", 0, T4_OPTION_INTEGER, offsetof(values, switches), .value = "N", .least = 0,
     .most = 64, .usual = "2", .help = "codes whose goods some traders declare under another"},
    {"diversions", 0, T4_OPTION_INTEGER, offsetof(values, diversions), .value = "N", .least = 0,
     .most = 64, .usual = "2", .help = "imports that some traders bring by way of another partner"},
    {"diverters", 0, T4_OPTION_INTEGER, offsetof(values, diverters), .value = "K", .least = 1,
     .most = 20, .usual = "3", .help = "traders of each diversion"},
    {"truth", 0, T4_OPTION_TEXT, offsetof(values, truth), .value = "FILE",
     .help = "write what was planted, and every defect, as CSV"},
    {"mirror", 0, T4_OPTION_TEXT, offsetof(values, mirror), .value = "PARTNER",
     .help = "plant codes whose imports from this partner are understated"},
    {"mirror-file", 0, T4_OPTION_TEXT, offsetof(values, mirror_file), .value = "FILE",
     .help = "write what that partner publishes: period, flow, code, partner, net mass, value"},
    {"mirror-gaps", 0, T4_OPTION_INTEGER, offsetof(values, gaps), .value = "N", .least = 0,
     .most = 64, .usual = "3", .help = "understated six-digit codes"},
    {"reporter", 0, T4_OPTION_TEXT, offsetof(values, reporter), .value = "CODE", .usual = "KG",
     .help = "how the mirror names this country"},
    {"coarsens", 0, T4_OPTION_TEXT, offsetof(values, coarsens), .value = "MONTH",
     .help = "the mirror publishes four digits instead of six from this month on"},
    {"force", 0, T4_OPTION_FLAG, offsetof(values, force), .help = "replace existing files"},
    {0}};

static t4_status read_month(const char *text, const char *option, t4_period *month, t4_error *err)
{
    *month = t4_period_parse(text, strlen(text));
    if (*month && t4_period_kind_of(*month) == T4_MONTH)
        return T4_OK;
    return t4_fail(err, T4_ERR_USAGE, "--%s '%.40s' is no month; expected such as 2023-01", option, text);
}

static t4_status fill_options(const values *v, t4_synth_options *o, t4_error *err)
{
    t4_status status;

    t4_synth_options_init(o);
    o->seed = (uint64_t)v->seed;
    o->rows = (uint64_t)v->rows;
    o->months = (int)v->months;
    o->partners = (int)v->partners;
    o->traders = (uint32_t)v->traders;
    o->density = (t4_synth_density)v->density;
    o->detailed_flows = v->detailed_flows;
    o->layout = v->declarations ? T4_SYNTH_DECLARATIONS : T4_SYNTH_RECORDS;
    o->russian = v->russian;
    o->encoding = v->encoding;
    o->separator = strcmp(v->separator, "tab") ? v->separator[0] : '\t';
    o->decimal = v->decimal ? ',' : '.';
    o->defects = v->defects;
    o->surges = (int)v->surges;
    o->switches = (int)v->switches;
    o->diversions = (int)v->diversions;
    o->diverters = (int)v->diverters;
    o->mirror = v->mirror;
    o->reporter = v->reporter;
    o->mirror_gaps = (int)v->gaps;
    if (strlen(v->separator) != 1 && strcmp(v->separator, "tab"))
        return t4_fail(err, T4_ERR_USAGE, "--separator '%.20s' is not one sign; tab is written as a word",
                       v->separator);
    status = read_month(v->from, "from", &o->from, err);
    if (!status && v->coarsens)
        status = read_month(v->coarsens, "coarsens", &o->coarsens, err);
    return status;
}

static void tell(const t4_program *program, const values *v, const t4_job_synth_summary *s)
{
    char rows[T4_RENDER_TEXT], bytes[T4_RENDER_TEXT], seconds[T4_RENDER_TEXT];

    t4_message_note(&program->messages, "%s rows, %s in %s%s%s", t4_render_count(s->rows, rows),
                    t4_render_bytes(s->bytes, bytes), t4_render_seconds(s->seconds, seconds),
                    v->truth ? "; what was planted is in " : "", v->truth ? v->truth : "");
}

static t4_status run(t4_program *program, const void *given, const t4_arguments *arguments,
                     t4_error *err)
{
    const values *v = given;
    t4_list_layout layout = {.encoding = v->list_encoding};
    t4_job_synth_files files = {.output = v->output, .truth = v->truth, .mirror = v->mirror_file,
                                .list = v->list, .layout = &layout, .force = v->force};
    t4_job_synth_summary summary;
    t4_synth_options o;
    t4_status status = fill_options(v, &o, err);

    if (!status && v->list)
        status = t4_files_require(v->list, err);
    if (!status)
        status = t4_job_synth(&program->run, &o, &files, &summary, err);
    if (!status)
        tell(program, v, &summary);
    return status;
}

const t4_command t4_cmd_synth = {
    .name = "synth",
    .heading = T4_HEADING_TRYOUT,
    .purpose = "makes synthetic national records of any size, with planted, known truth",
    .arguments = "[-o FILE]",
    .description =
        "Writes records by month: period, flow, hs10, partner, declarant_id, net_kg, qty, qty_unit, "
        "value_usd. The same options give the same bytes on every machine. With 10 million rows, 24 "
        "months and medium density there are about 3.7 million cells (period, flow, code, partner) "
        "and 8.0 million pairs of cell and trader; dense: 1.9 and 7.4 million, thin: 5.5 and 6.9.\n\n"
        "--truth tells what is planted: surges, switches of codes, diversions, the mirror partner's "
        "understated codes, its coarsening, and the line and kind of every defect, with exact sums "
        "of the records concerned.",
    .options = options,
    .values_size = sizeof(values),
    .common = T4_WITH_RUN,
    .examples = {{"tenfour synth -n 100000 -o records.csv --truth truth.csv", "to try things with"},
                 {"tenfour synth --declarations --encoding UTF-16LE --separator tab -o d.txt",
                  "declarations as some spreadsheets write"},
                 {"tenfour synth --mirror CN --mirror-file cn.csv -o kg.csv",
                  "two sides of the same trade"}},
    .see_also = "check, cells, codes",
    .run = run,
};
