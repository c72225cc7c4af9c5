/* SPDX-License-Identifier: MIT */
#include "cli/ladder_page.h"

#include <math.h>
#include <string.h>

#include "cli/ladder_by.h"
#include "cli/ladder_chart.h"
#include "cli/ladder_seen.h"
#include "cli/outpage.h"
#include "cli/render.h"
#include "io/outfile.h"
#include "release/html.h"
#include "stats/detail.h"

enum {
    GROUPS = 500,       /* lines of the table by heading */
    ON_PAPER = 40,      /* of which are printed: see the style */
    EACH_LOST = 30,     /* that are told design by design */
    EACH = 90           /* with those that hold listed goods */
};

static void put_text(t4_buffer *out, const char *text)
{
    t4_html_text(out, text);
}

/* --- tables ------------------------------------------------------------------------------------ */

/* A cell: for people, with the CSV's digits beside. */
static void put_share(t4_buffer *out, bool known, double share)
{
    char text[32];

    if (!known) {
        t4_buffer_puts(out, "<td></td>");
        return;
    }
    t4_buffer_printf(out, "<td data-value=\"%.9g\">", share);
    put_text(out, t4_ladder_percent_text(share, text));
    t4_buffer_puts(out, "</td>");
}

static void put_count(t4_buffer *out, bool known, uint64_t count)
{
    char text[T4_RENDER_TEXT];

    if (known)
        t4_buffer_printf(out, "<td data-value=\"%llu\">%s</td>", (unsigned long long)count, t4_render_count(count, text));
    else
        t4_buffer_puts(out, "<td></td>");
}

/* Large ones whole, small ones with three digits. */
static void put_figure(t4_buffer *out, bool known, double value)
{
    char text[T4_RENDER_TEXT];

    if (!known)
        t4_buffer_puts(out, "<td></td>");
    else if (value >= 1000 && value < 1e18)
        t4_buffer_printf(out, "<td data-value=\"%.9g\">%s</td>", value, t4_render_count((uint64_t)llround(value), text));
    else
        t4_buffer_printf(out, "<td data-value=\"%.9g\">%.3g</td>", value, value);
}

/* A column: its title, and its name in the CSV; NULL = it has no number. */
typedef struct {
    const char *title, *column;
} head;

static void put_head(t4_buffer *out, const head *heads, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        t4_buffer_puts(out, "<th");
        if (heads[i].column)
            t4_buffer_printf(out, " data-column=\"%s\"", heads[i].column);
        t4_buffer_puts(out, ">");
        put_text(out, heads[i].title);
        t4_buffer_puts(out, "</th>");
    }
}

#define PUT_HEAD(out, ...) put_head(out, (const head[]){__VA_ARGS__}, sizeof((const head[]){__VA_ARGS__}) / sizeof(head))

static void open_table(t4_buffer *out, const char *id)
{
    t4_buffer_printf(out, "<div class=\"scroll\"><table id=\"%s\" class=\"designs\"><thead><tr>", id);
    PUT_HEAD(out, {"#", NULL}, {"design", NULL});
}

/* The number and the name of a design, with which every table's row begins. */
static void put_name(t4_buffer *out, const t4_ladder_row *row, size_t number, bool risk)
{
    t4_buffer_printf(out, "<tr%s><td>%zu</td><td>", risk && !row->failed && row->unbeaten ? " class=\"best\"" : "", number);
    put_text(out, row->design.name);
    t4_buffer_puts(out, "</td>");
}

/* --- designs ----------------------------------------------------------------------------------- */

static void put_detail(t4_buffer *out, const t4_ladder_row *row, bool has_rules)
{
    bool good = !row->failed, risk = good && has_rules;

    put_count(out, true, row->cells);
    put_count(out, true, row->hidden_cells);
    put_share(out, good, row->hidden_value);
    put_share(out, good && row->pure, row->h_hidden);
    put_share(out, good, row->kept);
    put_share(out, good, row->exact);
    put_share(out, good, row->close);
    if (!has_rules)
        return;
    put_count(out, risk, row->risk[T4_LADDER_INSIDER].exact);
    put_count(out, risk, row->risk[T4_LADDER_INSIDER].within);
    t4_buffer_printf(out, "<td>%s</td>", risk && row->unbeaten ? "yes" : "");
}

