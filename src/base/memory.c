/* SPDX-License-Identifier: MIT */
#include "base/memory.h"

#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

static size_t fail_countdown;
static atomic_bool failed;    /* what was left out for want of memory must not look like a result */

void t4_alloc_fail_after(size_t n)
{
    fail_countdown = n;
    atomic_store(&failed, false);
}

bool t4_alloc_failed(void)
{
    return atomic_load_explicit(&failed, memory_order_relaxed);
}

/* The block as it is; where there is none, that is remembered. */
static void *noted(void *block)
{
    if (__builtin_expect(!block, 0))
        atomic_store(&failed, true);
    return block;
}

static bool must_fail(void)
{
    return __builtin_expect(fail_countdown != 0, 0) && --fail_countdown == 0;
}

void *t4_alloc(size_t count, size_t size)
{
    size_t bytes;

    if (__builtin_mul_overflow(count, size, &bytes) || must_fail())
        return noted(NULL);
    return noted(malloc(bytes ? bytes : 1));
}

void *t4_alloc_zero(size_t count, size_t size)
{
    if (must_fail())
        return noted(NULL);
    return noted(calloc(count ? count : 1, size ? size : 1));
}

void *t4_realloc(void *old, size_t count, size_t size)
{
    size_t bytes;

    if (__builtin_mul_overflow(count, size, &bytes) || must_fail())
        return noted(NULL);
    return noted(realloc(old, bytes ? bytes : 1));
}

char *t4_strndup(const char *text, size_t n)
{
    char *copy = t4_alloc(n + 1, 1);

    if (!copy)
        return NULL;
    memcpy(copy, text, n);
    copy[n] = '\0';
    return copy;
}

char *t4_strdup(const char *text)
{
    return t4_strndup(text, strlen(text));
}

void t4_free(void *block)
{
    free(block);
}

bool t4_grow(void *items_pointer, size_t *room, size_t used, size_t size)
{
    void *items;
    size_t more;

    if (used < *room)
        return true;
    more = *room < 8 ? 16 : *room * 2;
    if (more < *room)
        return false;
    memcpy(&items, items_pointer, sizeof items);
    items = t4_realloc(items, more, size);
    if (!items)
        return false;
    memcpy(items_pointer, &items, sizeof items);
    *room = more;
    return true;
}
