/* SPDX-License-Identifier: MIT */
/* Charts of a page: bars and lines as SVG, and as specifications for the chart library that draws them anew. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/memory.h"
#include "cli/outpage.h"
#include "release/html.h"

enum { WIDTH = 760, LEFT = 260, RIGHT = 30, ROW = 22, AXIS = 40, LINES_HEIGHT = 320, LINES_LEFT = 80, TICKS = 5 };

/* Told apart also without colours' help by their order in the legend (Okabe and Ito, 2008). */
static const char *const colours[T4_OUTPAGE_SERIES] = {"#0b5394", "#d55e00", "#009e73", "#cc79a7", "#56b4e9", "#e69f00",
                                                    "#000000"};

static void check(t4_outpage *page, bool good)
{
    page->failed = page->failed || !good;
}

void t4_outpage_chart(t4_outpage *page, const char *caption, const t4_buffer *svg, const t4_buffer *specification)
{
    t4_buffer *out = &page->out;
    int number = ++page->chart_count;

    check(page, t4_buffer_printf(out, "<figure><div id=\"chart%d\">", number) &&
                    t4_buffer_append(out, svg->data, svg->length) &&
                    t4_buffer_puts(out, "</div><figcaption class=\"quiet\">") && t4_html_text(out, caption) &&
                    t4_buffer_puts(out, "</figcaption></figure>\n"));
    if (!specification)
        return;
    out = &page->charts;
    check(page, t4_buffer_printf(out, "document.getElementById(\"chart%d\").textContent = \"\";\nnew vega.View(vega.parse(",
                                 number) &&
                    t4_buffer_append(out, specification->data, specification->length) &&
                    t4_buffer_printf(out, "), {renderer: \"svg\", container: \"#chart%d\", hover: true}).runAsync();\n",
                                     number));
}

/* A step of 1, 2 or 5 times a power of ten with which `span` has about TICKS parts. */
static double step_of(double span)
{
    double rough = span / TICKS, ten, rest;

    if (!(rough > 0) || !isfinite(rough))
        return 1;
    ten = pow(10, floor(log10(rough)));
    rest = rough / ten;
    return ten * (rest > 5 ? 10 : rest > 2 ? 5 : rest > 1 ? 2 : 1);
}

/* "1.2 M": short, for axes. */
static const char *short_text(double value, char text[32])
{
    static const struct { double unit; const char *name; } units[] = {{1e12, " T"}, {1e9, " bn"}, {1e6, " M"}, {1e3, " k"}};

    for (int i = 0; i < 4; i++)
        if (fabs(value) >= units[i].unit) {
            snprintf(text, 32, "%.4g%s", value / units[i].unit, units[i].name);
            return text;
        }
    snprintf(text, 32, "%.4g", value);
    return text;
}

typedef struct {
    double low, high, step;
} scale;

static scale scale_of(double low, double high)
{
    scale s;

    low = fmin(low, 0);
    if (!(high > low))
        high = low + 1;
    s.step = step_of(high - low);
    s.low = floor(low / s.step) * s.step;
    s.high = ceil(high / s.step) * s.step;
    return s;
}

static void svg_begin(t4_buffer *out, int height, const char *caption)
{
    t4_buffer_printf(out, "<svg viewBox=\"0 0 %d %d\" width=\"%d\" height=\"%d\" role=\"img\" font-family=\"sans-serif\" "
                     "font-size=\"12\" fill=\"#17202a\" aria-label=\"", WIDTH, height, WIDTH, height);
    t4_html_text(out, caption);
    t4_buffer_puts(out, "\">");
}

/* --- bars ------------------------------------------------------------------------------------ */

static double bar_x(const scale *s, double value)
{
    return LEFT + (value - s->low) / (s->high - s->low) * (WIDTH - LEFT - RIGHT);
}

static void svg_bar(t4_buffer *out, const scale *s, const t4_outpage_bar *bar, size_t i)
{
    double y = (double)i * ROW + 4, from = bar_x(s, bar->from), to = bar_x(s, bar->to);

    t4_buffer_puts(out, "<g>");
    if (bar->note) {
        t4_buffer_puts(out, "<title>");
        t4_html_text(out, bar->note);
        t4_buffer_puts(out, "</title>");
    }
    t4_buffer_printf(out, "<text x=\"%d\" y=\"%.1f\" text-anchor=\"end\">", LEFT - 8, y + 12);
    t4_html_text(out, bar->label);
    t4_buffer_printf(out, "</text><rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%d\" fill=\"#7fb1dd\"/>", from, y,
                     fmax(to - from, 2), ROW - 8);
    if (!isnan(bar->mark))
        t4_buffer_printf(out, "<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" stroke=\"#8a3b00\" stroke-width=\"2\"/>",
                         bar_x(s, bar->mark), y - 2, bar_x(s, bar->mark), y + ROW - 6);
    t4_buffer_puts(out, "</g>");
}