static void put_designs(t4_buffer *out, const t4_ladder_result *r, const t4_ladder_row *rows, size_t count)
{
    bool risk = t4_ladder_has_rules(r->ladder);
    char within[32], entropy[32];

    snprintf(within, sizeof within, "within %.3g %%", t4_ladder_percent(r->ladder));
    snprintf(entropy, sizeof entropy, "H(%1$d|L) / H(%1$d)", t4_ladder_longest(r->ladder));
    t4_buffer_puts(out, "<h2>Designs</h2>\n");
    open_table(out, "designs");
    PUT_HEAD(out, {"cells", "cells"}, {"hidden", "hidden_cells"}, {"value hidden", "hidden_value_share"},
             {entropy, "hidden_share"}, {"detail", "detail"}, {"exact", "detail_exact"}, {"close", "detail_close"});
    if (risk)
        PUT_HEAD(out, {"known exactly", "insider_risk_exact"}, {within, "insider_risk_within"}, {"unbeaten", NULL});
    t4_buffer_puts(out, "</tr></thead><tbody>\n");
    for (size_t i = 0; i < count; i++) {
        put_name(out, &rows[i], i + 1, risk);
        put_detail(out, &rows[i], risk);
        t4_buffer_puts(out, "</tr>\n");
    }
    t4_buffer_puts(out, "</tbody></table></div>\n");
    for (size_t i = 0; i < count; i++)
        if (rows[i].failed) {
            t4_buffer_printf(out, "<p class=\"quiet\">%zu is not possible: ", i + 1);
            put_text(out, rows[i].failed);
            t4_buffer_puts(out, "</p>\n");
        }
    t4_buffer_printf(out, "<p class=\"quiet\">%sDetail: value that an even split of what is not told puts in the right place; exact: whose "
                     "finest cell is known; close: how narrow its interval is.</p>\n",
                     !risk ? "" : "Shaded: no other design keeps as much and exposes less to any attacker. Known exactly, within: targets "
                     "as the strongest insider knows them; targets are every trader's contribution to every cell that breaks a rule, fixed "
                     "before any design. ");
}

static void put_shown(t4_buffer *out, const t4_ladder_result *r, const t4_ladder_row *rows, size_t count)
{
    bool has[T4_LADDER_DEPTHS] = {false};

    t4_buffer_puts(out, "<h2>Value shown at each depth of codes</h2>\n");
    open_table(out, "shown");
    for (int d = 0; d < T4_LADDER_DEPTHS; d++) {
        char title[24], column[24];

        for (size_t i = 0; i < count; i++)
            has[d] = has[d] || (!rows[i].failed && !isnan(rows[i].shown[d]));
        snprintf(title, sizeof title, d == T4_LADDER_DEPTHS - 1 ? "all goods" : "%d digits", 10 - 2 * d);
        snprintf(column, sizeof column, "shown_%d", 10 - 2 * d);
        if (has[d])
            PUT_HEAD(out, {title, column});
    }
    t4_buffer_puts(out, "</tr></thead><tbody>\n");
    for (size_t i = 0; i < count; i++) {
        put_name(out, &rows[i], i + 1, t4_ladder_has_rules(r->ladder));
        for (int d = 0; d < T4_LADDER_DEPTHS; d++)
            if (has[d])
                put_share(out, !rows[i].failed && !isnan(rows[i].shown[d]), rows[i].shown[d]);
        t4_buffer_puts(out, "</tr>\n");
    }
    t4_buffer_puts(out, "</tbody></table></div>\n<p class=\"quiet\">Share of all value whose cell at that depth is published and open, "
                   "at the partners and periods of the design itself.</p>\n");
}

static void put_list(t4_buffer *out, const t4_ladder_watched *w, bool good)
{
    put_share(out, good, w->exact);
    put_share(out, good, w->bounded);
    put_share(out, good, w->gone);
    put_share(out, good, w->width);
    put_share(out, good, w->code_exact);
    put_share(out, good, w->total_shown);
}

