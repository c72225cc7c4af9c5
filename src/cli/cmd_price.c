/* SPDX-License-Identifier: MIT */
/* tenfour price: unit values, and which are far from what such goods cost. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "cli/cmd.h"
#include "cli/files.h"
#include "cli/flows_told.h"
#include "cli/help.h"
#include "cli/outpage.h"
#include "cli/render.h"
#include "job/flows.h"
#include "watch/price.h"

typedef struct {
    const char *reporter, *flow, *code, *page, *profile;
    int show, per, level, coarse;
    bool each_partner, each_reporter;
    double z;
    int64_t top;
} values;

static const int levels[] = {-1, 10, 8, 6, 4, 2};
static const int coarse[] = {4, 2, 6};
enum { OUTLIERS, CODES, HEADINGS };

static const t4_option options[] = {
    {"show", 0, T4_OPTION_CHOICE, offsetof(values, show), .value = "WHAT", .choices = "outliers|codes|headings",
     .usual = "outliers", .help = "rows far from the price of their code, prices of codes, or the mix within headings"},
    {"per", 0, T4_OPTION_CHOICE, offsetof(values, per), .value = "WHAT", .choices = "kg|quantity", .usual = "kg",
     .help = "value by net mass, or by quantity (units apart)"},
    {"each-partner", 0, T4_OPTION_FLAG, offsetof(values, each_partner), .help = "a price for each partner"},
    {"each-reporter", 0, T4_OPTION_FLAG, offsetof(values, each_reporter), .help = "a price for each reporter"},
    {"level", 0, T4_OPTION_CHOICE, offsetof(values, level), .value = "N", .choices = "finest|10|8|6|4|2",
     .usual = "finest", .help = "digits of the rows that are used"},
    {"coarse", 0, T4_OPTION_CHOICE, offsetof(values, coarse), .value = "N", .choices = "4|2|6", .usual = "4",
     .help = "digits of the headings whose mix is told"},
    {"z", 0, T4_OPTION_NUMBER, offsetof(values, z), .value = "Z", .least = 0.1, .most = 1000, .usual = "3.5",
     .help = "robust spreads from the line beyond which a row is told"},
    {"reporter", 0, T4_OPTION_TEXT, offsetof(values, reporter), .value = "CODE", .help = "where a file does not say who reports"},
    {"flow", 0, T4_OPTION_TEXT, offsetof(values, flow), .value = "M|X", .help = "where a file has no flow; only this flow"},
    {"code", 0, T4_OPTION_TEXT, offsetof(values, code), .value = "CODE", .help = "where a file has no code"},
    {"top", 0, T4_OPTION_INTEGER, offsetof(values, top), .value = "N", .least = 1, .most = 1e9, .usual = "25",
     .help = "rows of the text form; CSV and JSON have all"},
    {"html", 0, T4_OPTION_TEXT, offsetof(values, page), .value = "FILE", .help = "write a page as well"},
    T4_FLOWS_PROFILE_OPTION(values),
    {0}};

typedef struct {
    t4_flows flows;
    t4_price price;
    const t4_price_row **ranked;       /* outliers, farthest first */
    size_t ranked_count;
} work;

/* --- ranking ------------------------------------------------------------------------- */

static int by_distance(const void *left, const void *right)
{
    const t4_price_row *a = *(const t4_price_row *const *)left, *b = *(const t4_price_row *const *)right;

    if (fabs(a->z) < fabs(b->z) || fabs(a->z) > fabs(b->z))
        return fabs(a->z) > fabs(b->z) ? -1 : 1;
    return (a->row > b->row) - (a->row < b->row);
}

static t4_status rank(work *w, t4_error *err)
{
    w->ranked = t4_alloc(w->price.outliers + 1, sizeof *w->ranked);
    if (!w->ranked)
        return t4_fail_memory(err);
    for (size_t i = 0; i < w->price.row_count; i++)
        if (w->price.rows[i].outlier)
            w->ranked[w->ranked_count++] = &w->price.rows[i];
    qsort(w->ranked, w->ranked_count, sizeof *w->ranked, by_distance);
    return T4_OK;
}

/* --- tables -------------------------------------------------------------------------- */

static void put_number(t4_table *table, double value, bool full, int decimals)
{
    char text[T4_RENDER_TEXT] = "";

    if (!isnan(value) && full)
        snprintf(text, sizeof text, "%.9g", value);
    else if (!isnan(value))
        snprintf(text, sizeof text, "%.*f", decimals, value);
    t4_table_text(table, text);
}

