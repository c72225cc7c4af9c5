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
                    int sign, uint32_t owner)
{
    for (uint32_t g = index->head[variable]; g != T4_NO_INDEX; g = index->next[g])
        if (w->store->guards[g].barred == owner && w->store->guards[g].sign == sign)
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
            !leans_on(w, lead == up ? down : up, owner) || guarded(w, index, variable, 0, owner))
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

/* --- intervals ------------------------------------------------------------------------ */

int64_t t4_suppress_insider_need(const t4_system *s, const t4_stakes *stakes, uint32_t variable, int sign,
                                 int64_t level, uint32_t attacker)
{
    int64_t room = s->value[variable] - t4_stakes_least(stakes, variable, attacker, s->lower[variable]);

    return sign > 0 || level < room ? level : room;
}

/* How many attackers without a guard of their own cannot believe a witness. */
static size_t count_dangers(const t4_suppress_work *w, const insider_index *index, uint32_t guard,
                            uint32_t witness, int witness_sign)
{
    const t4_stakes *k = w->problem->stakes;
    const t4_store *st = w->store;
    const t4_witness *x = &st->witnesses[witness];
    size_t dangers = 0;

    for (size_t i = 0; i < x->count; i++) {
        const t4_shift *shift = &st->shifts[x->start + i];
        size_t first = k->start[shift->variable];
        size_t doubting = t4_stakes_doubting(k, shift->variable,
                                             w->system->value[shift->variable] + shift->delta * witness_sign);

        for (size_t j = first; j < first + doubting; j++)
            dangers += !guarded(w, index, st->guards[guard].variable, st->guards[guard].sign, k->stake[j].attacker);
    }
    return dangers;
}

/* Let the outsiders' guard lean on that witness of the side which fewest others cannot believe. */
static bool choose_plain(t4_suppress_work *w, const insider_index *index, uint32_t guard)
{
    t4_store *st = w->store;
    const t4_guard *plain = &st->guards[guard];
    uint32_t best = T4_NO_INDEX;
    size_t least = count_dangers(w, index, guard, plain->witness, plain->witness_sign);

    for (uint32_t g = index->head[plain->variable]; g != T4_NO_INDEX && least > 0; g = index->next[g]) {
        const t4_guard *other = &st->guards[g];
        size_t dangers;

        if (other->sign != plain->sign || other->witness == T4_NO_WITNESS ||
            !t4_store_fits(st, plain, other->witness, other->witness_sign, w->problem->owner))
            continue;
        dangers = count_dangers(w, index, guard, other->witness, other->witness_sign);
        if (dangers < least) {
            least = dangers;
            best = g;
        }
    }
    return best == T4_NO_INDEX ||
           t4_store_serve(st, guard, st->guards[best].witness, st->guards[best].witness_sign);
}

/* A guard against everybody who cannot believe the witness of an outsiders' guard. */
static bool look_at_side(t4_suppress_work *w, const insider_index *index, uint32_t guard, size_t *found)
{
    const t4_stakes *k = w->problem->stakes;
    t4_store *st = w->store;
    uint32_t variable = st->guards[guard].variable;
    int sign = st->guards[guard].sign;
    size_t before = st->guard_count;
    const t4_witness *x;

    if (st->guards[guard].witness == T4_NO_WITNESS)
        return true;
    if (!choose_plain(w, index, guard))
        return false;
    x = &st->witnesses[st->guards[guard].witness];
    for (size_t i = 0; i < x->count; i++) {
        const t4_shift *shift = &st->shifts[x->start + i];
        int64_t moved = w->system->value[shift->variable] + shift->delta * st->guards[guard].witness_sign;

        size_t first = k->start[shift->variable], doubting = t4_stakes_doubting(k, shift->variable, moved);

        for (size_t j = first; j < first + doubting; j++) {
            uint32_t attacker = k->stake[j].attacker;
            const t4_own_stake *own = t4_stakes_of(k, variable, attacker);
            int64_t need;
            bool known = false;

            if ((own && own->alone) || guarded(w, index, variable, sign, attacker))
                continue;
            for (size_t g = before; g < st->guard_count && !known; g++)
                known = st->guards[g].barred == attacker;
            need = t4_suppress_insider_need(w->system, k, variable, sign, w->problem->up[variable], attacker);
            if (known || need <= 0)
                continue;
            if (!t4_store_guard(st, variable, sign, need, attacker))
                return false;
            ++*found;
        }
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
            ok = w->problem->stakes ? look_at_side(w, &index, w->guard_of[v], found) &&
                                          look_at_side(w, &index, w->guard_of[v] + 1, found)
                                    : look_at(w, &index, (uint32_t)v, found);
    t4_free(index.head);
    t4_free(index.next);
    return ok ? T4_OK : t4_fail_memory(err);
}