static void svg_bars(t4_buffer *out, const scale *s, const char *caption, const char *axis, const t4_outpage_bar *bars,
                     size_t count)
{
    int bottom = (int)count * ROW + 6;
    char text[32];

    svg_begin(out, bottom + AXIS, caption);
    for (double at = s->low; at <= s->high + s->step / 2; at += s->step)
        t4_buffer_printf(out, "<line x1=\"%.1f\" y1=\"0\" x2=\"%.1f\" y2=\"%d\" stroke=\"#d5dde5\"/>"
                         "<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%s</text>",
                         bar_x(s, at), bar_x(s, at), bottom, bar_x(s, at), bottom + 16, short_text(at, text));
    for (size_t i = 0; i < count; i++)
        svg_bar(out, s, &bars[i], i);
    t4_buffer_printf(out, "<text x=\"%d\" y=\"%d\" text-anchor=\"middle\">", (LEFT + WIDTH - RIGHT) / 2, bottom + AXIS - 6);
    t4_html_text(out, axis);
    t4_buffer_puts(out, "</text></svg>");
}

static void spec_bars(t4_buffer *out, const scale *s, const char *axis, const t4_outpage_bar *bars, size_t count)
{
    t4_buffer_printf(out, "{\"width\":%d,\"height\":%d,\"padding\":8,\"autosize\":\"pad\",\"data\":[{\"name\":\"d\",\"values\":[",
                     WIDTH - LEFT - RIGHT, (int)count * ROW);
    for (size_t i = 0; i < count; i++) {
        t4_buffer_printf(out, "%s{\"i\":%zu,\"a\":%.9g,\"b\":%.9g,\"label\":", i ? "," : "", i, bars[i].from, bars[i].to);
        t4_outpage_script_text(out, bars[i].label);
        t4_buffer_puts(out, ",\"note\":");
        t4_outpage_script_text(out, bars[i].note ? bars[i].note : bars[i].label);
        if (!isnan(bars[i].mark))
            t4_buffer_printf(out, ",\"m\":%.9g", bars[i].mark);
        t4_buffer_putc(out, '}');
    }
    t4_buffer_printf(out, "]},{\"name\":\"marks\",\"source\":\"d\",\"transform\":[{\"type\":\"filter\",\"expr\":\"isValid(datum.m)\"}]}],"
                     "\"scales\":[{\"name\":\"x\",\"domain\":[%.9g,%.9g],\"range\":\"width\"},{\"name\":\"y\",\"type\":\"band\","
                     "\"domain\":{\"data\":\"d\",\"field\":\"i\"},\"range\":\"height\",\"padding\":0.3}],\"axes\":[{\"orient\":\"bottom\","
                     "\"scale\":\"x\",\"format\":\"~s\",\"grid\":true,\"tickCount\":5,\"title\":", s->low, s->high);
    t4_outpage_script_text(out, axis);
    t4_buffer_puts(out, "},{\"orient\":\"left\",\"scale\":\"y\",\"encode\":{\"labels\":{\"update\":{\"text\":{\"signal\":"
                   "\"data('d')[datum.value].label\"},\"limit\":{\"value\":250}}}}}],\"marks\":[{\"type\":\"rect\",\"from\":{\"data\":\"d\"},"
                   "\"encode\":{\"enter\":{\"x\":{\"scale\":\"x\",\"field\":\"a\"},\"x2\":{\"signal\":\"max(scale('x',datum.b),"
                   "scale('x',datum.a)+2)\"},\"y\":{\"scale\":\"y\",\"field\":\"i\"},\"height\":{\"scale\":\"y\",\"band\":1},"
                   "\"fill\":{\"value\":\"#7fb1dd\"},\"tooltip\":{\"signal\":\"datum.note\"}}}},{\"type\":\"rect\",\"interactive\":false,"
                   "\"from\":{\"data\":\"marks\"},\"encode\":{\"enter\":{\"x\":{\"signal\":\"scale('x',datum.m)-1\"},\"width\":{\"value\":2},"
                   "\"y\":{\"signal\":\"scale('y',datum.i)-2\"},\"height\":{\"signal\":\"bandwidth('y')+4\"},"
                   "\"fill\":{\"value\":\"#8a3b00\"}}}}]}");
}