/* Prices: four significant digits for people. */
static void put_price(t4_table *table, double value, bool full)
{
    char text[T4_RENDER_TEXT] = "";

    if (!isnan(value))
        snprintf(text, sizeof text, "%.*f", full ? 6 : value >= 1000 ? 0 : value >= 1 ? 2 : 4, value);
    t4_table_text(table, text);
}

static void put_amount(t4_table *table, t4_int128 amount)
{
    char text[T4_DECIMAL_TEXT];

    t4_decimal_print_short(amount, T4_FLOWS_DECIMALS, text);
    t4_table_text(table, text);
}

static const char *place(const work *w, uint32_t id)
{
    return id == T4_DICT_NONE ? "all" : t4_flows_place_text(&w->flows, id);
}

static const char *unit_text(const work *w, uint32_t id)
{
    return id == T4_DICT_NONE ? "kg" : t4_flows_unit_text(&w->flows, id);
}

static void put_outlier(t4_table *table, const work *w, const t4_price_row *r, bool full)
{
    const t4_flows_row *row = &w->flows.rows[r->row];
    const t4_price_group *group = &w->price.groups[r->group];
    const char *path = row->source < w->flows.source_count ? w->flows.sources[row->source].path : "";
    char period[T4_PERIOD_TEXT], where[64];

    t4_period_print(row->period, period);
    snprintf(where, sizeof where, "%.40s:%u", strrchr(path, '/') ? strrchr(path, '/') + 1 : path, row->line);
    t4_table_text(table, where);
    t4_table_text(table, period);
    t4_table_text(table, t4_flows_place_text(&w->flows, row->reporter));
    t4_table_text(table, t4_flow_text((t4_flow)row->flow));
    t4_table_text(table, t4_flows_place_text(&w->flows, row->partner));
    t4_table_text(table, t4_flows_code_text(&w->flows, row->code));
    put_amount(table, row->value);
    put_amount(table, group->unit == T4_DICT_NONE ? row->net_kg : row->quantity);
    t4_table_text(table, unit_text(w, group->unit));
    put_price(table, r->unit_value, full);
    put_price(table, r->fair, full);
    put_number(table, r->unit_value / r->fair, full, 2);
    put_number(table, r->z, full, 1);
    t4_table_count(table, group->n);
}

static t4_status table_of_outliers(t4_table *table, const work *w, size_t most, bool full, t4_error *err)
{
    t4_status status = t4_table_init(table, full ? "row|period|reporter|flow|partner|code|#value|#mass|unit|#unit_value|"
                                                   "#usual|#ratio|#z|#n"
                                                 : "row|period|reporter|flow|partner|code|#value|#mass|unit|#unit value|"
                                                   "#usual|#ratio|#z|#n", err);

    for (size_t i = 0; !status && i < w->ranked_count && i < most; i++)
        put_outlier(table, w, w->ranked[i], full);
    return status;
}

static void put_group(t4_table *table, const work *w, const t4_price_group *g, bool full)
{
    t4_table_text(table, place(w, g->reporter));
    t4_table_text(table, t4_flow_text((t4_flow)g->flow));
    t4_table_text(table, place(w, g->partner));
    t4_table_text(table, t4_flows_code_text(&w->flows, g->code));
    t4_table_count(table, g->n);
    t4_table_count(table, g->without);
    t4_table_text(table, unit_text(w, g->unit));
    put_price(table, g->median, full);
    put_number(table, g->spread, full, 2);
    put_price(table, g->slope, full);
    put_price(table, g->least_squares, full);
    put_number(table, g->elasticity, full, 2);
    t4_table_count(table, g->low);
    t4_table_count(table, g->high);
    t4_table_text(table, t4_price_state_name(g->state));
}

static t4_status table_of_codes(t4_table *table, const work *w, size_t most, bool full, t4_error *err)
{
    t4_status status = t4_table_init(table, full ? "reporter|flow|partner|code|#n|#without|unit|#median|#spread_ln|#theil_sen|"
                                                   "#least_squares|#elasticity|#low|#high|state"
                                                 : "reporter|flow|partner|code|#n|#without|unit|#median|#spread ln|#one more|"
                                                   "#(least sq.)|#elasticity|#low|#high|state", err);

    for (size_t i = 0; !status && i < w->price.group_count && i < most; i++)
        put_group(table, w, &w->price.groups[i], full);
    return status;
}

