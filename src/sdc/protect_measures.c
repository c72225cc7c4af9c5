/* SPDX-License-Identifier: MIT */
/* Every additive measure is a system of its own with its own levels; the cells that any of them hides are hidden. */
#include <string.h>

#include "base/memory.h"
#include "sdc/protect_names.h"

enum { ROUNDS = 6 };

/* The one that rules weigh first, then the other published ones; a quantity adds up in some cells only. */
static int list_measures(const t4_domain *domain, const t4_template *t, int list[T4_MEASURES_MAX])
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

/*
 * One round: each measure that does not yet hide what others hide does so, or is protected anew,
 * that being hidden already.
 */
static t4_status protect_round(t4_protection **made, const int *measures, int count, const t4_run *run,
                               const t4_cells *cells, const t4_protect_input *input, uint8_t **hidden, bool *grown,
                               t4_error *err)
{
    t4_status status = T4_OK;

    *grown = false;
    for (int i = 0; i < count && !status; i++) {
        bool good = false;

        if (made[i] && covers(made[i], *hidden))
            continue;
        if (made[i])
            status = extend(made[i], *hidden, &good, err);
        if (!good && !status) {
            t4_protection_free(made[i]);
            made[i] = NULL;
            status = t4_protect_measure(&made[i], run, cells, input, measures[i], *hidden, err);
        }
        if (!status && !*hidden && !(*hidden = t4_alloc_zero(published_cells(made[i]), 1)))
            status = t4_fail_memory(err);
        if (!status)
            *grown |= add_hidden(made[i], *hidden);
    }
    return status;
}

t4_status t4_protect(t4_protection **protection, const t4_run *run, const t4_cells *cells,
                     const t4_protect_input *input, t4_error *err)
{
    t4_protection *made[T4_MEASURES_MAX] = {NULL};
    int measures[T4_MEASURES_MAX], count = list_measures(cells->domain, input->template_, measures);
    uint8_t *hidden = NULL;
    bool grown = true;
    t4_status status = T4_OK;

    for (int round = 0; round < ROUNDS && grown && !status; round++)
        status = protect_round(made, measures, count, run, cells, input, &hidden, &grown, err);
    t4_free(hidden);
    for (int i = 0; i + 1 < count; i++)
        if (made[i])
            made[i]->next = made[i + 1];
    if (status) {
        for (int i = 0; i < count; i++) {
            if (made[i])
                made[i]->next = NULL;
            t4_protection_free(made[i]);
        }
        made[0] = NULL;
    }
    *protection = made[0];
    return status;
}
