/* SPDX-License-Identifier: MIT */
#include "release/confidential.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "io/csvtext.h"
#include "io/outfile.h"

/* Control rows of one flow and published period, and what came of them. */
typedef struct {
    uint32_t flow;
    t4_period period;
    uint64_t rows_input, rows_kept, rows_rejected, rows_residual;
    t4_int128 kept[T4_MEASURES_MAX], residual[T4_MEASURES_MAX], rejected[T4_MEASURES_MAX];
    t4_int128 rounding[T4_MEASURES_MAX];    /* in units of 10^-18 */
    t4_int128 released[T4_MEASURES_MAX], hidden[T4_MEASURES_MAX];
    t4_int128 published_rounding[T4_MEASURES_MAX];
    const char *check[T4_MEASURES_MAX];
} line;

typedef struct {
    const t4_confidential *papers;
    const t4_rows *rows;
    const t4_domain *domain;
    t4_period_kind finest;    /* of published periods */
    bool complete;            /* every kept record is in some published row of the finest kind */
    int64_t step[T4_MEASURES_MAX];
    bool published[T4_MEASURES_MAX];
    line *lines;
    size_t count, room;
} ledger;

static t4_status fail_sum(const ledger *l, int m, t4_error *err)
{
    return t4_fail(err, T4_ERR_DATA, "the control total of '%s' does not fit in 127 bits",
                   l->domain->measures[m].name);
}

/* --- gathering ------------------------------------------------------------- */

static t4_period_kind finest_kind(const t4_cube_plan *plan)
{
    return plan->periods[T4_MONTH] ? T4_MONTH : plan->periods[T4_QUARTER] ? T4_QUARTER : T4_YEAR;
}

/* Is some code too short for every level but TOTAL? */
static bool has_short_code(const t4_rows *rows)
{
    const t4_cube_plan *plan = rows->plan;
    int least = plan->levels[plan->level_count - 1];

    if (least == T4_LEVEL_TOTAL && plan->level_count == 1)
        return false;
    if (least == T4_LEVEL_TOTAL)
        least = plan->levels[plan->level_count - 2];
    for (size_t id = 0; id < t4_dict_count(rows->domain->codes); id++) {
        size_t n;

        t4_dict_text(rows->domain->codes, (uint32_t)id, &n);
        if (n < (size_t)least)
            return true;
    }
    return false;
}

static void find_measures(ledger *l)
{
    const t4_template *t = l->papers->template_;

    for (int m = 0; m < l->domain->measure_count; m++) {
        const char *name = l->domain->measures[m].name;

        l->published[m] = t->measure_count == 0;
        for (int i = 0; i < t->measure_count; i++)
            l->published[m] = l->published[m] || !strcmp(t->measures[i], name);
        for (int field = T4_FIELD_VALUE; field < T4_FIELDS; field++)
            if (!strcmp(t4_field_name((t4_field)field), name))
                l->step[m] = t->rounding_unit[field];
    }
}

static line *line_at(ledger *l, uint32_t flow, t4_period period)
{
    for (size_t i = l->count; i > 0; i--)
        if (l->lines[i - 1].flow == flow && l->lines[i - 1].period == period)
            return &l->lines[i - 1];
    if (!t4_grow(&l->lines, &l->room, l->count, sizeof *l->lines))
        return NULL;
    l->lines[l->count] = (line){.flow = flow, .period = period};
    return &l->lines[l->count++];
}

static t4_status add_amounts(const ledger *l, line *to, const t4_control_row *from, t4_error *err)
{
    for (int m = 0; m < l->domain->measure_count; m++)
        if (!t4_add128(to->kept[m], from->kept[m], &to->kept[m]) ||
            !t4_add128(to->residual[m], from->residual[m], &to->residual[m]) ||
            !t4_add128(to->rejected[m], from->rejected[m], &to->rejected[m]) ||
            !t4_add128(to->rounding[m], from->rounding[m], &to->rounding[m]))
            return fail_sum(l, m, err);
    to->rows_input += from->rows_input;
    to->rows_kept += from->rows_kept;
    to->rows_rejected += from->rows_rejected;
    to->rows_residual += from->rows_residual;
    return T4_OK;
}

static int by_flow_and_period(const void *a, const void *b)
{
    const line *x = a, *y = b;

    if (x->flow != y->flow)
        return x->flow < y->flow ? -1 : 1;
    return x->period < y->period ? -1 : x->period > y->period;
}

