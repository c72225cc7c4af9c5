/* SPDX-License-Identifier: MIT */
#include "stats/detail.h"

#include <math.h>
#include <gsl/gsl_statistics_double.h>

#include "base/memory.h"
#include "base/parallel.h"
#include "stats/quiet.h"
#include "stats/sum.h"

enum { CHUNK = 1 << 16 };

/* Sums over the codes of one chunk; entropies by heading are summed in a second pass. */
typedef struct {
    const t4_detail_table *table;
    t4_heading_detail *heading;
    const size_t *start;       /* codes by heading: order[start[g]] .. */
    const uint32_t *order;
    double total;
    t4_sum *h_fine, *hhi, *theil;   /* by worker */
} pass;

static double minus_p_ln_p(double p)
{
    return p > 0 ? -p * log(p) : 0;
}

static t4_status fine_chunk(void *context, unsigned worker, size_t chunk, t4_error *err)
{
    pass *p = context;
    const t4_detail_table *t = p->table;
    size_t end = (chunk + 1) * CHUNK < t->codes ? (chunk + 1) * CHUNK : t->codes;

    for (size_t i = chunk * CHUNK; i < end; i++) {
        double share = t->value[i] / p->total;

        t4_sum_add(&p->h_fine[worker], minus_p_ln_p(share));
        t4_sum_add(&p->hhi[worker], share * share);
        if (share > 0)
            t4_sum_add(&p->theil[worker], share * log(share * (double)t->codes));
    }
    return T4_OK;
}

/* Values of one heading, picked through order (NULL: in a row). */
static double entropy_of(const double *value, const uint32_t *order, size_t n, double total)
{
    t4_sum h = {{0}, 0, 0};

    for (size_t i = 0; i < n; i++)
        t4_sum_add(&h, minus_p_ln_p(value[order ? order[i] : i] / total));
    return t4_sum_value(&h);
}

static double total_of(const double *value, const uint32_t *order, size_t n)
{
    t4_sum sum = {{0}, 0, 0};

    for (size_t i = 0; i < n; i++)
        t4_sum_add(&sum, value[order ? order[i] : i]);
    return t4_sum_value(&sum);
}

static t4_status one_heading(void *context, unsigned worker, size_t g, t4_error *err)
{
    pass *p = context;
    t4_heading_detail *h = &p->heading[g];
    const uint32_t *order = p->order + p->start[g];

    *h = (t4_heading_detail){.codes = p->start[g + 1] - p->start[g]};
    h->value = total_of(p->table->value, order, h->codes);
    if (h->value > 0) {
        h->h = entropy_of(p->table->value, order, h->codes, h->value);
        h->part = h->value / p->total * h->h;
        h->theil = log((double)h->codes) - h->h;
    }
    return T4_OK;
}

double t4_detail_entropy(const double *value, size_t n)
{
    double total = total_of(value, NULL, n);

    return total > 0 ? entropy_of(value, NULL, n, total) : 0;
}

double t4_detail_entropy_counts(const double *count, size_t n)
{
    double total = total_of(count, NULL, n), occupied = 0;

    for (size_t i = 0; i < n; i++)
        occupied += count[i] > 0;
    return total > 0 ? entropy_of(count, NULL, n, total) + (occupied - 1) / (2 * total) : 0;
}

/* Codes by heading: a counting sort. */
static t4_status sort_by_heading(const t4_detail_table *t, size_t **start, uint32_t **order, t4_error *err)
{
    size_t *s = *start = t4_alloc_zero(t->headings + 2, sizeof *s);
    uint32_t *o = *order = t4_alloc(t->codes + 1, sizeof *o);

    if (!s || !o)
        return t4_fail_memory(err);
    for (size_t i = 0; i < t->codes; i++)
        s[t->heading[i] + 2]++;
    for (size_t g = 0; g < t->headings; g++)
        s[g + 2] += s[g + 1];
    for (size_t i = 0; i < t->codes; i++)
        o[s[t->heading[i] + 1]++] = (uint32_t)i;
    return T4_OK;
}

static t4_status check_values(const t4_detail_table *t, t4_error *err)
{
    for (size_t i = 0; i < t->codes; i++)
        if (!(t->value[i] >= 0) || !isfinite(t->value[i]))
            return t4_fail(err, T4_ERR_DATA, "a value is negative or no number; measures of detail need x >= 0");
    return T4_OK;
}

