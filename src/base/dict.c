/* SPDX-License-Identifier: MIT */
#include "base/dict.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#include "base/arena.h"
#include "base/memory.h"

/* Entries live in chunks that never move, so that text() needs no lock. */
enum { CHUNK_BITS = 12, CHUNK = 1 << CHUNK_BITS, MOST_CHUNKS = 1 << 17 };

typedef struct {
    const char *text;
    uint32_t length;
    uint32_t hash;
} entry;

struct t4_dict {
    pthread_mutex_t lock;
    t4_arena arena;
    entry **chunks;
    uint32_t *slots;  /* id + 1; 0 = empty */
    size_t slot_count, count, maximum;
};

static uint64_t hash_seed;
static pthread_once_t seed_once = PTHREAD_ONCE_INIT;
static bool seed_fixed;

static void seed_hash(void)
{
    if (!seed_fixed && getrandom(&hash_seed, sizeof hash_seed, GRND_NONBLOCK) < 0)
        hash_seed = 0x9E3779B97F4A7C15u;
}

void t4_hash_seed(uint64_t seed)
{
    seed_fixed = true;
    hash_seed = seed;
}

static uint64_t mix(uint64_t a, uint64_t b)
{
    unsigned __int128 product = (unsigned __int128)a * b;

    return (uint64_t)product ^ (uint64_t)(product >> 64);
}

uint64_t t4_hash(const void *bytes, size_t n)
{
    const char *s = bytes;
    uint64_t h, word;

    pthread_once(&seed_once, seed_hash);
    h = hash_seed ^ mix(n ^ 0xA0761D6478BD642Fu, 0xE7037ED1A0B428DBu);
    for (; n >= 8; s += 8, n -= 8) {
        memcpy(&word, s, 8);
        h = mix(h ^ word, 0x8EBC6AF09C88C6E3u);
    }
    word = 0;
    memcpy(&word, s, n);
    return mix(h ^ word, 0x589965CC75374CC3u);
}

t4_dict *t4_dict_new(size_t maximum)
{
    t4_dict *dict = t4_alloc_zero(1, sizeof *dict);

    if (!dict)
        return NULL;
    dict->chunks = t4_alloc_zero(MOST_CHUNKS, sizeof *dict->chunks);
    dict->slot_count = 1024;
    dict->slots = t4_alloc_zero(dict->slot_count, sizeof *dict->slots);
    dict->maximum = maximum < (size_t)MOST_CHUNKS * CHUNK ? maximum : (size_t)MOST_CHUNKS * CHUNK - 1;
    pthread_mutex_init(&dict->lock, NULL);
    if (!dict->chunks || !dict->slots) {
        t4_dict_free(dict);
        return NULL;
    }
    return dict;
}

void t4_dict_free(t4_dict *dict)
{
    if (!dict)
        return;
    for (size_t i = 0; dict->chunks && i < MOST_CHUNKS && dict->chunks[i]; i++)
        t4_free(dict->chunks[i]);
    t4_free(dict->chunks);
    t4_free(dict->slots);
    t4_arena_release(&dict->arena);
    pthread_mutex_destroy(&dict->lock);
    t4_free(dict);
}

static entry *at(const t4_dict *dict, size_t id)
{
    return &dict->chunks[id >> CHUNK_BITS][id & (CHUNK - 1)];
}

static bool widen(t4_dict *dict)
{
    size_t count = dict->slot_count * 2;
    uint32_t *slots = t4_alloc_zero(count, sizeof *slots);

    if (!slots)
        return false;
    for (size_t id = 0; id < dict->count; id++) {
        size_t slot = at(dict, id)->hash & (count - 1);

        while (slots[slot])
            slot = (slot + 1) & (count - 1);
        slots[slot] = (uint32_t)id + 1;
    }
    t4_free(dict->slots);
    dict->slots = slots;
    dict->slot_count = count;
    return true;
}

/* The slot of a text: holding it, or empty where it belongs. */
static size_t locate(const t4_dict *dict, const char *text, size_t n, uint32_t hash)
{
    size_t slot = hash & (dict->slot_count - 1);

    while (dict->slots[slot]) {
        const entry *e = at(dict, dict->slots[slot] - 1);

        if (e->hash == hash && e->length == n && !memcmp(e->text, text, n))
            break;
        slot = (slot + 1) & (dict->slot_count - 1);
    }
    return slot;
}

