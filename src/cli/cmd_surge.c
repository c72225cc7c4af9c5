/* SPDX-License-Identifier: MIT */
/* tenfour surge: which series of flows changed, when, and by what chance. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/memory.h"
#include "cli/cmd.h"
#include "cli/files.h"
#include "cli/flows_told.h"
#include "cli/help.h"
#include "cli/outpage.h"
#include "cli/render.h"
#include "io/watchlist_read.h"
#include "job/editions.h"
#include "job/flows.h"
#include "job/rungs.h"
#include "watch/merged.h"
#include "watch/surge.h"

typedef struct {
    const char *level, *reporter, *flow, *code, *until, *watchlist, *page, *from, *to, *profile;
    t4_option_list maps;
    int by, period, season;
    bool each_reporter, all_partners, any_dependence, power, counts;
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
    {"runs", 0, T4_OPTION_INTEGER, offsetof(values, runs), .value = "N", .least = 99, .most = 999999, .usual = "1999",
     .help = "most permutations of one series"},
    {"seed", 0, T4_OPTION_INTEGER, offsetof(values, seed), .value = "N", .least = 0, .most = 1e9, .usual = "1",
     .help = "of the permutations; printed with the result"},
    {"top", 0, T4_OPTION_INTEGER, offsetof(values, top), .value = "N", .least = 1, .most = 1e9, .usual = "25",
     .help = "rows of the text form; CSV and JSON have all series"},
    {"season", 0, T4_OPTION_CHOICE, offsetof(values, season), .value = "WHEN", .choices = "auto|off", .usual = "auto",
     .help = "auto: take out what comes back every year, where four years show much of it"},
    {"counts", 0, T4_OPTION_FLAG, offsetof(values, counts),
     .help = "values are counts (consignments, firms): square roots are tested, Poisson and negative binomial chances told"},
    {"map", 0, T4_OPTION_LIST, offsetof(values, maps), .value = "FILE",
     .help = "correlation table between editions (with --from, --to): codes are merged into families first"},
    {"from", 0, T4_OPTION_TEXT, offsetof(values, from), .value = "EDITION", .help = "the older edition, such as HS2017"},
    {"to", 0, T4_OPTION_TEXT, offsetof(values, to), .value = "EDITION", .help = "the newer one, such as HS2022"},
    {"power", 0, T4_OPTION_FLAG, offsetof(values, power),
     .help = "add trade to single series and tell, for this level and every coarser one, how often this test sees it; "
             "CSV and JSON then have this table alone"},
    {"html", 0, T4_OPTION_TEXT, offsetof(values, page), .value = "FILE", .help = "write a page as well"},
    T4_FLOWS_PROFILE_OPTION(values),
    {0}};

typedef struct {
    t4_flows flows;
    t4_series_set set;
    t4_surge surge;
    t4_watchlist *watchlist;
    t4_merged merged;
    t4_surge_rung rungs[T4_SURGE_RUNGS];
    size_t rung_count;
} work;

/* What is asked of the series and of the test. */
typedef struct {
    t4_series_question series;
    t4_surge_question surge;
} questions;

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

static t4_status ask(const values *v, work *w, questions *q, t4_error *err)
{
    t4_series_question *series = &q->series;
    t4_surge_question *surge = &q->surge;
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
                                 .cusum_h = v->h, .season = v->season == 0, .counts = v->counts,
                                 .mapped = v->maps.count > 0};
    if (!status && v->flow && series->flow == T4_FLOWS)
        return t4_fail(err, T4_ERR_USAGE, "--flow '%.20s' is neither M nor X", v->flow);
    if (!status && series->by_tier != (w->watchlist != NULL))
        return t4_fail(err, T4_ERR_USAGE, "--by tier and --watchlist go together");
    if (!status && v->power && series->by_tier)
        return t4_fail(err, T4_ERR_USAGE, "--power goes with codes, not with --by tier");
    if (!status && (v->maps.count > 0) != (v->from && v->to))
        return t4_fail(err, T4_ERR_USAGE, "--map, --from and --to go together");
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

