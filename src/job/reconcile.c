/* SPDX-License-Identifier: MIT */
#include "job/reconcile.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "io/accounts_read.h"
#include "job/flows.h"

/* --- tables of figures and relations --------------------------------------------------- */

typedef struct {
    uint32_t relation, figure;       /* figure T4_DICT_NONE: what the others add up to */
    t4_int128 value;
    size_t order;
} term;

typedef struct {
    t4_reconcile *result;
    const char *path;
    t4_dict *relations;
    term *terms;
    size_t count, room;
    t4_reconcile_reliability *shares;
    size_t share_count, share_room;
    bool given;
} reading;

static double deviation_of(reading *in, const t4_accounts_row *row)
{
    double value = fabs((double)row->value), unit = 1e4;

    in->given = in->given || !isnan(row->deviation);
    if (isnan(row->deviation))
        return sqrt(value + 1);
    /* A figure that cannot be off at all still has a little, or nothing could be solved. */
    return fmax(row->is_share ? row->deviation * fmax(value, 1) : row->deviation * unit, 1e-7 * fmax(value, unit));
}

static t4_status take_figure(void *context, const t4_accounts_row *row, t4_error *err)
{
    reading *in = context;
    uint32_t figure;
    char name[256];

    if (!row->name_length || row->name_length >= sizeof name)
        return t4_fail_at(err, T4_ERR_DATA, in->path, row->line, 0, "a cell needs a name of 1 to 255 bytes");
    snprintf(name, sizeof name, "%.*s", (int)row->name_length, row->name);
    if (t4_reconcile_find(in->result, name, row->name_length) != T4_DICT_NONE)
        return t4_fail_at(err, T4_ERR_DATA, in->path, row->line, 0, "cell '%.80s' stands here a second time", name);
    return t4_reconcile_add_figure(in->result, name, 0, row->value, deviation_of(in, row), 0, &figure, err);
}

static t4_status take_term(void *context, const t4_accounts_row *row, t4_error *err)
{
    reading *in = context;
    term t = {.figure = T4_DICT_NONE, .value = row->value, .order = in->count};

    t.relation = t4_dict_add(in->relations, row->relation, row->relation_length);
    if (t.relation == T4_DICT_NONE || !t4_grow(&in->terms, &in->room, in->count, sizeof *in->terms))
        return t4_fail_memory(err);
    if (row->name_length) {
        t.figure = t4_reconcile_find(in->result, row->name, row->name_length);
        if (t.figure == T4_DICT_NONE)
            return t4_fail_at(err, T4_ERR_DATA, in->path, row->line, 0, "cell '%.*s' has no value in the table of figures",
                              (int)(row->name_length > 80 ? 80 : row->name_length), row->name);
    }
    in->terms[in->count++] = t;
    return T4_OK;
}

static int by_relation(const void *left, const void *right)
{
    const term *a = left, *b = right;

    if (a->relation != b->relation)
        return a->relation < b->relation ? -1 : 1;
    return (a->order > b->order) - (a->order < b->order);
}

static t4_status add_relations(reading *in, t4_int128 rounding, t4_error *err)
{
    t4_reconcile *r = in->result;
    t4_status status = T4_OK;

    qsort(in->terms, in->count, sizeof *in->terms, by_relation);
    for (size_t i = 0, end; i < in->count && !status; i = end) {
        size_t first = r->term_count, n;
        t4_int128 wanted = 0, tolerance = 0;

        for (end = i; end < in->count && in->terms[end].relation == in->terms[i].relation && !status; end++) {
            const term *t = &in->terms[end];

            if (t->figure == T4_DICT_NONE) {
                wanted += t->value;
                continue;
            }
            status = t4_reconcile_add_term(r, t->figure, (int64_t)t->value, err);
            tolerance += (t->value < 0 ? -t->value : t->value) * ((rounding + 1) / 2);
        }
        if (!status && r->term_count > first)
            status = t4_reconcile_add_relation(r, T4_RECONCILE_GIVEN, t4_dict_text(in->relations, in->terms[i].relation, &n), first,
                                               wanted, tolerance, 1, err);
    }
    return status;
}

