/* SPDX-License-Identifier: MIT */
#include "cli/ladder_chart.h"

#include <math.h>
#include <string.h>

#include "cli/ladder_layout.h"
#include "cli/outpage.h"
#include "cli/render.h"
#include "release/html.h"

enum { LEFT = 74, RIGHT = 24, TOP = 8, BOTTOM = 50 };   /* room around the plot */

const char t4_ladder_chart_style[] =
    "figure{overflow-x:auto}#frontier-phone{display:none}@media (max-width:44rem){#frontier{display:none}"
    "#frontier-phone{display:block}}#key{columns:21rem;column-gap:2rem;padding-left:2.2rem;font-size:.92rem}#key li{margin:.1rem 0;break-inside:avoid}"
    "#key .best{font-weight:600}@media print{figure{break-inside:avoid}#frontier{display:block}#frontier-phone{display:none}"
    "#key{font-size:8pt;columns:3}}";

static const t4_ladder_layout wide = {.width = 820, .height = 430, .font = 12, .names = true};
static const t4_ladder_layout narrow = {.width = 262, .height = 400, .font = 11};

/* --- SVG ------------------------------------------------------------------------------------- */

static void svg_axes(t4_buffer *out, const t4_ladder_layout *a, const t4_ladder_result *r)
{
    char text[T4_RENDER_TEXT];

    for (int i = 0; i <= 5; i++)
        t4_buffer_printf(out, "<line x1=\"%.1f\" y1=\"0\" x2=\"%.1f\" y2=\"%.0f\" stroke=\"#d5dde5\"/><text x=\"%.1f\" y=\"%.0f\" "
                         "text-anchor=\"middle\">%d %%</text>", i * a->width / 5, i * a->width / 5, a->height, i * a->width / 5,
                         a->height + 17, i * 20);
    for (double known = 0; known <= a->most; known = known > 0 ? known * 10 : 1) {
        double y = t4_ladder_layout_y(a, known);

        t4_buffer_printf(out, "<line x1=\"0\" y1=\"%.1f\" x2=\"%.0f\" y2=\"%.1f\" stroke=\"%s\"/><text x=\"-7\" y=\"%.1f\" "
                         "text-anchor=\"end\">%s</text>", y, a->width, y, known > 0 ? "#d5dde5" : "#8793a0", y + 4,
                         known > 0 ? t4_render_count((uint64_t)known, text) : "none");
    }
    t4_buffer_printf(out, "<text x=\"%.0f\" y=\"%.0f\" text-anchor=\"middle\">detail kept</text><text transform=\"translate(%d,%.0f) "
                     "rotate(-90)\" text-anchor=\"middle\">targets known exactly or within %.3g %%</text>", a->width / 2,
                     a->height + 40, 14 - LEFT, a->height / 2, t4_ladder_percent(r->ladder));
}

static void svg_frontier(t4_buffer *out, const t4_ladder_layout *a)
{
    t4_buffer_puts(out, "<polyline fill=\"none\" stroke=\"#0b5394\" stroke-width=\"1.5\" stroke-dasharray=\"6 4\" points=\"");
    for (size_t i = 0; i < a->best_count; i++)
        t4_buffer_printf(out, "%s%.1f,%.1f", i ? " " : "", a->spots[a->best[i]].x, a->spots[a->best[i]].y);
    t4_buffer_puts(out, "\"/>");
}

static void svg_mark(t4_buffer *out, const t4_ladder_spot *s)
{
    const char *fill = s->best ? "#0b5394" : "#ffffff";

    if (s->shape == T4_SPOT_OPEN)
        t4_buffer_printf(out, "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"5\" fill=\"%s\" stroke=\"#0b5394\" stroke-width=\"1.5\"/>", s->x, s->y, fill);
    else if (s->shape == T4_SPOT_HIDDEN)
        t4_buffer_printf(out, "<rect x=\"%.1f\" y=\"%.1f\" width=\"9\" height=\"9\" fill=\"%s\" stroke=\"#0b5394\" stroke-width=\"1.5\"/>",
                         s->x - 4.5, s->y - 4.5, fill);
    else
        t4_buffer_printf(out, "<path d=\"M%.1f %.1fl6 6l-6 6l-6 -6z\" fill=\"%s\" stroke=\"#0b5394\" stroke-width=\"1.5\"/>", s->x,
                         s->y - 6, fill);
}

