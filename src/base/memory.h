/* SPDX-License-Identifier: MIT */
/* Overflow-checked allocation; the one hook where tests make allocations fail. */
#ifndef T4_BASE_MEMORY_H
#define T4_BASE_MEMORY_H

#include <stdbool.h>
#include <stddef.h>

/* count * size bytes, uninitialised; NULL on overflow or no memory. Free with t4_free(). */
void *t4_alloc(size_t count, size_t size);
/* The same, zeroed. */
void *t4_alloc_zero(size_t count, size_t size);
/* Grow or shrink; on failure returns NULL and leaves the old block alone. */
void *t4_realloc(void *old, size_t count, size_t size);
/* A copy of n bytes with a closing NUL. */
char *t4_strndup(const char *text, size_t n);
char *t4_strdup(const char *text);
void t4_free(void *block);

/*
 * Make room for one more element in a growing array: *items holds *room
 * elements of the given size, `used` of them in use.  Doubles; false on
 * failure, the array then being as before.
 */
bool t4_grow(void *items_pointer, size_t *room, size_t used, size_t size);

/*
 * Has any allocation of this process failed?  Then nothing more comes of the
 * run: t4_run_check() fails, and an error that follows is one of memory,
 * whatever it looks like to the code that met it.
 */
bool t4_alloc_failed(void);

/* Test hook: fail the n-th allocation from now (0 = never); forgets earlier failures. Not thread-safe. */
void t4_alloc_fail_after(size_t n);

#endif
