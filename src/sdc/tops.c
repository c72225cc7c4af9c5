/* SPDX-License-Identifier: MIT */
#include "sdc/tops.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "model/flow.h"

enum {
    NODES_OF_A_SHARE = 12 + 2 * T4_SYSTEM_LISTS,
    ENTRIES_AT_ONCE = 1 << 24      /* cell x trader sums held at once */
};

typedef struct {
    uint32_t trader;
    bool negative;
    int64_t amount;
} entry;

void t4_tops_release(t4_tops *t)
{
    t4_free(t->cell);
    t4_free(t->top);
    *t = (t4_tops){0};
}

/* The published codes above a node, itself among them, and the lists that one of them is a member of. */
static size_t nodes_holding(const t4_system *s, uint32_t node, uint32_t nodes[NODES_OF_A_SHARE])
{
    size_t count = 0;

    for (; node != T4_NO_INDEX && count + T4_SYSTEM_LISTS < NODES_OF_A_SHARE; node = s->code[node].parent) {
        nodes[count++] = node;
        count += t4_system_lists_of(s, node, nodes + count);
    }
    return count;
}

size_t t4_tops_holding(const t4_system *s, const t4_place *place, uint32_t *cells)
{
    uint32_t partners[T4_SYSTEM_GROUPS + 2];
    t4_period periods[T4_PERIOD_KINDS];
    uint32_t flows[2] = {place->flow, t4_flow_total((t4_flow)place->flow)};
    size_t partner_count = 0, period_count = 0, count = 0;
    size_t flow_count = flows[0] == flows[1] ? 1 : 2;
    uint32_t nodes[NODES_OF_A_SHARE];
    size_t node_count = nodes_holding(s, place->node, nodes);

    partners[partner_count++] = place->partner;
    partners[partner_count++] = t4_system_world(s);
    partner_count += t4_system_groups_of(s, place->partner, partners + 2);
    for (int kind = T4_YEAR; kind < T4_PERIOD_KINDS; kind++)
        if (kind <= (int)t4_period_kind_of(place->period))
            periods[period_count++] = t4_period_coarsen(place->period, (t4_period_kind)kind);
    for (size_t i = 0; i < node_count; i++)
        for (size_t p = 0; p < partner_count; p++)
            for (size_t t = 0; t < period_count; t++)
                for (size_t f = 0; f < flow_count; f++) {
                    t4_place at = {periods[t], flows[f], place->dims, partners[p], nodes[i]};
                    uint32_t cell = t4_system_find(s, &at);

                    if (cell != T4_NO_INDEX && count < T4_TOPS_CELLS)
                        cells[count++] = cell;
                }
    return count;
}

static bool same_place(const t4_place *a, const t4_place *b)
{
    return memcmp(a, b, sizeof *a) == 0;
}

static int compare_entries(const void *left, const void *right)
{
    const entry *a = left, *b = right;

    return (a->trader > b->trader) - (a->trader < b->trader);
}

static void insert_top(uint64_t *top, int tops, uint64_t amount)
{
    int i = tops;

    if (amount <= top[tops - 1])
        return;
    for (i = tops - 1; i > 0 && top[i - 1] < amount; i--)
        top[i] = top[i - 1];
    top[i] = amount;
}

/* Sum one cell's entries by trader. False when a sum overflows. */
static bool finish_cell(t4_tops *t, size_t cell, entry *entries, size_t count)
{
    t4_tops_cell *c = &t->cell[cell];

    qsort(entries, count, sizeof *entries, compare_entries);
    for (size_t i = 0, k; i < count; i = k) {
        int64_t sum = 0;
        uint64_t size;

        for (k = i; k < count && entries[k].trader == entries[i].trader; k++) {
            if (__builtin_add_overflow(sum, entries[k].amount, &sum))
                return false;
            c->negative |= entries[k].negative;
        }
        size = sum < 0 ? 0 - (uint64_t)sum : (uint64_t)sum;
        if (__builtin_add_overflow(c->sum, size, &c->sum) || __builtin_add_overflow(c->total, sum, &c->total))
            return false;
        insert_top(t->top + cell * (size_t)t->tops, t->tops, size);
        c->contributors += entries[i].trader != 0;
        c->shares++;
        c->owner = c->shares == 1 ? entries[i].trader : 0;
    }
    return true;
}

