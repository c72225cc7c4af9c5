/* SPDX-License-Identifier: MIT */
#include "cube/store.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "base/memory.h"

enum {
    KEYS = 1 << 16,
    HUGE_PAGE = 2 * 1024 * 1024,
    SLAB = 4 * HUGE_PAGE          /* usual extents are cut from slabs of huge pages: far fewer faults */
};

typedef struct {
    t4_store_part **parts;   /* pointers, so that parts do not move */
    size_t count, room;
    uint32_t *index;         /* of a key: place in parts + 1 */
    size_t held;             /* bytes of this worker's extents */
} worker_parts;

struct t4_store {
    t4_run *run;
    size_t limit, usual;     /* usual: bytes of an extent with its slack */
    t4_spill *spill;
    pthread_mutex_t lock;    /* of spill opening and the pool */
    uint8_t **pool;          /* usual extents that are not in use */
    size_t pooled, pool_room;
    void **slabs;
    size_t slab_count, slab_room;
    atomic_size_t held;
    worker_parts workers[];
};

static size_t usual_bytes(const t4_run *run, size_t limit)
{
    size_t bytes = limit / (1024 * (size_t)run->threads), power = T4_EXTENT_LEAST;

    while (power * 2 <= bytes && power < T4_EXTENT_MOST)
        power *= 2;
    return power;
}

t4_status t4_store_new(t4_store **store, t4_run *run, size_t limit, t4_error *err)
{
    t4_store *s = t4_alloc_zero(1, sizeof *s + run->threads * sizeof *s->workers);

    if (!s)
        return t4_fail_memory(err);
    s->run = run;
    s->limit = limit;
    s->usual = usual_bytes(run, limit);
    pthread_mutex_init(&s->lock, NULL);
    *store = s;
    return T4_OK;
}

static void hold(t4_store *store, ptrdiff_t bytes)
{
    atomic_fetch_add(&store->held, (size_t)bytes);
    t4_run_hold(store->run, bytes);
}

size_t t4_store_held(const t4_store *store)
{
    return atomic_load(&store->held);
}

/* Extents of the usual size come from slabs, but for stores that may hold little. */
static bool from_slab(const t4_store *store, size_t bytes)
{
    return bytes == store->usual && store->usual == T4_EXTENT_MOST;
}

/* Cut a new slab into extents. The lock is held. */
static bool add_slab(t4_store *store)
{
    uint8_t *slab, *begin;
    size_t extents = (store->slab_count + 1) * (SLAB / store->usual);   /* all may come back */
    bool good = t4_grow(&store->slabs, &store->slab_room, store->slab_count, sizeof *store->slabs);

    while (good && store->pool_room < extents)
        good = t4_grow(&store->pool, &store->pool_room, store->pool_room, sizeof *store->pool);
    slab = good ? t4_alloc(SLAB + HUGE_PAGE, 1) : NULL;
    if (!slab)
        return false;
    store->slabs[store->slab_count++] = slab;
    begin = slab + (HUGE_PAGE - (uintptr_t)slab % HUGE_PAGE);
    madvise(begin, SLAB, MADV_HUGEPAGE);   /* only advice: failing is no harm */
    for (size_t at = SLAB; at > 0; at -= store->usual)
        store->pool[store->pooled++] = begin + at - store->usual;
    return true;
}

static uint8_t *take_block(t4_store *store, size_t bytes)
{
    uint8_t *block = NULL;

    if (from_slab(store, bytes)) {
        pthread_mutex_lock(&store->lock);
        if (store->pooled || add_slab(store))
            block = store->pool[--store->pooled];
        pthread_mutex_unlock(&store->lock);
    } else {
        block = t4_alloc(bytes, 1);
    }
    if (block)
        hold(store, (ptrdiff_t)bytes);
    return block;
}

static void give_block(t4_store *store, uint8_t *block, size_t bytes)
{
    if (!block)
        return;
    hold(store, -(ptrdiff_t)bytes);
    if (from_slab(store, bytes)) {
        pthread_mutex_lock(&store->lock);
        store->pool[store->pooled++] = block;
        pthread_mutex_unlock(&store->lock);
    } else {
        t4_free(block);
    }
}

