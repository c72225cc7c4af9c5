/* SPDX-License-Identifier: MIT */
#include "clean/labels.h"

#include <pthread.h>
#include <string.h>

#include "base/arena.h"
#include "base/memory.h"

typedef struct {
    uint32_t id;           /* in the dict */
    const char *spelling;  /* smallest seen */
    size_t length;
} label;

struct t4_labels {
    pthread_mutex_t lock;
    t4_dict *dict, *keys;  /* keys: folded text -> index in items */
    label *items;
    size_t room;
    t4_arena arena;
};

t4_labels *t4_labels_new(t4_dict *dict)
{
    t4_labels *labels = t4_alloc_zero(1, sizeof *labels);

    if (!labels)
        return NULL;
    pthread_mutex_init(&labels->lock, NULL);
    t4_arena_init(&labels->arena);
    labels->dict = dict;
    labels->keys = t4_dict_new(T4_DICT_NONE - 1);
    if (labels->keys)
        return labels;
    t4_labels_free(labels);
    return NULL;
}

void t4_labels_free(t4_labels *labels)
{
    if (!labels)
        return;
    t4_dict_free(labels->keys);
    t4_free(labels->items);
    t4_arena_release(&labels->arena);
    pthread_mutex_destroy(&labels->lock);
    t4_free(labels);
}

static bool is_smaller(const char *a, size_t n, const label *b)
{
    int order = memcmp(a, b->spelling, n < b->length ? n : b->length);

    return order ? order < 0 : n < b->length;
}

static uint32_t add_key(t4_labels *labels, uint32_t index, const char *spelling, size_t n)
{
    const char *copy;
    uint32_t id;

    if (!t4_grow(&labels->items, &labels->room, index, sizeof *labels->items))
        return T4_DICT_NONE;
    id = t4_dict_add(labels->dict, spelling, n);
    copy = t4_arena_strndup(&labels->arena, spelling, n);
    if (!copy)
        id = T4_DICT_NONE;
    labels->items[index] = (label){id, copy ? copy : "", copy ? n : 0};
    return id;
}

static uint32_t meet_spelling(t4_labels *labels, uint32_t index, const char *spelling, size_t n)
{
    label *item = &labels->items[index];
    const char *copy;

    if (is_smaller(spelling, n, item)) {
        copy = t4_arena_strndup(&labels->arena, spelling, n);
        if (!copy)
            return T4_DICT_NONE;
        item->spelling = copy;
        item->length = n;
    }
    return item->id;
}

uint32_t t4_labels_add(t4_labels *labels, const char *key, size_t key_length, const char *spelling,
                       size_t n)
{
    uint32_t index, id = T4_DICT_NONE;
    size_t before;

    pthread_mutex_lock(&labels->lock);
    before = t4_dict_count(labels->keys);
    index = t4_dict_add(labels->keys, key, key_length);
    if (index != T4_DICT_NONE)
        id = index == before ? add_key(labels, index, spelling, n)
                             : meet_spelling(labels, index, spelling, n);
    pthread_mutex_unlock(&labels->lock);
    return id;
}

bool t4_labels_is(t4_labels *labels, uint32_t id, const char *key, size_t n)
{
    uint32_t index;
    bool same;

    pthread_mutex_lock(&labels->lock);
    index = t4_dict_find(labels->keys, key, n);
    same = index != T4_DICT_NONE && labels->items[index].id == id;
    pthread_mutex_unlock(&labels->lock);
    return same;
}

bool t4_labels_finish(t4_labels *labels)
{
    size_t count = t4_dict_count(labels->keys);

    for (size_t i = 0; i < count; i++) {
        const label *item = &labels->items[i];

        if (item->id != T4_DICT_NONE && !t4_dict_rename(labels->dict, item->id, item->spelling,
                                                        item->length))
            return false;
    }
    return true;
}