void t4_outpage_bars(t4_outpage *page, const char *caption, const char *axis, const t4_outpage_bar *bars, size_t count)
{
    double low = 0, high = 0;
    t4_buffer svg, specification;
    scale s;

    if (!count)
        return;
    for (size_t i = 0; i < count; i++) {
        low = fmin(low, fmin(bars[i].from, isnan(bars[i].mark) ? bars[i].from : bars[i].mark));
        high = fmax(high, fmax(bars[i].to, isnan(bars[i].mark) ? bars[i].to : bars[i].mark));
    }
    s = scale_of(low, high);
    t4_buffer_init(&svg, 0);
    t4_buffer_init(&specification, 0);
    svg_bars(&svg, &s, caption, axis, bars, count);
    spec_bars(&specification, &s, axis, bars, count);
    t4_outpage_chart(page, caption, &svg, &specification);
    t4_buffer_release(&svg);
    t4_buffer_release(&specification);
}

/* --- lines ------------------------------------------------------------------------------------- */

typedef struct {
    const char *series[T4_OUTPAGE_SERIES];
    const char **x;             /* borrowed texts, in the order in which they first occur */
    size_t series_count, x_count, x_room;
    bool more;                  /* series that found no place */
    scale s;
} frame;

static size_t find(const char *const *texts, size_t count, const char *text)
{
    for (size_t i = count; i > 0; i--)   /* the newest first: points come in order */
        if (!strcmp(texts[i - 1], text))
            return i - 1;
    return count;
}

static bool survey(frame *f, const t4_outpage_point *points, size_t count)
{
    double low = 0, high = 0;

    for (size_t i = 0; i < count; i++) {
        if (find(f->series, f->series_count, points[i].series) == f->series_count) {
            f->more = f->more || f->series_count == T4_OUTPAGE_SERIES;
            if (f->series_count < T4_OUTPAGE_SERIES)
                f->series[f->series_count++] = points[i].series;
        }
        if (find(f->x, f->x_count, points[i].x) == f->x_count) {
            if (!t4_grow(&f->x, &f->x_room, f->x_count, sizeof *f->x))
                return false;
            f->x[f->x_count++] = points[i].x;
        }
        if (!isnan(points[i].y)) {
            low = fmin(low, points[i].y);
            high = fmax(high, points[i].y);
        }
    }
    f->s = scale_of(low, high);
    return true;
}

static double line_x(const frame *f, size_t place)
{
    return LINES_LEFT + ((double)place + 0.5) / (double)f->x_count * (WIDTH - LINES_LEFT - RIGHT);
}

static double line_y(const frame *f, double y)
{
    return 10 + (f->s.high - y) / (f->s.high - f->s.low) * (LINES_HEIGHT - 10);
}

static void svg_line(t4_buffer *out, const frame *f, size_t series, const t4_outpage_point *points, size_t count)
{
    bool open = false;

    t4_buffer_printf(out, "<path fill=\"none\" stroke=\"%s\" stroke-width=\"2\" d=\"", colours[series]);
    for (size_t i = 0; i < count; i++) {
        if (strcmp(points[i].series, f->series[series]))
            continue;
        if (!isnan(points[i].y))
            t4_buffer_printf(out, "%c%.1f %.1f", open ? 'L' : 'M', line_x(f, find(f->x, f->x_count, points[i].x)),
                             line_y(f, points[i].y));
        open = !isnan(points[i].y);
    }
    t4_buffer_printf(out, "\"/><rect x=\"%zu\" y=\"%d\" width=\"10\" height=\"10\" fill=\"%s\"/><text x=\"%zu\" y=\"%d\">",
                     (size_t)LINES_LEFT + series * 96, LINES_HEIGHT + 52, colours[series],
                     (size_t)LINES_LEFT + series * 96 + 14, LINES_HEIGHT + 61);
    t4_html_text(out, f->series[series]);
    t4_buffer_puts(out, "</text>");
}