void t4_store_drop(t4_store *store, t4_extent *extent)
{
    give_block(store, extent->bytes, extent->room + T4_EXTENT_SLACK);
    *extent = (t4_extent){0};
}

static void free_part(t4_store *store, t4_store_part *part)
{
    give_block(store, part->bytes, part->room + T4_EXTENT_SLACK);
    for (size_t i = 0; i < part->count; i++)
        t4_store_drop(store, &part->extents[i]);
    t4_free(part->extents);
    t4_free(part);
}

void t4_store_free(t4_store *store)
{
    if (!store)
        return;
    for (unsigned w = 0; w < store->run->threads; w++) {
        for (size_t i = 0; i < store->workers[w].count; i++)
            free_part(store, store->workers[w].parts[i]);
        t4_free(store->workers[w].parts);
        t4_free(store->workers[w].index);
    }
    while (store->slab_count)
        t4_free(store->slabs[--store->slab_count]);
    t4_free(store->slabs);
    t4_free(store->pool);
    t4_spill_free(store->spill);
    pthread_mutex_destroy(&store->lock);
    t4_free(store);
}

t4_store_part *t4_store_part_of(t4_store *store, unsigned worker, uint32_t key)
{
    worker_parts *w = &store->workers[worker];
    t4_store_part *part;

    if (!w->index)
        w->index = t4_alloc_zero(KEYS, sizeof *w->index);
    if (!w->index)
        return NULL;
    if (w->index[key])
        return w->parts[w->index[key] - 1];
    part = t4_alloc_zero(1, sizeof *part);
    if (!part || !t4_grow(&w->parts, &w->room, w->count, sizeof *w->parts)) {
        t4_free(part);
        return NULL;
    }
    part->key = key;
    w->parts[w->count++] = part;
    w->index[key] = (uint32_t)w->count;
    return part;
}

/* Move the open extent to the closed ones. */
static t4_status close_extent(t4_store_part *part, t4_error *err)
{
    if (!part->bytes)
        return T4_OK;
    if (!t4_grow(&part->extents, &part->extent_room, part->count, sizeof *part->extents))
        return t4_fail_memory(err);
    part->extents[part->count++] = (t4_extent){.bytes = part->bytes, .length = part->used,
                                               .room = part->room, .rows = part->rows};
    part->in_memory++;
    part->bytes = NULL;
    part->used = part->room = part->rows = 0;
    part->position = 0;
    return T4_OK;
}

static t4_status open_spill(t4_store *store, t4_error *err)
{
    t4_status status = T4_OK;

    pthread_mutex_lock(&store->lock);
    if (!store->spill)
        status = t4_spill_open(&store->spill, store->run, err);
    pthread_mutex_unlock(&store->lock);
    return status;
}

t4_status t4_store_spill(t4_store *store, t4_extent *extent, t4_error *err)
{
    t4_status status = open_spill(store, err);

    if (!status && extent->bytes) {
        status = t4_spill_append(store->spill, extent->bytes, extent->length, &extent->offset, err);
        if (!status) {
            give_block(store, extent->bytes, extent->room + T4_EXTENT_SLACK);
            extent->bytes = NULL;
        }
    }
    return status;
}

static int compare_in_memory(const void *a, const void *b)
{
    const t4_store_part *x = *(t4_store_part *const *)a, *y = *(t4_store_part *const *)b;

    return (x->in_memory < y->in_memory) - (x->in_memory > y->in_memory);
}

static t4_status spill_part(t4_store *store, t4_store_part *part, size_t *bytes, t4_error *err)
{
    t4_status status = T4_OK;

    for (size_t i = part->count - part->in_memory; i < part->count && !status; i++) {
        *bytes += part->extents[i].room + T4_EXTENT_SLACK;
        status = t4_store_spill(store, &part->extents[i], err);
        part->in_memory -= !status;
    }
    return status;
}

/* Spill this worker's fullest partitions until half of its share of the limit is free. */
static t4_status spill_worker(t4_store *store, unsigned worker, t4_error *err)
{
    worker_parts *w = &store->workers[worker];
    t4_store_part **parts = t4_alloc(w->count, sizeof *parts);
    size_t target = store->limit / store->run->threads / 2, bytes = 0;
    t4_status status = T4_OK;

    if (!parts)
        return t4_fail_memory(err);
    memcpy(parts, w->parts, w->count * sizeof *parts);
    qsort(parts, w->count, sizeof *parts, compare_in_memory);
    for (size_t i = 0; i < w->count && bytes < target && parts[i]->in_memory && !status; i++)
        status = spill_part(store, parts[i], &bytes, err);
    w->held -= bytes;
    t4_free(parts);
    return status;
}