/* All periods as at most `most` bars of eight heights, each the mean of one or some periods; ?: something is hidden. */
static void draw(const work *w, const t4_series *s, size_t most, char text[256])
{
    enum { MOST = 40 };
    size_t bars = w->set.n < most ? w->set.n : most, used = 0;
    double mean[MOST] = {0}, largest = 0;
    bool hidden[MOST] = {false};

    for (size_t i = 0; i < bars; i++) {
        size_t from = i * w->set.n / bars, end = (i + 1) * w->set.n / bars;

        for (size_t j = from; j < end; j++) {
            mean[i] += s->value[j] / (double)(end - from);
            hidden[i] = hidden[i] || s->hidden[j];
        }
        largest = fmax(largest, mean[i]);
    }
    for (size_t i = 0; i < bars; i++) {
        int height = largest > 0 ? (int)floor(7.999 * mean[i] / largest) : 0;

        used += (size_t)snprintf(text + used, 256 - used, "%s", hidden[i] ? "?" : (const char *[]){
            "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"}[height]);
    }
}

static const char *finding_text(const t4_surge_found *f)
{
    if (f->flagged)
        return f->state == T4_SURGE_NEW ? "new" : f->rise ? "rise" : "fall";
    if (f->edition && f->state == T4_SURGE_TESTED)
        return "new edition";
    return f->state == T4_SURGE_TESTED || f->state == T4_SURGE_NEW ? "" : t4_surge_state_name(f->state);
}

static void put_number(t4_table *table, double value, bool full, int decimals)
{
    char text[T4_RENDER_TEXT] = "";

    if (!isnan(value) && full)
        snprintf(text, sizeof text, "%.9g", value);
    else if (!isnan(value))
        snprintf(text, sizeof text, "%.*f", decimals, value);
    t4_table_text(table, text);
}

/* What a series is, what it is called. */
static void put_series(t4_table *table, const work *w, size_t index)
{
    const t4_series *s = &w->set.items[index];

    t4_table_text(table, place_text(w, s->reporter));
    t4_table_text(table, t4_flow_text((t4_flow)s->flow));
    t4_table_text(table, place_text(w, s->partner));
    t4_table_text(table, t4_flows_code_text(&w->flows, s->code));
    t4_table_text(table, finding_text(&w->surge.found[index]));
}

static void put_finding(t4_table *table, const work *w, const t4_surge_found *f, bool full)
{
    char text[T4_RENDER_TEXT], period[T4_PERIOD_TEXT];

    t4_table_text(table, period_text(w, f->at, period));
    t4_table_text(table, money(f->before, full, text));
    t4_table_text(table, money(f->after, full, text));
    put_number(table, f->f, full, 1);
    put_number(table, f->adjusted, full, 4);
    t4_table_text(table, period_text(w, f->z_first, period));
    t4_table_text(table, period_text(w, f->cusum_first, period));
    t4_table_count(table, f->n);
}

static void put_rest(t4_table *table, const work *w, const t4_surge_found *f)
{
    char text[T4_RENDER_TEXT], period[T4_PERIOD_TEXT];

    t4_table_text(table, money(f->least_seen, true, text));
    t4_table_text(table, t4_surge_state_name(f->state));
    put_number(table, f->p, true, 0);
    put_number(table, f->times, true, 0);
    put_number(table, f->error, true, 0);
    put_number(table, f->season, true, 0);
    put_number(table, f->poisson_p, true, 0);
    put_number(table, f->nb_p, true, 0);
    put_number(table, f->scan_g2, true, 0);
    t4_table_text(table, period_text(w, f->scan_at, period));
    t4_table_text(table, f->edition ? "edition" : "");
    t4_table_count(table, f->empty);
    t4_table_count(table, f->hidden);
    t4_table_count(table, (uint64_t)w->set.level);
    t4_table_text(table, w->flows.edition);
    t4_table_text(table, w->flows.valuation);
}

static const char full_headers[] =
    "reporter|flow|partner|code|finding|from|#before|#after|#f|#p_adjusted|z_alarm|cusum_alarm|#n|#least_seen|state|#p|"
    "#times|#times_error|#season|#poisson_p|#nb_p|#scan_g2|scan_from|guards|#empty|#hidden|#level|edition|valuation";

/* For people; page: the course is drawn where it is seen first. */
static const char *headers_of(const values *v, bool page)
{
    if (v->counts)
        return page ? "reporter|flow|partner|code|finding|course|from|#before|#after|#F|#p adj.|z from|cusum|#n|#Poisson p|#neg. bin. p"
                    : "reporter|flow|partner|code|finding|from|#before|#after|#F|#p adj.|z from|cusum|#n|#Poisson p|"
                      "#neg. bin. p|course";
    return page ? "reporter|flow|partner|code|finding|course|from|#before|#after|#F|#p adj.|z from|cusum|#n|#times|"
                  "#sees from"
                : "reporter|flow|partner|code|finding|from|#before|#after|#F|#p adj.|z from|cusum|#n|#times|#sees from|"
                  "course";
}