/* What is shown of the list, and which diversions would be seen. */
static void put_public(t4_buffer *out, const t4_ladder_result *r, const t4_ladder_row *rows, size_t count,
                       const t4_ladder_columns *c)
{
    t4_buffer_printf(out, "<h2>%s</h2>\n", !c->power && !c->planted ? "What is shown of the list"
                     : c->watch ? "What is shown of the list, and which diversions would be seen" : "Which diversions would be seen");
    open_table(out, "public");
    if (c->watch)
        PUT_HEAD(out, {"list exact", "list_exact"}, {"list bounded", "list_bounded"}, {"list gone", "list_gone"},
                 {"mean width", "list_width"}, {"code exact", "list_code_exact"}, {"in a shown total", "list_total_shown"});
    if (c->power)
        PUT_HEAD(out, {"sees 1", "sees_1"}, {"sees 2", "sees_2"}, {"sees 5", "sees_5"}, {"sees 20", "sees_20"},
                 {"sees switch", "sees_switch"});
    if (c->planted)
        PUT_HEAD(out, {"reveals", "revealed"});
    t4_buffer_puts(out, "</tr></thead><tbody>\n");
    for (size_t i = 0; i < count; i++) {
        put_name(out, &rows[i], i + 1, t4_ladder_has_rules(r->ladder));
        if (c->watch)
            put_list(out, &rows[i].watched, !rows[i].failed);
        for (int k = 0; k < T4_LADDER_TESTS && c->power; k++)
            put_share(out, !rows[i].failed, rows[i].power[k]);
        if (c->planted)
            put_count(out, !rows[i].failed, rows[i].revealed);
        t4_buffer_puts(out, "</tr>\n");
    }
    t4_buffer_puts(out, "</tbody></table></div>\n<p class=\"quiet\">Sees: chance that a diversion by so many traders, or a switch of "
                   "codes inside a heading, is noticed; a hidden cell counts as not seen. Mean width: of what is bounded, relative to its "
                   "upper bound. Code exact: what is known of each code itself; in a shown total: what lies in some shown total of its "
                   "tier, at whichever period and partner.</p>\n");
}

/* What must be diverted to be seen, and how often simulated diversions are; standard errors stand in the CSV. */
static void put_seen(t4_buffer *out, const t4_ladder_result *r, const t4_ladder_row *rows, size_t count)
{
    t4_ladder_figure f[T4_LADDER_FIGURES];
    size_t n = t4_ladder_seen_figures(r, rows, f);

    t4_buffer_puts(out, "<h2>What must be diverted to be seen</h2>\n");
    open_table(out, "seen");
    for (size_t k = 0; k < n; k++) {
        char title[sizeof f[k].name];

        memcpy(title, f[k].name, sizeof title);
        for (char *at = title; (at = strchr(at, '_')) != NULL;)
            *at = ' ';
        if (!strstr(title, "error"))
            PUT_HEAD(out, {title, f[k].name});
    }
    t4_buffer_puts(out, "</tr></thead><tbody>\n");
    for (size_t i = 0; i < count; i++) {
        put_name(out, &rows[i], i + 1, t4_ladder_has_rules(r->ladder));
        t4_ladder_seen_figures(r, &rows[i], f);
        for (size_t k = 0; k < n; k++) {
            bool known = !rows[i].failed && isfinite(f[k].value);

            if (strstr(f[k].name, "simulated") || strstr(f[k].name, "resampled"))
                put_share(out, known, f[k].value);
            else if (!strstr(f[k].name, "error"))
                put_figure(out, known, f[k].value);
        }
        t4_buffer_puts(out, "</tr>\n");
    }
    t4_buffer_puts(out, "</tbody></table></div>\n<p class=\"quiet\">Least seen: the amount, and records: the consignments, diverted each "
                   "shortest period that the median series shows 8 times in 10, by one test and by all of them (Bonferroni).</p>\n");
}

/* --- headings, chapters, partners ------------------------------------------------------------------- */

static const char *const by_names[] = {"heading", "chapter", "partner"};