t4_status t4_store_more(t4_store *store, unsigned worker, t4_store_part *part, size_t most,
                        t4_error *err)
{
    worker_parts *w = &store->workers[worker];
    size_t bytes = part->bytes ? ((size_t)part->room + T4_EXTENT_SLACK) * 2 : T4_EXTENT_LEAST;
    t4_status status;

    if (bytes > store->usual)
        bytes = store->usual;
    if (bytes < most + T4_EXTENT_SLACK)
        bytes = most + T4_EXTENT_SLACK;
    status = close_extent(part, err);
    if (!status && w->held + bytes > store->limit / store->run->threads)
        status = spill_worker(store, worker, err);
    if (status)
        return status;
    part->bytes = take_block(store, bytes);
    if (!part->bytes)
        return t4_fail_memory(err);
    part->room = (uint32_t)(bytes - T4_EXTENT_SLACK);
    w->held += bytes;
    return T4_OK;
}

t4_status t4_store_take(t4_store *store, uint32_t key, t4_extent **extents, size_t *count,
                        size_t *room, t4_error *err)
{
    for (unsigned worker = 0; worker < store->run->threads; worker++) {
        worker_parts *w = &store->workers[worker];
        t4_store_part *part = w->index && w->index[key] ? w->parts[w->index[key] - 1] : NULL;
        t4_status status = part ? close_extent(part, err) : T4_OK;

        if (status)
            return status;
        for (size_t i = 0; part && i < part->count; i++) {
            if (!t4_grow(extents, room, *count, sizeof **extents))
                return t4_fail_memory(err);
            (*extents)[(*count)++] = part->extents[i];
            part->extents[i] = (t4_extent){0};
        }
        if (part)
            part->count = part->in_memory = 0;
    }
    return T4_OK;
}

t4_status t4_store_keys(const t4_store *store, uint32_t **keys, size_t *count, t4_error *err)
{
    size_t room = 0;

    for (uint32_t key = 0; key < KEYS; key++) {
        bool used = false;

        for (unsigned w = 0; w < store->run->threads; w++)
            used = used || (store->workers[w].index && store->workers[w].index[key]);
        if (!used)
            continue;
        if (!t4_grow(keys, &room, *count, sizeof **keys))
            return t4_fail_memory(err);
        (*keys)[(*count)++] = key;
    }
    return T4_OK;
}

t4_status t4_store_extent(t4_store *store, t4_extent *extent, t4_error *err)
{
    uint8_t *bytes = take_block(store, store->usual);

    if (!bytes)
        return t4_fail_memory(err);
    *extent = (t4_extent){.bytes = bytes, .room = (uint32_t)(store->usual - T4_EXTENT_SLACK)};
    return T4_OK;
}

t4_status t4_store_fetch(t4_store *store, t4_extent *extent, t4_error *err)
{
    t4_status status;
    uint8_t *bytes;

    if (extent->bytes)
        return T4_OK;
    bytes = take_block(store, extent->room + T4_EXTENT_SLACK);
    if (!bytes)
        return t4_fail_memory(err);
    status = t4_spill_read(store->spill, extent->offset, bytes, extent->length, err);
    if (status)
        give_block(store, bytes, extent->room + T4_EXTENT_SLACK);
    else
        extent->bytes = bytes;
    return status;
}

void t4_store_trim(t4_store *store)
{
    for (size_t i = 0; i < store->pooled; i++)
        madvise(store->pool[i], store->usual, MADV_DONTNEED);
}

t4_status t4_store_bytes(const t4_store *store, const t4_extent *extent, uint32_t from,
                         uint8_t *buffer, const uint8_t **bytes, uint64_t *n, t4_error *err)
{
    if (*n > extent->length - from)
        *n = extent->length - from;
    *bytes = extent->bytes ? extent->bytes + from : buffer;
    if (extent->bytes)
        return T4_OK;
    return t4_spill_read(store->spill, extent->offset + from, buffer, *n, err);
}