static t4_status read_accounts(t4_reconcile *result, t4_run *run, const t4_job_reconcile_files *files, t4_int128 rounding,
                               t4_error *err)
{
    reading in = {.result = result, .relations = t4_dict_new(T4_ACCOUNTS_ROWS_MOST)};
    t4_status status = in.relations ? T4_OK : t4_fail_memory(err);

    for (size_t i = 0; i < files->file_count && !status; i++) {
        in.path = files->files[i];
        status = t4_accounts_read_figures(run, in.path, take_figure, &in, err);
    }
    in.path = files->relations;
    if (!status)
        status = t4_accounts_read_relations(run, in.path, take_term, &in, err);
    if (!status)
        status = add_relations(&in, rounding, err);
    result->deviations_given = in.given;
    t4_dict_free(in.relations);
    t4_free(in.terms);
    return status;
}

/* --- flows ---------------------------------------------------------------------------------- */

static t4_status take_share(void *context, const t4_accounts_row *row, t4_error *err)
{
    reading *in = context;
    t4_reconcile_reliability share = {.share = row->deviation};

    if (!row->name_length || row->name_length >= sizeof share.code)
        return t4_fail_at(err, T4_ERR_DATA, in->path, row->line, 0, "a code has 1 to 15 characters; * stands for all");
    memcpy(share.code, row->name, row->name_length);
    if (!t4_grow(&in->shares, &in->share_room, in->share_count, sizeof *in->shares))
        return t4_fail_memory(err);
    in->shares[in->share_count++] = share;
    return T4_OK;
}

static t4_status read_flows(t4_flows *flows, t4_run *run, const t4_job_reconcile_files *files, const char *const *paths, size_t count,
                            const t4_flows **into, t4_error *err)
{
    t4_job_flows_defaults defaults = {.reporter = files->reporter, .flow = files->flow, .profile = files->profile};

    if (!count)
        return T4_OK;
    *into = flows;
    return t4_job_flows(flows, run, paths, count, &defaults, err);
}

static t4_status from_flows(t4_reconcile *result, t4_job_reconcile_input *in_flows, t4_run *run,
                            const t4_job_reconcile_files *files, t4_reconcile_question *q, t4_error *err)
{
    reading in = {.path = files->reliability};
    t4_status status = T4_OK;

    if (files->reliability)
        status = t4_accounts_read_shares(run, in.path, take_share, &in, err);
    q->reliabilities = in.shares;
    q->reliability_count = in.share_count;
    if (!status)
        status = read_flows(&in_flows->flows, run, files, files->files, files->file_count, &q->flows, err);
    if (!status)
        status = read_flows(&in_flows->against, run, files, files->against, files->against_count, &q->against, err);
    if (!status)
        status = read_flows(&in_flows->mirror, run, files, files->mirror, files->mirror_count, &q->mirror, err);
    if (!status)
        status = t4_reconcile_flows(result, run, q, err);
    t4_free(in.shares);
    q->reliabilities = NULL;
    return status;
}

void t4_job_reconcile_release(t4_job_reconcile_input *input)
{
    t4_flows_release(&input->flows);
    t4_flows_release(&input->against);
    t4_flows_release(&input->mirror);
}

t4_status t4_job_reconcile(t4_reconcile *result, t4_job_reconcile_input *input, t4_run *run, const t4_job_reconcile_files *files,
                           t4_reconcile_question *q, t4_error *err)
{
    t4_status status = t4_reconcile_init(result, err);

    if (!status)
        status = files->relations ? read_accounts(result, run, files, q->rounding, err)
                                  : from_flows(result, input, run, files, q, err);
    return status ? status : t4_reconcile_solve(result, run, err);
}
