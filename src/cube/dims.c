/* SPDX-License-Identifier: MIT */
/* Combinations of further dimensions as one small id, so that sorting sees one field. */
#include <string.h>

#include "base/memory.h"
#include "cube/internal.h"
#include "cube/radix.h"
#include "cube/scratch.h"

enum { MEMO_LEAST = 256, MEMO_MOST = 1 << 16 };

static size_t width_of(const t4_cube *cube)
{
    return (size_t)cube->domain->dimension_count + 1;
}

static uint64_t hash_labels(const uint32_t *labels, int n)
{
    uint64_t h = 0x9E3779B97F4A7C15u;

    for (int i = 0; i < n; i++)
        h = (h ^ labels[i]) * 0xFF51AFD7ED558CCDu;
    return h ^ h >> 32;
}

/* The memo's entry of a combination: its labels, then id + 1; an empty one when not met. */
static uint32_t *memo_entry(const t4_cube *cube, t4_cube_worker *worker, const uint32_t *labels)
{
    int n = cube->domain->dimension_count;
    size_t width = width_of(cube), slot = hash_labels(labels, n) & (worker->dims_slots - 1);

    for (;; slot = (slot + 1) & (worker->dims_slots - 1)) {
        uint32_t *entry = worker->dims_memo + slot * width;

        if (!entry[n] || !memcmp(entry, labels, (size_t)n * sizeof *labels))
            return entry;
    }
}

/* An empty memo of twice the size; it only remembers, so nothing need be carried over. */
static bool renew_memo(const t4_cube *cube, t4_cube_worker *worker)
{
    size_t slots = worker->dims_slots ? worker->dims_slots * 2 : MEMO_LEAST;
    uint32_t *memo;

    if (slots > MEMO_MOST)
        slots = MEMO_MOST;
    memo = t4_alloc_zero(slots, width_of(cube) * sizeof *memo);
    if (!memo)
        return false;
    t4_free(worker->dims_memo);
    worker->dims_memo = memo;
    worker->dims_slots = slots;
    worker->dims_used = 0;
    return true;
}

uint32_t t4_dims_id(t4_cube *cube, t4_cube_worker *worker, const uint32_t *labels)
{
    int n = cube->domain->dimension_count;
    uint32_t *entry, id;

    if (worker->dims_used * 2 >= worker->dims_slots && !renew_memo(cube, worker))
        return T4_DICT_NONE;
    entry = memo_entry(cube, worker, labels);
    if (entry[n])
        return entry[n] - 1;
    id = t4_dict_add(cube->dims, (const char *)labels, (size_t)n * sizeof *labels);
    if (id == T4_DICT_NONE)
        return id;
    memcpy(entry, labels, (size_t)n * sizeof *labels);
    entry[n] = id + 1;
    worker->dims_used++;
    return id;
}

void t4_dims_labels(const t4_cube *cube, uint32_t rank, uint32_t labels[T4_DIMENSIONS_MAX])
{
    size_t bytes;
    const char *text;

    memset(labels, 0, T4_DIMENSIONS_MAX * sizeof *labels);
    if (!cube->domain->dimension_count)
        return;
    text = t4_dict_text(cube->dims, cube->order.dims_at[rank], &bytes);
    memcpy(labels, text, bytes);
}

/* Sort combinations by the ranks of their labels. */
static t4_status sort_dims(t4_cube *cube, uint32_t *const *label_rank, t4_sort_room *room,
                           t4_error *err)
{
    int n = cube->domain->dimension_count;
    size_t count = t4_dict_count(cube->dims);
    uint32_t most[T4_SORT_FIELDS] = {0}, labels[T4_DIMENSIONS_MAX], bytes = (uint32_t)n * 4;
    t4_sort_layout layout;
    const uint64_t *sorted;
    t4_status status;

    for (int d = 0; d < n; d++)
        most[d] = (uint32_t)t4_dict_count(cube->domain->labels[d]);
    t4_sort_plan(&layout, most, n, count);
    status = t4_sort_reserve(room, cube->run, &layout, count, err);
    if (status)
        return status;
    for (size_t i = 0; i < count; i++) {
        memcpy(labels, t4_dict_text(cube->dims, (uint32_t)i, NULL), bytes);
        for (int d = 0; d < n; d++)
            labels[d] = label_rank[d][labels[d]];
        t4_sort_set(room, &layout, i, labels, n);
    }
    sorted = t4_sort_rows(room, &layout, count);
    for (size_t i = 0; i < count; i++) {
        cube->order.dims_at[i] = (uint32_t)t4_sort_row(&layout, sorted[i]);
        cube->order.dims_rank[cube->order.dims_at[i]] = (uint32_t)i;
    }
    return T4_OK;
}

t4_status t4_dims_order(t4_cube *cube, t4_error *err)
{
    uint32_t *label_rank[T4_DIMENSIONS_MAX] = {0};
    t4_sort_room room = {0};
    t4_order *order = &cube->order;
    t4_status status = T4_OK;

    order->dims_count = t4_dict_count(cube->dims);
    order->dims_rank = t4_alloc_zero(order->dims_count, sizeof *order->dims_rank);
    order->dims_at = t4_alloc_zero(order->dims_count, sizeof *order->dims_at);
    if (!order->dims_rank || !order->dims_at)
        status = t4_fail_memory(err);
    for (int d = 0; d < cube->domain->dimension_count && !status; d++) {
        label_rank[d] = t4_dict_ranks(cube->domain->labels[d]);
        if (!label_rank[d])
            status = t4_fail_memory(err);
    }
    if (!status && cube->domain->dimension_count)
        status = sort_dims(cube, label_rank, &room, err);
    for (int d = 0; d < T4_DIMENSIONS_MAX; d++)
        t4_free(label_rank[d]);
    t4_sort_release(&room, cube->run);
    return status;
}
