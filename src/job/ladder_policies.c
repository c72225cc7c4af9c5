/* SPDX-License-Identifier: MIT */
#include "job/ladder_policies.h"

#include <string.h>

#include "base/memory.h"
#include "job/input.h"

/* Bytes of the path of a template at the beginning of a design; 0 = there is none. */
static size_t path_in(const char *design)
{
    static const char *const endings[] = {".yaml", ".yml"};

    for (const char *at = design; *at; at++)
        for (int i = 0; i < 2; i++) {
            size_t n = strlen(endings[i]);

            if (!strncmp(at, endings[i], n) && (!at[n] || at[n] == ':' || at[n] == '/'))
                return (size_t)(at - design) + n;
        }
    return 0;
}

static t4_status add(t4_ladder_policies *p, t4_run *run, t4_template *t, const char *name, t4_error *err)
{
    size_t i = p->count++;

    p->items[i] = (t4_ladder_policy){name, t, &p->lines[i].policy};
    return t4_policy_lines_read(&p->lines[i], run, t, err);
}

static t4_status add_other(t4_ladder_policies *p, t4_run *run, const char *design, size_t n, t4_error *err)
{
    t4_template **t = &p->others[p->count];
    char **name = &p->names[p->count];
    t4_status status;

    for (size_t i = 0; i < p->count; i++)
        if (strlen(p->items[i].name) == n && !strncmp(p->items[i].name, design, n))
            return T4_OK;
    if (p->count == T4_LADDER_POLICIES_MAX)
        return t4_fail(err, T4_ERR_USAGE, "more than %d policies", T4_LADDER_POLICIES_MAX);
    *name = t4_strndup(design, n);
    if (!*name)
        return t4_fail_memory(err);
    status = t4_job_template(t, *name, NULL, 0, err);
    if (!status && (*t)->finest_adaptive)
        status = t4_fail(err, T4_ERR_USAGE, "%s: publish.finest: adaptive is no policy; write DIGITS/adaptive", *name);
    if (!status && !(*t)->plan.each && (*t)->plan.group_count)
        status = t4_fail(err, T4_ERR_USAGE, "%s: other templates are compared where they publish each partner or the world, "
                         "not groups alone", *name);
    if (!status)
        return add(p, run, *t, *name, err);
    t4_template_free(*t);
    t4_free(*name);
    *t = NULL;
    *name = NULL;
    return status;
}

t4_status t4_job_ladder_policies(t4_ladder_policies *p, t4_run *run, t4_template *own, const char *const *designs,
                                 size_t design_count, t4_error *err)
{
    t4_status status = own->finest_adaptive ? t4_policy_lines_read(&p->lids, run, own, err)
                                            : add(p, run, own, T4_LADDER_OWN_POLICY, err);

    for (size_t i = 0; i < design_count && !status; i++)
        if (path_in(designs[i]))
            status = add_other(p, run, designs[i], path_in(designs[i]), err);
    return status;
}

void t4_job_ladder_policies_release(t4_ladder_policies *p)
{
    for (size_t i = 0; i < p->count; i++) {
        t4_policy_lines_release(&p->lines[i]);
        t4_template_free(p->others[i]);
        t4_free(p->names[i]);
    }
    t4_policy_lines_release(&p->lids);
}
