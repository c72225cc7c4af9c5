/* SPDX-License-Identifier: MIT */
/* Every additive measure is a system of its own with its own levels; what one hides is hidden in all, or bounds it. */
#include <string.h>

#include "base/memory.h"
#include "sdc/protect_names.h"

enum { ROUNDS = 6, ROUNDS_APART = 12 };

int t4_protect_measures(const t4_domain *domain, const t4_template *t, int list[T4_MEASURES_MAX])
{
    int count = 1;

    list[0] = domain->value < 0 ? 0 : domain->value;
    for (int m = 0; m < domain->measure_count; m++) {
        bool published = t->measure_count == 0;

        for (int i = 0; i < t->measure_count && !published; i++)
            published = !strcmp(t->measures[i], domain->measures[m].name);
        if (published && m != list[0] && m != domain->quantity)
            list[count++] = m;
    }
    return count;
}

/* Cells that stand in a table: the same ones, in the same order, for every measure. */
static size_t published_cells(const t4_protection *p)
{
    return p->system->cells < p->beyond_base ? p->system->cells : p->beyond_base;
}

static bool covers(const t4_protection *p, const uint8_t *hidden)
{
    for (size_t c = 0; c < published_cells(p); c++)
        if (hidden[c] && !p->hidden[p->system->variable[c]])
            return false;
    return true;
}

static bool add_hidden(const t4_protection *p, uint8_t *hidden)
{
    bool grown = false;

    for (size_t c = 0; c < published_cells(p); c++)
        if (p->hidden[p->system->variable[c]] && !hidden[c]) {
            hidden[c] = 1;
            grown = true;
        }
    return grown;
}

/*
 * Hide what others hide too.  Every deviation that proves a level still holds: only implied totals may
 * be others than before.  False when one of them is unsafe: then the measure is to be protected anew.
 */
static t4_status extend(t4_protection *p, const uint8_t *hidden, bool *good, t4_error *err)
{
    size_t implied, unsafe = 0, unjudged;

    for (size_t c = 0; c < published_cells(p); c++) {
        uint32_t v = p->system->variable[c];

        if (hidden[c] && !p->hidden[v]) {
            p->hidden[v] = 1;
            p->suppression->state[v] = T4_STATE_PRIMARY;
        }
    }
    p->secondary_cells = 0;
    for (size_t c = 0; c < published_cells(p); c++)
        p->secondary_cells += p->hidden[p->system->variable[c]] && !p->primary[p->system->variable[c]];
    if (p->unions) {
        t4_unions_problem about = t4_protect_unions(p, p->hidden);
        t4_unions *unions = t4_unions_new(&about);

        if (!unions)
            return t4_fail_memory(err);
        t4_unions_count(unions, &implied, &unsafe, &unjudged);
        t4_unions_free(unions);
    }
    *good = unsafe == 0;
    return T4_OK;
}

/* Measures that hide the same cells; money and masses are one such group, or two. */
enum { GROUPS_MOST = 2 };

typedef struct {
    const t4_run *run;
    const t4_cells *cells;
    const t4_protect_input *input;
    t4_measures_mode mode;
    int measures[T4_MEASURES_MAX], group[T4_MEASURES_MAX], count;
    t4_protection *made[T4_MEASURES_MAX];
    uint8_t *hidden[GROUPS_MOST];   /* by published cell; NULL = not known yet */
} work;

static t4_status protect_anew(work *w, int i, const t4_link *link, t4_error *err)
{
    t4_protection_free(w->made[i]);
    w->made[i] = NULL;
    return t4_protect_measure(&w->made[i], w->run, w->cells, w->input, w->measures[i], w->hidden[w->group[i]], link, err);
}

/* What the measure hides is hidden in its group. */
static t4_status tell_group(work *w, int i, bool *grown, t4_error *err)
{
    uint8_t **hidden = &w->hidden[w->group[i]];

    if (!*hidden && !(*hidden = t4_alloc_zero(published_cells(w->made[i]), 1)))
        return t4_fail_memory(err);
    *grown |= add_hidden(w->made[i], *hidden);
    return T4_OK;
}

/*
 * One round: each measure that does not yet hide what its group hides does so, or is protected anew,
 * that being hidden already.
 */
static t4_status protect_round(work *w, bool *grown, t4_error *err)
{
    t4_status status = T4_OK;

    *grown = false;
    for (int i = 0; i < w->count && !status; i++) {
        bool good = false;

        if (w->made[i] && covers(w->made[i], w->hidden[w->group[i]]))
            continue;
        if (w->made[i])
            status = extend(w->made[i], w->hidden[w->group[i]], &good, err);
        if (!good && !status)
            status = protect_anew(w, i, NULL, err);
        if (!status)
            status = tell_group(w, i, grown, err);
    }
    return status;
}

/* --- apart ------------------------------------------------------------------------- */

