/* SPDX-License-Identifier: MIT */
/* Let a protection reckon with what is public already: known figures stay, revised ones have bounds. */
#include <string.h>

#include "base/memory.h"
#include "sdc/protect_names.h"

enum { PREFERRED = 4 };                 /* cells hidden before cost a quarter */

typedef struct {
    t4_protection *p;
    const t4_protect_input *input;
    t4_buffer dimensions;
} looker;

/* A cell's place in some period by its published texts, borrowed until the next call; false without memory. */
static bool name_place(looker *l, uint32_t cell, t4_period period, t4_outside_place *place)
{
    const t4_system *s = l->p->system;
    bool ok = true;

    *place = (t4_outside_place){period, s->place[cell].flow, t4_system_code_text(s, s->place[cell].node),
                                t4_protect_partner(l->p, cell), ""};
    t4_buffer_clear(&l->dimensions);
    for (int d = 0; d < l->p->domain->dimension_count && ok; d++)
        ok = t4_buffer_putc(&l->dimensions, '\t') && t4_buffer_puts(&l->dimensions, t4_protect_dimension(l->p, cell, d));
    return ok && (place->dimensions = t4_buffer_text(&l->dimensions)) != NULL;
}

/* What is known of a cell, or NULL; *usual: its figure was hidden when it was told last, whatever the time. */
static const t4_outside_fact *look_up(looker *l, uint32_t cell, bool *usual, t4_error *err)
{
    t4_outside_place place;

    *usual = false;
    if (!name_place(l, cell, l->p->system->place[cell].period, &place)) {
        t4_fail_memory(err);
        return NULL;
    }
    *usual = t4_outside_usual(l->input->outside[l->p->measure], &place);
    return t4_outside_find(l->input->outside[l->p->measure], &place);
}

static void add_bounds(t4_protection *p, uint32_t v, int64_t lower, int64_t upper)
{
    t4_system *s = p->system;

    if (s->value[v] < lower || s->value[v] > upper) {
        p->public.contradictions++;     /* whoever believes it is wrong: it bounds nothing */
        p->known[v] |= T4_KNOWN_UNTRUE;
        return;
    }
    if (lower > s->lower[v])
        s->lower[v] = lower;
    if (upper < INT64_MAX && (s->upper[v] == T4_UNBOUNDED || upper < s->upper[v]))
        s->upper[v] = upper;
}

/* Rounded away from the value, so that the bounds hold. */
static int64_t share(int64_t value, double percent, int sign)
{
    t4_int128 millionths = (t4_int128)(percent * 1e6) * (value < 0 ? -value : value);

    return value + sign * (int64_t)((millionths + 99999999) / 100000000);
}

static void prefer(t4_protection *p, uint32_t v)
{
    p->weight[v] = p->weight[v] / PREFERRED + 1;
}

static void apply(t4_protection *p, const t4_protect_input *input, uint32_t cell, const t4_outside_fact *fact)
{
    uint32_t v = p->system->variable[cell];

    if (fact->open && fact->value == p->system->amount[cell])
        p->known[v] |= T4_KNOWN_PUBLIC;
    else if (fact->open && fact->once) {
        p->public.revised++;
        p->known[v] |= T4_KNOWN_REVISED;
        add_bounds(p, v, share(fact->value, input->revision, -1), share(fact->value, input->revision, 1));
    } else if (fact->open) {
        p->public.contradictions++;
        p->known[v] |= T4_KNOWN_UNTRUE;
    } else if (fact->hidden)
        prefer(p, v);
    if (fact->lower != INT64_MIN || fact->upper != INT64_MAX)
        add_bounds(p, v, fact->lower == INT64_MIN ? p->system->lower[v] : fact->lower, fact->upper);
}

/* What is public cannot be hidden, and is no success of protection where a rule would have hidden it. */
static void settle(t4_protection *p)
{
    t4_system *s = p->system;

    for (size_t v = 0; v < s->variables; v++) {
        int64_t rise = s->upper[v] == T4_UNBOUNDED ? T4_UNBOUNDED : s->upper[v] - s->value[v];
        int64_t fall = s->value[v] - s->lower[v];

        bool narrow = !(p->known[v] & T4_KNOWN_PUBLIC) && p->primary[v] && p->up[v] > rise;

        p->public.known += p->known[v] & T4_KNOWN_PUBLIC;
        p->public.narrowed += narrow;
        if (p->known[v] & T4_KNOWN_PUBLIC)
            p->fixed[v] = 1;
        if (p->primary[v] && (narrow || p->known[v] & T4_KNOWN_PUBLIC)) {
            p->public.exposed++;
            p->known[v] |= narrow ? T4_KNOWN_EXPOSED | T4_KNOWN_NARROW : T4_KNOWN_EXPOSED;
            p->primary[v] = 0;
            p->up[v] = p->down[v] = 0;
        }
        if (p->down[v] > fall)
            p->down[v] = fall;
    }
}

t4_status t4_protect_outside(t4_protection *p, const t4_protect_input *input, t4_error *err)
{
    looker l = {.p = p, .input = input};
    t4_error mine = {0};

    if (!input->outside[p->measure])
        return T4_OK;
    p->known = t4_alloc_zero(p->system->variables, 1);
    if (!p->known)
        return t4_fail_memory(err);
    t4_buffer_init(&l.dimensions, 0);
    for (uint32_t c = 0; c < p->system->cells && c < p->part_base && !mine.code; c++) {
        bool usual;
        const t4_outside_fact *fact = look_up(&l, c, &usual, &mine);
        uint32_t v = p->system->variable[c];

        if (fact)
            apply(p, input, c, fact);
        if (usual && !(fact && fact->hidden) && p->system->first[v] == c)
            prefer(p, v);
    }
    t4_buffer_release(&l.dimensions);
    if (mine.code)
        return t4_fail_memory(err);
    settle(p);
    return T4_OK;
}

size_t t4_protect_yield(t4_protection *p)
{
    const t4_store *store = &p->suppression->store;
    size_t count = 0;

    for (size_t g = 0; g < store->guard_count; g++) {
        uint32_t v = store->guards[g].variable;

        if (store->guards[g].witness != T4_NO_WITNESS || !p->primary[v])
            continue;
        p->known[v] |= T4_KNOWN_EXPOSED | T4_KNOWN_NARROW;
        p->public.narrowed++;
        p->public.exposed++;
        p->primary[v] = 0;
        p->up[v] = p->down[v] = 0;
        count++;
    }
    return count;
}

t4_status t4_protect_year_before(t4_protection *p, const t4_protect_input *input, uint8_t *before, t4_error *err)
{
    looker l = {.p = p, .input = input};
    t4_status status = T4_OK;

    t4_buffer_init(&l.dimensions, 0);
    for (uint32_t c = 0; c < p->system->cells && c < p->beyond_base && !status; c++) {
        t4_period same = p->system->place[c].period - t4_period_year(1), whole = t4_period_coarsen(same, T4_YEAR);
        const t4_outside_fact *fact;
        t4_outside_place place;

        if (!name_place(&l, c, same, &place))
            status = t4_fail_memory(err);
        fact = status ? NULL : t4_outside_find(input->outside[p->measure], &place);
        place.period = whole;
        before[c] = fact && fact->hidden;
        fact = status ? NULL : t4_outside_find(input->outside[p->measure], &place);
        before[c] |= fact && fact->hidden;
    }
    t4_buffer_release(&l.dimensions);
    return status;
}
