/* SPDX-License-Identifier: MIT */
#include "watch/price.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/parallel.h"
#include "stats/detail.h"
#include "stats/fit.h"
#include "stats/robust.h"

static const char *const states[] = {"tested", "too few", "degenerate"};

const char *t4_price_state_name(t4_price_state state)
{
    return states[state];
}

/* A row of flows under the key of its group. */
typedef struct {
    uint32_t code, reporter, partner, unit;  /* ranks and ids; T4_DICT_NONE = all together */
    uint32_t row;
    uint8_t flow;
    double value, mass;          /* mass 0 = missing */
} entry;

typedef struct {
    const t4_flows *flows;
    const t4_run *run;
    const t4_price_question *question;
    t4_price *price;
    entry *entries;
    size_t count, room;
    uint32_t *code_rank, *place_rank, *code_at, *place_at;
} pricing;

/* --- rows ------------------------------------------------------------------------------------ */

static bool is_asked(const pricing *p, const t4_flows_row *row)
{
    return (p->question->flow == T4_FLOWS || row->flow == p->question->flow) && row->level > 0 && !row->world;
}

/* The level of the rows: the asked one, else the finest. */
static void choose_level(pricing *p)
{
    p->price->level = p->question->level;
    for (size_t i = 0; p->question->level < 0 && i < p->flows->count; i++)
        if (is_asked(p, &p->flows->rows[i]) && p->flows->rows[i].level > p->price->level)
            p->price->level = p->flows->rows[i].level;
}

static double amount(t4_int128 scaled)
{
    return (double)scaled / pow(10, T4_FLOWS_DECIMALS);
}

static t4_status take_row(pricing *p, size_t index, t4_error *err)
{
    const t4_flows_row *row = &p->flows->rows[index];
    bool by_quantity = p->question->quantity;
    bool given = row->given & (by_quantity ? T4_FLOWS_QUANTITY : T4_FLOWS_NET);
    entry e = {.row = (uint32_t)index, .flow = row->flow, .code = p->code_rank[row->code], .reporter = T4_DICT_NONE,
               .partner = T4_DICT_NONE, .unit = by_quantity ? row->unit : T4_DICT_NONE, .value = amount(row->value)};

    if (row->given & T4_FLOWS_HIDDEN) {
        p->price->hidden++;
        return T4_OK;
    }
    if (!(row->given & T4_FLOWS_VALUE) || row->value <= 0)
        return T4_OK;
    e.mass = given ? fmax(0, amount(by_quantity ? row->quantity : row->net_kg)) : 0;
    if (p->question->each_reporter)
        e.reporter = p->place_rank[row->reporter];
    if (p->question->each_partner)
        e.partner = p->place_rank[row->partner];
    if (!t4_grow(&p->entries, &p->room, p->count, sizeof *p->entries))
        return t4_fail_memory(err);
    p->entries[p->count++] = e;
    return T4_OK;
}

static int compare_keys(const entry *a, const entry *b)
{
    if (a->code != b->code)
        return a->code < b->code ? -1 : 1;
    if (a->flow != b->flow)
        return a->flow - b->flow;
    if (a->reporter != b->reporter)
        return a->reporter < b->reporter ? -1 : 1;
    if (a->partner != b->partner)
        return a->partner < b->partner ? -1 : 1;
    return (a->unit > b->unit) - (a->unit < b->unit);
}

/* Rows without a mass last in their group; else by mass and value, so that the order of the file does not matter. */
static int by_key(const void *left, const void *right)
{
    const entry *a = left, *b = right;
    int order = compare_keys(a, b);

    if (order)
        return order;
    if ((a->mass > 0) != (b->mass > 0))
        return a->mass > 0 ? -1 : 1;
    if (a->mass < b->mass || a->mass > b->mass)
        return a->mass < b->mass ? -1 : 1;
    if (a->value < b->value || a->value > b->value)
        return a->value < b->value ? -1 : 1;
    return (a->row > b->row) - (a->row < b->row);
}