static t4_status gather(ledger *l, t4_error *err)
{
    size_t count;
    const t4_control_row *rows = t4_control_rows(l->papers->control, &count);
    t4_status status = T4_OK;

    for (size_t i = 0; i < count && !status; i++) {
        t4_period period = rows[i].period;
        line *to;

        if (period && rows[i].rows_kept && t4_period_kind_of(period) < l->finest)
            l->complete = false;   /* reported for longer periods than are published */
        to = line_at(l, rows[i].flow, period ? t4_period_coarsen(period, l->finest) : 0);
        status = to ? add_amounts(l, to, &rows[i], err) : t4_fail_memory(err);
    }
    if (l->count)
        qsort(l->lines, l->count, sizeof *l->lines, by_flow_and_period);
    return status;
}

/* --- what was published ---------------------------------------------------- */

static const t4_survey_slice *slice_of(const ledger *l, t4_period period, uint32_t flow)
{
    const t4_survey *survey = l->papers->survey;

    for (size_t i = 0; i < survey->slice_count; i++)
        if (survey->slices[i].period == period && survey->slices[i].flow == flow)
            return &survey->slices[i];
    return NULL;
}

/* Published amounts, exact as far as they were printed. */
typedef struct {
    t4_int128 amount;       /* in units of the exact amounts */
    uint64_t rows, absent;
    bool none;              /* no row at all */
} published;

static bool add_published(const ledger *l, const t4_survey_slice *slice, int m, int sign, bool leaf,
                          published *to)
{
    const t4_survey_sum *sum = &slice->sums[m];
    t4_int128 amount;

    if (!t4_decimal_rescale(leaf ? sum->leaf : sum->top, l->rows->decimals[m],
                            l->domain->measures[m].decimals, &amount))
        return false;
    to->rows += sum->top_rows;
    to->absent += leaf ? sum->leaf_absent : sum->top_absent;
    return t4_add128(to->amount, sign < 0 ? -amount : amount, &to->amount);
}

static bool is_total(uint32_t flow)
{
    return flow == T4_M || flow == T4_X;
}

/* What the rows show of the records of a flow: of M as a record's flow, the total M without FM and RM. */
static bool published_of(const ledger *l, uint32_t flow, t4_period period, int m, bool leaf,
                         published *to)
{
    const t4_survey_slice *own = slice_of(l, period, flow);
    bool good;

    *to = (published){.none = !own};
    if (!own)
        return true;
    good = add_published(l, own, m, 1, leaf, to);
    for (int part = 0; part < T4_FLOWS && good; part++) {
        const t4_survey_slice *other;

        if (!is_total(flow) || !l->rows->plan->flow_totals || part == (int)flow ||
            t4_flow_total((t4_flow)part) != flow)
            continue;
        other = slice_of(l, period, (uint32_t)part);
        if (other)
            good = add_published(l, other, m, -1, leaf, to);
    }
    return good;
}

/* --- settling -------------------------------------------------------------- */

static t4_status fail_differs(const ledger *l, uint32_t flow, t4_period period, int m,
                              t4_error *err)
{
    char text[T4_PERIOD_TEXT];

    t4_period_print(period, text);
    return t4_fail(err, T4_ERR_DATA,
                   "control totals do not add up: '%s' of flow %s in %s is not what was read; "
                   "nothing is released; please report this", l->domain->measures[m].name,
                   t4_flow_text((t4_flow)flow), text);
}

/* Is the difference no more than rounding every row can make? */
static bool within_rounding(const ledger *l, int m, t4_int128 difference, uint64_t rows)
{
    t4_int128 size = difference < 0 ? -difference : difference, most;

    return !__builtin_mul_overflow((t4_int128)l->step[m], (t4_int128)rows, &most) &&
           size <= most - size;
}

static t4_status settle_counted(const ledger *l, line *to, int m, const published *shown,
                                t4_error *err)
{
    t4_int128 difference;

    if (__builtin_sub_overflow(to->kept[m], shown->amount, &difference))
        return fail_sum(l, m, err);
    if (!l->step[m] && difference != 0)
        return fail_differs(l, to->flow, to->period, m, err);
    if (l->step[m] && !within_rounding(l, m, difference, shown->rows))
        return fail_differs(l, to->flow, to->period, m, err);
    to->published_rounding[m] = difference;
    to->check[m] = l->step[m] ? "rounded" : "exact";
    return T4_OK;
}

static t4_status settle_hidden(const ledger *l, line *to, int m, published *shown, t4_error *err)
{
    if (!shown->none && !published_of(l, to->flow, to->period, m, true, shown))
        return fail_sum(l, m, err);
    if (__builtin_sub_overflow(to->kept[m], shown->amount, &to->hidden[m]))
        return fail_sum(l, m, err);
    to->check[m] = shown->none && l->complete ? "not counted: period or flow not published"
                   : l->complete              ? "not counted: some rows show no number"
                   : "not counted: some records are in no row";
    return T4_OK;
}

