/* SPDX-License-Identifier: MIT */
/* tenfour mirror: two reporters of one flow. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/memory.h"
#include "cli/cmd.h"
#include "cli/files.h"
#include "cli/flows_told.h"
#include "cli/help.h"
#include "cli/leg_growth.h"
#include "cli/outpage.h"
#include "cli/render.h"
#include "job/flows.h"
#include "watch/mirror.h"

typedef struct {
    const char *base, *exports_reporter, *imports_reporter, *profile, *leg, *page;
    int level, period;
    int64_t year;
    bool weights;
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
    {"weights", 0, T4_OPTION_FLAG, offsetof(values, weights),
     .help = "weigh both reports by how well their reporters agree with all their partners, and tell the errors"},
    {"leg", 0, T4_OPTION_TEXT, offsetof(values, leg), .value = "FROM:TO",
     .help = "instead: the growth of one leg, as KG:RU, as every one of the files tells it"},
    {"year", 0, T4_OPTION_INTEGER, offsetof(values, year), .value = "YEAR", .least = 1901, .most = 2199, .usual = "2022",
     .help = "with --leg: the year that is held against the one before"},
    {"html", 0, T4_OPTION_TEXT, offsetof(values, page), .value = "FILE", .help = "write a page with the gaps over time as well"},
    T4_FLOWS_PROFILE_OPTION(values),
    {0}};

typedef struct {
    t4_flows flows;
    t4_series_set exports, imports;
    t4_mirror mirror;
    bool weights;
    double tau;
} work;

static t4_status ask(const values *v, t4_mirror_question *question, t4_error *err)
{
    static const t4_period_kind kinds[] = {T4_YEAR, T4_QUARTER, T4_MONTH};
    const char *colon = v->base ? strchr(v->base, ':') : NULL;

    *question = (t4_mirror_question){.level = levels[v->level], .kind = kinds[v->period], .tau = v->tau,
                                       .weights = v->weights};
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
    if (full) {
        put_money(table, row->weighted, full);
        t4_table_count(table, (uint64_t)w->exports.level);
        put_number(table, w->tau, full, 0);
        t4_table_text(table, w->flows.edition);
        t4_table_text(table, w->flows.valuation);
    } else if (w->weights) {
        put_money(table, row->weighted, full);
    }
    put_flags(table, row->flags);
}

static t4_status make_table(t4_table *table, const work *w, bool full, t4_error *err)
{
    t4_status status = t4_table_init(table, full ? "importer|period|#exports|#imports_fob|#lost_share|#excess_missing|"
                                                   "#asymmetry|#log_gap|#cancellation|#pairs|#orphaned|#unsent|#weighted|#level|"
                                                   "#tau|edition|valuation|flags"
                                     : w->weights ? "importer|period|#sent|#arrived|#lost|#excess missing|#asymmetry|"
                                                    "#ln gap|#cancels|#pairs|#sent only|#arrived only|#weighted|guards"
                                                  : "importer|period|#sent|#arrived|#lost|#excess missing|#asymmetry|"
                                                    "#ln gap|#cancels|#pairs|#sent only|#arrived only|guards", err);

    for (size_t i = 0; !status && i < w->mirror.count; i++)
        put_row(table, w, &w->mirror.rows[i], full);
    return status;
}

static t4_status make_errors(t4_table *table, const work *w, t4_error *err)
{
    t4_status status = t4_table_init(table, "reporter|of its|#error %|#reports", err);

    for (size_t i = 0; !status && i < w->mirror.error_count; i++) {
        t4_table_text(table, t4_flows_place_text(&w->flows, w->mirror.errors[i].place));
        t4_table_text(table, w->mirror.errors[i].exporter ? "exports" : "imports");
        put_number(table, 100 * (exp(w->mirror.errors[i].sd) - 1), false, 1);
        t4_table_count(table, w->mirror.errors[i].pairs);
    }
    return status;
}

static void say_foot(const values *v, const work *w, t4_buffer *out)
{
    char from[T4_PERIOD_TEXT], until[T4_PERIOD_TEXT];

    t4_period_print(w->mirror.base_from, from);
    t4_period_print(w->mirror.base_until, until);
    t4_buffer_printf(out, "Imports divided by 1 + tau, tau = %g; %s; base %s to %s%s%s.\n", v->tau,
                     *w->flows.currency ? w->flows.currency : "currency not said", from, until,
                     *w->flows.edition ? "; edition " : "", w->flows.edition);
    t4_buffer_puts(out, "Origin (imports) is not dispatch (exports): the change of a gap says something, its level does not. "
                        "Incomplete periods have no share and are no base.\n");
    if (w->weights)
        t4_buffer_puts(out, "Weighted: both reports by 1 / error squared. An error is what a reporter's logarithms are off by, "
                            "from all its partners, what both sides have in common shared equally; reporters with fewer than three reports get the mean error.\n");
}

static const char guards_text[] =
    "Guards: incomplete (nearly all partners fall at once), union (statistical forms, no border check), hub (re-exports), edition, "
    "confidential (hidden codes or values), coverage (a side reports half or twice as many pairs as before: another method or "
    "threshold), origin (in the base more arrived than was sent).\n";

static t4_status print(t4_program *program, const values *v, const work *w, t4_error *err)
{
    t4_format format = (t4_format)program->common.format;
    bool full = format != T4_FORMAT_TEXT;
    t4_table table, errors;
    t4_buffer foot;
    t4_status status = make_table(&table, w, full, err);

    t4_buffer_init(&foot, 0);
    if (!status)
        status = t4_table_print(&table, &program->out, format, 0, err);
    t4_table_release(&table);
    if (!status && !full && w->weights) {
        fputc('\n', program->out.file);
        status = make_errors(&errors, w, err);
        if (!status)
            status = t4_table_print(&errors, &program->out, format, 0, err);
        t4_table_release(&errors);
    }
    if (!status && !full) {
        say_foot(v, w, &foot);
        t4_buffer_puts(&foot, T4_OUTPAGE_LEADS "\n");
        fputc('\n', program->out.file);
        if (!t4_buffer_text(&foot) || !t4_help_lines(program->out.file, foot.data))
            status = t4_fail_memory(err);
    }
    t4_buffer_release(&foot);
    return status;
}

/* --- page ------------------------------------------------------------------------------ */