static t4_status gather(pricing *p, t4_error *err)
{
    t4_status status = T4_OK;

    p->code_rank = t4_dict_ranks(p->flows->codes);
    p->place_rank = t4_dict_ranks(p->flows->places);
    p->code_at = t4_dict_order(p->flows->codes);
    p->place_at = t4_dict_order(p->flows->places);
    if (!p->code_rank || !p->place_rank || !p->code_at || !p->place_at)
        return t4_fail_memory(err);
    choose_level(p);
    for (size_t i = 0; !status && i < p->flows->count; i++)
        if (is_asked(p, &p->flows->rows[i]) && p->flows->rows[i].level == p->price->level)
            status = take_row(p, i, err);
    if (!status && p->count)
        qsort(p->entries, p->count, sizeof *p->entries, by_key);
    return status;
}

/* --- groups ------------------------------------------------------------------------------------ */

static t4_price_group open_group(const pricing *p, const entry *e)
{
    return (t4_price_group){.code = p->code_at[e->code], .unit = e->unit, .flow = e->flow,
                            .reporter = e->reporter == T4_DICT_NONE ? T4_DICT_NONE : p->place_at[e->reporter],
                            .partner = e->partner == T4_DICT_NONE ? T4_DICT_NONE : p->place_at[e->partner],
                            .median = NAN, .spread = NAN, .slope = NAN, .least_squares = NAN, .elasticity = NAN};
}

static t4_status make_groups(pricing *p, t4_error *err)
{
    t4_price *price = p->price;
    size_t room = 0;

    price->rows = t4_alloc(p->count ? p->count : 1, sizeof *price->rows);
    if (!price->rows)
        return t4_fail_memory(err);
    for (size_t i = 0; i < p->count; i++) {
        const entry *e = &p->entries[i];
        t4_price_group *group;

        if (i == 0 || compare_keys(&p->entries[i - 1], e)) {
            if (!t4_grow(&price->groups, &room, price->group_count, sizeof *price->groups))
                return t4_fail_memory(err);
            price->groups[price->group_count] = open_group(p, e);
            price->groups[price->group_count++].first = price->row_count;
        }
        group = &price->groups[price->group_count - 1];
        if (!(e->mass > 0)) {
            group->without++;
            price->without++;
            continue;
        }
        group->n++;
        p->entries[price->row_count] = *e;  /* kept in step with rows: entries without a mass are skipped */
        price->rows[price->row_count++] = (t4_price_row){e->row, (uint32_t)price->group_count - 1, e->value / e->mass,
                                                         NAN, NAN, false};
    }
    p->count = price->row_count;
    return price->row_count ? T4_OK : t4_fail(err, T4_ERR_DATA, "no row has a value and a %s: %llu rows have a value alone",
                                              p->question->quantity ? "quantity" : "net mass",
                                              (unsigned long long)price->without);
}

/* --- one group ------------------------------------------------------------------------------------ */

/* Every k-th row, so that at most `most` are left: rows stand in order of their mass. */
static size_t thin(const entry *entries, size_t n, size_t most, double *x, double *y, bool logs)
{
    size_t every = (n + most - 1) / most, used = 0;

    for (size_t i = 0; i < n; i += every) {
        x[used] = logs ? log(entries[i].mass) : entries[i].mass;
        y[used++] = logs ? log(entries[i].value) : entries[i].value;
    }
    return used;
}

static t4_status fit_lines(t4_price_group *group, const entry *entries, size_t n, double *x, double *y, t4_fit *fit)
{
    size_t used = thin(entries, n, T4_ROBUST_PAIRS_FROM / 3, x, y, false);
    t4_status status = t4_robust_slope(x, y, used, &group->slope);

    if (status)
        return status;
    used = thin(entries, n, T4_PRICE_FIT_MOST, x, y, false);
    group->least_squares = t4_fit_line(x, y, used).slope;
    used = thin(entries, n, T4_PRICE_FIT_MOST, x, y, true);
    status = t4_fit_robust(fit, x, y, used);
    group->elasticity = fit->slope;
    return status;
}

