/* SPDX-License-Identifier: MIT */
#include "job/ladder_release.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "job/previous.h"

double t4_ladder_scale(const t4_domain *domain)
{
    return pow(10, domain->measures[domain->value < 0 ? 0 : domain->value].decimals);
}

/* A pass over the rows of one release. */
typedef struct {
    t4_domain *domain;
    t4_ladder *ladder;
    int measure, digits;
    t4_period_kind finest;
    bool each;
} reading;

static bool is_total(const char *partner)
{
    return !strcmp(partner, "W00") || !strncmp(partner, "G_", 2);
}

/* What kinds of rows there are. */
static t4_status look_row(void *context, const t4_previous_row *row, t4_error *err)
{
    reading *r = context;

    r->each = r->each || !is_total(row->partner);
    if (t4_period_kind_of(row->period) > r->finest)
        r->finest = t4_period_kind_of(row->period);
    if (row->level > r->digits)
        r->digits = row->level;
    return T4_OK;
}

/* Does the row stand for goods that no finer row shows? */
static bool is_finest(const reading *r, const t4_previous_row *row)
{
    return row->level == r->digits && is_total(row->partner) != r->each &&
           t4_period_kind_of(row->period) == r->finest && row->flow == (uint32_t)t4_flow_total((t4_flow)row->flow) &&
           row->present[r->measure];
}

static t4_status take_row(void *context, const t4_previous_row *row, t4_error *err)
{
    reading *r = context;
    t4_contribution item = {.period = row->period, .flow = row->flow, .records = 1};

    if (!is_finest(r, row))
        return T4_OK;
    item.amount[r->domain->value] = row->amount[r->measure];
    item.code = t4_dict_add(r->domain->codes, row->code, strlen(row->code));
    item.partner = t4_dict_add(r->domain->partners, row->partner, strlen(row->partner));
    if (item.code == T4_DICT_NONE || item.partner == T4_DICT_NONE)
        return t4_fail_memory(err);
    return t4_ladder_add(r->ladder, &item, err);
}

/* Open one release and see what is in it; its value is the first measure. */
static t4_status look(reading *r, t4_previous **list, t4_run *run, const char *folder, t4_error *err)
{
    t4_status status = t4_previous_open(list, run, &folder, 1, err);

    if (!status && t4_previous_count(*list) != 1)
        status = t4_fail(err, T4_ERR_USAGE, "'%.200s' holds %zu releases; expected one", folder,
                         t4_previous_count(*list));
    return status ? status : t4_previous_rows(*list, 0, look_row, r, err);
}

t4_status t4_ladder_release_read(t4_ladder *ladder, t4_domain *domain, t4_run *run, const char *folder,
                                 t4_error *err)
{
    reading r = {.domain = domain, .ladder = ladder};
    t4_previous *list = NULL;
    t4_status status = look(&r, &list, run, folder, err);

    if (!status)
        status = t4_previous_rows(list, 0, take_row, &r, err);
    t4_previous_free(list);
    return status;
}

t4_status t4_ladder_release_domain(t4_domain *domain, t4_run *run, const char *folder, t4_error *err)
{
    t4_previous *list = NULL;
    t4_status status = t4_previous_open(&list, run, &folder, 1, err);

    if (!status && (t4_previous_count(list) != 1 || !t4_previous_at(list, 0)->measure_count))
        status = t4_fail(err, T4_ERR_USAGE, "'%.200s': expected one release with a measure", folder);
    if (!status) {
        const t4_previous_release *release = t4_previous_at(list, 0);
        t4_measure *m = &domain->measures[0];

        *m = (t4_measure){.kind = T4_MONEY, .decimals = release->measures[0].decimals};
        memcpy(m->name, release->measures[0].name, sizeof m->name);
        memcpy(m->unit, release->measures[0].unit, sizeof m->unit);
        domain->measure_count = 1;
        domain->value = 0;
    }
    t4_previous_free(list);
    return status;
}

t4_status t4_ladder_release_design(t4_ladder_design *design, t4_run *run, const char *folder,
                                   const t4_ladder *ladder, t4_error *err)
{
    reading r = {.digits = 0};
    t4_period_kind finest = t4_ladder_finest_period(ladder);
    t4_previous *list = NULL;
    t4_status status = look(&r, &list, run, folder, err);

    *design = (t4_ladder_design){.tables = 1};
    if (!status)
        snprintf(design->name, sizeof design->name, "as in %.40s %.40s", t4_previous_at(list, 0)->id,
                 t4_previous_at(list, 0)->vintage);
    design->table[0] = (t4_ladder_table){r.digits, r.finest < finest ? r.finest : finest,
                                         r.each ? T4_LADDER_EACH : T4_LADDER_WORLD};
    t4_previous_free(list);
    return status;
}
