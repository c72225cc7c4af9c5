/* SPDX-License-Identifier: MIT */
#include "cli/ladder_page.h"

#include <math.h>
#include <string.h>

#include "cli/outpage.h"
#include "cli/render.h"
#include "io/outfile.h"
#include "release/html.h"
#include "stats/detail.h"

enum { WIDTH = 760, HEIGHT = 420, LEFT = 70, RIGHT = 24, TOP = 20, BOTTOM = 56 };

static void put_text(t4_buffer *out, const char *text)
{
    t4_html_text(out, text);
}

/* --- the chart ------------------------------------------------------------------------------- */

/* Share of the targets that an insider does not know within p %. */
static double protection_of(const t4_ladder_result *r, const t4_ladder_row *row)
{
    double targets = (double)t4_ladder_targets(r->ladder);

    return targets > 0 ? 1 - (double)(row->risk[T4_LADDER_INSIDER].exact + row->risk[T4_LADDER_INSIDER].within) / targets
                       : 1;
}

static void svg_axis(t4_buffer *out)
{
    for (int i = 0; i <= 5; i++) {
        double x = LEFT + i * (WIDTH - LEFT - RIGHT) / 5.0, y = HEIGHT - BOTTOM - i * (HEIGHT - TOP - BOTTOM) / 5.0;

        t4_buffer_printf(out, "<line x1=\"%.1f\" y1=\"%d\" x2=\"%.1f\" y2=\"%d\" stroke=\"#d5dde5\"/>"
                         "<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%d %%</text>",
                         x, TOP, x, HEIGHT - BOTTOM, x, HEIGHT - BOTTOM + 18, i * 20);
        t4_buffer_printf(out, "<line x1=\"%d\" y1=\"%.1f\" x2=\"%d\" y2=\"%.1f\" stroke=\"#d5dde5\"/>"
                         "<text x=\"%d\" y=\"%.1f\" text-anchor=\"end\">%d %%</text>",
                         LEFT, y, WIDTH - RIGHT, y, LEFT - 8, y + 4, i * 20);
    }
    t4_buffer_printf(out, "<text x=\"%d\" y=\"%d\" text-anchor=\"middle\">detail kept</text>"
                     "<text transform=\"translate(16,%d) rotate(-90)\" text-anchor=\"middle\">targets not known</text>",
                     (LEFT + WIDTH - RIGHT) / 2, HEIGHT - 12, (TOP + HEIGHT - BOTTOM) / 2);
}

static void svg_chart(t4_buffer *out, const t4_ladder_result *r, const t4_ladder_row *rows, size_t count)
{
    t4_buffer_printf(out, "<svg viewBox=\"0 0 %d %d\" width=\"%d\" height=\"%d\" role=\"img\" aria-label=\"detail kept "
                     "against targets not known, one point a design; the numbers are those of the table\" "
                     "font-family=\"sans-serif\" font-size=\"12\" fill=\"#17202a\">", WIDTH, HEIGHT, WIDTH, HEIGHT);
    svg_axis(out);
    for (int best = 0; best < 2; best++)
        for (size_t i = 0; i < count; i++) {
            double x, y;

            if (rows[i].failed || rows[i].unbeaten != best)
                continue;
            x = LEFT + rows[i].kept * (WIDTH - LEFT - RIGHT);
            y = HEIGHT - BOTTOM - protection_of(r, &rows[i]) * (HEIGHT - TOP - BOTTOM);
            t4_buffer_printf(out, "<g><title>");
            put_text(out, rows[i].design.name);
            t4_buffer_printf(out, "</title><circle cx=\"%.1f\" cy=\"%.1f\" r=\"9\" fill=\"%s\" stroke=\"#0b5394\"/>"
                             "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"middle\" font-size=\"10\" fill=\"%s\">%zu</text></g>",
                             x, y, best ? "#0b5394" : "#ffffff", x, y + 3.5, best ? "#ffffff" : "#0b5394", i + 1);
        }
    t4_buffer_puts(out, "</svg>");
}