static void svg_spots(t4_buffer *out, const t4_ladder_layout *a, const t4_ladder_row *rows)
{
    for (size_t i = 0; i < a->count; i++)
        if (a->spots[i].leader)
            t4_buffer_printf(out, "<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" stroke=\"#8793a0\" stroke-width=\".8\"/>",
                             a->spots[i].x, a->spots[i].y, a->spots[i].end_x, a->spots[i].end_y);
    for (int best = 0; best < 2; best++)
        for (size_t i = 0; i < a->count; i++) {
            if (a->spots[i].best != best)
                continue;
            t4_buffer_puts(out, "<g class=\"spot\"><title>");
            t4_html_text(out, rows[a->spots[i].row].design.name);
            t4_buffer_puts(out, "</title>");
            svg_mark(out, &a->spots[i]);
            t4_buffer_puts(out, "</g>");
        }
    for (size_t i = 0; i < a->count; i++) {
        t4_buffer_printf(out, "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"middle\" stroke=\"#ffffff\" stroke-width=\"3\" "
                         "paint-order=\"stroke\"%s>", a->spots[i].label_x, a->spots[i].label_y + 4,
                         a->spots[i].best ? " font-weight=\"bold\"" : "");
        t4_html_text(out, a->spots[i].label);
        t4_buffer_puts(out, "</text>");
    }
}

static void svg(t4_buffer *out, const t4_ladder_layout *a, const t4_ladder_result *r, const char *id)
{
    double width = LEFT + a->width + RIGHT, height = TOP + a->height + BOTTOM;
    size_t n;
    const t4_ladder_row *rows = t4_ladder_rows(r->ladder, &n);

    t4_buffer_printf(out, "<div id=\"%s\"><svg viewBox=\"0 0 %.0f %.0f\" width=\"%.0f\" height=\"%.0f\" role=\"img\" aria-labelledby=\"%s-t "
                     "%s-d\" font-family=\"sans-serif\" font-size=\"%.0f\" fill=\"#17202a\"><title id=\"%s-t\">The frontier of release "
                     "designs</title><desc id=\"%s-d\">One point a design: to the right more detail kept, upwards fewer targets known. "
                     "A dashed line joins the designs that no other beats. The same numbers stand in the table of designs."
                     "</desc><g transform=\"translate(%d,%d)\">", id, width, height, width, height, id, id, a->font, id, id, LEFT, TOP);
    svg_axes(out, a, r);
    svg_frontier(out, a);
    svg_spots(out, a, rows);
    t4_buffer_puts(out, "</g></svg></div>");
}

static void put_key(t4_buffer *out, const t4_ladder_layout *a, const t4_ladder_row *rows)
{
    char share[32], known[T4_RENDER_TEXT];

    t4_buffer_puts(out, "<ol id=\"key\">\n");
    for (size_t i = 0; i < a->count; i++) {
        const t4_ladder_spot *s = &a->spots[i];

        t4_buffer_printf(out, "<li value=\"%zu\"%s>", s->row + 1, s->best ? " class=\"best\"" : "");
        t4_html_text(out, rows[s->row].design.name);
        t4_buffer_puts(out, ": ");
        t4_html_text(out, t4_ladder_percent_text(rows[s->row].kept, share));
        t4_buffer_printf(out, ", %s</li>\n", t4_render_count(s->known, known));
    }
    t4_buffer_puts(out, "</ol>\n");
}