static double merged(t4_sum *sums, unsigned count)
{
    t4_sum all = {{0}, 0, 0};

    for (unsigned i = 0; i < count; i++)
        t4_sum_merge(&all, &sums[i]);
    return t4_sum_value(&all);
}

/* What follows from the headings. */
static void from_headings(t4_detail *d, const t4_detail_table *t, const t4_heading_detail *heading)
{
    t4_sum coarse = {{0}, 0, 0}, given = {{0}, 0, 0}, hhi = {{0}, 0, 0}, between = {{0}, 0, 0}, within = {{0}, 0, 0};

    for (size_t g = 0; g < t->headings; g++) {
        double share = heading[g].value / d->value;

        if (share <= 0)
            continue;
        t4_sum_add(&coarse, minus_p_ln_p(share));
        t4_sum_add(&given, heading[g].part);
        t4_sum_add(&hhi, share * share);
        t4_sum_add(&between, share * log(share * (double)t->codes / (double)heading[g].codes));
        t4_sum_add(&within, share * heading[g].theil);
    }
    d->h_coarse = t4_sum_value(&coarse);
    d->h_given = t4_sum_value(&given);
    d->hhi_coarse = t4_sum_value(&hhi);
    d->theil_between = t4_sum_value(&between);
    d->theil_within = t4_sum_value(&within);
}

static t4_status measure(t4_detail *d, pass *p, const t4_run *run, t4_error *err)
{
    const t4_detail_table *t = p->table;
    t4_status status = t4_parallel_for(run, (t->codes + CHUNK - 1) / CHUNK, fine_chunk, p, err);

    if (!status)
        status = t4_parallel_for(run, t->headings, one_heading, p, err);
    if (status)
        return status;
    d->h_fine = merged(p->h_fine, run->threads);
    d->hhi_fine = merged(p->hhi, run->threads);
    d->theil = merged(p->theil, run->threads);
    from_headings(d, t, p->heading);
    d->hidden_share = d->h_fine > 0 ? d->h_given / d->h_fine : 0;
    d->effective_codes = exp(d->h_fine);
    d->effective_headings = exp(d->h_coarse);
    d->codes_per_heading = exp(d->h_given);
    return T4_OK;
}

t4_status t4_detail_measure(t4_detail *detail, t4_heading_detail *heading, const t4_run *run,
                            const t4_detail_table *table, t4_error *err)
{
    size_t *start = NULL;
    uint32_t *order = NULL;
    t4_sum *sums = t4_alloc_zero((size_t)run->threads * 3, sizeof *sums);
    pass p = {.table = table, .heading = heading};
    t4_status status = sums ? check_values(table, err) : t4_fail_memory(err);

    if (!status)
        status = sort_by_heading(table, &start, &order, err);
    *detail = (t4_detail){.value = total_of(table->value, NULL, table->codes)};
    p.total = detail->value;
    p.start = start;
    p.order = order;
    p.h_fine = sums;
    p.hhi = sums ? sums + run->threads : NULL;
    p.theil = sums ? sums + 2 * run->threads : NULL;
    if (!status && detail->value > 0)
        status = measure(detail, &p, run, err);
    else if (!status)
        for (size_t g = 0; g < table->headings; g++)
            heading[g] = (t4_heading_detail){.codes = start[g + 1] - start[g]};
    t4_free(start);
    t4_free(order);
    t4_free(sums);
    return status;
}

t4_status t4_detail_variance_within(double *share, const double *y, const double *weight,
                                    const uint32_t *heading, size_t n, size_t headings, t4_error *err)
{
    t4_detail_table table = {y, heading, n, headings};
    size_t *start = NULL;
    uint32_t *order = NULL;
    double *values = t4_alloc(n * 2 + 1, sizeof *values), *weights = values + n;
    double all, within = 0;
    t4_status status = values ? sort_by_heading(&table, &start, &order, err) : t4_fail_memory(err);

    t4_quiet_gsl();
    for (size_t i = 0; !status && i < n; i++) {
        values[i] = y[order[i]];
        weights[i] = weight ? weight[order[i]] : 1;
    }
    if (!status) {
        /* Sums of squares about the mean, so that the parts add up (wvariance would scale each). */
        all = n ? gsl_stats_wtss(weights, 1, values, 1, n) : 0;
        for (size_t g = 0; g < headings; g++)
            if (start[g + 1] > start[g])
                within += gsl_stats_wtss(weights + start[g], 1, values + start[g], 1, start[g + 1] - start[g]);
        *share = all > 0 ? within / all : 0;
    }
    t4_free(start);
    t4_free(order);
    t4_free(values);
    return status;
}