/* The lost share over time, of the importers with the greatest excess missing in any period. */
static t4_status draw_gaps(t4_outpage *page, const work *w, t4_error *err)
{
    const t4_mirror *m = &w->mirror;
    char (*texts)[T4_PERIOD_TEXT] = t4_alloc(m->count, sizeof *texts);
    t4_outpage_point *points = t4_alloc(m->count, sizeof *points);
    bool *done = t4_alloc_zero(m->count, sizeof *done);
    size_t count = 0;
    bool good = texts && points && done;

    for (int line = 0; good && line < T4_OUTPAGE_SERIES; line++) {
        size_t most = SIZE_MAX;

        for (size_t i = 0; i < m->count; i++)
            if (!done[i] && (most == SIZE_MAX || fmax(-1e300, m->rows[i].excess_missing) >
                                                     fmax(-1e300, m->rows[most].excess_missing)))
                most = i;
        for (size_t i = 0; most != SIZE_MAX && i < m->count; i++) {
            if (m->rows[i].importer != m->rows[most].importer)
                continue;
            done[i] = true;
            t4_period_print(m->rows[i].period, texts[count]);
            points[count] = (t4_outpage_point){t4_flows_place_text(&w->flows, m->rows[i].importer), texts[count],
                                               m->rows[i].flags & T4_MIRROR_INCOMPLETE ? NAN : m->rows[i].lost_share};
            count++;
        }
    }
    if (count)
        t4_outpage_lines(page, "Share of what was sent that was not found to arrive, by importer; below 0: more arrived", "share",
                         points, count);
    t4_free(texts);
    t4_free(points);
    t4_free(done);
    return good ? T4_OK : t4_fail_memory(err);
}

