/* SPDX-License-Identifier: MIT */
#include "job/bound.h"

#include "base/memory.h"
#include "io/sidefact_read.h"
#include "io/watchlist_read.h"
#include "job/codes.h"
#include "job/flows.h"

void t4_job_bound_release(t4_job_bound_input *in)
{
    t4_flows_release(&in->coarse);
    t4_flows_release(&in->detail);
    t4_flows_release(&in->mirror);
    t4_free(in->floors.items);
    t4_free(in->rates.items);
    t4_watchlist_free(in->list);
    t4_codelist_free(in->tree);
}

static t4_status read_flows(t4_flows *flows, t4_run *run, const char *const *paths, size_t count, const char *reporter,
                            const char *flow, const char *profile, const t4_flows **into, t4_error *err)
{
    t4_job_flows_defaults defaults = {.reporter = reporter, .flow = flow, .profile = profile};

    if (!count)
        return T4_OK;
    *into = flows;
    return t4_job_flows(flows, run, paths, count, &defaults, err);
}

static t4_status read_beside(t4_job_bound_input *in, t4_run *run, const t4_job_bound_files *files, t4_bound_question *q,
                             t4_error *err)
{
    t4_status status = T4_OK;

    if (files->floors) {
        status = t4_sidefact_read_floors(&in->floors, run, files->floors, err);
        q->floors = &in->floors;
    }
    if (!status && files->rates) {
        status = t4_sidefact_read_rates(&in->rates, run, files->rates, err);
        q->rates = &in->rates;
    }
    if (!status && files->list)
        status = t4_watchlist_read(&in->list, run, files->list, err);
    if (!status && !files->no_tree)
        status = t4_codes_load(&in->tree, run, files->codes, NULL, files->codes ? files->codes : "HS-2022", err);
    q->list = in->list;
    q->tree = in->tree;
    return status;
}

t4_status t4_job_bound(t4_bound *bound, t4_job_bound_input *in, t4_run *run, const t4_job_bound_files *files,
                       t4_bound_question *q, bool backtest, t4_error *err)
{
    t4_status status;

    *bound = (t4_bound){.count = 0};
    status = read_flows(&in->coarse, run, files->coarse, files->coarse_count, files->reporter, files->flow, files->profile, &q->coarse, err);
    if (!status)
        status = read_flows(&in->detail, run, files->detail, files->detail_count, files->reporter, files->flow, files->profile, &q->detail, err);
    if (!status)
        status = read_flows(&in->mirror, run, files->mirror, files->mirror_count, NULL, NULL, files->profile, &q->mirror, err);
    if (!status)
        status = read_beside(in, run, files, q, err);
    if (!status && files->coarse_count)
        status = t4_bound_make(bound, run, q, err);
    return status || !backtest ? status : t4_bound_backtest(bound, run, q, err);
}