typedef struct {
    t4_tops *tops;
    const t4_system *system;
    const t4_share *shares;
    size_t count;
    const uint32_t *holding;
    size_t traders;
    size_t *start;      /* entries of each cell in the range at hand: offsets */
    entry *entries;
    uint32_t *cells;    /* scratch */
} gather;

/* Visit (share, cell): count entries (entries NULL) or file those of cells in [from, until). */
static t4_status visit(gather *g, const t4_run *run, size_t *counts, size_t from, size_t until,
                       t4_error *err)
{
    size_t held = 0;

    for (size_t i = 0; i < g->count; i++) {
        const t4_share *share = &g->shares[i];
        uint32_t trader = share->trader;

        if (i % 65536 == 0 && t4_run_check(run, err))
            return T4_ERR_STOPPED;
        if (i == 0 || !same_place(&share->place, &share[-1].place))
            held = t4_tops_holding(g->system, &share->place, g->cells);
        if (g->holding && trader < g->traders)
            trader = g->holding[trader];
        for (size_t k = 0; k < held; k++) {
            uint32_t cell = g->cells[k];

            if (counts)
                counts[cell]++;
            else if (cell >= from && cell < until)
                g->entries[g->start[cell]++] = (entry){trader, share->amount < 0, share->amount};
        }
    }
    return T4_OK;
}

/* Work through ranges of cells whose entries fit in memory together. */
static t4_status gather_ranges(gather *g, const t4_run *run, const size_t *counts, t4_error *err)
{
    size_t cells = g->system->cells;
    t4_status status = T4_OK;

    for (size_t from = 0, until; from < cells && !status; from = until) {
        size_t total = 0;

        for (until = from; until < cells && (until == from || total + counts[until] <= ENTRIES_AT_ONCE);
             until++) {
            g->start[until] = total;
            total += counts[until];
        }
        g->entries = t4_alloc(total, sizeof *g->entries);
        if (!g->entries)
            return t4_fail_memory(err);
        status = visit(g, run, NULL, from, until, err);
        for (size_t c = from; c < until && !status; c++)
            if (!finish_cell(g->tops, c, g->entries + g->start[c] - counts[c], counts[c]))
                status = t4_fail(err, T4_ERR_DATA, "contributions to cell '%s' exceed 63 bits",
                                 t4_system_code_text(g->system, g->system->place[c].node));
        t4_free(g->entries);
    }
    return status;
}

t4_status t4_tops_make(t4_tops *tops, const t4_run *run, const t4_system *system,
                       const t4_share *shares, size_t count, const uint32_t *holding,
                       size_t traders, int keep, t4_error *err)
{
    gather g = {tops, system, shares, count, holding, traders, NULL, NULL, NULL};
    size_t *counts = t4_alloc_zero(system->cells, sizeof *counts);
    t4_status status = T4_OK;

    *tops = (t4_tops){.tops = keep < 1 ? 1 : keep > T4_TOPS_MOST ? T4_TOPS_MOST : keep};
    tops->cell = t4_alloc_zero(system->cells, sizeof *tops->cell);
    tops->top = t4_alloc_zero(system->cells * (size_t)tops->tops, sizeof *tops->top);
    g.start = t4_alloc(system->cells, sizeof *g.start);
    g.cells = t4_alloc(T4_TOPS_CELLS, sizeof *g.cells);
    if (!counts || !tops->cell || !tops->top || !g.start || !g.cells) {
        status = t4_fail_memory(err);
        goto done;
    }
    status = visit(&g, run, counts, 0, 0, err);
    if (!status)
        status = gather_ranges(&g, run, counts, err);
done:
    t4_free(counts);
    t4_free(g.start);
    t4_free(g.cells);
    if (status)
        t4_tops_release(tops);
    return status;
}
