/* SPDX-License-Identifier: MIT */
/* Suppression: serve every guard by decreasing need, then drop, polish and repair. */
#include "sdc/suppress.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "sdc/suppress_work.h"

enum { INSIDER_ROUNDS = 20, BLOCK = 256, AGAIN = 3, MORE_AT_ONCE = 4096, MORE_ROUNDS = 200 };

/* Polishing may look at this many cells for each point of effort, and at twice what serving took. */
#define POLISH_CELLS UINT64_C(50000000)

void t4_suppression_free(t4_suppression *s)
{
    if (!s)
        return;
    t4_store_release(&s->store);
    t4_free(s->state);
    t4_free(s);
}

/* A live witness that already does it. */
static bool serve_by_known(t4_suppress_work *w, uint32_t guard)
{
    t4_store *st = w->store;
    const t4_guard *g = &st->guards[guard];

    for (uint32_t l = st->head[g->variable]; l != T4_NO_INDEX; l = st->links[l].next) {
        uint32_t witness = st->links[l].witness;

        if (st->witnesses[witness].guards == 0)
            continue;
        if (t4_store_fits(st, g, witness, 1, w->problem->owner))
            return t4_store_serve(st, guard, witness, 1);
        if (t4_store_fits(st, g, witness, -1, w->problem->owner) &&
            t4_store_reversible(st, witness))
            return t4_store_serve(st, guard, witness, -1);
    }
    return false;
}

/* Let a new witness serve the other primaries that it moves far enough. */
static bool share(t4_suppress_work *w, uint32_t witness)
{
    t4_store *st = w->store;
    bool reversible = t4_store_reversible(st, witness);
    size_t count = st->witnesses[witness].count;

    for (size_t i = 0; i < count; i++) {
        uint32_t first = w->guard_of[st->shifts[st->witnesses[witness].start + i].variable];

        if (first == T4_NO_INDEX)
            continue;
        for (uint32_t g = first; g < first + 2; g++)
            for (int sign = 1; sign >= (reversible ? -1 : 1); sign -= 2)
                if (st->guards[g].witness == T4_NO_WITNESS && st->guards[g].need > 0 &&
                    t4_store_fits(st, &st->guards[g], witness, sign, w->problem->owner) &&
                    !t4_store_serve(st, g, witness, sign))
                    return false;
    }
    return true;
}

typedef bool finder(t4_suppress_work *w, const t4_request *request, const t4_shift **shifts, size_t *count,
                    uint64_t *cost);

static bool by_network(t4_suppress_work *w, const t4_request *request, const t4_shift **shifts, size_t *count,
                       uint64_t *cost)
{
    return t4_route(w->router, request, shifts, count, cost);
}

static bool by_programs(t4_suppress_work *w, const t4_request *request, const t4_shift **shifts, size_t *count,
                        uint64_t *cost)
{
    if (!w->programs)
        w->programs = t4_linear_router_new(w->system, w->store->state, w->prices, w->problem->owner);
    return w->programs && t4_linear_router_route(w->programs, request, shifts, count, cost);
}

/* A new witness for a guard; the cheaper way where it may go either way. T4_NO_WITNESS when there is none. */
static uint32_t find_witness(t4_suppress_work *w, finder *find, const t4_guard *g, t4_request request)
{
    const t4_shift *shifts = NULL;
    uint32_t witness = T4_NO_WITNESS, other;
    uint64_t cost = 0;
    size_t count = 0;
    bool found = find(w, &request, &shifts, &count, &cost);

    if (found)
        witness = t4_store_add(w->store, shifts, count);
    if (g->sign || (found && cost == 0))
        return witness;
    request.sign = -1;
    if (found)
        request.limit = cost - 1;
    if (!find(w, &request, &shifts, &count, &cost))
        return witness;
    other = t4_store_add(w->store, shifts, count);
    return other == T4_NO_WITNESS ? witness : other;
}

