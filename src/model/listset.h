/* SPDX-License-Identifier: MIT */
/* The list aggregates of a release: totals over the codes of watch lists, all together or by tier. */
#ifndef T4_MODEL_LISTSET_H
#define T4_MODEL_LISTSET_H

#include "base/decimal.h"
#include "model/watchlist.h"

enum {
    T4_LISTSET_MAX = 128,       /* most list aggregates of one release */
    T4_LISTSET_NAME = 16        /* room for "LIST:chpl:4.B", as published codes have */
};

/* List aggregates as bits: aggregate i is bit i. */
typedef t4_uint128 t4_listbits;

#define T4_LISTBIT(i) ((t4_listbits)1 << (i))

/* A published code that stands for no digits: beside the levels of a plan. */
enum { T4_LEVEL_LIST = -1 };

typedef struct {
    char name[T4_LISTSET_NAME]; /* published code: "LIST:chpl:1", "LIST:chpl:all", "REST:chpl:8542" */
    const t4_watchlist *list;
    const char *tier;           /* NULL = all of it */
    char heading[5];            /* only what is listed of this heading; "" = of all */
    bool rest;                  /* what is not listed of the heading */
} t4_list_aggregate;

typedef struct {
    t4_list_aggregate item[T4_LISTSET_MAX];   /* sorted by name */
    int count;
    t4_watchlist *lists[T4_LISTSET_MAX];      /* owned */
    int list_count;
} t4_listset;

/*
 * Take over a list (freed with the set, also on failure) and make its
 * aggregates.  T4_ERR_USAGE when there are too many, a name does not fit, or a tier
 * has signs that no code can have (letters, digits, '.', '_', '-' can be).
 */
t4_status t4_listset_add(t4_listset *set, t4_watchlist *list, bool by_tier, bool all, t4_error *err);
/* The listed part of every heading of a list that the set has: LIST:chpl:8542. */
t4_status t4_listset_add_headings(t4_listset *set, const t4_watchlist *list, t4_error *err);
/* And the other part of one, beside which the listed part makes the heading: REST:chpl:8542. */
t4_status t4_listset_add_rest(t4_listset *set, const t4_watchlist *list, const char *heading, t4_error *err);
/* Is a published code that of a list aggregate? */
bool t4_listset_names(const char *code);
void t4_listset_release(t4_listset *set);
/* The aggregates that hold a code of n digits: whenever it was listed, by itself or from above. */
t4_listbits t4_listset_of(const t4_listset *set, const char *code, size_t n);
/* Those that hold the code and everything below it. */
t4_listbits t4_listset_whole(const t4_listset *set, const char *code, size_t n);
/* Those that hold something below the code, or the code. */
t4_listbits t4_listset_touching(const t4_listset *set, const char *code, size_t n);

#endif