static void put_row(t4_table *table, const values *v, const work *w, size_t index, bool page)
{
    const t4_surge_found *f = &w->surge.found[index];
    char bars[256], text[T4_RENDER_TEXT];

    draw(w, &w->set.items[index], page ? 24 : 36, bars);
    put_series(table, w, index);
    if (page)
        t4_table_text(table, bars);
    put_finding(table, w, f, false);
    if (v->counts) {
        put_number(table, f->poisson_p, false, 4);
        put_number(table, f->nb_p, false, 4);
    } else {
        put_number(table, f->times, false, 2);
        t4_table_text(table, money(f->least_seen, false, text));
    }
    if (!page)
        t4_table_text(table, bars);
}

typedef enum { FOR_PEOPLE, FOR_PAGE, FOR_PROGRAMS } audience;

static t4_status make_table(t4_table *table, const values *v, const work *w, size_t most, audience who, t4_error *err)
{
    size_t rows = w->set.count < most ? w->set.count : most;
    t4_status status = t4_table_init(table, who == FOR_PROGRAMS ? full_headers : headers_of(v, who == FOR_PAGE), err);

    for (size_t i = 0; !status && i < rows; i++) {
        size_t index = w->surge.ranked[i];

        if (who != FOR_PROGRAMS) {
            put_row(table, v, w, index, who == FOR_PAGE);
            continue;
        }
        put_series(table, w, index);
        put_finding(table, w, &w->surge.found[index], true);
        put_rest(table, w, &w->surge.found[index]);
    }
    return status;
}

/* --- power ------------------------------------------------------------------------------- */

static t4_status make_power(t4_table *table, const work *w, bool full, t4_error *err)
{
    t4_status status = t4_table_init(table, full ? "#level|#series|#tested|#flagged|#chance|#planted|#seen_0.5|#seen_1|#seen_2|"
                                                   "#seen_5|#seen_10|#least"
                                                 : "#digits|#series|#tested|#flagged|#flags below|#planted|#+50 %|#+100 %|#x 3|"
                                                   "#x 6|#x 11|#seen 8 in 10 from", err);

    for (size_t i = 0; !status && i < w->rung_count; i++) {
        const t4_surge_power *power = &w->rungs[i].power;
        char text[T4_RENDER_TEXT];

        t4_table_count(table, (uint64_t)w->rungs[i].level);
        t4_table_count(table, w->rungs[i].series);
        t4_table_count(table, w->rungs[i].tested);
        t4_table_count(table, w->rungs[i].flagged);
        snprintf(text, sizeof text, full ? "%.9g" : "%.2g", power->chance);
        t4_table_text(table, text);
        t4_table_count(table, power->planted);
        for (int k = 0; k < T4_SURGE_SIZES; k++)
            put_number(table, power->planted ? power->seen[k] : NAN, full, 2);
        if (full || !isnan(power->least) || !power->planted)
            put_number(table, power->least, full, 2);
        else
            t4_table_text(table, "not seen");
    }
    return status;
}

static const char power_note[] =
    "Trade is added to one series after another from the end of the baseline on, by so much of its own mean, and the series of "
    "each level that holds it is tested as above: the share of those that are flagged beside what is flagged already. "
    "Seen 8 in 10 from: times its own mean.";

/* --- what is said ------------------------------------------------------------------------- */

static void say_editions(const values *v, const work *w, t4_buffer *out)
{
    if (w->watchlist)
        t4_buffer_printf(out, "Tiers of the list %s, %zu entries, each as of the period's end.\n", t4_watchlist_name(w->watchlist),
                         t4_watchlist_count(w->watchlist));
    if (v->maps.count)
        t4_buffer_printf(out, "Codes are families from %s to %s; %llu rows are of families of several codes, %llu of codes that no "
                         "table has.\n", v->from, v->to, (unsigned long long)w->merged.merged,
                         (unsigned long long)w->merged.unknown);
    else if (w->set.level)
        t4_buffer_puts(out, "Codes are as reported: what begins with an edition of the Harmonized System is called so and never "
                            "flagged; --map merges codes across editions.\n");
}

