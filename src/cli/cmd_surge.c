/* SPDX-License-Identifier: MIT */
/* tenfour surge: which series of flows changed, when, and by what chance. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "cli/cmd.h"
#include "cli/files.h"
#include "cli/flows_told.h"
#include "cli/render.h"
#include "io/watchlist_read.h"
#include "job/flows.h"
#include "watch/surge.h"

typedef struct {
    const char *level, *reporter, *flow, *code, *until, *watchlist, *profile;
    int by, period;
    bool each_reporter, all_partners, any_dependence, power;
    double fdr, z, h;
    int64_t seed, runs, top;
} values;

static const t4_option options[] = {
    {"level", 0, T4_OPTION_TEXT, offsetof(values, level), .value = "N", .usual = "finest",
     .help = "digits of codes: finest, 10, 8, 6, 4, 2, or 0 for all goods"},
    {"period", 0, T4_OPTION_CHOICE, offsetof(values, period), .value = "KIND", .choices = "month|quarter|year",
     .usual = "month", .help = "periods of the series"},
    {"each-reporter", 0, T4_OPTION_FLAG, offsetof(values, each_reporter),
     .help = "a series for each reporter (default: all reporters of the files added up)"},
    {"all-partners", 0, T4_OPTION_FLAG, offsetof(values, all_partners), .help = "partners added up, or the rows for the world"},
    {"by", 0, T4_OPTION_CHOICE, offsetof(values, by), .value = "WHAT", .choices = "code|tier", .usual = "code",
     .help = "a series for each code, or for each tier of --watchlist"},
    {"watchlist", 0, T4_OPTION_TEXT, offsetof(values, watchlist), .value = "FILE", .help = "listed goods, for --by tier"},
    {"baseline-until", 0, T4_OPTION_TEXT, offsetof(values, until), .value = "PERIOD",
     .help = "last period of the baseline [2022-02 where it lies inside, else the first half]"},
    {"reporter", 0, T4_OPTION_TEXT, offsetof(values, reporter), .value = "CODE", .help = "where a file does not say who reports"},
    {"flow", 0, T4_OPTION_TEXT, offsetof(values, flow), .value = "M|X", .help = "where a file has no flow; only this flow"},
    {"code", 0, T4_OPTION_TEXT, offsetof(values, code), .value = "CODE", .help = "where a file has no code [TOTAL]"},
    {"fdr", 0, T4_OPTION_NUMBER, offsetof(values, fdr), .value = "SHARE", .least = 0.0001, .most = 0.5, .usual = "0.05",
     .help = "share of false findings to keep to"},
    {"any-dependence", 0, T4_OPTION_FLAG, offsetof(values, any_dependence),
     .help = "adjust after Benjamini and Yekutieli, not Benjamini and Hochberg"},
    {"z", 0, T4_OPTION_NUMBER, offsetof(values, z), .value = "Z", .least = 0, .most = 100, .usual = "3.5",
     .help = "robust z that dates a change"},
    {"cusum", 0, T4_OPTION_NUMBER, offsetof(values, h), .value = "H", .least = 0, .most = 1000, .usual = "5",
     .help = "cumulative sum (k = 0.5) above which a change is dated"},
    {"runs", 0, T4_OPTION_INTEGER, offsetof(values, runs), .value = "N", .least = 99, .most = 999999, .usual = "9999",
     .help = "most permutations of one series"},
    {"seed", 0, T4_OPTION_INTEGER, offsetof(values, seed), .value = "N", .least = 0, .most = 1e9, .usual = "1",
     .help = "of the permutations; printed with the result"},
    {"top", 0, T4_OPTION_INTEGER, offsetof(values, top), .value = "N", .least = 1, .most = 1e9, .usual = "25",
     .help = "rows of the text form; CSV and JSON have all series"},
    {"power", 0, T4_OPTION_FLAG, offsetof(values, power),
     .help = "add the smallest lasting rise that this test sees with power 0.8"},
    T4_FLOWS_PROFILE_OPTION(values),
    {0}};

typedef struct {
    t4_flows flows;
    t4_series_set set;
    t4_surge surge;
    t4_watchlist *watchlist;
} work;

/* --- options ------------------------------------------------------------------------- */

static t4_status read_level(const char *text, int *level, t4_error *err)
{
    static const struct {
        const char *text;
        int level;
    } levels[] = {{"finest", T4_SERIES_FINEST}, {"10", 10}, {"8", 8}, {"6", 6}, {"4", 4}, {"2", 2}, {"0", 0}};

    for (size_t i = 0; i < sizeof levels / sizeof *levels; i++)
        if (!strcmp(text, levels[i].text)) {
            *level = levels[i].level;
            return T4_OK;
        }
    return t4_fail(err, T4_ERR_USAGE, "--level '%.20s' is none of finest, 10, 8, 6, 4, 2, 0", text);
}

