/* SPDX-License-Identifier: MIT */
#include "watch/reconcile_implied.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

/* Elimination in whole numbers modulo a prime: a relation that vanishes follows from others (up to a chance of 2^-61). */
#define PRIME (((uint64_t)1 << 61) - 1)

typedef struct {
    uint32_t figure;
    uint64_t factor;
} entry;

typedef struct {
    t4_reconcile *r;
    uint32_t *order, *rank;      /* figures, sums before their parts, and back */
    uint64_t *value;             /* by figure: of the row at hand */
    uint8_t *queued;
    uint32_t *heap;              /* ranks of its figures that are not 0 or may not be */
    size_t heap_count, heap_room;
    size_t *pivot;               /* by figure: its row + 1; 0 = none */
    size_t *row_start;
    size_t rows, row_room;
    entry *kept;                 /* of the rows, without their first figure, whose factor is 1 */
    size_t kept_count, kept_room;
    uint64_t steps;
} elimination;

static uint64_t times(uint64_t a, uint64_t b)
{
    unsigned __int128 product = (unsigned __int128)a * b;
    uint64_t sum = (uint64_t)(product & PRIME) + (uint64_t)(product >> 61);

    return sum >= PRIME ? sum - PRIME : sum;
}

static uint64_t inverse(uint64_t a)
{
    uint64_t result = 1, power = a;

    for (uint64_t e = PRIME - 2; e; e >>= 1, power = times(power, power))
        if (e & 1)
            result = times(result, power);
    return result;
}

static uint64_t residue(t4_int128 factor)
{
    t4_int128 rest = factor % (t4_int128)PRIME;

    return (uint64_t)(rest < 0 ? rest + (t4_int128)PRIME : rest);
}

/* --- the row at hand ------------------------------------------------------------------- */

static bool push(elimination *e, uint32_t rank)
{
    size_t at = e->heap_count;

    if (!t4_grow(&e->heap, &e->heap_room, e->heap_count, sizeof *e->heap))
        return false;
    e->heap_count++;
    for (; at > 0 && e->heap[(at - 1) / 2] > rank; at = (at - 1) / 2)
        e->heap[at] = e->heap[(at - 1) / 2];
    e->heap[at] = rank;
    return true;
}

static uint32_t pop(elimination *e)
{
    uint32_t least = e->heap[0], last = e->heap[--e->heap_count];
    size_t at = 0;

    for (size_t child = 1; child < e->heap_count; child = 2 * at + 1) {
        if (child + 1 < e->heap_count && e->heap[child + 1] < e->heap[child])
            child++;
        if (e->heap[child] >= last)
            break;
        e->heap[at] = e->heap[child];
        at = child;
    }
    e->heap[at] = last;
    return least;
}

static bool add(elimination *e, uint32_t figure, uint64_t factor)
{
    uint64_t sum = e->value[figure] + factor;

    e->value[figure] = sum >= PRIME ? sum - PRIME : sum;
    e->steps++;
    if (e->queued[figure])
        return true;
    e->queued[figure] = 1;
    return push(e, e->rank[figure]);
}

/* Keep what is left of the row under its first figure. */
static bool keep(elimination *e, uint32_t first)
{
    uint64_t scale = inverse(e->value[first]);

    e->value[first] = 0;
    while (e->heap_count) {
        uint32_t figure = e->order[pop(e)];
        uint64_t factor = e->value[figure];

        e->value[figure] = 0;
        e->queued[figure] = 0;
        e->steps++;
        if (!factor)
            continue;
        if (!t4_grow(&e->kept, &e->kept_room, e->kept_count, sizeof *e->kept))
            return false;
        e->kept[e->kept_count++] = (entry){figure, times(factor, scale)};
    }
    if (!t4_grow(&e->row_start, &e->row_room, e->rows + 1, sizeof *e->row_start))
        return false;
    e->row_start[++e->rows] = e->kept_count;
    e->pivot[first] = e->rows;
    return true;
}

/* Forget what is left of the row. */
static void drop(elimination *e)
{
    while (e->heap_count) {
        uint32_t figure = e->order[pop(e)];

        e->value[figure] = 0;
        e->queued[figure] = 0;
    }
}