static void say_foot(const values *v, const work *w, t4_buffer *out)
{
    char text[T4_RENDER_TEXT], first[T4_PERIOD_TEXT], last[T4_PERIOD_TEXT], until[T4_PERIOD_TEXT];

    t4_period_print(w->set.periods[0], first);
    t4_period_print(w->set.periods[w->set.n - 1], last);
    t4_period_print(w->surge.baseline_until, until);
    t4_buffer_printf(out, "%s series, ", t4_render_count(w->set.count, text));
    t4_buffer_printf(out, "%s tested, ", t4_render_count(w->surge.tested, text));
    t4_buffer_printf(out, "%s flagged (", t4_render_count(w->surge.flagged, text));
    t4_buffer_printf(out, "%s new).\n", t4_render_count(w->surge.fresh, text));
    t4_buffer_printf(out, "Periods %s to %s, baseline to %s, %d digits, %s%s%s%s%s%s.\n", first, last, until, w->set.level,
                     v->counts ? "counts" : w->flows.currency, v->counts || *w->flows.currency ? "" : "currency not said",
                     *w->flows.edition ? ", edition " : "", w->flows.edition, *w->flows.valuation ? ", valuation " : "",
                     w->flows.valuation);
    t4_buffer_printf(out, "Chance of the largest break by permuted innovations (seed %lld), of a first appearance by where periods "
                     "with trade fall; adjusted after %s to %g. Nothing else flags: z, sums and %s only date and measure.\n",
                     (long long)v->seed, v->any_dependence ? "Benjamini and Yekutieli" : "Benjamini and Hochberg", v->fdr,
                     v->counts ? "the chances of counts" : "times (the shift net of a trend)");
    say_editions(v, w, out);
}

static t4_status print(t4_program *program, const values *v, const work *w, t4_error *err)
{
    t4_format format = (t4_format)program->common.format;
    bool full = format != T4_FORMAT_TEXT, alone = full && v->power;
    FILE *file = program->out.file;
    t4_table table, power;
    t4_buffer foot;
    t4_status status = make_table(&table, v, w, full ? SIZE_MAX : (size_t)v->top, full ? FOR_PROGRAMS : FOR_PEOPLE, err);

    t4_buffer_init(&foot, 0);
    if (!status && !alone)
        status = t4_table_print(&table, &program->out, format, 0, err);
    t4_table_release(&table);
    if (!status && v->power) {
        fputs(full ? "" : "\n", file);
        status = make_power(&power, w, full, err);
        if (!status)
            status = t4_table_print(&power, &program->out, format, 0, err);
        t4_table_release(&power);
        t4_buffer_puts(&foot, power_note);
        t4_buffer_putc(&foot, '\n');
    }
    if (!status && !full) {
        say_foot(v, w, &foot);
        t4_buffer_puts(&foot, T4_OUTPAGE_LEADS "\n");
        fputc('\n', file);
        if (!t4_buffer_text(&foot) || !t4_help_lines(file, foot.data))
            status = t4_fail_memory(err);
    }
    t4_buffer_release(&foot);
    return status;
}

/* --- page ------------------------------------------------------------------------------ */

static const char limits[] =
    "A break says that the level changed, not why: prices, exchange rates, a new firm, another way of reporting do it too.\n"
    "What does not stand out is not proved absent; --power tells what would have been seen.\n"
    "A code that is new with an edition of the Harmonized System begins without new trade.\n"
    "Partners as reported: origin on imports, destination on exports; transit and re-export shift both.";

static t4_status draw_flagged(t4_outpage *page, const work *w, t4_error *err)
{
    size_t lines = w->surge.flagged < 5 ? w->surge.flagged : 5, count = 0;
    char (*texts)[T4_PERIOD_TEXT] = t4_alloc(w->set.n, sizeof *texts);
    t4_outpage_point *points = t4_alloc(w->set.n * (lines ? lines : 1), sizeof *points);
    char names[5][64];

    for (size_t k = 0; texts && points && k < lines; k++) {
        const t4_series *s = &w->set.items[w->surge.ranked[k]];
        const t4_surge_found *f = &w->surge.found[w->surge.ranked[k]];

        snprintf(names[k], sizeof names[k], "%.20s %.20s", place_text(w, s->partner),
                 t4_flows_code_text(&w->flows, s->code));
        for (size_t i = 0; i < w->set.n; i++) {
            t4_period_print(w->set.periods[i], texts[i]);
            points[count++] = (t4_outpage_point){names[k], texts[i],
                                                 s->hidden[i] ? NAN : s->value[i] / (f->before > 0 ? f->before : f->after)};
        }
    }
    if (count)
        t4_outpage_lines(page, "The first flagged series, each over its mean before the break (new ones: after)", "times", points,
                         count);
    t4_free(texts);
    t4_free(points);
    return texts && points ? T4_OK : t4_fail_memory(err);
}

