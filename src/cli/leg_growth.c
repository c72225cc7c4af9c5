/* SPDX-License-Identifier: MIT */
#include "cli/leg_growth.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "cli/help.h"
#include "cli/outpage.h"
#include "cli/render.h"
#include "job/flows.h"
#include "watch/guards.h"
#include "watch/leg.h"
#include "watch/series.h"

typedef struct {
    char from[24], to[24];
    int year;
    t4_table table;
    size_t told;                 /* sources with both years */
    double least, most;
} growing;

static const char *name_of(const char *path)
{
    const char *slash = strrchr(path, '/');

    return slash && slash[1] ? slash + 1 : path;
}

static void put_value(t4_table *table, double value)
{
    char text[T4_RENDER_TEXT] = "";

    if (!isnan(value))
        snprintf(text, sizeof text, "%.2f", value);
    t4_table_text(table, text);
}

/* The value of a whole year, summed from whatever the source has; NaN where it has it not. */
static double value_in(t4_leg *leg, t4_flow flow, int year)
{
    t4_series_question question = {.kind = T4_YEAR, .level = T4_SERIES_ALL_GOODS, .flow = flow};
    t4_series_set set = {.n = 0};
    t4_error none = {0};
    double value = NAN;

    if (t4_series_make(&set, &leg->flows, &question, &none) == T4_OK) {
        size_t at = t4_series_find(&set, t4_period_year(year));

        if (at != SIZE_MAX && set.count && !set.items[0].hidden[at] && set.items[0].value[at] > 0)
            value = set.items[0].value[at];
    }
    t4_series_release(&set);
    return value;
}

/* One source, as one side of the leg tells it. */
static void put_side(growing *g, const char *path, const t4_flows *flows, t4_leg *leg, t4_flow flow)
{
    double before = value_in(leg, flow, g->year - 1), now = value_in(leg, flow, g->year), growth = now / before - 1;
    char text[T4_RENDER_TEXT] = "";
    const char *note = isnan(before) || isnan(now) ? "not both years"
                       : now > before * 100        ? "tiny base: read both values"
                       : t4_guards_same_union(g->from, g->to) ? "union: forms, no border check" : "";

    t4_table_text(&g->table, name_of(path));
    t4_table_text(&g->table, flow == T4_X ? g->from : g->to);
    t4_table_text(&g->table, flow == T4_X ? "exports" : "imports");
    t4_table_text(&g->table, flows->currency);
    put_value(&g->table, before);
    put_value(&g->table, now);
    if (!isnan(growth)) {
        snprintf(text, sizeof text, "%.1f", 100 * growth);
        g->least = g->told ? fmin(g->least, growth) : growth;
        g->most = g->told++ ? fmax(g->most, growth) : growth;
    }
    t4_table_text(&g->table, text);
    t4_table_text(&g->table, note);
}

static void put_nothing(growing *g, const char *path, const char *why)
{
    t4_table_text(&g->table, name_of(path));
    for (int i = 0; i < 6; i++)
        t4_table_text(&g->table, "");
    t4_table_text(&g->table, why);
}

/* A file that is no flows is told, not an error: the question is which of many hold the leg. */
static t4_status put_source(growing *g, t4_run *run, const char *path, const char *profile, t4_error *err)
{
    t4_job_flows_defaults defaults = {.flow = "X", .profile = profile};
    t4_leg_places from = {.list = g->from}, to = {.list = g->to};
    t4_flows flows = {.count = 0};
    t4_error none = {0};
    t4_leg leg;
    t4_status status = t4_job_flows(&flows, run, &path, 1, &defaults, &none);

    if (status == T4_ERR_MEMORY || status == T4_ERR_STOPPED) {
        *err = none;
    } else if (status) {
        put_nothing(g, path, "not read as flows");
        status = T4_OK;
    } else {
        t4_leg_take(&leg, &flows, 0, &from, &to);
        if (leg.exports)
            put_side(g, path, &flows, &leg, T4_X);
        if (leg.imports)
            put_side(g, path, &flows, &leg, T4_M);
        if (!leg.exports && !leg.imports)
            put_nothing(g, path, "does not hold this leg");
    }
    t4_flows_release(&flows);
    return status;
}

static t4_status print(growing *g, t4_program *program, t4_error *err)
{
    t4_format format = (t4_format)program->common.format;
    char text[400];
    t4_status status = t4_table_print(&g->table, &program->out, format, 0, err);

    if (status || format != T4_FORMAT_TEXT)
        return status;
    if (g->told)
        snprintf(text, sizeof text, "\nTrade from %s to %s, %d against %d: %zu account%s, growth from %.1f to %.1f %%: %.1f points "
                 "apart. No account is preferred and none is filled in.\n" T4_OUTPAGE_LEADS "\n", g->from, g->to, g->year,
                 g->year - 1, g->told, g->told == 1 ? " alone" : "s", 100 * g->least, 100 * g->most, 100 * (g->most - g->least));
    else
        snprintf(text, sizeof text, "\nNo source holds trade from %s to %s in both %d and %d. It is not filled in.\n", g->from, g->to,
                 g->year - 1, g->year);
    return t4_help_lines(program->out.file, text) ? T4_OK : t4_fail_memory(err);
}

t4_status t4_leg_growth(t4_program *program, const char *leg, int year, const char *profile,
                        const t4_arguments *arguments, t4_error *err)
{
    growing g = {.year = year};
    const char *colon = strchr(leg, ':');
    t4_status status;

    if (!colon || colon == leg || !colon[1] || strlen(leg) > sizeof g.to)
        return t4_fail(err, T4_ERR_USAGE, "--leg '%.40s' is not like KG:RU", leg);
    snprintf(g.from, sizeof g.from, "%.*s", (int)(colon - leg), leg);
    snprintf(g.to, sizeof g.to, "%s", colon + 1);
    status = t4_table_init(&g.table, "source|told by|as|currency|#before|#after|#growth %|note", err);
    for (size_t i = 0; !status && i < arguments->count; i++)
        status = put_source(&g, &program->run, arguments->items[i], profile, err);
    if (!status)
        status = print(&g, program, err);
    t4_table_release(&g.table);
    return status;
}