static void put_amount(t4_buffer *out, double amount)
{
    char text[T4_RENDER_TEXT];

    t4_buffer_printf(out, "<td data-value=\"%.0f\">%s</td>", amount, t4_render_count((uint64_t)llround(amount), text));
}

/* What the total proves about the listed part: never a single number for a mixed one. */
static void put_listed(t4_buffer *out, const t4_ladder_group *g, double unit)
{
    char text[2][T4_RENDER_TEXT];

    put_count(out, true, g->listed_codes);
    t4_render_count((uint64_t)llround(g->lower * unit), text[0]);
    t4_render_count((uint64_t)llround(g->upper * unit), text[1]);
    if (g->lower < g->upper)
        t4_buffer_printf(out, "<td>%s to %s</td>", text[0], text[1]);
    else
        t4_buffer_printf(out, "<td>%s</td>", g->upper > 0 ? text[1] : "none");
}

static void put_groups(t4_buffer *out, const t4_ladder_result *r, const t4_ladder_view_options *view, double unit)
{
    size_t most = r->group_count < GROUPS ? r->group_count : GROUPS;

    t4_buffer_printf(out, "<h2>What %d digits hide, by %s</h2>\n<div class=\"scroll\"><table id=\"groups\"><thead><tr>", view->level,
                     by_names[view->by]);
    PUT_HEAD(out, {"#", NULL}, {by_names[view->by], NULL}, {r->measure, "value"}, {"codes", "codes"}, {"bits", "h_bits"},
             {"codes in effect", "effective_codes"}, {"of all lost", "lost_share"}, {"misplaced", "misplaced_share"});
    if (r->listed)
        PUT_HEAD(out, {"listed codes", "listed_codes"}, {"listed value", NULL});
    t4_buffer_puts(out, "</tr></thead><tbody>\n");
    for (size_t i = 0; i < most; i++) {
        const t4_ladder_group *g = &r->groups[i];

        t4_buffer_printf(out, "<tr><td>%zu</td><td>", i + 1);
        put_text(out, g->key);
        t4_buffer_puts(out, "</td>");
        put_amount(out, g->value * unit);
        put_count(out, true, g->codes);
        t4_buffer_printf(out, "<td data-value=\"%.9g\">%.2f</td><td data-value=\"%.9g\">%.1f</td>", g->h * T4_BITS,
                         g->h * T4_BITS, exp(g->h), exp(g->h));
        put_share(out, true, g->lost);
        put_share(out, true, g->misplaced);
        if (r->listed)
            put_listed(out, g, unit);
        t4_buffer_puts(out, "</tr>\n");
    }
    t4_buffer_puts(out, "</tbody></table></div>\n");
    if (most < r->group_count)
        t4_buffer_printf(out, "<p class=\"quiet\">%zu more: tenfour ladder --by %s --format csv</p>\n",
                         r->group_count - most, by_names[view->by]);
    if (most > ON_PAPER)
        t4_buffer_printf(out, "<p class=\"quiet paper\">On paper the first %d.</p>\n", ON_PAPER);
}

static void put_part(t4_buffer *out, const t4_ladder_result *r, const t4_ladder_row *row, const t4_ladder_part *p, double value,
                     bool listed)
{
    bool good = !row->failed && p, list = good && p->listed > 0;

    put_share(out, good, good ? p->kept / value : 0);
    put_share(out, good, good ? p->exact / value : 0);
    put_share(out, good, good ? p->hidden / value : 0);
    if (t4_ladder_has_rules(r->ladder)) {
        put_count(out, good, good ? p->known[T4_LADDER_INSIDER] : 0);
        put_count(out, good, good ? p->near[T4_LADDER_INSIDER] : 0);
    }
    if (!listed)
        return;
    put_share(out, list, list ? p->list_exact / p->listed : 0);
    put_share(out, list, list ? p->list_bounded / p->listed : 0);
    put_share(out, list, list ? fmax(0, p->listed - p->list_exact - p->list_bounded) / p->listed : 0);
}

