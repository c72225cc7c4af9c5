/* SPDX-License-Identifier: MIT */
/* tenfour mirror: two reporters of one flow. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "cli/cmd.h"
#include "cli/files.h"
#include "cli/flows_told.h"
#include "cli/render.h"
#include "job/flows.h"
#include "watch/mirror.h"

typedef struct {
    const char *base, *exports_reporter, *imports_reporter, *profile;
    int level, period;
    double tau;
} values;

static const int levels[] = {0, 2, 4, 6, 8, 10};

static const t4_option options[] = {
    {"level", 0, T4_OPTION_CHOICE, offsetof(values, level), .value = "N", .choices = "0|2|4|6|8|10", .usual = "0",
     .help = "digits at which both are compared; 0: totals, which need no codes"},
    {"period", 0, T4_OPTION_CHOICE, offsetof(values, period), .value = "KIND", .choices = "year|quarter|month",
     .usual = "year", .help = "periods that are compared, whole ones only"},
    {"tau", 0, T4_OPTION_NUMBER, offsetof(values, tau), .value = "RATE", .least = 0, .most = 1, .usual = "0",
     .help = "freight and insurance on imports: they are divided by 1 + RATE"},
    {"base", 0, T4_OPTION_TEXT, offsetof(values, base), .value = "FROM:UNTIL",
     .help = "periods whose rate of arrival is the measure [2019:2021 where they are there, else the first half]"},
    {"exports-reporter", 0, T4_OPTION_TEXT, offsetof(values, exports_reporter), .value = "CODE",
     .help = "who reports the exports, where the file does not say"},
    {"imports-reporter", 0, T4_OPTION_TEXT, offsetof(values, imports_reporter), .value = "CODE",
     .help = "who reports the imports, where the file does not say"},
    T4_FLOWS_PROFILE_OPTION(values),
    {0}};

typedef struct {
    t4_flows flows;
    t4_series_set exports, imports;
    t4_mirror mirror;
} work;

static t4_status ask(const values *v, t4_mirror_question *question, t4_error *err)
{
    static const t4_period_kind kinds[] = {T4_YEAR, T4_QUARTER, T4_MONTH};
    const char *colon = v->base ? strchr(v->base, ':') : NULL;

    *question = (t4_mirror_question){.level = levels[v->level], .kind = kinds[v->period], .tau = v->tau};
    if (!v->base)
        return T4_OK;
    if (colon) {
        question->base_from = t4_period_parse(v->base, (size_t)(colon - v->base));
        question->base_until = t4_period_parse(colon + 1, strlen(colon + 1));
    }
    if (!question->base_from || !question->base_until ||
        t4_period_first_month(question->base_from) > t4_period_last_month(question->base_until))
        return t4_fail(err, T4_ERR_USAGE, "--base '%.40s' is not like 2019:2021", v->base);
    return T4_OK;
}

/* Both files into one set of flows, told apart by their flow. */
static t4_status read_sides(t4_program *program, const values *v, const t4_arguments *arguments, work *w,
                            const t4_mirror_question *question, t4_error *err)
{
    t4_job_flows_defaults sides[] = {{.reporter = v->exports_reporter, .flow = "X", .profile = v->profile},
                                     {.reporter = v->imports_reporter, .flow = "M", .profile = v->profile}};
    t4_series_question series = {.kind = question->kind, .level = question->level, .each_reporter = true,
                                 .each_partner = true};
    t4_status status = t4_flows_init(&w->flows, err);

    for (int side = 0; !status && side < 2; side++)
        status = t4_job_flows_add(&w->flows, &program->run, &arguments->items[side], 1, &sides[side], err);
    if (!status)
        t4_flows_told(program, &w->flows);
    series.flow = T4_X;
    if (!status)
        status = t4_series_make(&w->exports, &w->flows, &series, err);
    series.flow = T4_M;
    return status ? status : t4_series_make(&w->imports, &w->flows, &series, err);
}

/* --- printing ------------------------------------------------------------------------- */

/* Nine digits for programs; for people so many behind the point. */
static void put_number(t4_table *table, double value, bool full, int decimals)
{
    char text[T4_RENDER_TEXT] = "";

    if (!isnan(value) && full)
        snprintf(text, sizeof text, "%.9g", value);
    else if (!isnan(value))
        snprintf(text, sizeof text, "%.*f", decimals, value);
    t4_table_text(table, text);
}

/* Money: cents for programs. */
static void put_money(t4_table *table, double value, bool full)
{
    put_number(table, value, false, full ? 2 : 0);
}

