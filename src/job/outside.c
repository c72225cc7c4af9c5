/* SPDX-License-Identifier: MIT */
#include "job/outside.h"

#include <stdio.h>
#include <string.h>

#include "io/csvrows.h"
#include "job/lists.h"
#include "job/previous.h"

typedef struct {
    const t4_outside_input *input;
    t4_outside *outside;
    const t4_measure *measure;
    const t4_previous_release *release;  /* at hand */
    int column;                          /* its measure */
    int order[T4_DIMENSIONS_MAX];        /* our dimension -> its column */
    t4_buffer dimensions;
} gatherer;

/* Is it the measure that the rules weigh first? */
static bool is_weighed(const t4_outside_input *input)
{
    return input->measure == (input->domain->value < 0 ? 0 : input->domain->value);
}

static bool to_scale(const gatherer *g, t4_int128 amount, int decimals, int64_t *value)
{
    t4_int128 scaled;

    if (!t4_decimal_rescale(amount, decimals, g->measure->decimals, &scaled) || scaled >= (t4_int128)1 << 60 ||
        scaled <= -((t4_int128)1 << 60))
        return false;
    *value = (int64_t)scaled;
    return true;
}

/* --- earlier releases ------------------------------------------------------------------ */

static t4_status take_row(void *context, const t4_previous_row *row, t4_error *err)
{
    gatherer *g = context;
    const t4_cube_plan *plan = g->input->plan;
    t4_outside_place place = {row->period, row->flow, row->code, row->partner, ""};
    int64_t value = 0;
    bool hidden = row->status[g->column] == 'Q', good = true;

    if (!row->present[g->column] && !hidden)
        return T4_OK;  /* cannot exist */
    t4_buffer_clear(&g->dimensions);
    for (int d = 0; d < g->input->domain->dimension_count && good; d++)
        good = t4_buffer_putc(&g->dimensions, '\t') && t4_buffer_puts(&g->dimensions, row->dimension[g->order[d]]);
    if (!good || !(place.dimensions = t4_buffer_text(&g->dimensions)))
        return t4_fail_memory(err);
    if (t4_outside_habit(g->outside, &place, hidden, err))
        return T4_ERR_MEMORY;
    if (plan->from && (t4_period_last_month(row->period) < t4_period_first_month(plan->from) ||
                       t4_period_first_month(row->period) > t4_period_last_month(plan->until)))
        /* Another time: no sum joins it with this release.  Requests ask what was hidden a year ago. */
        return hidden && g->input->template_->requests ? t4_outside_earlier(g->outside, &place, true, 0, err) : T4_OK;
    if (!hidden && !to_scale(g, row->amount[g->column], g->release->measures[g->column].decimals, &value))
        return t4_fail(err, T4_ERR_DATA, "a figure of '%s' has more digits than this release", g->release->folder);
    return t4_outside_earlier(g->outside, &place, hidden, value, err);
}

/* Its measure and dimensions; T4_ERR_USAGE when they are others. */
static t4_status find_columns(gatherer *g, t4_error *err)
{
    const t4_previous_release *r = g->release;

    g->column = -1;
    for (int m = 0; m < r->measure_count; m++)
        if (!strcmp(r->measures[m].name, g->measure->name))
            g->column = m;
    if (g->column < 0)
        return t4_fail(err, T4_ERR_USAGE, "the earlier release '%s' has no '%s'", r->folder, g->measure->name);
    for (int d = 0; d < g->input->domain->dimension_count; d++) {
        g->order[d] = -1;
        for (int i = 0; i < r->dimension_count; i++)
            if (!strcmp(r->dimensions[i], g->input->domain->dimensions[d]))
                g->order[d] = i;
    }
    for (int d = 0; d < g->input->domain->dimension_count; d++)
        if (g->order[d] < 0 || r->dimension_count != g->input->domain->dimension_count)
            return t4_fail(err, T4_ERR_USAGE, "the earlier release '%s' has other dimensions", r->folder);
    return T4_OK;
}

static t4_status take_releases(gatherer *g, t4_run *run, t4_error *err)
{
    t4_previous *list = NULL;
    t4_status status = t4_previous_open(&list, run, g->input->previous, g->input->previous_count, err);

    for (size_t i = 0; !status && i < t4_previous_count(list); i++) {
        g->release = t4_previous_at(list, i);
        status = find_columns(g, err);
        if (!status)
            status = t4_previous_rows(list, i, take_row, g, err);
    }
    t4_previous_free(list);
    return status;
}

/* --- other tables ------------------------------------------------------------------------ */

typedef enum { KNOWN, BOUNDS, MIRROR } table_kind;

typedef struct {
    t4_csvrows *rows;
    const char *path;
    char *const *fields;
    size_t count;
    int key[4], dimension[T4_DIMENSIONS_MAX], first, second;
} table;

static int column(const table *t, const char *name)
{
    for (size_t i = 0; i < t->count; i++)
        if (!strcmp(t->fields[i], name))
            return (int)i;
    return -1;
}