/* What the open figures of the other group tell of a measure. */
static t4_status look_across(const work *w, int i, t4_link *link, t4_error *err)
{
    t4_status status = T4_OK;

    for (int k = 0; k < w->count && !status; k++)
        if (w->group[k] != w->group[i])
            status = t4_link_add(link, w->made[i], w->hidden[w->group[i]], w->made[k], w->hidden[w->group[k]], err);
    return status;
}

/* No route is left for some figure: the other measures of all that is hidden here are hidden too. */
static bool hide_across(work *w, int i)
{
    uint8_t *across = w->hidden[!w->group[i]];
    bool any = false;

    for (size_t c = 0; w->made[i]->suppression->unserved && c < published_cells(w->made[i]); c++) {
        bool more = w->hidden[w->group[i]][c] && !across[c];

        across[c] |= more;
        any |= more;
    }
    return any;
}

/* One measure, given what the other group shows now. */
static t4_status protect_against(work *w, int i, bool *grown, t4_error *err)
{
    bool linked = w->mode == T4_MEASURES_LINKED;
    t4_link link = {0};
    t4_status status = look_across(w, i, &link, err);

    if (!status && linked && t4_link_blocks(&link, w->made[i], w->hidden[!w->group[i]])) {
        *grown = true;
        t4_link_release(&link);   /* less is open there now */
        status = look_across(w, i, &link, err);
    }
    if (!status)
        status = protect_anew(w, i, &link, err);
    if (!status)
        status = tell_group(w, i, grown, err);
    if (!status && linked)
        *grown |= hide_across(w, i);
    t4_link_release(&link);
    return status;
}

/*
 * Patterns grow until no measure needs more, given the bounds that the other
 * group's open figures set: what is hidden stays hidden, so that it ends.
 */
static t4_status protect_across(work *w, t4_error *err)
{
    bool grown = true;
    t4_status status = T4_OK;

    for (int round = 0; round < ROUNDS_APART && grown && !status; round++) {
        grown = false;
        for (int i = 0; i < w->count && !status; i++)
            status = protect_against(w, i, &grown, err);
    }
    if (!status && grown)
        status = t4_fail(err, T4_ERR_UNSAFE, "money and masses cannot be protected each for itself: what one shows bounds "
                         "the other; use protect.measures: joint");
    for (int i = 0; i < w->count && !status; i++)
        w->made[i]->apart = true;
    return status;
}

/* --- all --------------------------------------------------------------------------- */

static void sort_measures(work *w)
{
    const t4_domain *domain = w->cells->domain;
    bool money = false, mass = false;

    w->count = t4_protect_measures(domain, w->input->template_, w->measures);
    for (int i = 0; i < w->count; i++) {
        money |= domain->measures[w->measures[i]].kind == T4_MONEY;
        mass |= domain->measures[w->measures[i]].kind == T4_MASS;
    }
    if (!money || !mass)
        w->mode = T4_MEASURES_JOINT;
    for (int i = 0; i < w->count && w->mode != T4_MEASURES_JOINT; i++)
        w->group[i] = domain->measures[w->measures[i]].kind == T4_MASS;
}

t4_status t4_protect(t4_protection **protection, const t4_run *run, const t4_cells *cells,
                     const t4_protect_input *input, t4_error *err)
{
    work w = {.run = run, .cells = cells, .input = input, .mode = input->joint ? T4_MEASURES_JOINT : input->template_->measures_mode};
    bool grown = true;
    t4_status status = T4_OK;

    sort_measures(&w);
    for (int round = 0; round < ROUNDS && grown && !status; round++)
        status = protect_round(&w, &grown, err);
    if (!status && w.mode != T4_MEASURES_JOINT)
        status = protect_across(&w, err);
    for (int g = 0; g < GROUPS_MOST; g++)
        t4_free(w.hidden[g]);
    for (int i = 0; i + 1 < w.count && !status; i++)
        w.made[i]->next = w.made[i + 1];
    for (int i = 0; i < w.count && status; i++) {
        t4_protection_free(w.made[i]);
        w.made[i] = NULL;
    }
    *protection = w.made[0];
    return status;
}

void t4_protect_spread(t4_protection *first)
{
    size_t cells = published_cells(first);
    bool grown = true;

    while (grown) {  /* cells that are one figure in one measure may be two in another */
        grown = false;
        for (size_t c = 0; c < cells; c++) {
            bool hidden = false;

            for (const t4_protection *p = first; p; p = p->next)
                hidden |= p->hidden[p->system->variable[c]] != 0;
            for (t4_protection *p = first; p && hidden; p = p->next) {
                uint32_t v = p->system->variable[c];

                if (p->hidden[v])
                    continue;
                p->suppression->state[v] = T4_STATE_PRIMARY;
                p->hidden[v] = 1;
                grown = true;
            }
        }
    }
    for (t4_protection *p = first; p; p = p->next) {
        p->secondary_cells = 0;
        for (size_t c = 0; c < cells; c++)
            p->secondary_cells += p->hidden[p->system->variable[c]] && !p->primary[p->system->variable[c]];
    }
}
