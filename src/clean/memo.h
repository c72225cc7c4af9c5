/* SPDX-License-Identifier: MIT */
/* What every distinct text of a column came to, so that the work on it is done once. */
#ifndef T4_CLEAN_MEMO_H
#define T4_CLEAN_MEMO_H

#include <endian.h>
#include <string.h>

#include "base/arena.h"
#include "base/dict.h"

enum {
    T4_MEMO_MOST = 1 << 20,   /* distinct texts remembered a column and thread; then it begins anew */
    T4_MEMO_TEXT = 256        /* longer texts are not remembered */
};

/*
 * One remembered text.  Up to 16 bytes stand in the two words themselves; of
 * longer ones `a` is the hash and `b` the address of a copy.  The tag holds
 * the layout (so that files of other encodings or maps do not meet) and the
 * length; 0 = empty slot.
 */
typedef struct {
    uint64_t a, b, tag;
    uint32_t value, note;
} t4_memo_slot;

typedef struct {
    t4_memo_slot *slots;   /* begins at a cache line, so that no slot lies across two */
    void *block;           /* what the slots were allocated as */
    size_t mask, count;
    uint64_t seed;
    t4_arena arena;        /* copies of texts over 16 bytes */
} t4_memo;

bool t4_memo_init(t4_memo *memo);
void t4_memo_release(t4_memo *memo);
/* Forget everything; keeps the table unless it is large. */
void t4_memo_clear(t4_memo *memo);
/* Over a stated limit?  Asked once a block. */
bool t4_memo_full(const t4_memo *memo);
/* Remember what was not found; false without memory. */
bool t4_memo_put(t4_memo *memo, const t4_memo_slot *key, const char *text, uint32_t value,
                 uint32_t note);
/* Fill the words of a text over 16 bytes. */
void t4_memo_long_key(t4_memo_slot *key, const char *text, size_t n);
t4_memo_slot *t4_memo_find_long(const t4_memo *memo, const t4_memo_slot *key, const char *text);

/* Eight bytes as a number whose lowest byte comes first. */
static inline uint64_t t4_memo_load(const char *bytes)
{
    uint64_t word;

    memcpy(&word, bytes, 8);
    return le64toh(word);
}

/* The last n <= 8 bytes before `end`, without the ones before them; `before` bytes may be read. */
static inline uint64_t t4_memo_tail(const char *end, size_t n, size_t before)
{
    uint64_t word = 0;

    if (!n)
        return 0;
    if (before >= 8)
        return t4_memo_load(end - 8) >> (64 - 8 * n);
    memcpy(&word, end - n, n);
    return le64toh(word);
}

/*
 * The key of a text.  before: how many bytes up to the text's end may be read
 * (reading backwards stays inside the block without copying).
 */
static inline t4_memo_slot t4_memo_key(const char *text, size_t n, size_t before, uint32_t layout)
{
    t4_memo_slot key = {.tag = (uint64_t)(layout + 1) << 32 | (uint64_t)n};

    if (n <= 8) {
        key.a = t4_memo_tail(text + n, n, before);
    } else if (n <= 16) {
        key.a = t4_memo_load(text);
        key.b = t4_memo_load(text + n - 8) >> (128 - 8 * n);
    } else
        t4_memo_long_key(&key, text, n);
    return key;
}

static inline size_t t4_memo_hash(const t4_memo *memo, const t4_memo_slot *key)
{
    uint64_t b = (uint32_t)key->tag > 16 ? 0 : key->b;
    unsigned __int128 product = (unsigned __int128)(key->a ^ memo->seed) *
                                (b ^ key->tag ^ 0xE7037ED1A0B428DBu);

    return (size_t)((uint64_t)product ^ (uint64_t)(product >> 64));
}

static inline bool t4_memo_same(const t4_memo_slot *x, const t4_memo_slot *y)
{
    return ((x->a ^ y->a) | (x->b ^ y->b) | (x->tag ^ y->tag)) == 0;
}

/* The slot of a key, or NULL.  text is needed for more than 16 bytes only. */
static inline const t4_memo_slot *t4_memo_find(const t4_memo *memo, const t4_memo_slot *key,
                                               const char *text)
{
    if (__builtin_expect((uint32_t)key->tag > 16, 0))
        return t4_memo_find_long(memo, key, text);
    for (size_t i = t4_memo_hash(memo, key) & memo->mask;; i = (i + 1) & memo->mask) {
        const t4_memo_slot *slot = &memo->slots[i];

        if (t4_memo_same(slot, key))
            return slot;
        if (!slot->tag)
            return NULL;
    }
}

/* A key made of numbers, for what depends on two ids. */
static inline t4_memo_slot t4_memo_pair(uint32_t x, uint32_t y)
{
    return (t4_memo_slot){.a = (uint64_t)x << 32 | y, .tag = (uint64_t)1 << 32 | 8};
}

#endif
