/* SPDX-License-Identifier: MIT */
#include "job/rungs.h"

#include "base/memory.h"

enum { PLANTED = 200 };          /* fine series that trade is added to */

/* One level: its series tested, then the additions. */
static t4_status climb(t4_surge_rung *rung, const t4_run *run, t4_flows *flows, const t4_series_set *fine,
                       const t4_series_set *coarse, const t4_surge *found, const t4_surge_question *question, t4_error *err)
{
    size_t *holder = t4_alloc(fine->count, sizeof *holder);
    t4_status status;

    if (!holder)
        return t4_fail_memory(err);
    *rung = (t4_surge_rung){.level = coarse->level, .series = coarse->count, .tested = found->tested,
                            .flagged = found->flagged};
    t4_surge_holders(flows, fine, coarse, holder);
    status = t4_surge_simulate(&rung->power, run, fine, coarse, found, holder, PLANTED, question, err);
    t4_free(holder);
    return status;
}

t4_status t4_job_surge_rungs(t4_surge_rung rungs[T4_SURGE_RUNGS], size_t *count, const t4_run *run, t4_flows *flows,
                             const t4_series_set *set, const t4_surge *surge, const t4_series_question *series,
                             const t4_surge_question *question, t4_error *err)
{
    static const int levels[] = {8, 6, 4, 2, 0};
    t4_status status = climb(&rungs[0], run, flows, set, set, surge, question, err);

    *count = 1;
    for (size_t i = 0; !status && i < sizeof levels / sizeof *levels; i++) {
        t4_series_question asked = *series;
        t4_series_set coarse = {.n = 0};
        t4_surge found = {.found = NULL};

        asked.level = levels[i];
        if (levels[i] >= set->level)
            continue;
        status = t4_series_make(&coarse, flows, &asked, err);
        if (!status)
            status = t4_surge_run(&found, run, &coarse, question, err);
        if (!status)
            status = climb(&rungs[(*count)++], run, flows, set, &coarse, &found, question, err);
        t4_surge_release(&found);
        t4_series_release(&coarse);
    }
    return status;
}
