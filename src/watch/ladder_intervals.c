/* SPDX-License-Identifier: MIT */
/* How far what a design hides can be. */
#include <math.h>

#include "base/memory.h"
#include "solve/linear.h"
#include "watch/ladder_state.h"

enum {
    LINEAR_MOST = 300      /* hidden cells up to which linked systems are solved one by one */
};

/* Is every end the end itself? */
static bool all_exact(const t4_audit_problem *problem, const t4_audit *audit)
{
    bool exact = true;

    for (size_t v = 0; v < problem->system->variables; v++)
        exact = exact && (!problem->hidden[v] || ((audit->rises_exact[v] || audit->rises[v] >= T4_UNBOUNDED / 2) &&
                                                  audit->falls_exact[v]));
    return exact;
}

/* A program's end in whole units, on the safe side of its rounding; not past what is proven. */
static void draw_in(int64_t *end, double most, bool *exact)
{
    double whole = floor(most + 1e-6 + 1e-9 * most);

    if (most < 0)
        *exact = false;   /* the solver gave up */
    else if (whole < (double)*end)
        *end = (int64_t)whole;
}

/* Linked systems of few hidden cells: their programs one by one. */
static t4_status by_programs(t4_ladder *l, const t4_system *s, const uint32_t *hidden, size_t count, t4_audit *audit,
                             bool *exact, t4_error *err)
{
    t4_linear *linear = NULL;
    t4_status status = t4_linear_new(&linear, s, hidden, count, NULL, err);

    *exact = true;
    for (size_t i = 0; i < count && !status; i++) {
        draw_in(&audit->rises[hidden[i]], t4_linear_most(linear, hidden[i], 1), exact);
        draw_in(&audit->falls[hidden[i]], t4_linear_most(linear, hidden[i], -1), exact);
        if (i % 64 == 0)
            status = t4_run_check(l->run, err);
    }
    t4_linear_free(linear);
    return status;
}

/* How far every hidden variable can move at the most: to the end in networks and where programs are few. */
t4_status t4_ladder_intervals(t4_ladder *l, t4_audit_problem *problem, t4_audit **audit, bool *exact, t4_error *err)
{
    const t4_system *s = problem->system;
    uint32_t *hidden;
    size_t count = 0;
    t4_status status;

    problem->no_claims = problem->outer = problem->linked = problem->hints_only = true;
    status = t4_audit_run(audit, l->run, problem, err);
    if (status)
        return status;
    *exact = (*audit)->network || all_exact(problem, *audit);
    hidden = t4_alloc(s->variables + 1, sizeof *hidden);
    if (!hidden)
        return t4_fail_memory(err);
    for (size_t v = 0; v < s->variables; v++)
        if (problem->hidden[v])
            hidden[count++] = (uint32_t)v;
    if (!*exact && count <= LINEAR_MOST)
        status = by_programs(l, s, hidden, count, *audit, exact, err);
    t4_free(hidden);
    return status;
}
