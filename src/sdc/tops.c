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

/* No published row tells that the contribution is there. */
#define NOWHERE ((uint32_t)INT32_MAX)

typedef struct {
    uint32_t trader;
    uint32_t place;     /* number of the finest row << 1 | (1 when the amount is negative) */
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
    t4_period periods[T4_PERIOD_HOLDING];
    uint32_t flows[2] = {place->flow, t4_flow_total((t4_flow)place->flow)};
    size_t partner_count = 0, period_count, count = 0;
    size_t flow_count = flows[0] == flows[1] ? 1 : 2;
    uint32_t nodes[NODES_OF_A_SHARE];
    size_t node_count = nodes_holding(s, place->node, nodes);

    partners[partner_count++] = place->partner;
    partners[partner_count++] = t4_system_world(s);
    partner_count += t4_system_groups_of(s, place->partner, partners + 2);
    period_count = (size_t)t4_period_holding(place->period, periods);
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

/* The finest row that a place is in: the first code and partner, shortest period; NOWHERE where none shows a unit. */
static uint32_t finest_of(const t4_system *s, const uint32_t *cells, size_t count)
{
    uint32_t best = NOWHERE;

    for (size_t i = 0; i < count; i++) {
        const t4_place *a = &s->place[cells[i]], *b;

        if (s->lower[s->variable[cells[i]]] < 1)
            continue;  /* not published, or nothing that its being there tells */
        b = best == NOWHERE ? a : &s->place[best];
        if (a->node != b->node || a->partner != b->partner)
            break;
        if (best == NOWHERE || t4_period_kind_of(a->period) > t4_period_kind_of(b->period))
            best = cells[i];
    }
    return best;
}

static bool same_place(const t4_place *a, const t4_place *b)
{
    return memcmp(a, b, sizeof *a) == 0;
}

static int compare_entries(const void *left, const void *right)
{
    const entry *a = left, *b = right;

    if (a->trader != b->trader)
        return a->trader < b->trader ? -1 : 1;
    return (a->place > b->place) - (a->place < b->place);
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

typedef struct {
    t4_stakes *stakes;           /* NULL = nobody asks */
    const t4_ally *allies;
    size_t ally_count, traders;
    t4_stake *sums;              /* of the cell at hand: traders, then coalitions; least: rows with a part */
    size_t sum_count, sum_room;
    uint32_t *rows;              /* scratch: finest rows */
    size_t row_room;
} stake_maker;

/* Add a trader's sum to every coalition that the trader is in. */
static bool add_allied(stake_maker *k, uint32_t trader, int64_t amount, int64_t rows, size_t traders_end)
{
    size_t low = 0, high = k->ally_count;

    while (low < high) {
        size_t middle = (low + high) / 2;

        if (k->allies[middle].trader < trader)
            low = middle + 1;
        else
            high = middle;
    }
    for (; low < k->ally_count && k->allies[low].trader == trader; low++) {
        uint32_t attacker = (uint32_t)k->traders + k->allies[low].coalition;
        size_t at = traders_end;

        while (at < k->sum_count && k->sums[at].attacker != attacker)
            at++;
        if (at == k->sum_count) {
            if (!t4_grow(&k->sums, &k->sum_room, at, sizeof *k->sums))
                return false;
            k->sums[k->sum_count++] = (t4_stake){attacker, false, 0, 0};
        }
        k->sums[at].amount += amount;
        k->sums[at].least += rows;
    }
    return true;
}

static int compare_stakes(const void *left, const void *right)
{
    const t4_stake *a = left, *b = right;

    if (a->alone != b->alone)
        return a->alone ? -1 : 1;
    if (a->amount != b->amount)
        return a->amount > b->amount ? -1 : 1;
    return (a->attacker > b->attacker) - (a->attacker < b->attacker);
}

/* A coalition is alone where its members' sums are all there are. */
static void find_alone(stake_maker *k, size_t traders_end, uint32_t shares)
{
    for (size_t i = 0; i < k->sum_count; i++) {
        uint32_t members = 0;

        for (size_t j = 0; i >= traders_end && j < traders_end; j++)
            for (size_t a = 0; a < k->ally_count; a++)
                members += k->allies[a].trader == k->sums[j].attacker &&
                           k->traders + k->allies[a].coalition == k->sums[i].attacker;
        k->sums[i].alone = i < traders_end ? shares == 1 : members == shares;
    }
}

/* The sums of a variable's first cell are its stakes. */
static bool stake_cell(stake_maker *k, const t4_tops_cell *cell, int64_t rows)
{
    size_t traders_end = k->sum_count;

    for (size_t i = 0; k->ally_count && i < traders_end; i++)
        if (!add_allied(k, k->sums[i].attacker, k->sums[i].amount, k->sums[i].least, traders_end))
            return false;
    find_alone(k, traders_end, cell->shares);
    for (size_t i = 0; i < k->sum_count; i++) {  /* coalitions: rows that several are in count once too often */
        int64_t others = rows > k->sums[i].least ? rows - k->sums[i].least : 0;

        k->sums[i].least = k->sums[i].amount + others;
    }
    for (size_t i = 0; cell->negative && i < k->sum_count; i++)
        k->sums[i].amount = k->sums[i].least = -T4_SYSTEM_MOST;  /* corrections: a part bounds nothing */
    if (k->sum_count)
        qsort(k->sums, k->sum_count, sizeof *k->sums, compare_stakes);
    return t4_stakes_add(k->stakes, k->sums, k->sum_count, cell->negative ? -T4_SYSTEM_MOST : rows);
}

static int compare_numbers(const void *left, const void *right)
{
    uint32_t a = *(const uint32_t *)left, b = *(const uint32_t *)right;

    return (a > b) - (a < b);
}

/* Distinct finest rows of a cell's entries. */
static bool count_rows(stake_maker *k, const entry *entries, size_t count, int64_t *rows)
{
    size_t used = 0;

    for (size_t i = 0; i < count; i++)
        if (entries[i].amount > 0 && entries[i].place >> 1 != NOWHERE) {
            if (!t4_grow(&k->rows, &k->row_room, used, sizeof *k->rows))
                return false;
            k->rows[used++] = entries[i].place >> 1;
        }
    if (used)
        qsort(k->rows, used, sizeof *k->rows, compare_numbers);
    *rows = 0;
    for (size_t i = 0; i < used; i++)
        *rows += i == 0 || k->rows[i] != k->rows[i - 1];
    return true;
}

/* Sum one cell's entries by trader. False when a sum overflows. */
static bool finish_cell(t4_tops *t, stake_maker *staker, size_t cell, entry *entries, size_t count)
{
    t4_tops_cell *c = &t->cell[cell];
    int64_t rows = 0;

    qsort(entries, count, sizeof *entries, compare_entries);
    for (size_t i = 0, k; i < count; i = k) {
        int64_t sum = 0, parts = 0;
        uint32_t last = UINT32_MAX;
        uint64_t size;

        for (k = i; k < count && entries[k].trader == entries[i].trader; k++) {
            if (__builtin_add_overflow(sum, entries[k].amount, &sum))
                return false;
            c->negative |= entries[k].place & 1;
            if (entries[k].amount > 0 && entries[k].place >> 1 != NOWHERE && entries[k].place >> 1 != last) {
                last = entries[k].place >> 1;
                parts++;
            }
        }
        size = sum < 0 ? 0 - (uint64_t)sum : (uint64_t)sum;
        if (__builtin_add_overflow(c->sum, size, &c->sum) || __builtin_add_overflow(c->total, sum, &c->total))
            return false;
        insert_top(t->top + cell * (size_t)t->tops, t->tops, size);
        c->contributors += entries[i].trader != 0;
        c->shares++;
        c->owner = c->shares == 1 ? entries[i].trader : 0;
        if (staker && entries[i].trader) {
            if (!t4_grow(&staker->sums, &staker->sum_room, staker->sum_count, sizeof *staker->sums))
                return false;
            staker->sums[staker->sum_count++] = (t4_stake){entries[i].trader, false, sum, parts};
        }
    }
    if (!staker)
        return true;
    return count_rows(staker, entries, count, &rows) && stake_cell(staker, c, rows);
}

typedef struct {
    t4_tops *tops;
    const t4_system *system;
    const t4_share *shares;
    size_t count;
    const uint32_t *holding;
    size_t traders;
    stake_maker *staker;  /* NULL = no stakes */
    size_t *start;      /* entries of each cell in the range at hand: offsets */
    entry *entries;
    uint32_t *cells;    /* scratch */
} gather;

/* Visit (share, cell): count entries (entries NULL) or file those of cells in [from, until). */
static t4_status visit(gather *g, const t4_run *run, size_t *counts, size_t from, size_t until,
                       t4_error *err)
{
    size_t held = 0;
    uint32_t finest = NOWHERE;

    for (size_t i = 0; i < g->count; i++) {
        const t4_share *share = &g->shares[i];
        uint32_t trader = share->trader;

        if (i % 65536 == 0 && t4_run_check(run, err))
            return T4_ERR_STOPPED;
        if (i == 0 || !same_place(&share->place, &share[-1].place)) {
            held = t4_tops_holding(g->system, &share->place, g->cells);
            finest = g->staker ? finest_of(g->system, g->cells, held) : NOWHERE;
        }
        if (g->holding && trader < g->traders)
            trader = g->holding[trader];
        for (size_t k = 0; k < held; k++) {
            uint32_t cell = g->cells[k];

            if (counts)
                counts[cell]++;
            else if (cell >= from && cell < until)
                g->entries[g->start[cell]++] = (entry){trader, finest << 1 | (share->amount < 0), share->amount};
        }
    }
    return T4_OK;
}

static bool finish_one(gather *g, size_t cell, entry *entries, size_t count)
{
    const t4_system *s = g->system;

    if (g->staker)
        g->staker->sum_count = 0;
    return finish_cell(g->tops, g->staker && s->first[s->variable[cell]] == cell ? g->staker : NULL, cell,
                       entries, count);
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
            if (c % 65536 == 0 && t4_run_check(run, err))
                status = T4_ERR_STOPPED;
            else if (!finish_one(g, c, g->entries + g->start[c] - counts[c], counts[c]))
                status = t4_fail(err, T4_ERR_DATA, "contributions to cell '%s' exceed 63 bits",
                                 t4_system_code_text(g->system, g->system->place[c].node));
        t4_free(g->entries);
    }
    return status;
}

static t4_status make(t4_tops *tops, stake_maker *staker, const t4_run *run, const t4_system *system,
                      const t4_share *shares, size_t count, const uint32_t *holding,
                      size_t traders, int keep, t4_error *err)
{
    gather g = {tops, system, shares, count, holding, traders, staker, NULL, NULL, NULL};
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

t4_status t4_tops_make(t4_tops *tops, const t4_run *run, const t4_system *system,
                       const t4_share *shares, size_t count, const uint32_t *holding,
                       size_t traders, int keep, t4_error *err)
{
    return make(tops, NULL, run, system, shares, count, holding, traders, keep, err);
}

t4_status t4_tops_stakes(t4_tops *tops, t4_stakes *stakes, const t4_ally *allies, size_t ally_count,
                         const t4_run *run, const t4_system *system, const t4_share *shares,
                         size_t count, const uint32_t *holding, size_t traders, int keep,
                         t4_error *err)
{
    stake_maker k = {.stakes = stakes, .allies = allies, .ally_count = ally_count, .traders = traders};
    t4_status status;

    *stakes = (t4_stakes){0};
    status = make(tops, &k, run, system, shares, count, holding, traders, keep, err);
    if (!status && !t4_stakes_close(stakes)) {
        t4_tops_release(tops);
        status = t4_fail_memory(err);
    }
    if (status)
        t4_stakes_release(stakes);
    t4_free(k.sums);
    t4_free(k.rows);
    return status;
}