static t4_status table_of_headings(t4_table *table, const work *w, size_t most, bool full, t4_error *err)
{
    t4_status status = t4_table_init(table, full ? "flow|heading|unit|#n|#codes|#mix|#mix_adjusted|#widened"
                                                 : "flow|heading|unit|#n|#codes|#mix|#less chance|#threshold times", err);

    for (size_t i = 0; !status && i < w->price.heading_count && i < most; i++) {
        const t4_price_heading *h = &w->price.headings[i];

        t4_table_text(table, t4_flow_text((t4_flow)h->flow));
        t4_table_text(table, h->heading);
        t4_table_text(table, unit_text(w, h->unit));
        t4_table_count(table, h->n);
        t4_table_count(table, h->codes);
        put_number(table, h->mix, full, 3);
        put_number(table, h->adjusted, full, 3);
        put_number(table, isinf(h->widened) ? NAN : h->widened, full, 2);
    }
    return status;
}

static t4_status table_of(t4_table *table, const work *w, int show, size_t most, bool full, t4_error *err)
{
    return show == OUTLIERS ? table_of_outliers(table, w, most, full, err) :
           show == CODES ? table_of_codes(table, w, most, full, err) : table_of_headings(table, w, most, full, err);
}

/* --- text and page ---------------------------------------------------------------------- */

static void say_summary(const values *v, const work *w, t4_buffer *out)
{
    const t4_price *price = &w->price;

    t4_buffer_printf(out, "%llu rows in tested groups, %llu outliers beyond %g robust spreads; a normal law gives %.1f by "
                     "chance.\n", (unsigned long long)price->tested, (unsigned long long)price->outliers, v->z,
                     (double)price->tested * erfc(v->z / sqrt(2)));
    t4_buffer_printf(out, "%llu rows have a value and no %s: missing, never zero. %llu hide their value.\n",
                     (unsigned long long)price->without, v->per ? "quantity" : "net mass",
                     (unsigned long long)price->hidden);
    t4_buffer_printf(out, "Rows of %d digits, %s%s%s%s%s. Groups below %d rows are not tested.\n", price->level,
                     *w->flows.currency ? w->flows.currency : "currency not said",
                     *w->flows.edition ? ", edition " : "", w->flows.edition,
                     *w->flows.valuation ? ", valuation " : "", w->flows.valuation, T4_PRICE_LEAST);
}

static const char limits[] =
    "A unit value is of a mix of goods, at eight digits too; quality, size, terms of delivery and exchange rates move it.\n"
    "The usual price comes from the rows themselves: where most are mispriced, that is what is usual.\n"
    "Usual: a line through ln value and ln mass with bisquare weights. One more: Theil and Sen's slope of value on mass.\n"
    "Mix: share of the variance of ln unit value that lies between the codes of a heading; a threshold on headings is "
    "1 / sqrt(1 - mix) times as wide.";

static t4_status print(t4_program *program, const values *v, const work *w, t4_error *err)
{
    t4_format format = (t4_format)program->common.format;
    bool full = format != T4_FORMAT_TEXT;
    t4_buffer summary;
    t4_table table;
    t4_status status = table_of(&table, w, v->show, full ? SIZE_MAX : (size_t)v->top, full, err);

    t4_buffer_init(&summary, 0);
    if (!status)
        status = t4_table_print(&table, &program->out, format, 0, err);
    t4_table_release(&table);
    if (!status && !full) {
        say_summary(v, w, &summary);
        t4_buffer_puts(&summary, T4_OUTPAGE_LEADS "\n");
        fputc('\n', program->out.file);
        if (!t4_buffer_text(&summary) || !t4_help_lines(program->out.file, summary.data))
            status = t4_fail_memory(err);
    }
    t4_buffer_release(&summary);
    return status;
}

static void draw_mix(t4_outpage *page, const work *w)
{
    enum { MOST = 30 };
    t4_outpage_bar bars[MOST];
    size_t count = 0;

    for (size_t i = 0; i < w->price.heading_count && count < MOST; i++)
        if (!isnan(w->price.headings[i].mix) && w->price.headings[i].codes > 1)
            bars[count++] = (t4_outpage_bar){.label = w->price.headings[i].heading, .to = w->price.headings[i].mix,
                                             .mark = w->price.headings[i].adjusted};
    if (count)
        t4_outpage_bars(page, "Share of the spread of unit values that is mix; mark: less what chance gives", "share", bars,
                        count);
}

