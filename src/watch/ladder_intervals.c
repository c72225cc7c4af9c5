/* SPDX-License-Identifier: MIT */
/* How far what a design hides can be. */
#include "base/memory.h"
#include "solve/linear.h"
#include "watch/ladder_state.h"

enum {
    LINEAR_MOST = 300      /* hidden cells up to which linked systems are solved one by one */
};

/* Does nothing move any hidden variable further than the audit found? */
static bool all_exact(const t4_audit_problem *problem, const t4_audit *audit)
{
    bool exact = true;

    for (size_t v = 0; v < problem->system->variables; v++)
        exact = exact && (!problem->hidden[v] || ((audit->rises_exact[v] || audit->rises[v] >= T4_UNBOUNDED / 2) &&
                                                  audit->falls_exact[v]));
    return exact;
}

/* How far every hidden variable can move: exactly in networks, by linear programs where they are few. */
t4_status t4_ladder_intervals(t4_ladder *l, t4_audit_problem *problem, t4_audit **audit, bool *exact, t4_error *err)
{
    const t4_system *s = problem->system;
    t4_linear *linear = NULL;
    uint32_t *hidden;
    size_t count = 0;
    t4_status status;

    problem->no_claims = true;
    status = t4_audit_run(audit, l->run, problem, err);
    if (status)
        return status;
    *exact = (*audit)->network || (problem->linked && all_exact(problem, *audit));
    hidden = t4_alloc(s->variables + 1, sizeof *hidden);
    if (!hidden)
        return t4_fail_memory(err);
    for (size_t v = 0; v < s->variables; v++)
        if (problem->hidden[v])
            hidden[count++] = (uint32_t)v;
    *exact = *exact || !count;
    if (!*exact && count <= LINEAR_MOST)
        status = t4_linear_new(&linear, s, hidden, count, NULL, err);
    for (size_t i = 0; linear && i < count && !status; i++) {
        double up = t4_linear_most(linear, hidden[i], 1), down = t4_linear_most(linear, hidden[i], -1);

        if (i % 64 == 0)
            status = t4_run_check(l->run, err);
        if (up >= 0)
            (*audit)->rises[hidden[i]] = up >= (double)T4_UNBOUNDED ? T4_UNBOUNDED : (int64_t)up;
        if (down >= 0)
            (*audit)->falls[hidden[i]] = down >= (double)T4_UNBOUNDED ? T4_UNBOUNDED : (int64_t)down;
        *exact = true;
    }
    t4_linear_free(linear);
    t4_free(hidden);
    return status;
}
