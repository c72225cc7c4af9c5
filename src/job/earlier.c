/* SPDX-License-Identifier: MIT */
#include "job/earlier.h"

#include <stdio.h>
#include <string.h>

#include "io/csvrows.h"
#include "job/lists.h"
#include "model/flow.h"

enum { PERIOD, FLOW, CODE, PARTNER, TRADER, KEYS };

static const char *const keys[KEYS] = {"period", "flow", "code", "partner", "trader"};

typedef struct {
    const t4_earlier_source *source;
    t4_csvrows *rows;
    const char *path;
    int key[KEYS], dimension[T4_DIMENSIONS_MAX], amount[T4_MEASURES_MAX];
} table;

static int column(char *const *fields, size_t count, const char *name)
{
    for (size_t i = 0; i < count; i++)
        if (!strcmp(fields[i], name))
            return (int)i;
    return -1;
}

static t4_status find_columns(table *t, char *const *fields, size_t count, t4_error *err)
{
    const t4_domain *domain = t->source->domain;
    const char *missing = NULL;

    for (int i = 0; i < KEYS; i++)
        if ((t->key[i] = column(fields, count, keys[i])) < 0)
            missing = keys[i];
    for (int d = 0; d < domain->dimension_count; d++)
        if ((t->dimension[d] = column(fields, count, domain->dimensions[d])) < 0)
            missing = domain->dimensions[d];
    for (int m = 0; m < domain->measure_count; m++)
        if ((t->amount[m] = column(fields, count, domain->measures[m].name)) < 0)
            missing = domain->measures[m].name;
    return missing ? t4_fail_at(err, T4_ERR_DATA, t->path, 1, 0, "no column '%s'; expected contributions as 'tenfour cells "
                                "--contributions' writes them", missing) : T4_OK;
}

static t4_status take(const table *t, char *const *fields, t4_earlier_visit *visit, void *context, t4_error *err)
{
    static const t4_notation plain = {'.', false};
    const t4_domain *domain = t->source->domain;
    const char *period = fields[t->key[PERIOD]], *flow = fields[t->key[FLOW]];
    t4_earlier_contribution item = {
        .period = t4_period_parse(period, strlen(period)), .flow = t4_flow_parse(flow, strlen(flow)),
        .code = fields[t->key[CODE]], .partner = fields[t->key[PARTNER]], .trader = fields[t->key[TRADER]]};
    bool good = item.period && item.flow != T4_FLOWS && *item.code && *item.partner;

    for (int d = 0; d < domain->dimension_count; d++)
        item.dimension[d] = fields[t->dimension[d]];
    for (int m = 0; m < domain->measure_count && good; m++) {
        const char *text = fields[t->amount[m]];

        good = !*text || !t4_decimal_parse(text, strlen(text), &plain, domain->measures[m].decimals, &item.amount[m], NULL);
    }
    return good ? visit(context, &item, err)
                : t4_fail_at(err, T4_ERR_DATA, t->path, t4_csvrows_line(t->rows), 0, "expected a contribution as 'tenfour cells "
                             "--contributions' writes it");
}

t4_status t4_job_earlier(void *source, t4_earlier_visit *visit, void *context, t4_error *err)
{
    table t = {.source = source};
    const t4_template *template_ = t.source->template_;
    char path[4096];
    char *const *fields;
    size_t header, count;
    t4_status status = t4_lists_path(path, template_, template_->earlier_contributions, err);

    t.path = path;
    if (!status)
        status = t4_csvrows_open(&t.rows, t.source->run, path, err);
    if (!status)
        status = t4_csvrows_next(t.rows, &fields, &header, err);
    if (!status)
        status = find_columns(&t, fields, header, err);
    while (!status) {
        status = t4_csvrows_next(t.rows, &fields, &count, err);
        if (status || !count)
            break;
        status = count == header ? take(&t, fields, visit, context, err)
                                 : t4_fail_at(err, T4_ERR_DATA, path, t4_csvrows_line(t.rows), 0,
                                              "expected as many fields as in the header");
    }
    t4_csvrows_free(t.rows);
    return status;
}