static uint32_t insert(t4_dict *dict, const char *text, size_t n, uint32_t hash, size_t slot)
{
    size_t id = dict->count;
    char *copy;

    if (id >= dict->maximum || n > UINT32_MAX)
        return T4_DICT_NONE;
    if (!dict->chunks[id >> CHUNK_BITS])
        dict->chunks[id >> CHUNK_BITS] = t4_alloc(CHUNK, sizeof(entry));
    copy = t4_arena_strndup(&dict->arena, text, n);
    if (!copy || !dict->chunks[id >> CHUNK_BITS])
        return T4_DICT_NONE;
    *at(dict, id) = (entry){copy, (uint32_t)n, hash};
    dict->slots[slot] = (uint32_t)id + 1;
    dict->count++;
    if (dict->count * 2 > dict->slot_count && !widen(dict))
        return T4_DICT_NONE;
    return (uint32_t)id;
}

uint32_t t4_dict_add(t4_dict *dict, const char *text, size_t n)
{
    uint32_t hash = (uint32_t)t4_hash(text, n), id;
    size_t slot;

    pthread_mutex_lock(&dict->lock);
    slot = locate(dict, text, n, hash);
    id = dict->slots[slot] ? dict->slots[slot] - 1 : insert(dict, text, n, hash, slot);
    pthread_mutex_unlock(&dict->lock);
    return id;
}

uint32_t t4_dict_find(t4_dict *dict, const char *text, size_t n)
{
    uint32_t hash = (uint32_t)t4_hash(text, n), id;
    size_t slot;

    pthread_mutex_lock(&dict->lock);
    slot = locate(dict, text, n, hash);
    id = dict->slots[slot] ? dict->slots[slot] - 1 : T4_DICT_NONE;
    pthread_mutex_unlock(&dict->lock);
    return id;
}

/* Empty a slot and move up what linear probing had put behind it. */
static void vacate(t4_dict *dict, size_t slot)
{
    size_t mask = dict->slot_count - 1, hole = slot;

    for (size_t next = (hole + 1) & mask; dict->slots[next]; next = (next + 1) & mask) {
        size_t home = at(dict, dict->slots[next] - 1)->hash & mask;

        if (((next - home) & mask) < ((next - hole) & mask))
            continue;
        dict->slots[hole] = dict->slots[next];
        hole = next;
    }
    dict->slots[hole] = 0;
}

bool t4_dict_rename(t4_dict *dict, uint32_t id, const char *text, size_t n)
{
    entry *e = at(dict, id);
    uint32_t hash = (uint32_t)t4_hash(text, n);
    size_t slot = locate(dict, text, n, hash);
    char *copy;

    if (dict->slots[slot])
        return dict->slots[slot] - 1 == id;
    copy = n > UINT32_MAX ? NULL : t4_arena_strndup(&dict->arena, text, n);
    if (!copy)
        return false;
    vacate(dict, locate(dict, e->text, e->length, e->hash));
    *e = (entry){copy, (uint32_t)n, hash};
    dict->slots[locate(dict, text, n, hash)] = id + 1;
    return true;
}

const char *t4_dict_text(const t4_dict *dict, uint32_t id, size_t *n)
{
    const entry *e = at(dict, id);

    if (n)
        *n = e->length;
    return e->text;
}

size_t t4_dict_count(const t4_dict *dict)
{
    return dict->count;
}

static int compare_entries(const void *a, const void *b, void *context)
{
    const t4_dict *dict = context;
    const entry *x = at(dict, *(const uint32_t *)a), *y = at(dict, *(const uint32_t *)b);
    size_t n = x->length < y->length ? x->length : y->length;
    int order = memcmp(x->text, y->text, n);

    return order ? order : (x->length > y->length) - (x->length < y->length);
}

uint32_t *t4_dict_order(const t4_dict *dict)
{
    uint32_t *order = t4_alloc(dict->count, sizeof *order);

    if (!order)
        return NULL;
    for (size_t i = 0; i < dict->count; i++)
        order[i] = (uint32_t)i;
    if (dict->count)
        qsort_r(order, dict->count, sizeof *order, compare_entries, (void *)(uintptr_t)dict);
    return order;
}

uint32_t *t4_dict_ranks(const t4_dict *dict)
{
    uint32_t *order = t4_dict_order(dict), *ranks;

    ranks = order ? t4_alloc(dict->count, sizeof *ranks) : NULL;
    for (size_t i = 0; ranks && i < dict->count; i++)
        ranks[order[i]] = (uint32_t)i;
    t4_free(order);
    return ranks;
}
