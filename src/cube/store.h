/* SPDX-License-Identifier: MIT */
/* Bytes in many partitions, appended by many workers, in memory or spilled: extents of bounded size. */
#ifndef T4_CUBE_STORE_H
#define T4_CUBE_STORE_H

#include "base/spill.h"

enum {
    T4_EXTENT_MOST = 64 * 1024,   /* usual bytes of an extent; offsets in it fit in 16 bits */
    T4_EXTENT_LEAST = 1024,
    T4_EXTENT_SLACK = 32          /* readable behind every extent */
};

/* A run of whole items.  bytes NULL: at `offset` of the store's spill. */
typedef struct {
    uint8_t *bytes;
    uint64_t offset;
    uint32_t length, room;
    uint32_t rows;
} t4_extent;

typedef struct t4_store t4_store;

/* One worker's open extent and closed ones of one partition. */
typedef struct {
    uint32_t key;            /* which partition */
    uint32_t used, room, rows;
    uint8_t *bytes;
    uint64_t position;       /* the last item's, for differences; 0 at the start of an extent */
    t4_extent *extents;
    size_t count, extent_room;
    size_t in_memory;        /* closed extents that are not spilled: the last `in_memory` of them */
} t4_store_part;

/*
 * limit: most bytes that the store keeps in memory, over all workers.  Keys
 * of partitions are below 65536.
 */
t4_status t4_store_new(t4_store **store, t4_run *run, size_t limit, t4_error *err);
void t4_store_free(t4_store *store);
/* The worker's part of a partition, made when new; NULL without memory. Stays valid. */
t4_store_part *t4_store_part_of(t4_store *store, unsigned worker, uint32_t key);

/* Close the open extent, open one with room for `most` bytes, spill when over the limit. */
t4_status t4_store_more(t4_store *store, unsigned worker, t4_store_part *part, size_t most,
                        t4_error *err);

/* Room for an item of at most `most` bytes; append by moving part->used and part->rows on. */
static inline t4_status t4_store_reserve(t4_store *store, unsigned worker, t4_store_part *part,
                                         size_t most, t4_error *err)
{
    if (__builtin_expect(part->room - part->used >= most, 1))
        return T4_OK;
    return t4_store_more(store, worker, part, most, err);
}

/* All extents of partition `key`, appended to a list that the caller owns (t4_free the array). */
t4_status t4_store_take(t4_store *store, uint32_t key, t4_extent **extents, size_t *count,
                        size_t *room, t4_error *err);
/* Which partitions hold anything: ascending keys; the array is the caller's. */
t4_status t4_store_keys(const t4_store *store, uint32_t **keys, size_t *count, t4_error *err);

/* A new extent of the usual size, not part of any partition; its room excludes the slack. */
t4_status t4_store_extent(t4_store *store, t4_extent *extent, t4_error *err);
t4_status t4_store_spill(t4_store *store, t4_extent *extent, t4_error *err);
/*
 * At most *n bytes of an extent from byte `from` on: its own or read into
 * buffer (of T4_EXTENT_MOST + T4_EXTENT_SLACK).  *n becomes how many there are.
 */
t4_status t4_store_bytes(const t4_store *store, const t4_extent *extent, uint32_t from,
                         uint8_t *buffer, const uint8_t **bytes, uint64_t *n, t4_error *err);
/* Read a spilled extent back into memory. */
t4_status t4_store_fetch(t4_store *store, t4_extent *extent, t4_error *err);
void t4_store_drop(t4_store *store, t4_extent *extent);
/* Give spare blocks back to the system; nothing else may use the store meanwhile. */
void t4_store_trim(t4_store *store);
/* Bytes that the store holds in memory now. */
size_t t4_store_held(const t4_store *store);

#endif
