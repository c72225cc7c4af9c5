/* SPDX-License-Identifier: MIT */
/* Make a pattern cheaper: drop cells one by one, then free and re-serve whole neighbourhoods. */
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "sdc/suppress_work.h"

enum { NEIGHBOURS_MOST = 12, GUARDS_MOST = 2000, STEPS = 12, RENEWED = 128 };

typedef struct {
    uint64_t weight;
    uint32_t variable;
} candidate;

static int compare_candidates(const void *left, const void *right)
{
    const candidate *a = left, *b = right;

    if (a->weight != b->weight)
        return a->weight > b->weight ? -1 : 1;
    return (a->variable > b->variable) - (a->variable < b->variable);
}

static candidate *list_secondaries(const t4_suppress_work *w, size_t *count)
{
    candidate *list = t4_alloc(w->store->secondaries, sizeof *list);

    *count = 0;
    for (size_t v = 0; list && v < w->system->variables; v++)
        if (w->store->state[v] == T4_STATE_SECONDARY)
            list[(*count)++] = (candidate){w->store->weight[v], (uint32_t)v};
    return list;
}

/* Publish one cell again if its work can be done more cheaply without it. */
static bool drop(t4_suppress_work *w, uint32_t variable)
{
    w->list_count = 0;
    w->barred = variable;
    return t4_suppress_collect(w, variable) && w->list_count <= GUARDS_MOST &&
           t4_suppress_again(w, w->store->cost);
}

t4_status t4_suppress_clean(t4_suppress_work *w, int passes, t4_error *err)
{
    t4_status status = T4_OK;

    for (int pass = 0; pass < passes && !status; pass++) {
        size_t count, dropped = 0;
        candidate *list = list_secondaries(w, &count);

        if (!list)
            return t4_fail_memory(err);
        qsort(list, count, sizeof *list, compare_candidates);
        for (size_t i = 0; i < count && !status; i++) {
            if (i % 256 == 0)
                status = t4_run_check(w->run, err);
            if (t4_router_work(w->router) > w->until)
                break;
            if (w->store->state[list[i].variable] == T4_STATE_SECONDARY)
                dropped += drop(w, list[i].variable);
        }
        t4_free(list);
        if (!status && !t4_store_compact(w->store))
            status = t4_fail_memory(err);
        if (dropped == 0)
            break;
    }
    return status;
}

/* A random secondary that shares a witness with the given one. */
static uint32_t neighbour(t4_suppress_work *w, uint32_t variable)
{
    const t4_store *st = w->store;
    uint32_t chosen = variable, seen = 0;

    for (uint32_t l = st->head[variable]; l != T4_NO_INDEX; l = st->links[l].next) {
        const t4_witness *x = &st->witnesses[st->links[l].witness];

        for (size_t i = 0; x->guards && i < x->count; i++) {
            uint32_t v = st->shifts[x->start + i].variable;

            if (st->state[v] == T4_STATE_SECONDARY && t4_random_below(&w->random, ++seen) == 0)
                chosen = v;
        }
    }
    return chosen;
}

/* Free a random cluster of secondaries around one, bar that one, serve everything anew for less than `most`. */
static bool shake(t4_suppress_work *w, uint32_t first, size_t most_cells, uint64_t most)
{
    size_t size = 1 + t4_random_below(&w->random, most_cells);
    uint32_t at = first;

    w->list_count = 0;
    for (size_t i = 0; i < size && w->list_count < GUARDS_MOST; i++) {
        if (!t4_suppress_collect(w, at))
            return false;
        at = neighbour(w, t4_random_below(&w->random, 2) ? at : first);
    }
    w->barred = first;
    return t4_suppress_again(w, most);
}

/* Other prices for a while, each at most (1 + spread / 16) times the true one: other ways are found. */
static void disturb_prices(t4_suppress_work *w, uint64_t spread)
{
    for (size_t v = 0; v < w->system->variables; v++) {
        uint64_t weight = w->store->weight[v];

        w->prices[v] = spread ? weight + weight / 256 * spread * t4_random_below(&w->random, 16) : weight;
    }
    w->dearer = spread;
}

/*
 * Iterated local search (Lourenco, Martin and Stutzle 2003): one step that may
 * cost more, then steps near it that must not; kept when the whole is no dearer.
 */
static void excursion(t4_suppress_work *w, uint32_t first)
{
    t4_store *st = w->store;
    t4_store_mark mark = t4_store_begin(st);
    uint64_t best = st->cost, kick = st->weight[first] / 4 * t4_random_below(&w->random, 9);
    uint32_t at = first;

    if (shake(w, first, NEIGHBOURS_MOST, best + kick + 1) && st->cost >= best)
        for (int step = 0; step < STEPS && st->cost >= best; step++) {
            at = neighbour(w, t4_random_below(&w->random, 4) ? at : first);
            if (st->state[at] == T4_STATE_SECONDARY)
                shake(w, at, NEIGHBOURS_MOST, st->cost + 1);
        }
    if (st->cost <= best)
        t4_store_commit(st, mark);
    else
        t4_store_rollback(st, mark);
}

t4_status t4_suppress_polish(t4_suppress_work *w, size_t rounds, t4_error *err)
{
    t4_status status = T4_OK;
    size_t count = 0;
    candidate *list = NULL;
    uint32_t chosen;

    for (size_t round = 0; round < rounds && !status; round++) {
        if (round % RENEWED == 0) {
            status = t4_run_check(w->run, err);
            t4_free(list);
            if (!status && !t4_store_compact(w->store))
                status = t4_fail_memory(err);
            list = list_secondaries(w, &count);
            if (!list)
                return t4_fail_memory(err);
            disturb_prices(w, round / RENEWED % 4 == 0 ? 0 : 1 + t4_random_below(&w->random, 16));
        }
        if (count == 0 || status || t4_router_work(w->router) > w->until)
            break;
        chosen = list[t4_random_below(&w->random, count)].variable;
        if (w->store->state[chosen] == T4_STATE_SECONDARY)
            excursion(w, chosen);
    }
    disturb_prices(w, 0);
    t4_free(list);
    return status;
}