static t4_status open_table(table *t, const gatherer *g, t4_run *run, table_kind kind, t4_error *err)
{
    static const char *const keys[4] = {"period", "flow", "code", "partner"};
    const char *missing = NULL;
    t4_status status = t4_csvrows_open(&t->rows, run, t->path, err);

    if (!status)
        status = t4_csvrows_next(t->rows, &t->fields, &t->count, err);
    if (status)
        return status;
    for (int i = 0; i < 4; i++)
        if ((t->key[i] = column(t, keys[i])) < 0)
            missing = keys[i];
    for (int d = 0; d < g->input->domain->dimension_count; d++)
        if ((t->dimension[d] = column(t, g->input->domain->dimensions[d])) < 0)
            missing = g->input->domain->dimensions[d];
    t->first = column(t, kind == BOUNDS ? "lower" : g->measure->name);
    t->second = kind == BOUNDS ? column(t, "upper") : -1;
    if ((t->first < 0 && is_weighed(g->input)) || (kind == BOUNDS && t->second < 0))
        missing = kind == BOUNDS ? "lower and upper" : g->measure->name;
    return missing ? t4_fail_at(err, T4_ERR_DATA, t->path, 1, 0, "expected a column '%s'", missing) : T4_OK;
}

/* An amount, or nothing where the field is empty. */
static bool read_amount(const gatherer *g, const char *text, int64_t *value)
{
    static const t4_notation plain = {'.', false};
    t4_int128 amount;

    return !*text || (!t4_decimal_parse(text, strlen(text), &plain, g->measure->decimals, &amount, NULL) &&
                      to_scale(g, amount, g->measure->decimals, value));
}

static t4_status take_fact(gatherer *g, const table *t, table_kind kind, t4_error *err)
{
    const char *period = t->fields[t->key[0]], *flow = t->fields[t->key[1]];
    t4_outside_place place = {t4_period_parse(period, strlen(period)), t4_flow_parse(flow, strlen(flow)),
                              t->fields[t->key[2]], t->fields[t->key[3]], ""};
    double tolerance = g->input->template_->mirror_tolerance;
    int64_t first = kind == BOUNDS ? INT64_MIN : 0, second = INT64_MAX;
    bool good = true;

    t4_buffer_clear(&g->dimensions);
    for (int d = 0; d < g->input->domain->dimension_count && good; d++)
        good = t4_buffer_putc(&g->dimensions, '\t') && t4_buffer_puts(&g->dimensions, t->fields[t->dimension[d]]);
    if (!good || !(place.dimensions = t4_buffer_text(&g->dimensions)))
        return t4_fail_memory(err);
    if (!place.period || place.flow == T4_FLOWS || !*place.code || !*place.partner ||
        !read_amount(g, t->fields[t->first], &first) ||
        (t->second >= 0 && !read_amount(g, t->fields[t->second], &second)) ||
        (kind != BOUNDS && !*t->fields[t->first]))
        return t4_fail_at(err, T4_ERR_DATA, t->path, t4_csvrows_line(t->rows), 0, "expected a period, a flow, a code, a "
                          "partner and numbers as a release writes them");
    if (kind == KNOWN)
        return t4_outside_known(g->outside, &place, first, err);
    if (kind == MIRROR) {
        int64_t by = (int64_t)((double)(first < 0 ? -first : first) * tolerance / 100.0) + 1;

        second = first + by;
        first -= by;
    }
    return t4_outside_bound(g->outside, &place, first, second, err);
}

static t4_status take_table(gatherer *g, t4_run *run, const char *name, table_kind kind, t4_error *err)
{
    const t4_template *template_ = g->input->template_;
    char path[4096];
    table t = {.path = path};
    size_t header, count;
    t4_status status = t4_lists_path(path, template_, name, err);

    if (!status)
        status = open_table(&t, g, run, kind, err);
    if (!status && t.first < 0) {  /* it tells of other measures */
        t4_csvrows_free(t.rows);
        return T4_OK;
    }
    header = t.count;
    while (!status) {
        status = t4_csvrows_next(t.rows, &t.fields, &count, err);
        if (status || !count)
            break;
        if (count != header)
            status = t4_fail_at(err, T4_ERR_DATA, path, t4_csvrows_line(t.rows), 0, "expected as many fields as in the header");
        if (!status)
            status = take_fact(g, &t, kind, err);
    }
    t4_csvrows_free(t.rows);
    return status;
}

t4_status t4_job_outside(t4_outside **outside, t4_run *run, const t4_outside_input *input, t4_error *err)
{
    const t4_template *t = input->template_;
    gatherer g = {.input = input, .measure = &input->domain->measures[input->measure]};
    t4_status status = T4_OK;

    *outside = NULL;
    if (!input->previous_count && !t->also_public_count && !t->known_bounds && !t->mirror)
        return T4_OK;
    g.outside = t4_outside_new();
    if (!g.outside)
        return t4_fail_memory(err);
    t4_buffer_init(&g.dimensions, 0);
    if (input->previous_count)
        status = take_releases(&g, run, err);
    for (size_t i = 0; i < t->also_public_count && !status; i++)
        status = take_table(&g, run, t->also_public[i], KNOWN, err);
    if (!status && t->known_bounds && is_weighed(input))
        status = take_table(&g, run, t->known_bounds, BOUNDS, err);
    if (!status && t->mirror)
        status = take_table(&g, run, t->mirror, MIRROR, err);
    t4_buffer_release(&g.dimensions);
    if (status) {
        t4_outside_free(g.outside);
        return status;
    }
    *outside = g.outside;
    return T4_OK;
}
