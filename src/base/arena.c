/* SPDX-License-Identifier: MIT */
#include "base/arena.h"

#include <stdint.h>
#include <string.h>

#include "base/memory.h"

enum { CHUNK_BYTES = 64 * 1024 };

struct t4_arena_chunk {
    t4_arena_chunk *next;
    size_t used, room;
    _Alignas(16) char bytes[];
};

void t4_arena_init(t4_arena *arena)
{
    *arena = (t4_arena){0};
}

void t4_arena_release(t4_arena *arena)
{
    t4_arena_chunk *chunk = arena->chunks, *next;

    for (; chunk; chunk = next) {
        next = chunk->next;
        t4_free(chunk);
    }
    *arena = (t4_arena){0};
}

static t4_arena_chunk *add_chunk(t4_arena *arena, size_t bytes)
{
    size_t room = bytes > CHUNK_BYTES ? bytes : CHUNK_BYTES;
    t4_arena_chunk *chunk = t4_alloc(1, sizeof *chunk + room);

    if (!chunk)
        return NULL;
    chunk->used = 0;
    chunk->room = room;
    chunk->next = arena->chunks;
    arena->chunks = chunk;
    arena->bytes += room;
    return chunk;
}

void *t4_arena_alloc(t4_arena *arena, size_t bytes)
{
    t4_arena_chunk *chunk = arena->chunks;
    void *place;

    if (bytes > SIZE_MAX / 2)
        return NULL;
    bytes = (bytes + 15) & ~(size_t)15;
    if (!chunk || chunk->room - chunk->used < bytes)
        chunk = add_chunk(arena, bytes);
    if (!chunk)
        return NULL;
    place = chunk->bytes + chunk->used;
    chunk->used += bytes;
    return place;
}

char *t4_arena_strndup(t4_arena *arena, const char *text, size_t n)
{
    char *copy = t4_arena_alloc(arena, n + 1);

    if (!copy)
        return NULL;
    memcpy(copy, text, n);
    copy[n] = '\0';
    return copy;
}