static t4_status ask(const values *v, work *w, t4_series_question *series, t4_surge_question *surge, t4_error *err)
{
    static const t4_period_kind kinds[] = {T4_MONTH, T4_QUARTER, T4_YEAR};
    t4_status status = read_level(v->level, &series->level, err);

    series->kind = kinds[v->period];
    series->each_reporter = v->each_reporter;
    series->each_partner = !v->all_partners;
    series->by_tier = v->by == 1;
    series->watchlist = w->watchlist;
    series->flow = v->flow ? t4_flows_parse_flow(v->flow, strlen(v->flow)) : T4_FLOWS;
    *surge = (t4_surge_question){.trim = 0.15, .runs = (size_t)v->runs, .block = 3, .seed = (uint64_t)v->seed,
                                 .fdr = v->fdr, .any_dependence = v->any_dependence, .z_alarm = v->z, .cusum_k = 0.5,
                                 .cusum_h = v->h};
    if (!status && v->flow && series->flow == T4_FLOWS)
        return t4_fail(err, T4_ERR_USAGE, "--flow '%.20s' is neither M nor X", v->flow);
    if (!status && series->by_tier != (w->watchlist != NULL))
        return t4_fail(err, T4_ERR_USAGE, "--by tier and --watchlist go together");
    surge->until = v->until ? t4_period_parse(v->until, strlen(v->until)) : 0;
    if (!status && v->until && !surge->until)
        return t4_fail(err, T4_ERR_USAGE, "--baseline-until '%.20s' is no period such as 2022-02", v->until);
    return status;
}

/* --- printing ------------------------------------------------------------------------- */

static const char *period_text(const work *w, size_t at, char text[T4_PERIOD_TEXT])
{
    text[0] = '\0';
    if (at != SIZE_MAX)
        t4_period_print(w->set.periods[at], text);
    return text;
}

static const char *place_text(const work *w, uint32_t id)
{
    return id == T4_DICT_NONE ? "all" : t4_flows_place_text(&w->flows, id);
}

/* Money: cents for programs, whole units for people. */
static const char *money(double value, bool full, char text[T4_RENDER_TEXT])
{
    if (isnan(value))
        text[0] = '\0';
    else
        snprintf(text, T4_RENDER_TEXT, "%.*f", full ? 2 : 0, value);
    return text;
}

/* The last periods as bars of eight heights, at most `most` of them. */
static void draw(const work *w, const t4_series *s, char text[256])
{
    enum { MOST = 36 };
    size_t from = w->set.n > MOST ? w->set.n - MOST : 0, used = 0;
    double largest = 0;

    for (size_t i = from; i < w->set.n; i++)
        largest = fmax(largest, s->value[i]);
    for (size_t i = from; i < w->set.n; i++) {
        int height = largest > 0 ? (int)floor(7.999 * s->value[i] / largest) : 0;

        used += (size_t)snprintf(text + used, 256 - used, "%s", s->hidden[i] ? "?" : (const char *[]){
            "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"}[height]);
    }
}

static void put_row(t4_table *table, const work *w, size_t index, bool full, bool power)
{
    const t4_series *s = &w->set.items[index];
    const t4_surge_found *f = &w->surge.found[index];
    char text[T4_RENDER_TEXT], period[T4_PERIOD_TEXT], bars[256];

    t4_table_text(table, place_text(w, s->reporter));
    t4_table_text(table, t4_flow_text((t4_flow)s->flow));
    t4_table_text(table, place_text(w, s->partner));
    t4_table_text(table, t4_flows_code_text(&w->flows, s->code));
    t4_table_text(table, f->flagged ? f->state == T4_SURGE_NEW ? "new" : f->rise ? "rise" : "fall"
                                    : f->state == T4_SURGE_TESTED ? "" : t4_surge_state_name(f->state));
    t4_table_text(table, period_text(w, f->at, period));
    t4_table_text(table, money(f->before, full, text));
    t4_table_text(table, money(f->after, full, text));
    snprintf(text, sizeof text, isnan(f->f) ? "" : full ? "%.9g" : "%.1f", f->f);
    t4_table_text(table, text);
    snprintf(text, sizeof text, isnan(f->adjusted) ? "" : full ? "%.9g" : "%.4f", f->adjusted);
    t4_table_text(table, text);
    t4_table_text(table, period_text(w, f->z_first, period));
    t4_table_text(table, period_text(w, f->cusum_first, period));
    t4_table_count(table, f->n);
    if (full || power)
        t4_table_text(table, money(f->least_seen, full, text));
    if (!full)
        draw(w, s, bars);
    t4_table_text(table, full ? t4_surge_state_name(f->state) : bars);
}