/* Residuals from the robust line (or, without one, from the median), their robust spread, and who is far. */
static t4_status judge(const pricing *p, t4_price_group *group, const entry *entries, const t4_fit *fit, double *residual)
{
    t4_price_row *rows = p->price->rows + group->first;
    bool line = isfinite(fit->slope);
    t4_robust robust;
    t4_status status;

    for (size_t i = 0; i < group->n; i++) {
        double given = line ? fit->at_zero + fit->slope * log(entries[i].mass) : log(group->median) + log(entries[i].mass);

        residual[i] = log(entries[i].value) - given;
        rows[i].fair = exp(given) / entries[i].mass;
    }
    status = t4_robust_measure(residual, group->n, &robust);
    if (status)
        return status;
    /* rounding alone is no spread */
    group->state = robust.kind == T4_ROBUST_DEGENERATE || robust.spread < 1e-9 ? T4_PRICE_DEGENERATE : T4_PRICE_TESTED;
    for (size_t i = 0; i < group->n; i++) {
        if (group->state == T4_PRICE_DEGENERATE) {
            rows[i].fair = NAN;
            continue;
        }
        rows[i].z = t4_robust_z(&robust, residual[i]);
        rows[i].outlier = fabs(rows[i].z) > p->question->z_alarm;
        group->low += rows[i].outlier && rows[i].z < 0;
        group->high += rows[i].outlier && rows[i].z > 0;
    }
    return T4_OK;
}

static t4_status measure_group(const pricing *p, t4_price_group *group, double *work, size_t most)
{
    const entry *entries = p->entries + group->first;
    double *x = work, *y = work + most, log_median;
    t4_fit fit;
    t4_status status;

    if (!group->n)
        return group->state = T4_PRICE_SHORT, T4_OK;
    for (size_t i = 0; i < group->n; i++)
        x[i] = log(entries[i].value / entries[i].mass);
    status = t4_robust_scale(x, group->n, &log_median, &group->spread);
    if (status)
        return status;
    group->median = exp(log_median);
    status = fit_lines(group, entries, group->n, x, y, &fit);
    if (status)
        return status;
    if (group->n < T4_PRICE_LEAST)
        return group->state = T4_PRICE_SHORT, T4_OK;
    return judge(p, group, entries, &fit, x);
}

static t4_status task(void *context, unsigned worker, size_t index, t4_error *err)
{
    const pricing *p = context;
    t4_price_group *group = &p->price->groups[index];
    size_t most = group->n ? group->n : 1;
    double *work = t4_alloc(most, 2 * sizeof *work);
    t4_status status = work ? measure_group(p, group, work, most) : T4_ERR_MEMORY;

    t4_free(work);
    return status ? t4_fail_memory(err) : t4_run_check(p->run, err);
}

/* --- mix ------------------------------------------------------------------------------------ */

static size_t heading_length(const pricing *p, const char *code)
{
    size_t n = strlen(code);

    n = n > (size_t)p->question->coarse ? (size_t)p->question->coarse : n;
    return n < 15 ? n : 15;
}

static bool same_heading(const pricing *p, const t4_price_group *a, const t4_price_group *b)
{
    const char *x = t4_flows_code_text(p->flows, a->code), *y = t4_flows_code_text(p->flows, b->code);
    size_t n = heading_length(p, x);

    return n == heading_length(p, y) && !memcmp(x, y, n);
}

