/* SPDX-License-Identifier: MIT */
/* Allocate many, free once. */
#ifndef T4_BASE_ARENA_H
#define T4_BASE_ARENA_H

#include <stddef.h>

typedef struct t4_arena_chunk t4_arena_chunk;

typedef struct {
    t4_arena_chunk *chunks;
    size_t bytes;  /* allocated so far, for memory accounting */
} t4_arena;

void t4_arena_init(t4_arena *arena);
void t4_arena_release(t4_arena *arena);
/* Aligned to 16 bytes, uninitialised; NULL without memory. Lives as long as the arena. */
void *t4_arena_alloc(t4_arena *arena, size_t bytes);
/* A copy of n bytes with a closing NUL. */
char *t4_arena_strndup(t4_arena *arena, const char *text, size_t n);

#endif