static const char spec_head[] =
    "{\"width\":640,\"height\":340,\"padding\":8,\"autosize\":\"pad\",\"data\":[{\"name\":\"d\",\"values\":[";
static const char spec_tail[] =
    "]}],\"scales\":[{\"name\":\"x\",\"domain\":[0,1],\"range\":\"width\"},{\"name\":\"y\",\"domain\":[0,1],\"range\":\"height\"}],"
    "\"axes\":[{\"orient\":\"bottom\",\"scale\":\"x\",\"format\":\"%\",\"title\":\"detail kept\",\"grid\":true,\"tickCount\":5},"
    "{\"orient\":\"left\",\"scale\":\"y\",\"format\":\"%\",\"title\":\"targets not known\",\"grid\":true,\"tickCount\":5}],"
    "\"marks\":[{\"type\":\"symbol\",\"from\":{\"data\":\"d\"},\"encode\":{\"enter\":{\"x\":{\"scale\":\"x\",\"field\":\"x\"},"
    "\"y\":{\"scale\":\"y\",\"field\":\"y\"},\"size\":{\"value\":260},\"stroke\":{\"value\":\"#0b5394\"},"
    "\"fill\":{\"signal\":\"datum.best ? '#0b5394' : '#ffffff'\"},\"tooltip\":{\"signal\":\"datum.name\"}}}},"
    "{\"type\":\"text\",\"interactive\":false,\"from\":{\"data\":\"d\"},\"encode\":{\"enter\":{\"x\":{\"scale\":\"x\",\"field\":\"x\"},"
    "\"y\":{\"scale\":\"y\",\"field\":\"y\"},\"align\":{\"value\":\"center\"},\"baseline\":{\"value\":\"middle\"},"
    "\"fontSize\":{\"value\":10},\"fill\":{\"signal\":\"datum.best ? '#ffffff' : '#0b5394'\"},\"text\":{\"field\":\"n\"}}}}]}";