/* The rows of groups from .. end that are of one flow and unit. */
static t4_status mix_of(const pricing *p, size_t from, size_t end, t4_price_heading *heading, t4_error *err)
{
    const t4_price *price = p->price;
    size_t first = price->groups[from].first, last = price->groups[end - 1].first + price->groups[end - 1].n, n = 0;
    double *y = t4_alloc(last - first + 1, sizeof *y), within;
    uint32_t *of = t4_alloc(last - first + 1, sizeof *of), code = T4_DICT_NONE;
    t4_status status = y && of ? T4_OK : t4_fail_memory(err);

    for (size_t g = from; !status && g < end; g++) {
        const t4_price_group *group = &price->groups[g];

        if (group->flow != heading->flow || group->unit != heading->unit || !group->n)
            continue;
        heading->codes += group->code != code;
        code = group->code;
        for (size_t i = 0; i < group->n; i++) {
            y[n] = log(price->rows[group->first + i].unit_value);
            of[n++] = (uint32_t)heading->codes - 1;
        }
    }
    heading->n = n;
    heading->mix = heading->adjusted = heading->widened = NAN;
    if (!status && n > heading->codes && heading->codes)
        status = t4_detail_variance_within(&within, y, NULL, of, n, heading->codes, err);
    if (!status && n > heading->codes && heading->codes && !isnan(within)) {
        double mean_square = within / (double)(n - heading->codes);

        heading->mix = 1 - within;
        heading->adjusted = fmax(0, (heading->mix - (double)(heading->codes - 1) * mean_square) / (1 + mean_square));
        heading->widened = within > 0 ? 1 / sqrt(within) : INFINITY;
    }
    t4_free(y);
    t4_free(of);
    return status;
}

/* A heading for each flow and unit of the groups from .. end, in the order in which they come. */
static t4_status make_heading(pricing *p, size_t from, size_t end, size_t *room, t4_error *err)
{
    t4_price *price = p->price;
    size_t kept = price->heading_count;

    for (size_t g = from; g < end; g++) {
        const t4_price_group *group = &price->groups[g];
        const char *code = t4_flows_code_text(p->flows, group->code);
        t4_price_heading heading = {.flow = group->flow, .unit = group->unit};
        bool seen = false;
        t4_status status;

        for (size_t i = kept; i < price->heading_count; i++)
            seen = seen || (price->headings[i].flow == group->flow && price->headings[i].unit == group->unit);
        if (seen)
            continue;
        memcpy(heading.heading, code, heading_length(p, code));
        status = mix_of(p, from, end, &heading, err);
        if (status)
            return status;
        if (!t4_grow(&price->headings, room, price->heading_count, sizeof *price->headings))
            return t4_fail_memory(err);
        price->headings[price->heading_count++] = heading;
    }
    return T4_OK;
}

/* --- all ------------------------------------------------------------------------------------ */

t4_status t4_price_measure(t4_price *price, const t4_run *run, const t4_flows *flows, const t4_price_question *question,
                           t4_error *err)
{
    pricing p = {.flows = flows, .run = run, .question = question, .price = price};
    size_t room = 0;
    t4_status status;

    *price = (t4_price){.group_count = 0};
    status = gather(&p, err);
    if (!status)
        status = make_groups(&p, err);
    if (!status)
        status = t4_parallel_for(run, price->group_count, task, &p, err);
    for (size_t g = 0, end; !status && g < price->group_count; g = end) {
        for (end = g + 1; end < price->group_count && same_heading(&p, &price->groups[g], &price->groups[end]);)
            end++;
        status = make_heading(&p, g, end, &room, err);
    }
    for (size_t g = 0; !status && g < price->group_count; g++) {
        price->tested += price->groups[g].state == T4_PRICE_TESTED ? price->groups[g].n : 0;
        price->outliers += price->groups[g].low + price->groups[g].high;
    }
    t4_free(p.entries);
    t4_free(p.code_rank);
    t4_free(p.place_rank);
    t4_free(p.code_at);
    t4_free(p.place_at);
    return status;
}

void t4_price_release(t4_price *price)
{
    t4_free(price->groups);
    t4_free(price->rows);
    t4_free(price->headings);
    *price = (t4_price){.group_count = 0};
}
