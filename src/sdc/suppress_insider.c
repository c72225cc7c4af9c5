/* SPDX-License-Identifier: MIT */
/* Contributors who are alone in cells know those: no primary of another may become a point for them. */
#include <string.h>

#include "base/memory.h"
#include "sdc/suppress_work.h"

/* Does the guard's witness move a cell of this owner? */
static bool leans_on(const t4_suppress_work *w, uint32_t guard, uint32_t owner)
{
    const t4_store *st = w->store;
    const t4_witness *x;

    if (st->guards[guard].witness == T4_NO_WITNESS)
        return true;
    x = &st->witnesses[st->guards[guard].witness];
    for (size_t i = 0; i < x->count; i++)
        if (w->problem->owner[st->shifts[x->start + i].variable] == owner)
            return true;
    return false;
}

typedef struct {
    uint32_t *next;   /* insider guards of one variable: guard - base -> next */
    uint32_t *head;   /* by variable */
    size_t base, room, used;
} insider_index;

static bool index_guards(const t4_suppress_work *w, insider_index *index)
{
    const t4_store *st = w->store;

    index->head = t4_alloc(w->system->variables, sizeof *index->head);
    index->next = t4_alloc(st->guard_count, sizeof *index->next);
    if (!index->head || !index->next)
        return false;
    memset(index->head, 0xff, w->system->variables * sizeof *index->head);
    for (size_t g = 0; g < st->guard_count; g++)
        if (st->guards[g].barred) {
            index->next[g] = index->head[st->guards[g].variable];
            index->head[st->guards[g].variable] = (uint32_t)g;
        }
    return true;
}

static bool guarded(const t4_suppress_work *w, const insider_index *index, uint32_t variable,
                    uint32_t owner)
{
    for (uint32_t g = index->head[variable]; g != T4_NO_INDEX; g = index->next[g])
        if (w->store->guards[g].barred == owner)
            return true;
    return false;
}

/* Owners whom both witnesses of a primary lean on are a danger until a guard stands against each. */
static bool look_at(t4_suppress_work *w, const insider_index *index, uint32_t variable, size_t *found)
{
    t4_store *st = w->store;
    uint32_t up = w->guard_of[variable], down = up + 1;
    uint32_t lead = st->guards[up].witness != T4_NO_WITNESS ? up : down;
    size_t before = st->guard_count;

    if (st->guards[lead].witness == T4_NO_WITNESS)
        return true;
    for (size_t i = 0; i < st->witnesses[st->guards[lead].witness].count; i++) {
        const t4_witness *x = &st->witnesses[st->guards[lead].witness];
        uint32_t owner = w->problem->owner[st->shifts[x->start + i].variable];
        bool known = false;

        if (owner == 0 || owner == w->problem->owner[variable] ||
            !leans_on(w, lead == up ? down : up, owner) || guarded(w, index, variable, owner))
            continue;
        for (size_t g = before; g < st->guard_count; g++)
            known |= st->guards[g].barred == owner;
        if (known)
            continue;
        if (!t4_store_guard(st, variable, 0, 1, owner))
            return false;
        ++*found;
    }
    return true;
}

t4_status t4_suppress_insiders(t4_suppress_work *w, size_t *found, t4_error *err)
{
    insider_index index = {0};
    bool ok = index_guards(w, &index);

    *found = 0;
    for (size_t v = 0; ok && v < w->system->variables; v++)
        if (w->guard_of[v] != T4_NO_INDEX)
            ok = look_at(w, &index, (uint32_t)v, found);
    t4_free(index.head);
    t4_free(index.next);
    return ok ? T4_OK : t4_fail_memory(err);
}