/* Reduce one relation by the rows that are kept; what it should add up to is the factor of a last figure. */
static bool reduce(elimination *e, t4_reconcile_relation *relation)
{
    for (size_t i = relation->start; i < relation->end; i++)
        if (!add(e, e->r->terms[i].figure, residue(e->r->terms[i].factor)))
            return false;
    if (relation->wanted && !add(e, (uint32_t)e->r->figure_count, residue(-relation->wanted)))
        return false;
    while (e->heap_count) {
        uint32_t figure = e->order[pop(e)];
        uint64_t factor = e->value[figure];
        size_t row = e->pivot[figure];

        e->queued[figure] = 0;
        if (factor && figure == e->r->figure_count) {   /* it contradicts the others */
            e->value[figure] = 0;
            drop(e);
            return true;
        }
        if (factor && !row)
            return keep(e, figure);
        e->value[figure] = 0;
        for (size_t i = factor ? e->row_start[row - 1] : 0; factor && i < e->row_start[row]; i++)
            if (!add(e, e->kept[i].figure, PRIME - times(factor, e->kept[i].factor)))
                return false;
    }
    relation->implied = true;
    return true;
}

/* --- all ------------------------------------------------------------------------------------ */

static int by_depth(const void *left, const void *right, void *figures)
{
    const t4_reconcile_figure *f = figures;
    uint32_t a = *(const uint32_t *)left, b = *(const uint32_t *)right;

    return f[a].depth != f[b].depth ? f[a].depth - f[b].depth : (a > b) - (a < b);
}

static bool start(elimination *e)
{
    size_t n = e->r->figure_count + 1;

    e->order = t4_alloc(n, sizeof *e->order);
    e->rank = t4_alloc(n, sizeof *e->rank);
    e->value = t4_alloc_zero(n, sizeof *e->value);
    e->queued = t4_alloc_zero(n, 1);
    e->pivot = t4_alloc_zero(n, sizeof *e->pivot);
    if (!e->order || !e->rank || !e->value || !e->queued || !e->pivot ||
        !t4_grow(&e->row_start, &e->row_room, 0, sizeof *e->row_start))
        return false;
    e->row_start[0] = 0;
    for (size_t i = 0; i + 1 < n; i++)
        e->order[i] = (uint32_t)i;
    qsort_r(e->order, n - 1, sizeof *e->order, by_depth, e->r->figures);
    e->order[n - 1] = (uint32_t)(n - 1);
    for (size_t i = 0; i < n; i++)
        e->rank[e->order[i]] = (uint32_t)i;
    return true;
}

/* Relations whose sums lie deepest first, so that those of totals are found to follow from them. */
static int by_sum(const void *left, const void *right, void *context)
{
    const t4_reconcile *r = context;
    const t4_reconcile_relation *a = &r->relations[*(const uint32_t *)left], *b = &r->relations[*(const uint32_t *)right];
    int x = a->start < a->end ? r->figures[r->terms[a->start].figure].depth : 0;
    int y = b->start < b->end ? r->figures[r->terms[b->start].figure].depth : 0;

    if (x != y)
        return y - x;
    return *(const uint32_t *)left < *(const uint32_t *)right ? -1 : 1;
}

t4_status t4_reconcile_find_implied(t4_reconcile *r, const t4_run *run, t4_error *err)
{
    elimination e = {.r = r};
    uint32_t *order = t4_alloc(r->relation_count + 1, sizeof *order);
    t4_status status = order && start(&e) ? T4_OK : t4_fail_memory(err);

    for (size_t k = 0; k < r->relation_count && !status; k++)
        order[k] = (uint32_t)k;
    if (!status)
        qsort_r(order, r->relation_count, sizeof *order, by_sum, r);
    for (size_t k = 0; k < r->relation_count && !status && e.steps < T4_RECONCILE_STEPS_MOST; k++) {
        if (!reduce(&e, &r->relations[order[k]]))
            status = t4_fail_memory(err);
        else if (!(k % 1024))
            status = t4_run_check(run, err);
    }
    r->implied_known = !status && e.steps < T4_RECONCILE_STEPS_MOST;
    for (size_t k = 0; k < r->relation_count && !r->implied_known; k++)
        r->relations[k].implied = false;
    t4_free(order);
    t4_free(e.order);
    t4_free(e.rank);
    t4_free(e.value);
    t4_free(e.queued);
    t4_free(e.heap);
    t4_free(e.pivot);
    t4_free(e.row_start);
    t4_free(e.kept);
    return status;
}