static t4_status write_page(t4_program *program, const values *v, const t4_arguments *arguments, const work *w,
                            t4_error *err)
{
    t4_outpage page;
    t4_table table, power = {.count = 0};
    t4_buffer foot;
    t4_status status = make_table(&table, v, w, SIZE_MAX, FOR_PAGE, err);

    t4_buffer_init(&foot, 0);
    say_foot(v, w, &foot);
    t4_outpage_begin(&page, "What changed, and when", NULL);
    t4_outpage_sentences(&page, t4_buffer_text(&foot) ? foot.data : "");
    if (!status)
        status = draw_flagged(&page, w, err);
    t4_outpage_heading(&page, "Series");
    if (!status)
        t4_outpage_table(&page, "series", &table, 200, "tenfour surge --format csv");
    if (!status && v->power) {
        t4_outpage_heading(&page, "What would have been seen");
        status = make_power(&power, w, false, err);
        if (!status)
            t4_outpage_table(&page, "power", &power, 0, NULL);
        t4_outpage_quiet(&page, power_note);
        t4_table_release(&power);
    }
    t4_outpage_sources(&page, arguments->items, arguments->count);
    t4_outpage_limits(&page, limits);
    if (!status)
        status = t4_outpage_save(&page, v->page, 0644, program->common.force, err);
    t4_outpage_release(&page);
    t4_table_release(&table);
    t4_buffer_release(&foot);
    return status;
}

/* --- run ------------------------------------------------------------------------------ */

static t4_status merge(t4_program *program, const values *v, work *w, t4_error *err)
{
    t4_editions_input input = {v->maps.items, v->maps.count, T4_FAMILIES_MATERIAL};
    t4_correlation *correlation = NULL;
    t4_hsedition from, to;
    t4_status status = t4_job_edition("--from", v->from, &from, err);

    if (!status)
        status = t4_job_edition("--to", v->to, &to, err);
    if (!status)
        status = t4_job_editions(&correlation, &program->run, &input, &from, &to, err);
    if (!status)
        status = t4_merged_apply(&w->merged, &w->flows, correlation, (to.year ? to.year : to.hs) * 12, err);
    t4_correlation_free(correlation);
    return status;
}

static t4_status run(t4_program *program, const void *given, const t4_arguments *arguments, t4_error *err)
{
    const values *v = given;
    t4_job_flows_defaults defaults = {.reporter = v->reporter, .flow = v->flow, .code = v->code, .profile = v->profile};
    questions q = {.series = {.kind = T4_MONTH}};
    work w = {.watchlist = NULL};
    t4_status status = t4_files_require_all(program, arguments->items, arguments->count, err);

    if (!status && v->watchlist)
        status = t4_files_require(v->watchlist, err);
    if (!status && v->watchlist)
        status = t4_watchlist_read(&w.watchlist, &program->run, v->watchlist, err);
    if (!status)
        status = ask(v, &w, &q, err);
    if (!status)
        status = t4_job_flows(&w.flows, &program->run, arguments->items, arguments->count, &defaults, err);
    if (!status)
        t4_flows_told(program, &w.flows);
    if (!status && v->maps.count)
        status = merge(program, v, &w, err);
    if (!status)
        status = t4_series_make(&w.set, &w.flows, &q.series, err);
    if (!status)
        status = t4_surge_run(&w.surge, &program->run, &w.set, &q.surge, err);
    if (!status && v->power)
        status = t4_job_surge_rungs(w.rungs, &w.rung_count, &program->run, &w.flows, &w.set, &w.surge, &q.series, &q.surge,
                                    err);
    if (!status)
        status = print(program, v, &w, err);
    if (!status && v->page)
        status = write_page(program, v, arguments, &w, err);
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
        "of series. Robust z and cumulative sums against the baseline only date a change; a season is taken out.\n\n"
        "A series that begins after a year of silence is new, with the chance that all its trade falls so late, unless it begins "
        "when an edition of the Harmonized System came into force. Constant series are called degenerate; in sparse ones "
        "periods without trade count as zeros.",
    .options = options,
    .values_size = sizeof(values),
    .common = T4_WITH_RUN | T4_WITH_FORMAT | T4_WITH_OUTPUT,
    .examples = {{"tenfour surge exports.csv --flow X --level 6", "exports by six-digit code and partner"},
                 {"tenfour surge releases/ --watchlist chpl.csv --by tier", "listed goods by tier"},
                 {"tenfour surge exports.csv --level 4 --power", "what four digits would have shown"}},
    .see_also = "trace, codes",
    .run = run,
};