/* The same points drawn by the chart library, in place of the SVG. */
static void vega_chart(t4_buffer *out, const t4_ladder_result *r, const t4_ladder_row *rows, size_t count)
{
    bool first = true;

    if (t4_outpage_library(out)) {
        t4_buffer_puts(out, "<script>\nvar spec = ");
        t4_buffer_puts(out, spec_head);
        for (size_t i = 0; i < count; i++) {
            if (rows[i].failed)
                continue;
            t4_buffer_printf(out, "%s{\"n\":%zu,\"x\":%.9g,\"y\":%.9g,\"best\":%s,\"name\":", first ? "" : ",", i + 1,
                             rows[i].kept, protection_of(r, &rows[i]), rows[i].unbeaten ? "true" : "false");
            t4_outpage_script_text(out, rows[i].design.name);
            t4_buffer_putc(out, '}');
            first = false;
        }
        t4_buffer_puts(out, spec_tail);
        t4_buffer_puts(out, ";\ndocument.getElementById(\"frontier\").textContent = \"\";\n"
                       "new vega.View(vega.parse(spec), {renderer: \"svg\", container: \"#frontier\", hover: true}).runAsync();\n"
                       "</script>\n");
    }
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

static void put_design(t4_buffer *out, const t4_ladder_result *r, const t4_ladder_row *row, size_t number,
                       bool power)
{
    bool good = !row->failed, risk = good && t4_ladder_has_rules(r->ladder), list = good && r->listed;

    t4_buffer_printf(out, "<tr%s><td>%zu</td><td>", risk && row->unbeaten ? " class=\"best\"" : "", number);
    put_text(out, row->design.name);
    if (row->failed) {
        t4_buffer_puts(out, " (not possible: ");
        put_text(out, row->failed);
        t4_buffer_puts(out, ")");
    }
    t4_buffer_puts(out, "</td>");
    put_count(out, true, row->cells);
    put_count(out, true, row->hidden_cells);
    put_share(out, good, row->hidden_value);
    put_share(out, good && row->pure, row->h_hidden);
    put_share(out, good, row->kept);
    put_share(out, good, row->exact);
    put_share(out, good, row->close);
    put_count(out, risk, row->risk[T4_LADDER_INSIDER].exact);
    put_count(out, risk, row->risk[T4_LADDER_INSIDER].within);
    put_share(out, list, row->watched.exact);
    put_share(out, list, row->watched.bounded);
    put_share(out, list, row->watched.gone);
    for (int k = 0; k < T4_LADDER_TESTS; k++)
        put_share(out, good && power, row->power[k]);
    if (t4_ladder_planted_count(r->ladder))
        put_count(out, good, row->revealed);
    t4_buffer_puts(out, "</tr>\n");
}

static void put_designs(t4_buffer *out, const t4_ladder_result *r, const t4_ladder_row *rows, size_t count)
{
    bool power = false;   /* as in the CSV: nothing is told where no design sees anything */

    for (size_t i = 0; i < count; i++)
        for (int k = 0; k < T4_LADDER_TESTS; k++)
            power = power || rows[i].power[k] > 0;
    t4_buffer_printf(out, "<h2>Designs</h2>\n<div class=\"scroll\"><table id=\"designs\"><thead><tr><th>#</th><th>design</th>"
                     "<th>cells</th><th>hidden</th><th>value hidden</th><th>H(10|L) / H(10)</th><th>detail</th>"
                     "<th>exact</th><th>close</th><th>known exactly</th><th>within %.3g %%</th><th>list exact</th>"
                     "<th>list bounded</th><th>list gone</th><th>sees 1</th><th>sees 2</th><th>sees 5</th>"
                     "<th>sees 20</th><th>sees switch</th>%s</tr></thead><tbody>\n", t4_ladder_percent(r->ladder),
                     t4_ladder_planted_count(r->ladder) ? "<th>reveals</th>" : "");
    for (size_t i = 0; i < count; i++)
        put_design(out, r, &rows[i], i + 1, power);
    t4_buffer_puts(out, "</tbody></table></div>\n<p class=\"quiet\">Shaded: no other design keeps as much and exposes less "
                   "to any attacker. Known exactly, within: targets as the strongest insider knows them; targets are every "
                   "trader's contribution to every cell that breaks a rule, fixed before any design. Detail: value that an "
                   "even split of what is not told puts in the right place. Sees: chance that a diversion by so many traders, "
                   "or a switch of codes inside a heading, is noticed; a hidden cell counts as not seen.</p>\n");
}

static void put_groups(t4_buffer *out, const t4_ladder_result *r, const t4_ladder_view_options *view, double unit)
{
    static const char *const names[] = {"heading", "chapter", "partner"};
    size_t most = r->group_count < 500 ? r->group_count : 500;
    char text[T4_RENDER_TEXT];

    t4_buffer_printf(out, "<h2>What %d digits hide, by %s</h2>\n<div class=\"scroll\"><table id=\"groups\"><thead><tr><th>#</th>"
                     "<th>%s</th><th>", view->level, names[view->by], names[view->by]);
    put_text(out, r->measure);
    t4_buffer_printf(out, "</th><th>codes</th><th>bits</th><th>codes in effect</th><th>of all lost</th><th>misplaced</th>%s"
                     "</tr></thead><tbody>\n", r->listed ? "<th>listed codes</th><th>listed value</th>" : "");
    for (size_t i = 0; i < most; i++) {
        const t4_ladder_group *g = &r->groups[i];

        t4_buffer_printf(out, "<tr><td>%zu</td><td>", i + 1);
        put_text(out, g->key);
        t4_buffer_printf(out, "</td><td data-value=\"%.0f\">%s</td>", g->value * unit,
                         t4_render_count((uint64_t)(g->value * unit), text));
        put_count(out, true, g->codes);
        t4_buffer_printf(out, "<td data-value=\"%.9g\">%.2f</td><td data-value=\"%.9g\">%.1f</td>", g->h * T4_BITS,
                         g->h * T4_BITS, exp(g->h), exp(g->h));
        put_share(out, true, g->lost);
        put_share(out, true, g->misplaced);
        if (r->listed) {
            put_count(out, true, g->listed_codes);
            if (g->lower < g->upper)
                t4_buffer_printf(out, "<td>0 to %s</td>", t4_render_count((uint64_t)(g->upper * unit), text));
            else
                t4_buffer_printf(out, "<td>%s</td>", g->upper > 0 ? t4_render_count((uint64_t)(g->upper * unit), text) : "none");
        }
        t4_buffer_puts(out, "</tr>\n");
    }
    t4_buffer_puts(out, "</tbody></table></div>\n");
    if (most < r->group_count)
        t4_buffer_printf(out, "<p class=\"quiet\">%zu more: tenfour ladder --by %s --format csv</p>\n",
                         r->group_count - most, names[view->by]);
}

/* --- all -------------------------------------------------------------------------------------------- */

/* A table of many columns: titles in several lines, on paper across; a chart that can be read on a phone. */
static const char style[] =
    "#designs th{white-space:normal;min-width:3.2rem}figure{overflow-x:auto}#frontier svg{min-width:34rem}"
    "@media print{@page{size:A4 landscape;margin:12mm}#designs{font-size:7pt;print-color-adjust:exact}"
    "#designs :is(th,td){padding:.15rem .25rem;min-width:0}figure{break-inside:avoid}}";

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

static t4_status put_page(t4_buffer *out, const t4_ladder_result *r, const t4_ladder_view_options *view, t4_error *err)
{
    size_t count = 0;
    const t4_ladder_row *rows = r->ladder ? t4_ladder_rows(r->ladder, &count) : NULL;
    double sum = 0;
    t4_status status;

    for (size_t i = 0; i < r->group_count; i++)
        sum += r->groups[i].value;
    t4_buffer_printf(out, "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" "
                     "content=\"width=device-width\"><link rel=\"icon\" href=\"data:,\"><title>Ladder of release designs</title>"
                     "<style>%s%s</style></head><body>\n<p class=\"quiet\">made from ", t4_outpage_style, style);
    put_text(out, r->source);
    t4_buffer_puts(out, "</p><h1>Detail kept against protection given</h1>\n");
    if (r->records)
        t4_buffer_puts(out, "<p class=\"warn\">Confidential: made from records</p>\n");
    status = put_sentences(out, r, view, err);
    if (rows && t4_ladder_has_rules(r->ladder)) {
        t4_buffer_puts(out, "<h2>The frontier</h2>\n<figure><div id=\"frontier\">");
        svg_chart(out, r, rows, count);
        t4_buffer_puts(out, "</div><figcaption class=\"quiet\">One point a design, numbered as in the table. Filled: no other "
                       "design beats it.</figcaption></figure>\n");
    }
    if (rows) {
        put_designs(out, r, rows, count);
        put_groups(out, r, view, sum > 0 ? t4_ladder_value(r->ladder) / sum : 1);
    }
    if (rows && t4_ladder_has_rules(r->ladder))
        vega_chart(out, r, rows, count);
    t4_buffer_puts(out, "</body></html>\n");
    return status;
}

t4_status t4_ladder_page(const char *path, const t4_ladder_result *r, const t4_ladder_view_options *view, t4_error *err)
{
    t4_buffer out;
    t4_outfile *file = NULL;
    t4_status status;

    if (view->public_only)
        return t4_fail(err, T4_ERR_USAGE, "--page shows everything; it does not go with --public");
    t4_buffer_init(&out, 0);
    status = put_page(&out, r, view, err);
    if (!status && !t4_buffer_text(&out))
        status = t4_fail_memory(err);
    if (!status)
        status = t4_outfile_open(&file, path, r->records ? 0600 : 0644, err);
    if (!status)
        status = t4_outfile_write(file, out.data, out.length, err);
    if (!status)
        status = t4_outfile_commit(file, err);
    t4_outfile_free(file);
    t4_buffer_release(&out);
    return status;
}