static void put_flags(t4_table *table, unsigned flags)
{
    char text[128] = "";

    for (int bit = 0; bit < T4_MIRROR_FLAGS; bit++)
        if (flags & 1u << bit)
            snprintf(text + strlen(text), sizeof text - strlen(text), "%s%s", *text ? " " : "",
                     t4_mirror_flag_name(bit));
    t4_table_text(table, text);
}

static void put_row(t4_table *table, const work *w, const t4_mirror_row *row, bool full)
{
    char period[T4_PERIOD_TEXT];
    bool whole = !(row->flags & T4_MIRROR_INCOMPLETE);

    t4_period_print(row->period, period);
    t4_table_text(table, t4_flows_place_text(&w->flows, row->importer));
    t4_table_text(table, period);
    put_money(table, row->exports, full);
    put_money(table, row->imports, full);
    put_number(table, whole ? row->lost_share : NAN, full, 3);
    put_money(table, row->excess_missing, full);
    put_number(table, whole ? row->asymmetry : NAN, full, 3);
    put_number(table, whole ? row->log_gap : NAN, full, 3);
    put_number(table, row->cancellation, full, 3);
    t4_table_count(table, row->pairs);
    put_money(table, row->orphaned, full);
    put_money(table, row->unsent, full);
    put_flags(table, row->flags);
}

static t4_status print(t4_program *program, const values *v, const work *w, t4_error *err)
{
    bool full = program->common.format != T4_FORMAT_TEXT;
    char from[T4_PERIOD_TEXT], until[T4_PERIOD_TEXT];
    t4_table table;
    t4_status status = t4_table_init(&table, full ? "importer|period|#exports|#imports_fob|#lost_share|#excess_missing|"
                                                    "#asymmetry|#log_gap|#cancellation|#pairs|#orphaned|#unsent|flags"
                                                  : "importer|period|#sent|#arrived|#lost|#excess missing|#asymmetry|"
                                                    "#ln gap|#cancels|#pairs|#sent only|#arrived only|guards", err);

    for (size_t i = 0; !status && i < w->mirror.count; i++)
        put_row(&table, w, &w->mirror.rows[i], full);
    if (!status)
        status = t4_table_print(&table, &program->out, (t4_format)program->common.format, 0, err);
    t4_table_release(&table);
    if (status || full)
        return status;
    t4_period_print(w->mirror.base_from, from);
    t4_period_print(w->mirror.base_until, until);
    fprintf(program->out.file,
            "\nImports divided by 1 + tau, tau = %g; %s; base %s to %s. Origin (imports) is not dispatch (exports):\n"
            "the change of a gap says something, its level does not. Incomplete periods have no share and are no base.\n"
            "Findings are leads, not proof.\n", v->tau,
            *w->flows.currency ? w->flows.currency : "currency not said", from, until);
    return T4_OK;
}

static t4_status run(t4_program *program, const void *given, const t4_arguments *arguments, t4_error *err)
{
    const values *v = given;
    t4_mirror_question question;
    work w = {.mirror = {.count = 0}};
    t4_status status = t4_files_require_all(program, arguments->items, arguments->count, err);

    if (!status)
        status = ask(v, &question, err);
    if (!status)
        status = read_sides(program, v, arguments, &w, &question, err);
    if (!status)
        status = t4_mirror_compare(&w.mirror, &w.flows, &w.exports, &w.imports, &question, err);
    if (!status)
        status = print(program, v, &w, err);
    t4_mirror_release(&w.mirror);
    t4_series_release(&w.exports);
    t4_series_release(&w.imports);
    t4_flows_release(&w.flows);
    return status;
}

const t4_command t4_cmd_mirror = {
    .name = "mirror",
    .heading = T4_HEADING_RELEASES,
    .purpose = "holds exports against the partners' imports: what left and did not arrive",
    .arguments = "EXPORTS IMPORTS",
    .least = 2,
    .most = 2,
    .description =
        "EXPORTS are what exporters report, IMPORTS what the importers do: release folders of tenfour or tables of "
        "period, reporter, partner, flow, code, value, in one currency. For each importer and period: the share that "
        "did not arrive, what is missing beyond the base, asymmetry, the share of gaps that cancel when codes are "
        "summed, and flows that one side alone reports, which are counted apart.\n\n"
        "Guards beside every row: incomplete (nearly all partners fall at once), union (no border check), hub, edition, "
        "confidential. Gaps keep their sign and are never clipped before a sum.",
    .options = options,
    .values_size = sizeof(values),
    .common = T4_WITH_RUN | T4_WITH_FORMAT | T4_WITH_OUTPUT,
    .examples = {{"tenfour mirror eu-exports.csv kg-imports.csv --base 2019:2021", "totals by year"},
                 {"tenfour mirror a.csv b.csv --level 6 --tau 0.06 --format csv", "by six-digit code, freight taken off"}},
    .see_also = "surge",
    .run = run,
};