void t4_ladder_chart(t4_buffer *out, const t4_ladder_result *r)
{
    t4_ladder_layout a = wide, small = narrow;
    size_t n;
    const t4_ladder_row *rows = t4_ladder_rows(r->ladder, &n);

    t4_ladder_layout_make(&a, r);
    t4_ladder_layout_make(&small, r);
    t4_buffer_puts(out, "<figure>");
    svg(out, &a, r, "frontier");
    svg(out, &small, r, "frontier-phone");
    t4_buffer_puts(out, "<figcaption class=\"quiet\">One point a design, numbered as in the key and the table: \u25cb open, \u25a1 with hidden "
                   "cells, \u25c7 adaptive. Filled and joined by the dashed line: no other design beats it. Upwards fewer targets are known "
                   "to an insider, in steps of ten. The key tells the detail kept and the targets known.</figcaption></figure>\n");
    put_key(out, &a, rows);
}

/* --- the chart library --------------------------------------------------------------------------- */

static void spec_frontier(t4_buffer *out, const t4_ladder_layout *a)
{
    t4_buffer_puts(out, "{\"name\":\"f\",\"values\":[");
    for (size_t i = 0; i < a->best_count; i++)
        t4_buffer_printf(out, "%s{\"x\":%.2f,\"y\":%.2f}", i ? "," : "", a->spots[a->best[i]].x, a->spots[a->best[i]].y);
    t4_buffer_puts(out, "]},");
}

static void spec_spots(t4_buffer *out, const t4_ladder_layout *a, const t4_ladder_row *rows)
{
    static const char *const shapes[] = {"circle", "square", "diamond"};

    t4_buffer_puts(out, "{\"name\":\"d\",\"values\":[");
    for (size_t i = 0; i < a->count; i++) {
        const t4_ladder_spot *s = &a->spots[i];

        t4_buffer_printf(out, "%s{\"x\":%.2f,\"y\":%.2f,\"lx\":%.2f,\"ly\":%.2f,\"ex\":%.2f,\"ey\":%.2f,\"far\":%s,\"best\":%s,\"shape\":\"%s\",\"kept\":%.9g,"
                         "\"known\":%llu,\"label\":", i ? "," : "", s->x, s->y, s->label_x, s->label_y,
                         s->end_x, s->end_y, s->leader ? "true" : "false", s->best ? "true" : "false",
                         shapes[s->shape], rows[s->row].kept, (unsigned long long)s->known);
        t4_outpage_script_text(out, s->label);
        t4_buffer_puts(out, ",\"name\":");
        t4_outpage_script_text(out, rows[s->row].design.name);
        t4_buffer_putc(out, '}');
    }
    t4_buffer_puts(out, "]}");
}

/* The axes tell what the pixels mean: the scales are those of the layout. */
static void spec_axes(t4_buffer *out, const t4_ladder_layout *a, const t4_ladder_result *r)
{
    t4_buffer_printf(out, "],\"scales\":[{\"name\":\"x\",\"domain\":[0,1],\"range\":[0,%.0f]},{\"name\":\"y\",\"type\":\"symlog\","
                     "\"domain\":[0,%.0f],\"range\":[%d,%.0f]}],\"axes\":[{\"orient\":\"bottom\",\"scale\":\"x\",\"format\":\"%%\",\"title\":"
                     "\"detail kept\",\"grid\":true,\"tickCount\":5,\"labelFontSize\":12,\"titleFontSize\":12,\"titleFontWeight\":\"normal\"},"
                     "{\"orient\":\"left\",\"scale\":\"y\",\"grid\":true,\"labelFontSize\":12,\"titleFontSize\":12,\"titleFontWeight\":\"normal\","
                     "\"title\":\"targets known exactly or within %.3g %%\",\"encode\":{\"labels\":{\"update\":{\"text\":{\"signal\":"
                     "\"datum.value ? format(datum.value, ',') : 'none'\"}}}},\"values\":[0", a->width, a->most, T4_LADDER_HEADROOM,
                     a->height, t4_ladder_percent(r->ladder));
    for (double known = 1; known <= a->most; known *= 10)
        t4_buffer_printf(out, ",%.0f", known);
    t4_buffer_puts(out, "]}],");
}

