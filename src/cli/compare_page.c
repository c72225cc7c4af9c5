/* SPDX-License-Identifier: MIT */
#include "cli/compare_page.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/memory.h"
#include "cli/outpage.h"

enum { WARNING = 200 };

const char t4_compare_limits[] =
    "A figure that is not told may be zero, hidden, estimated elsewhere or late: causes are given as far as the figures tell them.\n"
    "Revisions are what offices do; a revision is no sign of an error, and none of a wrong.\n"
    "Equal sums do not show that the parts are the same.\n"
    "Where goods changed their number with an edition, families show what can be held against each other, and no more.\n";

/* --- charts ------------------------------------------------------------------------------------- */

typedef struct {
    t4_outpage_point *points;
    size_t count, room;
    char (*texts)[T4_PERIOD_TEXT];
    bool failed;
} line_chart;

/* Points are added period by period, so that both sides share the axis in order of time. */
static void add_point(line_chart *c, const char *series, const char *x, double y)
{
    if (!t4_grow(&c->points, &c->room, c->count, sizeof *c->points))
        c->failed = true;
    else
        c->points[c->count++] = (t4_outpage_point){series, x, y};
}

static const t4_compare_period *period_at(const t4_compare_side *s, t4_period period)
{
    for (size_t i = 0; i < s->period_count; i++)
        if (s->periods[i].period == period)
            return &s->periods[i];
    return NULL;
}

static const t4_compare_segment *segment_at(const t4_compare_side *s, t4_period period)
{
    for (size_t i = 0; i < s->segment_count; i++)
        if (period >= s->segments[i].first && period <= s->segments[i].last)
            return &s->segments[i];
    return NULL;
}

static int by_period(const void *left, const void *right)
{
    t4_period a = *(const t4_period *)left, b = *(const t4_period *)right;

    return (a > b) - (a < b);
}

/* All periods of both sides, each once; NULL without memory. */
static t4_period *all_periods(const t4_compare_view *v, size_t *count)
{
    const t4_compare_side *a = &v->r->side[0], *b = &v->r->side[1];
    t4_period *all = t4_alloc(a->period_count + b->period_count + 1, sizeof *all);
    size_t n = 0, kept = 0;

    for (int s = 0; all && s < (v->job->series ? 1 : 2); s++)
        for (size_t i = 0; i < v->r->side[s].period_count; i++)
            all[n++] = v->r->side[s].periods[i].period;
    if (all && n)
        qsort(all, n, sizeof *all, by_period);
    for (size_t i = 0; i < n; i++)
        if (!i || all[i] != all[i - 1])
            all[kept++] = all[i];
    *count = kept;
    return all;
}

enum { CHART_CODES, CHART_SHARE, CHART_LIST };

static double value_at(const t4_compare_side *s, int chart, t4_period period)
{
    const t4_compare_period *p = period_at(s, period);
    const t4_compare_segment *g = segment_at(s, period);

    if (!p || !g)
        return NAN;
    if (chart == CHART_CODES)
        return (double)g->codes;
    if (chart == CHART_SHARE)
        return p->published ? 100 * p->share : NAN;
    return p->total > 0 ? 100 * (double)p->listed / (double)p->total : NAN;
}

static void put_chart(t4_outpage *page, const t4_compare_view *v, int chart, const char *caption, const char *axis)
{
    size_t count = 0;
    t4_period *periods = all_periods(v, &count);
    line_chart c = {.texts = t4_alloc(count + 1, sizeof *c.texts)};
    bool any = false;

    for (size_t i = 0; periods && c.texts && i < count; i++) {
        t4_period_print(periods[i], c.texts[i]);
        for (int s = 0; s < (v->job->series ? 1 : 2); s++) {
            double y = value_at(&v->r->side[s], chart, periods[i]);

            any = any || (!isnan(y) && fabs(y) > 1e-9);
            add_point(&c, s ? "B" : v->job->series ? "series" : "A", c.texts[i], y);
        }
    }
    page->failed = page->failed || !periods || !c.texts || c.failed;
    if (any && count > 1)
        t4_outpage_lines(page, caption, axis, c.points, c.count);
    t4_free(c.points);
    t4_free(c.texts);
    t4_free(periods);
}

/* --- the page -------------------------------------------------------------------------------------- */

static const char *warning_of(const t4_compare_view *v, char text[WARNING])
{
    unsigned alarms = t4_compare_alarms(v);

    if (!(alarms & (T4_ALARM_COARSER | T4_ALARM_UNALLOCATED)))
        return NULL;
    snprintf(text, WARNING, "%s%s%s", alarms & T4_ALARM_COARSER ? "Less detail than before" : "",
             alarms & T4_ALARM_COARSER && alarms & T4_ALARM_UNALLOCATED ? " · " : "",
             alarms & T4_ALARM_UNALLOCATED ? "Part of the total has no detail since a jump" : "");
    return text;
}

static t4_status put_sections(t4_outpage *page, const t4_compare_view *v, t4_error *err)
{
    t4_status status = T4_OK;

    for (const t4_compare_section *s = t4_compare_sections; !status && s->id; s++) {
        t4_table table = {0};
        size_t left = 0;
        char rest[64];

        status = s->fill(&table, v, &left, err);
        if (!status && table.count) {
            t4_outpage_heading(page, s->title);
            t4_outpage_table(page, s->id, &table, 0, "");
            snprintf(rest, sizeof rest, "%zu more: --top N, or --format csv", left);
            if (left)
                t4_outpage_quiet(page, rest);
        }
        t4_table_release(&table);
    }
    return status;
}

t4_status t4_compare_page_write(const char *path, const t4_compare_view *v, const char *const *paths, size_t count, bool force,
                                t4_error *err)
{
    t4_outpage page;
    t4_buffer text;
    char warning[WARNING], line[1100];
    t4_status status = T4_OK;

    t4_buffer_init(&text, 0);
    t4_outpage_begin(&page, v->job->series ? "A series of releases" : "Two releases compared", warning_of(v, warning));
    snprintf(line, sizeof line, v->job->series ? "A: %.500s" : "A (old): %.500s · B (new): %.500s", v->names[0],
             v->job->series ? "" : v->names[1]);
    t4_outpage_quiet(&page, line);
    if (!t4_compare_sentences(&text, v))
        status = t4_fail_memory(err);
    if (!status)
        t4_outpage_sentences(&page, t4_buffer_text(&text));
    put_chart(&page, v, CHART_CODES, "Codes that are told and split no further", "codes");
    put_chart(&page, v, CHART_SHARE, "Published total that is in no detail", "%");
    if (v->job->list)
        put_chart(&page, v, CHART_LIST, "Share of the total that is told as listed", "%");
    if (!status)
        status = put_sections(&page, v, err);
    t4_outpage_sources(&page, paths, count);
    t4_outpage_limits(&page, t4_compare_limits);
    if (!status)
        status = t4_outpage_save(&page, path, 0666, force, err);
    t4_outpage_release(&page);
    t4_buffer_release(&text);
    return status;
}