/*
 * Where tables are linked and some cells cost nothing (they were hidden
 * before), the network may pay for what a program has for nothing.
 */
static uint32_t find_free(t4_suppress_work *w, const t4_guard *g, t4_request request)
{
    uint32_t witness;

    request.limit = 0;
    witness = find_witness(w, by_network, g, request);
    return witness == T4_NO_WITNESS ? find_witness(w, by_programs, g, request) : witness;
}

bool t4_suppress_serve(t4_suppress_work *w, uint32_t guard, bool hidden_only, uint64_t limit)
{
    const t4_guard g = w->store->guards[guard];
    uint32_t witness = T4_NO_WITNESS;
    t4_request request = {g.variable, g.sign ? g.sign : 1, g.need, g.barred, hidden_only,
                          limit >> 58 ? limit : limit + limit / 16 * w->dearer};

    if (serve_by_known(w, guard))
        return true;
    if (w->free && w->router && w->last_resort && !w->problem->network->plain)
        witness = find_free(w, &g, request);
    if (witness == T4_NO_WITNESS && w->router)
        witness = find_witness(w, by_network, &g, request);
    /* Where tables are linked the network does not know every way: programs do. */
    if (witness == T4_NO_WITNESS && (!w->router || (w->last_resort && !w->problem->network->plain)))
        witness = find_witness(w, by_programs, &g, request);
    if (witness == T4_NO_WITNESS)
        return false;
    return t4_store_serve(w->store, guard, witness, 1) && share(w, witness);
}

static int compare_needs(const void *left, const void *right, void *context)
{
    const t4_guard *guards = context;
    uint32_t a = *(const uint32_t *)left, b = *(const uint32_t *)right;

    if (guards[a].need != guards[b].need)
        return guards[a].need > guards[b].need ? -1 : 1;
    return (a > b) - (a < b);
}

bool t4_suppress_collect(t4_suppress_work *w, uint32_t variable)
{
    const t4_store *st = w->store;

    for (uint32_t l = st->head[variable]; l != T4_NO_INDEX; l = st->links[l].next) {
        const t4_witness *witness = &st->witnesses[st->links[l].witness];

        if (witness->guards == 0)
            continue;
        for (uint32_t g = witness->first_guard; g != T4_NO_INDEX; g = st->guards[g].next) {
            if (!t4_grow(&w->list, &w->list_room, w->list_count, sizeof *w->list))
                return false;
            w->list[w->list_count++] = g;
        }
    }
    return true;
}

bool t4_suppress_again(t4_suppress_work *w, uint64_t most)
{
    t4_store *st = w->store;
    t4_store_mark mark = t4_store_begin(st);
    size_t kept = 0;
    bool ok = true;

    for (size_t i = 0; ok && i < w->list_count; i++)
        if (st->guards[w->list[i]].witness != T4_NO_WITNESS) {  /* each once */
            ok = t4_store_serve(st, w->list[i], T4_NO_WITNESS, 1);
            w->list[kept++] = w->list[i];
        }
    w->list_count = kept;
    if (w->barred != T4_NO_INDEX && st->state[w->barred] == T4_STATE_OPEN)
        st->state[w->barred] = T4_STATE_FIXED;
    qsort_r(w->list, kept, sizeof *w->list, compare_needs, st->guards);
    for (size_t i = 0; ok && i < kept; i++)
        if (st->guards[w->list[i]].witness == T4_NO_WITNESS)
            ok = st->cost < most && t4_suppress_serve(w, w->list[i], false, most - 1 - st->cost);
    if (w->barred != T4_NO_INDEX && st->state[w->barred] == T4_STATE_FIXED)
        st->state[w->barred] = T4_STATE_OPEN;
    ok = ok && st->cost < most;
    if (ok)
        t4_store_commit(st, mark);
    else
        t4_store_rollback(st, mark);
    return ok;
}