/* Written twice: a white edge that keeps lines off, and the text. */
#define LABELS(edge) \
    "{\"type\":\"text\",\"aria\":false,\"interactive\":false,\"from\":{\"data\":\"d\"},\"encode\":{\"enter\":{\"x\":{\"field\":\"lx\"}," \
    "\"y\":{\"field\":\"ly\"},\"align\":{\"value\":\"center\"},\"baseline\":{\"value\":\"middle\"},\"fontSize\":{\"value\":12}," edge \
    "\"fontWeight\":{\"signal\":\"datum.best ? 'bold' : 'normal'\"},\"fill\":{\"value\":\"#17202a\"},\"text\":{\"field\":\"label\"}}}}"

static const char spec_marks[] =
    "\"marks\":[{\"type\":\"line\",\"from\":{\"data\":\"f\"},\"encode\":{\"enter\":{\"x\":{\"field\":\"x\"},\"y\":{\"field\":\"y\"},"
    "\"stroke\":{\"value\":\"#0b5394\"},\"strokeWidth\":{\"value\":1.5},\"strokeDash\":{\"value\":[6,4]}}},\"aria\":false},"
    "{\"type\":\"rule\",\"aria\":false,\"from\":{\"data\":\"d\"},\"encode\":{\"enter\":{\"x\":{\"field\":\"x\"},\"y\":{\"field\":\"y\"},"
    "\"x2\":{\"field\":\"ex\"},\"y2\":{\"field\":\"ey\"},\"stroke\":{\"value\":\"#8793a0\"},\"strokeWidth\":{\"value\":0.8},"
    "\"opacity\":{\"signal\":\"datum.far ? 1 : 0\"}}}},"
    "{\"type\":\"symbol\",\"from\":{\"data\":\"d\"},\"sort\":{\"field\":\"datum.best\"},\"encode\":{\"enter\":{\"x\":{\"field\":\"x\"},\"y\":{\"field\":\"y\"},"
    "\"size\":{\"value\":90},\"shape\":{\"field\":\"shape\"},\"stroke\":{\"value\":\"#0b5394\"},\"strokeWidth\":{\"value\":1.5},"
    "\"fill\":{\"signal\":\"datum.best ? '#0b5394' : '#ffffff'\"},\"description\":{\"field\":\"name\"},"
    "\"tooltip\":{\"signal\":\"datum.name + ': ' + format(datum.kept, '.1%') + ' of the detail, ' + format(datum.known, ',') + ' known'\"}}}},"
    LABELS("\"stroke\":{\"value\":\"#ffffff\"},\"strokeWidth\":{\"value\":4},") "," LABELS("") "]}";

void t4_ladder_chart_script(t4_buffer *out, const t4_ladder_result *r)
{
    t4_ladder_layout a = wide;
    size_t n;
    const t4_ladder_row *rows = t4_ladder_rows(r->ladder, &n);

    if (!t4_outpage_library(out))
        return;
    t4_ladder_layout_make(&a, r);
    t4_buffer_printf(out, "<script>\nvar spec = {\"width\":%.0f,\"height\":%.0f,\"padding\":8,\"autosize\":\"pad\",\"description\":\"The "
                     "frontier of release designs: detail kept against targets known, as in the table of designs\",\"data\":[",
                     a.width, a.height);
    spec_frontier(out, &a);
    spec_spots(out, &a, rows);
    spec_axes(out, &a, r);
    t4_buffer_puts(out, spec_marks);
    t4_buffer_puts(out, ";\ndocument.getElementById(\"frontier\").textContent = \"\";\n"
                   "new vega.View(vega.parse(spec), {renderer: \"svg\", container: \"#frontier\", hover: true}).runAsync();\n"
                   "</script>\n");
}
