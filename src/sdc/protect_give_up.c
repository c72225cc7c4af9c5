/* SPDX-License-Identifier: MIT */
/* Protection is out of reach: which must-publish figures stand in the way, as few as can be found. */
#include "base/memory.h"
#include "sdc/protect.h"

/* Dearer than all that a pattern may cost otherwise, and still far from overflow along a path. */
#define GIVEN_UP ((uint64_t)1 << 44)

enum { EFFORT = 6 };

t4_status t4_protect_give_up(t4_protection *p, const t4_run *run, t4_error *err)
{
    size_t n = p->system->variables;
    uint64_t *weight = t4_alloc(n, sizeof *weight);
    t4_network *network = NULL;
    t4_suppress_problem problem = {p->system, NULL, p->primary, NULL, p->up, p->down, p->owner, weight,
                                   p->insiders, EFFORT, p->interval ? &p->stakes : NULL, NULL, NULL};
    t4_suppression *s = NULL;
    t4_status status = weight ? T4_OK : t4_fail_memory(err);

    if (!status)
        status = t4_network_new(&network, p->system, run, err);
    problem.network = network;
    for (size_t v = 0; v < n && !status; v++)
        weight[v] = p->fixed[v] ? GIVEN_UP : p->hidden[v] ? 0 : p->weight[v];
    if (!status)
        status = t4_suppress(&s, run, &problem, err);
    for (size_t v = 0; v < n && !status; v++)
        p->give_up[v] |= p->fixed[v] && s->state[v] == T4_STATE_SECONDARY;
    t4_suppression_free(s);
    t4_network_free(network);
    t4_free(weight);
    return status;
}