static t4_status write_page(t4_program *program, const values *v, const t4_arguments *arguments, const work *w,
                            t4_error *err)
{
    t4_outpage page;
    t4_table table, errors;
    t4_buffer foot;
    t4_status status = make_table(&table, w, false, err);

    t4_buffer_init(&foot, 0);
    say_foot(v, w, &foot);
    t4_outpage_begin(&page, "What left and did not arrive", NULL);
    t4_outpage_sentences(&page, t4_buffer_text(&foot) ? foot.data : "");
    if (!status)
        status = draw_gaps(&page, w, err);
    t4_outpage_heading(&page, "By importer and period");
    if (!status)
        t4_outpage_table(&page, "gaps", &table, 500, "tenfour mirror --format csv");
    t4_table_release(&table);
    if (!status && w->weights) {
        t4_outpage_heading(&page, "How reliable each reporter is");
        status = make_errors(&errors, w, err);
        if (!status)
            t4_outpage_table(&page, "errors", &errors, 500, NULL);
        t4_table_release(&errors);
    }
    t4_outpage_sources(&page, arguments->items, arguments->count);
    t4_outpage_limits(&page, guards_text);
    if (!status)
        status = t4_outpage_save(&page, v->page, 0644, program->common.force, err);
    t4_outpage_release(&page);
    t4_buffer_release(&foot);
    return status;
}

static t4_status run(t4_program *program, const void *given, const t4_arguments *arguments, t4_error *err)
{
    const values *v = given;
    t4_mirror_question question;
    work w = {.mirror = {.count = 0}, .weights = v->weights, .tau = v->tau};
    t4_status status = t4_files_require_all(program, arguments->items, arguments->count, err);

    if (!status && v->leg)
        return t4_leg_growth(program, v->leg, (int)v->year, v->profile, arguments, err);
    if (!status && arguments->count != 2)
        status = t4_fail(err, T4_ERR_USAGE, "%zu files; expected EXPORTS and IMPORTS, or --leg with any number", arguments->count);
    if (!status)
        status = ask(v, &question, err);
    if (!status)
        status = read_sides(program, v, arguments, &w, &question, err);
    if (!status)
        status = t4_mirror_compare(&w.mirror, &w.flows, &w.exports, &w.imports, &question, err);
    if (!status)
        status = print(program, v, &w, err);
    if (!status && v->page)
        status = write_page(program, v, arguments, &w, err);
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
    .arguments = "EXPORTS IMPORTS | --leg FROM:TO FILE...",
    .least = 1,
    .most = SIZE_MAX,
    .description =
        "EXPORTS are what exporters report, IMPORTS what the importers do: release folders of tenfour or tables of "
        "period, reporter, partner, flow, code, value, in one currency. For each importer and period: the share that "
        "did not arrive, what is missing beyond the base, asymmetry, the share of gaps that cancel when codes are "
        "summed, and flows that one side alone reports, which are counted apart.\n\n"
        "Guards beside every row: incomplete (nearly all partners fall at once), union (no border check), hub, edition, "
        "confidential, coverage (a side reports half or twice as many pairs), origin (more arrived than was sent). Gaps keep their sign and are never clipped before a sum.",
    .options = options,
    .values_size = sizeof(values),
    .common = T4_WITH_RUN | T4_WITH_FORMAT | T4_WITH_OUTPUT,
    .examples = {{"tenfour mirror eu-exports.csv kg-imports.csv --base 2019:2021", "totals by year"},
                 {"tenfour mirror a.csv b.csv --level 6 --tau 0.06 --format csv", "by six-digit code, freight taken off"},
                 {"tenfour mirror --leg KG:RU --year 2022 imf.csv kg.csv ru.csv", "one leg as each of the files tells it"}},
    .see_also = "surge",
    .run = run,
};
