/* SPDX-License-Identifier: MIT */
#include "sdc/store.h"

#include <string.h>

#include "base/memory.h"

enum { COMPACT_LEAST = 1 << 16 };

t4_status t4_store_init(t4_store *st, const t4_system *system, uint8_t *state,
                        const uint64_t *weight, t4_error *err)
{
    *st = (t4_store){.system = system, .state = state, .weight = weight};
    st->uses = t4_alloc_zero(system->variables, sizeof *st->uses);
    st->head = t4_alloc(system->variables, sizeof *st->head);
    if (!st->uses || !st->head) {
        t4_store_release(st);
        return t4_fail_memory(err);
    }
    memset(st->head, 0xff, system->variables * sizeof *st->head);
    return T4_OK;
}

void t4_store_release(t4_store *st)
{
    t4_free(st->uses);
    t4_free(st->head);
    t4_free(st->guards);
    t4_free(st->witnesses);
    t4_free(st->shifts);
    t4_free(st->links);
    t4_free(st->undo);
    *st = (t4_store){0};
}

bool t4_store_guard(t4_store *st, uint32_t variable, int sign, int64_t need, uint32_t barred)
{
    if (st->guard_count == T4_NO_INDEX ||
        !t4_grow(&st->guards, &st->guard_room, st->guard_count, sizeof *st->guards))
        return false;
    st->guards[st->guard_count++] = (t4_guard){.variable = variable, .sign = (int8_t)sign,
        .witness_sign = 1, .barred = barred, .need = need, .witness = T4_NO_WITNESS,
        .next = T4_NO_INDEX, .previous = T4_NO_INDEX};
    return true;
}

/* The first guard makes a witness live: what it moves is hidden from now on. */
static void live(t4_store *st, const t4_witness *w)
{
    for (size_t i = 0; i < w->count; i++) {
        uint32_t v = st->shifts[w->start + i].variable;

        if (st->uses[v]++ == 0 && st->state[v] == T4_STATE_OPEN) {
            st->state[v] = T4_STATE_SECONDARY;
            st->cost += st->weight[v];
            st->secondaries++;
        }
    }
    st->shift_live += w->count;
}

static void die(t4_store *st, const t4_witness *w)
{
    for (size_t i = 0; i < w->count; i++) {
        uint32_t v = st->shifts[w->start + i].variable;

        if (--st->uses[v] == 0 && st->state[v] == T4_STATE_SECONDARY) {
            st->state[v] = T4_STATE_OPEN;
            st->cost -= st->weight[v];
            st->secondaries--;
        }
    }
    st->shift_live -= w->count;
}

uint32_t t4_store_add(t4_store *st, const t4_shift *shifts, size_t count)
{
    uint32_t id = (uint32_t)st->witness_count;

    if (st->witness_count >= T4_NO_WITNESS - 1 || st->link_count + count >= T4_NO_INDEX ||
        !t4_grow(&st->witnesses, &st->witness_room, st->witness_count, sizeof *st->witnesses))
        return T4_NO_WITNESS;
    st->witnesses[id] = (t4_witness){st->shift_count, (uint32_t)count, 0, T4_NO_INDEX};
    for (size_t i = 0; i < count; i++) {
        if (!t4_grow(&st->shifts, &st->shift_room, st->shift_count, sizeof *st->shifts) ||
            !t4_grow(&st->links, &st->link_room, st->link_count, sizeof *st->links))
            return T4_NO_WITNESS;
        st->shifts[st->shift_count++] = shifts[i];
        st->links[st->link_count] = (t4_witness_use){id, st->head[shifts[i].variable]};
        st->head[shifts[i].variable] = (uint32_t)st->link_count++;
    }
    st->witness_count++;
    return id;
}

static void unlink_guard(t4_store *st, uint32_t guard)
{
    t4_guard *g = &st->guards[guard];
    t4_witness *w;

    if (g->witness == T4_NO_WITNESS)
        return;
    w = &st->witnesses[g->witness];
    if (g->previous != T4_NO_INDEX)
        st->guards[g->previous].next = g->next;
    else
        w->first_guard = g->next;
    if (g->next != T4_NO_INDEX)
        st->guards[g->next].previous = g->previous;
    g->witness = T4_NO_WITNESS;
    if (--w->guards == 0)
        die(st, w);
}

static void set_witness(t4_store *st, uint32_t guard, uint32_t witness, int witness_sign)
{
    t4_guard *g = &st->guards[guard];
    t4_witness *w;

    unlink_guard(st, guard);
    if (witness == T4_NO_WITNESS)
        return;
    w = &st->witnesses[witness];
    g->witness = witness;
    g->witness_sign = (int8_t)witness_sign;
    g->previous = T4_NO_INDEX;
    g->next = w->first_guard;
    if (g->next != T4_NO_INDEX)
        st->guards[g->next].previous = guard;
    w->first_guard = guard;
    if (w->guards++ == 0)
        live(st, w);
}

