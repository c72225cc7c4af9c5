/* SPDX-License-Identifier: MIT */
/* A set of texts with stable small ids, safe to fill from many threads. */
#ifndef T4_BASE_DICT_H
#define T4_BASE_DICT_H

#include "base/status.h"

#define T4_DICT_NONE UINT32_MAX

typedef struct t4_dict t4_dict;

/* maximum: the most texts it may hold (a stated limit). NULL without memory. */
t4_dict *t4_dict_new(size_t maximum);
void t4_dict_free(t4_dict *dict);

/*
 * The id of a text, added when new; ids are 0, 1, 2 ... in order of arrival,
 * which is NOT deterministic under several threads: order by rank instead.
 * T4_DICT_NONE without memory or over the maximum.  Thread-safe.
 */
uint32_t t4_dict_add(t4_dict *dict, const char *text, size_t n);
/* The id of a text or T4_DICT_NONE.  Thread-safe. */
uint32_t t4_dict_find(t4_dict *dict, const char *text, size_t n);
/* The text of an id, NUL-terminated, borrowed from the dict. */
const char *t4_dict_text(const t4_dict *dict, uint32_t id, size_t *n);
size_t t4_dict_count(const t4_dict *dict);
/*
 * Give an id another text; the old one is then no longer found, borrowed
 * pointers to it stay readable.  False without memory or when another id has
 * that text.  Call when nothing else uses the dict, and before ranks are taken.
 */
bool t4_dict_rename(t4_dict *dict, uint32_t id, const char *text, size_t n);

/*
 * Bytewise ranks: rank[id] = position of the text among all, sorted with
 * memcmp.  An array of t4_dict_count() entries, owned by the caller
 * (t4_free); NULL without memory.  Call when nothing is being added.
 */
uint32_t *t4_dict_ranks(const t4_dict *dict);
/* The inverse: ids in bytewise order. */
uint32_t *t4_dict_order(const t4_dict *dict);

/* The hash that all our tables use (seeded once a process unless fixed by t4_hash_seed()). */
uint64_t t4_hash(const void *bytes, size_t n);
void t4_hash_seed(uint64_t seed);

#endif
