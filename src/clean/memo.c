/* SPDX-License-Identifier: MIT */
#include "clean/memo.h"

#include "base/memory.h"

enum { FIRST_SLOTS = 1024, KEPT_SLOTS = 1 << 16, ARENA_MOST = 64 << 20, LINE = 64 };

/* Empty slots in place of the old ones, which stay allocated when there is no memory. */
static bool allocate(t4_memo *memo, size_t count)
{
    void *block = t4_alloc_zero(count + 2, sizeof *memo->slots);

    if (!block)
        return false;
    memo->block = block;
    memo->slots = (t4_memo_slot *)(((uintptr_t)block + LINE - 1) & ~(uintptr_t)(LINE - 1));
    memo->mask = count - 1;
    return true;
}

bool t4_memo_init(t4_memo *memo)
{
    *memo = (t4_memo){.seed = t4_hash("memo", 4)};
    t4_arena_init(&memo->arena);
    return allocate(memo, FIRST_SLOTS);
}

void t4_memo_release(t4_memo *memo)
{
    t4_free(memo->block);
    t4_arena_release(&memo->arena);
    *memo = (t4_memo){0};
}

void t4_memo_clear(t4_memo *memo)
{
    void *old = memo->block;

    if (memo->mask >= KEPT_SLOTS && allocate(memo, FIRST_SLOTS))
        t4_free(old);
    memset(memo->slots, 0, (memo->mask + 1) * sizeof *memo->slots);
    memo->count = 0;
    t4_arena_release(&memo->arena);
    t4_arena_init(&memo->arena);
}

bool t4_memo_full(const t4_memo *memo)
{
    return memo->count > T4_MEMO_MOST || memo->arena.bytes > ARENA_MOST;
}

void t4_memo_long_key(t4_memo_slot *key, const char *text, size_t n)
{
    key->a = t4_hash(text, n);
    key->b = 0;
}

t4_memo_slot *t4_memo_find_long(const t4_memo *memo, const t4_memo_slot *key, const char *text)
{
    for (size_t i = t4_memo_hash(memo, key) & memo->mask;; i = (i + 1) & memo->mask) {
        t4_memo_slot *slot = &memo->slots[i];

        if (!slot->tag)
            return NULL;
        if (slot->a == key->a && slot->tag == key->tag &&
            !memcmp((const char *)(uintptr_t)slot->b, text, (uint32_t)key->tag))
            return slot;
    }
}

/* Where a slot that is not yet in the table belongs. */
static t4_memo_slot *vacancy(t4_memo *memo, const t4_memo_slot *key)
{
    size_t i = t4_memo_hash(memo, key) & memo->mask;

    while (memo->slots[i].tag)
        i = (i + 1) & memo->mask;
    return &memo->slots[i];
}

static bool widen(t4_memo *memo)
{
    t4_memo_slot *old = memo->slots;
    void *old_block = memo->block;
    size_t count = memo->mask + 1;

    if (!allocate(memo, count * 2))
        return false;
    for (size_t i = 0; i < count; i++)
        if (old[i].tag)
            *vacancy(memo, &old[i]) = old[i];
    t4_free(old_block);
    return true;
}

bool t4_memo_put(t4_memo *memo, const t4_memo_slot *key, const char *text, uint32_t value,
                 uint32_t note)
{
    t4_memo_slot slot = *key;
    size_t n = (uint32_t)key->tag;

    if ((memo->count + 1) * 3 > (memo->mask + 1) * 2 && !widen(memo))
        return false;
    if (n > 16) {
        const char *copy = t4_arena_strndup(&memo->arena, text, n);

        if (!copy)
            return false;
        slot.b = (uint64_t)(uintptr_t)copy;
    }
    slot.value = value;
    slot.note = note;
    *vacancy(memo, &slot) = slot;
    memo->count++;
    return true;
}