static t4_status serve_all(t4_suppress_work *w, t4_error *err)
{
    t4_store *st = w->store;
    uint32_t *order = t4_alloc(st->guard_count, sizeof *order);
    t4_status status = T4_OK;
    size_t count = 0;

    if (!order)
        return t4_fail_memory(err);
    for (size_t g = 0; g < st->guard_count; g++)
        if (st->guards[g].need > 0 && st->guards[g].witness == T4_NO_WITNESS)
            order[count++] = (uint32_t)g;
    qsort_r(order, count, sizeof *order, compare_needs, st->guards);
    for (size_t i = 0; i < count && !status; i++) {
        if (i % BLOCK == 0) {
            status = t4_run_check(w->run, err);
            t4_run_report(w->run, "protect", i, count, "cells");
        }
        w->last_resort = true;
        if (st->guards[order[i]].witness == T4_NO_WITNESS)
            t4_suppress_serve(w, order[i], false, UINT64_MAX);
        w->last_resort = false;
    }
    t4_free(order);
    return status;
}

static t4_status make_guards(t4_suppress_work *w, t4_error *err)
{
    const t4_suppress_problem *p = w->problem;

    for (size_t v = 0; v < p->system->variables; v++) {
        w->guard_of[v] = T4_NO_INDEX;
        if (!p->primary[v])
            continue;
        w->guard_of[v] = (uint32_t)w->store->guard_count;
        if (!t4_store_guard(w->store, (uint32_t)v, 1, p->up[v], 0) ||
            !t4_store_guard(w->store, (uint32_t)v, -1, p->down[v], 0))
            return t4_fail_memory(err);
    }
    return T4_OK;
}

static t4_status guard_insiders(t4_suppress_work *w, t4_suppression *s, t4_error *err)
{
    t4_status status = T4_OK;
    size_t found = 1;

    for (int round = 0; round < INSIDER_ROUNDS && found && !status; round++) {
        status = t4_suppress_insiders(w, &found, err);
        s->insider_guards += found;
        if (!status && found)
            status = serve_all(w, err);
    }
    return status;
}

/* A further variable with levels of its own: guards, or higher needs for those that it has. */
static bool guard_more(t4_suppress_work *w, uint32_t v)
{
    const t4_suppress_problem *p = w->problem;
    t4_store *st = w->store;
    uint32_t first = w->guard_of[v];

    if (first == T4_NO_INDEX) {
        w->guard_of[v] = (uint32_t)st->guard_count;
        return t4_store_guard(st, v, 1, p->up[v], 0) && t4_store_guard(st, v, -1, p->down[v], 0);
    }
    for (uint32_t g = first; g < first + 2; g++) {
        st->guards[g].need = g == first ? p->up[v] : p->down[v];
        if (st->guards[g].witness != T4_NO_WITNESS &&
            !t4_store_fits(st, &st->guards[g], st->guards[g].witness, st->guards[g].witness_sign, p->owner) &&
            !t4_store_serve(st, g, T4_NO_WITNESS, 1))
            return false;
    }
    return true;
}

/* Ask for more until nothing more is wanted; nothing that is hidden comes to light meanwhile. */
static t4_status serve_more(t4_suppress_work *w, t4_suppression *s, t4_error *err)
{
    const t4_suppress_problem *p = w->problem;
    uint32_t *list = p->more ? t4_alloc(MORE_AT_ONCE, sizeof *list) : NULL;
    t4_status status = p->more && !list ? t4_fail_memory(err) : T4_OK;

    for (int round = 0; p->more && !status && round < MORE_ROUNDS; round++) {
        size_t count = p->more(p->more_context, w->store->state, list, MORE_AT_ONCE);

        if (count == 0)
            break;
        for (size_t i = 0; i < count && !status; i++)
            if (!guard_more(w, list[i]))
                status = t4_fail_memory(err);
        if (!status)
            status = serve_all(w, err);
        if (!status && p->insiders)
            status = guard_insiders(w, s, err);
    }
    t4_free(list);
    return status;
}