static void svg_lines(t4_buffer *out, const frame *f, const char *caption, const char *axis, const t4_outpage_point *points,
                      size_t count)
{
    size_t every = f->x_count / 10 + 1;
    char text[32];

    svg_begin(out, LINES_HEIGHT + 70, caption);
    for (double at = f->s.low; at <= f->s.high + f->s.step / 2; at += f->s.step)
        t4_buffer_printf(out, "<line x1=\"%d\" y1=\"%.1f\" x2=\"%d\" y2=\"%.1f\" stroke=\"#d5dde5\"/><text x=\"%d\" y=\"%.1f\" "
                         "text-anchor=\"end\">%s</text>", LINES_LEFT, line_y(f, at), WIDTH - RIGHT, line_y(f, at),
                         LINES_LEFT - 8, line_y(f, at) + 4, short_text(at, text));
    for (size_t i = 0; i < f->x_count; i += every) {
        t4_buffer_printf(out, "<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">", line_x(f, i), LINES_HEIGHT + 18);
        t4_html_text(out, f->x[i]);
        t4_buffer_puts(out, "</text>");
    }
    t4_buffer_printf(out, "<text transform=\"translate(16,%d) rotate(-90)\" text-anchor=\"middle\">", LINES_HEIGHT / 2);
    t4_html_text(out, axis);
    t4_buffer_puts(out, "</text>");
    for (size_t i = 0; i < f->series_count; i++)
        svg_line(out, f, i, points, count);
    t4_buffer_puts(out, "</svg>");
}

static void spec_lines(t4_buffer *out, const frame *f, const char *axis, const t4_outpage_point *points, size_t count)
{
    bool first = true;

    t4_buffer_printf(out, "{\"width\":%d,\"height\":%d,\"padding\":8,\"autosize\":\"pad\",\"data\":[{\"name\":\"d\",\"values\":[",
                     WIDTH - LINES_LEFT - 120, LINES_HEIGHT);
    for (size_t i = 0; i < count; i++) {
        if (find(f->series, f->series_count, points[i].series) == f->series_count)
            continue;
        t4_buffer_puts(out, first ? "{\"x\":" : ",{\"x\":");
        t4_outpage_script_text(out, points[i].x);
        t4_buffer_puts(out, ",\"s\":");
        t4_outpage_script_text(out, points[i].series);
        if (!isnan(points[i].y))
            t4_buffer_printf(out, ",\"y\":%.9g", points[i].y);
        t4_buffer_putc(out, '}');
        first = false;
    }
    t4_buffer_puts(out, "]}],\"scales\":[{\"name\":\"x\",\"type\":\"point\",\"domain\":{\"data\":\"d\",\"field\":\"x\"},\"range\":\"width\","
                   "\"padding\":0.5},{\"name\":\"y\",\"range\":\"height\",");
    t4_buffer_printf(out, "\"domain\":[%.9g,%.9g]},{\"name\":\"c\",\"type\":\"ordinal\",\"domain\":{\"data\":\"d\",\"field\":\"s\"},\"range\":[",
                     f->s.low, f->s.high);
    for (size_t i = 0; i < f->series_count; i++)
        t4_buffer_printf(out, "%s\"%s\"", i ? "," : "", colours[i]);
    t4_buffer_puts(out, "]}],\"axes\":[{\"orient\":\"bottom\",\"scale\":\"x\",\"labelOverlap\":true},{\"orient\":\"left\",\"scale\":\"y\","
                   "\"format\":\"~s\",\"grid\":true,\"tickCount\":5,\"title\":");
    t4_outpage_script_text(out, axis);
    t4_buffer_puts(out, "}],\"legends\":[{\"stroke\":\"c\",\"symbolType\":\"stroke\"}],\"marks\":[{\"type\":\"group\",\"from\":{\"facet\":{"
                   "\"name\":\"one\",\"data\":\"d\",\"groupby\":\"s\"}},\"marks\":[{\"type\":\"line\",\"from\":{\"data\":\"one\"},\"encode\":{"
                   "\"enter\":{\"x\":{\"scale\":\"x\",\"field\":\"x\"},\"y\":{\"scale\":\"y\",\"field\":\"y\"},\"strokeWidth\":{\"value\":2},"
                   "\"defined\":{\"signal\":\"isValid(datum.y)\"},\"stroke\":{\"scale\":\"c\",\"field\":\"s\"}}}},{\"type\":\"symbol\","
                   "\"from\":{\"data\":\"one\"},\"encode\":{\"enter\":{\"x\":{\"scale\":\"x\",\"field\":\"x\"},\"y\":{\"scale\":\"y\","
                   "\"field\":\"y\"},\"size\":{\"value\":30},\"opacity\":{\"signal\":\"isValid(datum.y) ? 1 : 0\"},\"fill\":{\"scale\":\"c\","
                   "\"field\":\"s\"},\"tooltip\":{\"signal\":\"datum.s + ', ' + datum.x + ': ' + format(datum.y, ',')\"}}}}]}]}");
}

void t4_outpage_lines(t4_outpage *page, const char *caption, const char *axis, const t4_outpage_point *points, size_t count)
{
    t4_buffer svg, specification, told;
    frame f = {.series_count = 0};

    if (!count)
        return;
    t4_buffer_init(&svg, 0);
    t4_buffer_init(&specification, 0);
    t4_buffer_init(&told, 0);
    check(page, survey(&f, points, count));
    if (!page->failed) {
        svg_lines(&svg, &f, caption, axis, points, count);
        spec_lines(&specification, &f, axis, points, count);
        t4_buffer_printf(&told, "%s%s", caption, f.more ? " (the first lines only)" : "");
        check(page, t4_buffer_text(&told) != NULL);
    }
    if (!page->failed)
        t4_outpage_chart(page, told.data, &svg, &specification);
    t4_buffer_release(&svg);
    t4_buffer_release(&specification);
    t4_buffer_release(&told);
    t4_free(f.x);
}