static t4_status print_table(t4_program *program, const values *v, const work *w, t4_error *err)
{
    t4_format format = (t4_format)program->common.format;
    bool full = format != T4_FORMAT_TEXT;
    size_t rows = full || w->set.count < (size_t)v->top ? w->set.count : (size_t)v->top;
    t4_table table;
    t4_status status = t4_table_init(&table, full ? "reporter|flow|partner|code|finding|from|#before|#after|#f|#p_adjusted|"
                                                    "z_alarm|cusum_alarm|#n|#least_seen|state"
                                     : v->power ? "reporter|flow|partner|code|finding|from|#before|#after|#F|#p adj.|z from|"
                                                  "cusum|#n|#sees from|last periods"
                                                : "reporter|flow|partner|code|finding|from|#before|#after|#F|#p adj.|z from|"
                                                  "cusum|#n|last periods", err);

    for (size_t i = 0; !status && i < rows; i++)
        put_row(&table, w, w->surge.ranked[i], full, v->power);
    if (!status)
        status = t4_table_print(&table, &program->out, format, 0, err);
    t4_table_release(&table);
    return status;
}

static void print_foot(t4_program *program, const values *v, const work *w)
{
    FILE *file = program->out.file;
    char text[T4_RENDER_TEXT], first[T4_PERIOD_TEXT], last[T4_PERIOD_TEXT], until[T4_PERIOD_TEXT];

    t4_period_print(w->set.periods[0], first);
    t4_period_print(w->set.periods[w->set.n - 1], last);
    t4_period_print(w->surge.baseline_until, until);
    fprintf(file, "\n%s series, ", t4_render_count(w->set.count, text));
    fprintf(file, "%s tested, ", t4_render_count(w->surge.tested, text));
    fprintf(file, "%s flagged (", t4_render_count(w->surge.flagged, text));
    fprintf(file, "%s new)\n", t4_render_count(w->surge.fresh, text));
    fprintf(file, "Periods %s to %s, baseline to %s, %d digits, %s%s.\n", first, last, until, w->set.level,
            w->flows.currency, *w->flows.currency ? "" : "currency not said");
    fprintf(file, "Chance of the largest break by permuted innovations (seed %lld), adjusted after %s to %g.\n",
            (long long)v->seed, v->any_dependence ? "Benjamini and Yekutieli" : "Benjamini and Hochberg", v->fdr);
    fprintf(file, "Editions of codes are as reported; findings are leads, not proof.\n");
}

static t4_status run(t4_program *program, const void *given, const t4_arguments *arguments, t4_error *err)
{
    const values *v = given;
    t4_job_flows_defaults defaults = {.reporter = v->reporter, .flow = v->flow, .code = v->code, .profile = v->profile};
    t4_series_question series = {.kind = T4_MONTH};
    t4_surge_question question;
    work w = {.watchlist = NULL};
    t4_status status = t4_files_require_all(program, arguments->items, arguments->count, err);

    if (!status && v->watchlist)
        status = t4_files_require(v->watchlist, err);
    if (!status && v->watchlist)
        status = t4_watchlist_read(&w.watchlist, &program->run, v->watchlist, err);
    if (!status)
        status = ask(v, &w, &series, &question, err);
    if (!status)
        status = t4_job_flows(&w.flows, &program->run, arguments->items, arguments->count, &defaults, err);
    if (!status)
        t4_flows_told(program, &w.flows);
    if (!status)
        status = t4_series_make(&w.set, &w.flows, &series, err);
    if (!status)
        status = t4_surge_run(&w.surge, &program->run, &w.set, &question, err);
    if (!status)
        status = print_table(program, v, &w, err);
    if (!status && program->common.format == T4_FORMAT_TEXT)
        print_foot(program, v, &w);
    t4_surge_release(&w.surge);
    t4_series_release(&w.set);
    t4_flows_release(&w.flows);
    t4_watchlist_free(w.watchlist);
    return status;
}

const t4_command t4_cmd_surge = {
    .name = "surge",
    .heading = T4_HEADING_RELEASES,
    .purpose = "finds series of published flows that changed, with date and chance",
    .arguments = "FLOWS...",
    .least = 1,
    .most = SIZE_MAX,
    .description =
        "FLOWS are release folders of tenfour or tables of period, reporter, partner, flow, code, value. Every code "
        "with every partner is a series. On the logs of its values the largest break of the mean is found (sup-F) and "
        "how often one as large comes by chance in a series as autocorrelated; the chances are adjusted for the number "
        "of series. Robust z and cumulative sums against the baseline only date a change.\n\n"
        "A series that begins after a year of silence is flagged as new, unless it begins when an edition of the "
        "Harmonized System came into force. Constant series are called degenerate; those with gaps are not tested.",
    .options = options,
    .values_size = sizeof(values),
    .common = T4_WITH_RUN | T4_WITH_FORMAT | T4_WITH_OUTPUT,
    .examples = {{"tenfour surge exports.csv --flow X --level 6", "exports by six-digit code and partner"},
                 {"tenfour surge releases/ --watchlist chpl.csv --by tier", "listed goods by tier"},
                 {"tenfour surge exports.csv --level 4 --power", "what four digits would have shown"}},
    .see_also = "trace, codes",
    .run = run,
};