/* One group, folded up: what every design does to it. */
static void put_group_designs(t4_buffer *out, const t4_ladder_result *r, const t4_ladder_group *g, double unit)
{
    size_t count;
    const t4_ladder_row *rows = t4_ladder_rows(r->ladder, &count);
    char text[T4_RENDER_TEXT], share[32], within[32];

    snprintf(within, sizeof within, "within %.3g %%", t4_ladder_percent(r->ladder));
    t4_buffer_puts(out, "<details><summary>");
    put_text(out, g->key);
    t4_buffer_printf(out, ": %s, ", t4_render_count((uint64_t)llround(g->value * unit), text));
    put_text(out, t4_ladder_percent_text(g->lost, share));
    t4_buffer_printf(out, " of all lost%s</summary>\n<div class=\"scroll\"><table class=\"designs\" data-group=\"",
                     g->upper > 0 ? ", with listed goods" : "");
    put_text(out, g->key);
    t4_buffer_puts(out, "\"><thead><tr>");
    PUT_HEAD(out, {"#", NULL}, {"design", NULL}, {"detail", "detail"}, {"exact", "detail_exact"}, {"value hidden", "hidden_value_share"});
    if (t4_ladder_has_rules(r->ladder))
        PUT_HEAD(out, {"known exactly", "insider_risk_exact"}, {within, "insider_risk_within"});
    if (g->upper > 0)
        PUT_HEAD(out, {"list exact", "list_exact"}, {"list bounded", "list_bounded"}, {"list gone", "list_gone"});
    t4_buffer_puts(out, "</tr></thead><tbody>\n");
    for (size_t k = 0; k < count; k++) {
        put_name(out, &rows[k], k + 1, t4_ladder_has_rules(r->ladder));
        put_part(out, r, &rows[k], t4_ladder_part_of(r->ladder, k, g->index), g->value, g->upper > 0);
        t4_buffer_puts(out, "</tr>\n");
    }
    t4_buffer_puts(out, "</tbody></table></div></details>\n");
}

/* Those that lose most, and those that hold listed goods. */
static void put_each_group(t4_buffer *out, const t4_ladder_result *r, const t4_ladder_view_options *view, double unit)
{
    size_t told = 0;

    t4_buffer_printf(out, "<h2>What every design does, %s by %s</h2>\n<div id=\"each\">\n", by_names[view->by], by_names[view->by]);
    for (size_t i = 0; i < r->group_count && told < EACH; i++)
        if (i < EACH_LOST || r->groups[i].upper > 0) {
            put_group_designs(out, r, &r->groups[i], unit);
            told++;
        }
    t4_buffer_puts(out, "</div>\n");
    if (told < r->group_count)
        t4_buffer_printf(out, "<p class=\"quiet\">The %d that lose most, and such as hold listed goods; all: tenfour ladder --by %s "
                         "--format csv</p>\n", EACH_LOST, by_names[view->by]);
}

/* --- all -------------------------------------------------------------------------------------------- */

/* A table of many columns: titles in several lines, on paper across; a chart that can be read on a phone. */
static const char style[] =
    ".designs th{white-space:normal;min-width:3rem}.designs :is(td,th):first-child{width:1rem;min-width:0}.designs :is(th,td){padding:.3rem .45rem}.designs :is(td,th):nth-child(2){text-align:left}details{margin:.2rem 0}"
    "summary{cursor:pointer}.paper{display:none}@media (max-width:44rem){.designs :is(td,th):nth-child(2){white-space:normal;min-width:7rem}"
    ".designs :is(td,th){padding:.3rem}}"
    "@media print{@page{size:A4 landscape;margin:12mm}.designs{font-size:7.5pt;print-color-adjust:exact}"
    ".designs :is(th,td){padding:.12rem .3rem;min-width:0}.designs td:nth-child(2){white-space:normal}#seen{font-size:7pt}#groups tbody tr:nth-child(n+41){display:none}.paper{display:block}"
    "h2{break-after:avoid}}";