bool t4_store_serve(t4_store *st, uint32_t guard, uint32_t witness, int witness_sign)
{
    if (st->recording) {
        if (!t4_grow(&st->undo, &st->undo_room, st->undo_count, sizeof *st->undo))
            return false;
        st->undo[st->undo_count++] = (t4_undo){guard, st->guards[guard].witness,
                                               st->guards[guard].witness_sign};
    }
    set_witness(st, guard, witness, witness_sign);
    return true;
}

bool t4_store_reversible(const t4_store *st, uint32_t witness)
{
    const t4_witness *w = &st->witnesses[witness];
    const t4_system *s = st->system;

    for (size_t i = 0; i < w->count; i++) {
        const t4_shift *shift = &st->shifts[w->start + i];
        int64_t moved = s->value[shift->variable] - shift->delta;

        if (moved < s->lower[shift->variable] ||
            (s->upper[shift->variable] != T4_UNBOUNDED && moved > s->upper[shift->variable]))
            return false;
    }
    return true;
}

bool t4_store_fits(const t4_store *st, const t4_guard *guard, uint32_t witness, int witness_sign,
                   const uint32_t *owner)
{
    const t4_witness *w = &st->witnesses[witness];
    int64_t moved = 0;

    for (size_t i = 0; i < w->count; i++) {
        const t4_shift *shift = &st->shifts[w->start + i];

        if (shift->variable == guard->variable)
            moved = shift->delta * witness_sign;
        if (!guard->barred)
            continue;
        if (st->stakes ? !t4_stakes_allow(st->stakes, shift->variable, guard->barred,
                                          st->system->value[shift->variable] + shift->delta * witness_sign)
                       : shift->variable != guard->variable && owner[shift->variable] == guard->barred)
            return false;
    }
    return guard->sign == 0 ? moved != 0 : moved * guard->sign >= guard->need;
}

t4_store_mark t4_store_begin(t4_store *st)
{
    st->recording++;
    return (t4_store_mark){st->undo_count, st->witness_count};
}

void t4_store_commit(t4_store *st, t4_store_mark mark)
{
    if (--st->recording == 0)
        st->undo_count = 0;
    (void)mark;
}

void t4_store_rollback(t4_store *st, t4_store_mark mark)
{
    st->recording--;
    for (size_t i = st->undo_count; i-- > mark.undo;)
        set_witness(st, st->undo[i].guard, st->undo[i].witness, st->undo[i].witness_sign);
    st->undo_count = mark.undo;
    /* Nothing older than the mark leans on what came after it. */
    while (st->witness_count > mark.witnesses && st->witnesses[st->witness_count - 1].guards == 0) {
        const t4_witness *w = &st->witnesses[st->witness_count - 1];

        for (size_t i = w->count; i-- > 0;) {
            uint32_t v = st->shifts[w->start + i].variable;

            st->head[v] = st->links[--st->link_count].next;
        }
        st->shift_count = w->start;
        st->witness_count--;
    }
}

bool t4_store_compact(t4_store *st)
{
    uint32_t *renamed;
    size_t witnesses = 0, shifts = 0;

    if (st->shift_count < COMPACT_LEAST || st->shift_count < 2 * st->shift_live)
        return true;
    renamed = t4_alloc(st->witness_count, sizeof *renamed);
    if (!renamed)
        return false;
    memset(st->head, 0xff, st->system->variables * sizeof *st->head);
    st->link_count = 0;
    for (size_t i = 0; i < st->witness_count; i++) {
        t4_witness w = st->witnesses[i];

        if (w.guards == 0)
            continue;
        renamed[i] = (uint32_t)witnesses;
        memmove(st->shifts + shifts, st->shifts + w.start, w.count * sizeof *st->shifts);
        w.start = shifts;
        for (size_t k = 0; k < w.count; k++) {
            uint32_t v = st->shifts[shifts + k].variable;

            st->links[st->link_count] = (t4_witness_use){(uint32_t)witnesses, st->head[v]};
            st->head[v] = (uint32_t)st->link_count++;
        }
        shifts += w.count;
        st->witnesses[witnesses++] = w;
    }
    for (size_t i = 0; i < st->guard_count; i++)
        if (st->guards[i].witness != T4_NO_WITNESS)
            st->guards[i].witness = renamed[st->guards[i].witness];
    st->witness_count = witnesses;
    st->shift_count = shifts;
    t4_free(renamed);
    return true;
}
