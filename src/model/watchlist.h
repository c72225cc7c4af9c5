/* SPDX-License-Identifier: MIT */
/* A watch list: codes with tiers and the dates from and until which each stood on the list. */
#ifndef T4_MODEL_WATCHLIST_H
#define T4_MODEL_WATCHLIST_H

#include "base/status.h"

enum { T4_WATCHLIST_MOST = 100000 };  /* most entries of one list */

/* A day as year * 10000 + month * 100 + day; 0 = open. */
typedef uint32_t t4_watchday;

typedef struct {
    const char *code;      /* digits, 2 to 10 of them: the list means everything below it too */
    const char *tier;      /* "" = the list has none */
    const char *edition;   /* "HS2022"; "" = not said */
    t4_watchday since, until;
} t4_watchlist_entry;

typedef struct t4_watchlist t4_watchlist;

/* How a code meets the list. */
typedef enum {
    T4_WATCH_NONE,      /* nothing of it is listed */
    T4_WATCH_PART,      /* something below it is listed: 0 to all of its value may be */
    T4_WATCH_LISTED     /* it is listed, or stands below a listed code */
} t4_watch_state;

/* Built by io/: add all, then finish once.  name: of the list, "chpl". */
t4_watchlist *t4_watchlist_new(const char *name);
void t4_watchlist_free(t4_watchlist *list);
/* Texts are copied. T4_ERR_DATA for a code that is none, T4_ERR_MEMORY over T4_WATCHLIST_MOST. */
t4_status t4_watchlist_add(t4_watchlist *list, const t4_watchlist_entry *entry, t4_error *err);
/* Sort by code and since; T4_ERR_DATA when a code stands on it twice at a time. */
t4_status t4_watchlist_finish(t4_watchlist *list, t4_error *err);

const char *t4_watchlist_name(const t4_watchlist *list);
size_t t4_watchlist_count(const t4_watchlist *list);
const t4_watchlist_entry *t4_watchlist_at(const t4_watchlist *list, size_t index);
/* Did the entry stand on the list that day?  day 0: whenever. */
bool t4_watchlist_stood(const t4_watchlist_entry *entry, t4_watchday day);
/* Entries that stood on the list that day. */
size_t t4_watchlist_size(const t4_watchlist *list, t4_watchday day);
/* The entry that lists a code of n digits on that day, the longest one; NULL = not listed by itself or from above. */
const t4_watchlist_entry *t4_watchlist_find(const t4_watchlist *list, const char *code, size_t n,
                                            t4_watchday day);
t4_watch_state t4_watchlist_state(const t4_watchlist *list, const char *code, size_t n, t4_watchday day);
/* The entries whose codes begin with the n digits: from the returned index to before *end. */
size_t t4_watchlist_below(const t4_watchlist *list, const char *code, size_t n, size_t *end);

/* "2023-06-01", "20230601", "2023-06" (its first day), "2023"; 0 when it is none. */
t4_watchday t4_watchday_parse(const char *text, size_t n);

#endif