static t4_status put_sentences(t4_buffer *out, const t4_ladder_result *r, const t4_ladder_view_options *view,
                               t4_error *err)
{
    t4_buffer text;
    t4_status status;
    char *save = NULL, *line;

    t4_buffer_init(&text, 0);
    status = t4_ladder_sentences(&text, r, view, err);
    t4_buffer_puts(out, "<ul id=\"sentences\">\n");
    for (line = status ? NULL : strtok_r(text.data, "\n", &save); line; line = strtok_r(NULL, "\n", &save)) {
        t4_buffer_puts(out, "<li>");
        put_text(out, line);
        t4_buffer_puts(out, "</li>\n");
    }
    t4_buffer_puts(out, "</ul>\n");
    t4_buffer_release(&text);
    return status;
}

static void move(t4_buffer *out, t4_outpage *part)
{
    t4_buffer_append(out, part->out.data, part->out.length);
    t4_buffer_clear(&part->out);
}

/* Without rules there is no risk to draw: what each design keeps, as bars. */
static void put_kept(t4_buffer *out, t4_outpage *part, const t4_ladder_row *rows, size_t count)
{
    t4_outpage_bar bars[T4_LADDER_DESIGNS_MAX];
    size_t n = 0;

    for (size_t i = 0; i < count; i++)
        if (!rows[i].failed)
            bars[n++] = (t4_outpage_bar){rows[i].design.name, NULL, 0, 100 * rows[i].kept, NAN};
    t4_outpage_bars(part, "Detail kept by each design", "percent of the value in its right place", bars, n);
    move(out, part);
}

static t4_status put_page(t4_buffer *out, t4_outpage *part, const t4_ladder_result *r, const t4_ladder_view_options *view,
                          t4_error *err)
{
    size_t count = 0;
    const t4_ladder_row *rows = r->ladder ? t4_ladder_rows(r->ladder, &count) : NULL;
    t4_status status;

    t4_buffer_printf(out, "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" "
                     "content=\"width=device-width\"><link rel=\"icon\" href=\"data:,\"><title>Ladder of release designs</title>"
                     "<style>%s%s%s</style></head><body>\n<p class=\"quiet\">made from ", t4_outpage_style, t4_ladder_chart_style, style);
    put_text(out, r->source);
    t4_buffer_printf(out, "</p><h1>%s</h1>\n", rows && t4_ladder_has_rules(r->ladder) ? "Detail kept against protection given"
                     : "What release designs show");
    if (r->records)
        t4_buffer_puts(out, "<p class=\"warn\">Confidential: made from records</p>\n");
    status = put_sentences(out, r, view, err);
    if (rows && t4_ladder_has_rules(r->ladder)) {
        t4_buffer_puts(out, "<h2>The frontier</h2>\n");
        t4_ladder_chart(out, r);
    } else if (rows) {
        put_kept(out, part, rows, count);
    }
    if (rows) {
        t4_ladder_columns c = t4_ladder_columns_of(r, view);

        put_designs(out, r, rows, count);
        put_shown(out, r, rows, count);
        if (c.watch || c.power || c.planted)
            put_public(out, r, rows, count, &c);
        if (c.power)
            put_seen(out, r, rows, count);
        put_groups(out, r, view, t4_ladder_one(r->ladder));
        put_each_group(out, r, view, t4_ladder_one(r->ladder));
    }
    if (rows && t4_ladder_has_rules(r->ladder))
        t4_ladder_chart_script(out, r);
    t4_outpage_scripts(part);
    move(out, part);
    t4_buffer_puts(out, "</body></html>\n");
    return status || !part->failed ? status : t4_fail_memory(err);
}

t4_status t4_ladder_page(const char *path, const t4_ladder_result *r, const t4_ladder_view_options *view, t4_error *err)
{
    t4_outpage part = {.failed = false};
    t4_buffer out;
    t4_status status;

    if (view->public_only)
        return t4_fail(err, T4_ERR_USAGE, "--page shows everything; it does not go with --public");
    t4_buffer_init(&out, 0);
    t4_buffer_init(&part.out, 0);
    t4_buffer_init(&part.charts, 0);
    status = put_page(&out, &part, r, view, err);
    if (!status && !t4_buffer_text(&out))
        status = t4_fail_memory(err);
    if (!status)
        status = t4_outfile_save(NULL, path, &out, r->records ? 0600 : 0644, err);
    t4_outpage_release(&part);
    t4_buffer_release(&out);
    return status;
}