static t4_status settle(const ledger *l, line *to, int m, t4_error *err)
{
    published shown;
    t4_status status;

    if (to->flow == T4_FLOWS || !to->period || !to->rows_kept) {
        to->check[m] = "exact";   /* nothing was kept */
        return T4_OK;
    }
    if (!published_of(l, to->flow, to->period, m, false, &shown))
        return fail_sum(l, m, err);
    if (l->complete && !shown.none && !shown.absent)
        status = settle_counted(l, to, m, &shown, err);
    else
        status = settle_hidden(l, to, m, &shown, err);
    to->released[m] = to->kept[m] - to->hidden[m] - to->published_rounding[m] - to->residual[m];
    return status;
}

/* Rows of a flow of which nothing was read: allowed only as a total of others, or with nothing in it. */
static t4_status check_slice(const ledger *l, const t4_survey_slice *slice, int m, t4_error *err)
{
    published shown;

    for (size_t i = 0; i < l->count; i++)
        if (l->lines[i].flow == slice->flow && l->lines[i].period == slice->period)
            return T4_OK;   /* settled with its line */
    if (!published_of(l, slice->flow, slice->period, m, false, &shown))
        return fail_sum(l, m, err);
    if (shown.absent || (l->step[m] ? within_rounding(l, m, shown.amount, shown.rows)
                                    : shown.amount == 0))
        return T4_OK;
    return fail_differs(l, slice->flow, slice->period, m, err);
}

static t4_status settle_all(ledger *l, t4_error *err)
{
    const t4_survey *survey = l->papers->survey;
    t4_status status = T4_OK;

    for (int m = 0; m < l->domain->measure_count; m++) {
        for (size_t i = 0; i < l->count && !status; i++)
            status = settle(l, &l->lines[i], m, err);
        for (size_t i = 0; i < survey->slice_count && !status && l->complete; i++)
            if (t4_period_kind_of(survey->slices[i].period) == l->finest)
                status = check_slice(l, &survey->slices[i], m, err);
    }
    return status;
}

/* --- writing --------------------------------------------------------------- */

/* amount (scaled by decimals) and rest (in 10^-18) as one exact decimal; false on overflow. */
static bool put_exact(t4_buffer *out, t4_int128 amount, int decimals, t4_int128 rest)
{
    char text[T4_DECIMAL_TEXT];
    size_t n;

    if (!rest)
        return t4_csvtext_decimal(out, amount, decimals) && t4_buffer_putc(out, ',');
    if (!t4_decimal_rescale(amount, decimals, T4_DECIMALS_MAX, &amount) ||
        !t4_add128(amount, rest, &amount))
        return false;
    n = t4_decimal_print(amount, T4_DECIMALS_MAX, text);
    while (text[n - 1] == '0' && n > 2 && text[n - 2] != '.')
        n--;
    return t4_buffer_append(out, text, n) && t4_buffer_putc(out, ',');
}

/* The right side added up again must be the left side. */
static bool sums_up(const line *from, int m, t4_int128 input)
{
    t4_int128 sum;

    return t4_add128(from->released[m], from->hidden[m], &sum) &&
           t4_add128(sum, from->residual[m], &sum) && t4_add128(sum, from->rejected[m], &sum) &&
           t4_add128(sum, from->published_rounding[m], &sum) && sum == input;
}

static t4_status put_line(const ledger *l, const line *from, int m, const char *flow,
                          const char *period, t4_buffer *out, t4_error *err)
{
    const t4_measure *measure = &l->domain->measures[m];
    int d = measure->decimals;
    t4_int128 input;
    bool good;

    if (!t4_add128(from->kept[m], from->rejected[m], &input) || !sums_up(from, m, input))
        return fail_sum(l, m, err);
    good = t4_buffer_printf(out, "%s,%s,%s,", flow, period, measure->name) &&
           t4_csvtext_field(out, measure->unit, strlen(measure->unit)) && t4_buffer_putc(out, ',') &&
           put_exact(out, input, d, from->rounding[m]) && put_exact(out, from->released[m], d, 0) &&
           put_exact(out, from->hidden[m], d, 0) && put_exact(out, from->residual[m], d, 0) &&
           put_exact(out, from->rejected[m], d, 0) &&
           put_exact(out, from->published_rounding[m], d, from->rounding[m]) &&
           t4_buffer_printf(out, "%llu,%llu,%llu,%llu,%s\n", (unsigned long long)from->rows_input,
                            (unsigned long long)from->rows_kept,
                            (unsigned long long)from->rows_rejected,
                            (unsigned long long)from->rows_residual, from->check[m]);
    return good ? T4_OK : fail_sum(l, m, err);
}