static t4_status write_page(t4_program *program, const values *v, const t4_arguments *arguments, const work *w,
                            t4_error *err)
{
    static const char *const titles[] = {"Rows far from the usual price of their code", "Prices of codes",
                                         "Mix within headings"};
    static const char *const names[] = {"outliers", "codes", "headings"};
    t4_outpage page;
    t4_buffer summary;
    t4_status status = T4_OK;

    t4_outpage_begin(&page, "Unit values", NULL);
    t4_buffer_init(&summary, 0);
    say_summary(v, w, &summary);
    t4_outpage_sentences(&page, t4_buffer_text(&summary) ? summary.data : "");
    for (int show = OUTLIERS; !status && show <= HEADINGS; show++) {
        t4_table table;

        t4_outpage_heading(&page, titles[show]);
        if (show == HEADINGS)
            draw_mix(&page, w);
        status = table_of(&table, w, show, SIZE_MAX, false, err);
        if (!status)
            t4_outpage_table(&page, names[show], &table, 200, "tenfour price --format csv");
        t4_table_release(&table);
    }
    t4_outpage_sources(&page, arguments->items, arguments->count);
    t4_outpage_limits(&page, limits);
    if (!status)
        status = t4_outpage_save(&page, v->page, 0644, program->common.force, err);
    t4_buffer_release(&summary);
    t4_outpage_release(&page);
    return status;
}

static t4_status run(t4_program *program, const void *given, const t4_arguments *arguments, t4_error *err)
{
    const values *v = given;
    t4_job_flows_defaults defaults = {.reporter = v->reporter, .flow = v->flow ? v->flow : "X", .code = v->code,
                                      .profile = v->profile};
    t4_price_question question = {.quantity = v->per == 1, .each_partner = v->each_partner,
                                  .each_reporter = v->each_reporter, .level = levels[v->level],
                                  .coarse = coarse[v->coarse], .z_alarm = v->z,
                                  .flow = v->flow ? t4_flows_parse_flow(v->flow, strlen(v->flow)) : T4_FLOWS};
    work w = {.ranked_count = 0};
    t4_status status = t4_files_require_all(program, arguments->items, arguments->count, err);

    if (!status && v->flow && question.flow == T4_FLOWS)
        status = t4_fail(err, T4_ERR_USAGE, "--flow '%.20s' is neither M nor X", v->flow);
    if (!status)
        status = t4_job_flows(&w.flows, &program->run, arguments->items, arguments->count, &defaults, err);
    if (!status)
        t4_flows_told(program, &w.flows);
    if (!status)
        status = t4_price_measure(&w.price, &program->run, &w.flows, &question, err);
    if (!status)
        status = rank(&w, err);
    if (!status)
        status = print(program, v, &w, err);
    if (!status && v->page)
        status = write_page(program, v, arguments, &w, err);
    t4_free(w.ranked);
    t4_price_release(&w.price);
    t4_flows_release(&w.flows);
    return status;
}

const t4_command t4_cmd_price = {
    .name = "price",
    .heading = T4_HEADING_RELEASES,
    .purpose = "finds unit values far from what goods of a code cost, and what mixing codes hides",
    .arguments = "FLOWS...",
    .least = 1,
    .most = SIZE_MAX,
    .description =
        "FLOWS are release folders of tenfour or tables of period, reporter, partner, flow, code, value, net_kg (or qty, "
        "unit), of single shipments or of totals. For each code a robust line through ln value and ln mass gives the "
        "usual price; rows far from it are told with their file and line. A missing or zero mass is missing.\n\n"
        "--show headings tells how much of the spread within a heading is mix of its codes: what is lost when only the "
        "heading is published.",
    .options = options,
    .values_size = sizeof(values),
    .common = T4_WITH_RUN | T4_WITH_FORMAT | T4_WITH_OUTPUT,
    .examples = {{"tenfour price exports.csv --each-partner", "rows far from the price of their code and partner"},
                 {"tenfour price exports.csv --show headings", "what four digits would hide of prices"},
                 {"tenfour price exports.csv --show codes --per quantity --format csv", "prices by piece"}},
    .see_also = "surge, divert",
    .run = run,
};
