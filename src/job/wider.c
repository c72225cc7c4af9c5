/* SPDX-License-Identifier: MIT */
#include "job/wider.h"

#include <stdio.h>
#include <string.h>

#include "io/csvrows.h"
#include "job/lists.h"
#include "model/listset.h"

typedef struct {
    t4_cube_plan *plan;
    const t4_template *template_;
} widener;

static t4_status add_level(widener *w, int level, const char *where, t4_error *err)
{
    t4_cube_plan *plan = w->plan;
    int at = 0;

    while (at < plan->level_count && plan->levels[at] > level)
        at++;
    if (at < plan->level_count && plan->levels[at] == level)
        return T4_OK;
    if (plan->level_count == T4_LEVELS_MAX)
        return t4_fail(err, T4_ERR_USAGE, "'%s' has codes of %d digits: with them there are more than %d levels to "
                       "reckon with", where, level, T4_LEVELS_MAX);
    memmove(plan->levels + at + 1, plan->levels + at, (size_t)(plan->level_count - at) * sizeof *plan->levels);
    plan->levels[at] = level;
    plan->level_count++;
    return T4_OK;
}

static bool has_member(const char *const *members, const char *code)
{
    for (; *members; members++)
        if (!strcmp(*members, code))
            return true;
    return false;
}

/* The same ones, in any order; no list holds one twice. */
static bool same_members(const char *const *a, const char *const *b)
{
    size_t left = 0, right = 0;

    for (; a[left]; left++)
        if (!has_member(b, a[left]))
            return false;
    while (b[right])
        right++;
    return left == right;
}

static t4_status add_group(widener *w, const char *name, const char *const *members, const char *where, t4_error *err)
{
    t4_cube_plan *plan = w->plan;

    for (int g = 0; g < plan->group_count; g++) {
        if (strcmp(plan->groups[g].name, name))
            continue;
        if (members && !same_members(plan->groups[g].members, members))
            return t4_fail(err, T4_ERR_USAGE, "the group '%s' has other members in '%s' than here, so that its figures "
                           "would be taken for revised ones; give the new group another name", name, where);
        return T4_OK;
    }
    if (!members)
        return t4_fail(err, T4_ERR_USAGE, "'%s' speaks of the group 'G_%s'; say in attacker.groups who its members are, "
                       "e.g. {%s: [AT, BE]}", where, name, name);
    if (plan->group_count == T4_GROUPS_MAX)
        return t4_fail(err, T4_ERR_USAGE, "with the groups of '%s' there are more than %d to reckon with", where,
                       T4_GROUPS_MAX);
    snprintf(plan->groups[plan->group_count].name, sizeof plan->groups[0].name, "%s", name);
    plan->groups[plan->group_count++].members = members;
    return T4_OK;
}

/* --- earlier releases ------------------------------------------------------------- */

/* Is it about the time of the template?  Unknown until records were read: then it may be. */
static bool same_time(const t4_template *t, const t4_previous_release *r)
{
    if (!r->first || !r->last)
        return true;
    return !(t->from && t4_period_last_month(r->last) < t4_period_first_month(t->from)) &&
           !(t->until && t4_period_first_month(r->first) > t4_period_last_month(t->until));
}

static t4_status add_release(widener *w, const t4_previous_release *r, t4_error *err)
{
    t4_status status = T4_OK;

    for (int i = 0; i < r->level_count && !status; i++)
        status = add_level(w, r->levels[i], r->folder, err);
    for (int kind = 0; kind < T4_PERIOD_KINDS; kind++)
        w->plan->periods[kind] |= r->periods[kind];
    w->plan->each |= r->each;
    w->plan->world |= r->world;
    for (int g = 0; g < r->group_count && !status; g++)
        status = add_group(w, r->groups[g].name, r->groups[g].members, r->folder, err);
    return status;
}

/* --- other tables ----------------------------------------------------------------- */

static int find(char *const *fields, size_t count, const char *name)
{
    for (size_t i = 0; i < count; i++)
        if (!strcmp(fields[i], name))
            return (int)i;
    return -1;
}

static t4_status add_place(widener *w, const char *period, const char *code, const char *partner, const char *path,
                           t4_error *err)
{
    t4_period at = t4_period_parse(period, strlen(period));
    size_t length = strlen(code);
    t4_status status = T4_OK;

    if (!at || !length || length > T4_CODE_MAX || !*partner)
        return T4_OK;  /* what is wrong in it is told where it is read */
    if (!t4_listset_names(code))
        status = add_level(w, strcmp(code, "TOTAL") ? (int)length : 0, path, err);
    w->plan->periods[t4_period_kind_of(at)] = true;
    if (!strcmp(partner, "W00"))
        w->plan->world = true;
    else if (strncmp(partner, "G_", 2))
        w->plan->each = true;
    else if (!status) {
        const t4_cube_plan *named = &w->template_->elsewhere;
        const char *const *members = NULL;

        for (int g = 0; g < named->group_count; g++)
            if (!strcmp(named->groups[g].name, partner + 2))
                members = named->groups[g].members;
        status = add_group(w, partner + 2, members, path, err);
    }
    return status;
}

static t4_status add_table(widener *w, t4_run *run, const char *name, t4_error *err)
{
    char path[4096];
    t4_csvrows *rows = NULL;
    char *const *fields;
    size_t count, header;
    int period = -1, code = -1, partner = -1;
    t4_status status = t4_lists_path(path, w->template_, name, err);

    if (!status)
        status = t4_csvrows_open(&rows, run, path, err);
    if (!status)
        status = t4_csvrows_next(rows, &fields, &header, err);
    if (!status) {
        period = find(fields, header, "period");
        code = find(fields, header, "code");
        partner = find(fields, header, "partner");
    }
    while (!status && period >= 0 && code >= 0 && partner >= 0) {
        status = t4_csvrows_next(rows, &fields, &count, err);
        if (status || !count)
            break;
        if (count == header)
            status = add_place(w, fields[period], fields[code], fields[partner], name, err);
    }
    t4_csvrows_free(rows);
    return status;
}

t4_status t4_job_wider(t4_cube_plan *plan, bool *wider, t4_run *run, const t4_template *template_,
                       const t4_previous *previous, t4_error *err)
{
    const t4_cube_plan *own = &template_->plan;
    widener w = {plan, template_};
    t4_status status = T4_OK;

    *plan = *own;
    for (size_t i = 0; i < t4_previous_count(previous) && !status; i++)
        if (same_time(template_, t4_previous_at(previous, i)))
            status = add_release(&w, t4_previous_at(previous, i), err);
    for (size_t i = 0; i < template_->also_public_count && !status; i++)
        status = add_table(&w, run, template_->also_public[i], err);
    if (!status && template_->known_bounds)
        status = add_table(&w, run, template_->known_bounds, err);
    /* The difference of two years to date is a month. */
    plan->periods[T4_MONTH] |= plan->periods[T4_TO_DATE];
    *wider = plan->level_count != own->level_count || plan->each != own->each || plan->world != own->world ||
             plan->group_count != own->group_count || memcmp(plan->periods, own->periods, sizeof own->periods);
    return status;
}