static t4_status steps(t4_suppress_work *w, t4_suppression *s, t4_error *err)
{
    const t4_suppress_problem *p = w->problem;
    t4_status status = make_guards(w, err);

    if (!status)
        status = serve_all(w, err);
    s->first_cost = s->store.cost;
    w->until = 2 * t4_router_work(w->router) + (uint64_t)p->effort * POLISH_CELLS / 2;
    if (!status)
        status = t4_suppress_clean(w, p->effort ? 1 : 0, err);
    if (!status && p->insiders)
        status = guard_insiders(w, s, err);
    if (!status)
        status = serve_more(w, s, err);
    w->until = t4_router_work(w->router) + (uint64_t)p->effort * POLISH_CELLS;
    if (!status)
        status = t4_suppress_clean(w, p->effort, err);
    for (int again = 0; !status && p->stakes && again < AGAIN; again++) {
        size_t before = s->insider_guards;

        status = guard_insiders(w, s, err);
        if (!status && s->insider_guards == before)
            break;
        if (!status)
            status = t4_suppress_clean(w, p->effort, err);
    }
    if (!status && p->effort > 2)
        status = t4_suppress_polish(w, (size_t)p->effort * (w->router ? 1000 + w->store->secondaries : 50), err);
    if (!status && p->insiders)
        status = guard_insiders(w, s, err);
    if (!status)
        status = serve_more(w, s, err);
    return status;
}

t4_status t4_suppress(t4_suppression **suppression, const t4_run *run,
                      const t4_suppress_problem *problem, t4_error *err)
{
    const t4_system *system = problem->system;
    t4_suppression *s = t4_alloc_zero(1, sizeof *s);
    t4_suppress_work w = {.run = run, .problem = problem, .system = system};
    t4_status status;

    if (!s || !(s->state = t4_alloc_zero(system->variables, 1))) {
        status = t4_fail_memory(err);
        goto done;
    }
    for (size_t v = 0; v < system->variables; v++)
        s->state[v] = problem->primary[v] ? T4_STATE_PRIMARY
                    : problem->fixed && problem->fixed[v] ? T4_STATE_FIXED : T4_STATE_OPEN;
    status = t4_store_init(&s->store, system, s->state, problem->weight, err);
    if (status)
        goto done;
    w.store = &s->store;
    s->store.stakes = problem->stakes;
    w.prices = t4_alloc(system->variables, sizeof *w.prices);
    if (w.prices) {
        memcpy(w.prices, problem->weight, system->variables * sizeof *w.prices);
        if (problem->network)
            w.router = t4_router_new(&(t4_routing){problem->network, s->state, w.prices, problem->owner, 0,
                                                   problem->stakes});
        else
            w.programs = t4_linear_router_new(system, s->state, w.prices, problem->owner);
    }
    for (size_t v = 0; v < system->variables && !w.free; v++)
        w.free = s->state[v] == T4_STATE_OPEN && problem->weight[v] == 0;
    w.barred = T4_NO_INDEX;
    w.guard_of = t4_alloc(system->variables, sizeof *w.guard_of);
    t4_random_seed(&w.random, 1);
    status = (w.router || w.programs) && w.guard_of ? steps(&w, s, err) : t4_fail_memory(err);
    s->cost = s->store.cost;
    for (size_t g = 0; g < s->store.guard_count; g++)
        s->unserved += s->store.guards[g].need > 0 && s->store.guards[g].witness == T4_NO_WITNESS;
done:
    t4_router_free(w.router);
    t4_linear_router_free(w.programs);
    t4_free(w.prices);
    t4_free(w.guard_of);
    t4_free(w.list);
    if (status) {
        t4_suppression_free(s);
        s = NULL;
    }
    *suppression = s;
    return status;
}