static t4_status add_line(const ledger *l, line *to, const line *from, int m, t4_error *err)
{
    t4_int128 *const sums[] = {&to->kept[m], &to->residual[m], &to->rejected[m], &to->rounding[m],
                               &to->released[m], &to->hidden[m], &to->published_rounding[m]};
    const t4_int128 parts[] = {from->kept[m], from->residual[m], from->rejected[m],
                               from->rounding[m], from->released[m], from->hidden[m],
                               from->published_rounding[m]};

    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        if (!t4_add128(*sums[i], parts[i], sums[i]))
            return fail_sum(l, m, err);
    if (from->check[m][0] == 'n')
        to->check[m] = "not counted: see above";
    else if (to->check[m][0] != 'n' && from->check[m][0] == 'r')
        to->check[m] = "rounded";
    return T4_OK;
}

static t4_status put_measure(const ledger *l, int m, line *total, t4_buffer *out, t4_error *err)
{
    t4_status status = T4_OK;

    *total = (line){0};
    total->check[m] = "exact";
    for (size_t i = 0; i < l->count && !status; i++) {
        const line *from = &l->lines[i];
        char period[T4_PERIOD_TEXT] = "";

        if (from->period)
            t4_period_print(from->period, period);
        status = put_line(l, from, m, from->flow == T4_FLOWS ? "" : t4_flow_text(from->flow), period,
                          out, err);
        if (!status)
            status = add_line(l, total, from, m, err);
        total->rows_input += from->rows_input;
        total->rows_kept += from->rows_kept;
        total->rows_rejected += from->rows_rejected;
        total->rows_residual += from->rows_residual;
    }
    return status ? status : put_line(l, total, m, "all", "all", out, err);
}

/* "1234.50" to "1,234.50" */
static void put_grouped(t4_int128 amount, int decimals, char text[2 * T4_DECIMAL_TEXT])
{
    char plain[T4_DECIMAL_TEXT];
    size_t n = t4_decimal_print(amount, decimals, plain), whole = strcspn(plain, "."), out = 0;

    for (size_t i = 0; i < n; i++) {
        text[out++] = plain[i];
        if (i + 1 < whole && plain[i] != '-' && (whole - i - 1) % 3 == 0)
            text[out++] = ',';
    }
    text[out] = '\0';
}

static void say(const ledger *l, const line *total, int m, char text[T4_CONFIDENTIAL_LINE])
{
    const t4_measure *measure = &l->domain->measures[m];
    char amount[2 * T4_DECIMAL_TEXT];

    put_grouped(total->kept[m] + total->rejected[m], measure->decimals, amount);
    snprintf(text, T4_CONFIDENTIAL_LINE,
             "%s: %s %s in = released + hidden + residual + rejected + rounding",
             total->check[m][0] == 'r' ? "exact but for publish.units" : "exact to the last digit",
             amount, measure->unit);
}

static t4_status put_all(const ledger *l, t4_buffer *out, char text[T4_CONFIDENTIAL_LINE],
                         t4_error *err)
{
    line *total = t4_alloc_zero(1, sizeof *total);
    t4_status status = total ? T4_OK : t4_fail_memory(err);

    if (!status && !t4_buffer_puts(out, "flow,period,measure,unit,input,released,hidden,residual,"
                                        "rejected,rounding,rows_input,rows_kept,rows_rejected,"
                                        "rows_residual,check\n"))
        status = t4_fail_memory(err);
    text[0] = '\0';
    for (int m = 0; m < l->domain->measure_count && !status; m++) {
        if (!l->published[m])
            continue;
        status = put_measure(l, m, total, out, err);
        if (!status && (m == l->domain->value || !text[0]))
            say(l, total, m, text);
    }
    t4_free(total);
    return status;
}

t4_status t4_confidential_write(const t4_confidential *papers, char text[T4_CONFIDENTIAL_LINE],
                                t4_error *err)
{
    ledger l = {.papers = papers, .rows = papers->survey->rows};
    t4_buffer out;
    t4_status status;

    l.domain = l.rows->domain;
    l.finest = finest_kind(l.rows->plan);
    l.complete = papers->survey->counted && !has_short_code(l.rows);
    find_measures(&l);
    t4_buffer_init(&out, 0);
    status = gather(&l, err);
    if (!status)
        status = settle_all(&l, err);
    if (!status)
        status = put_all(&l, &out, text, err);
    if (!status)
        status = t4_outfile_save(papers->folder, "control-totals.csv", &out, 0600, err);
    t4_buffer_release(&out);
    t4_free(l.lines);
    return status;
}
