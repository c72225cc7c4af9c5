/* SPDX-License-Identifier: MIT */
/* How a reported code meets a watch list when the two may be of different editions. */
#ifndef T4_WATCH_LISTING_H
#define T4_WATCH_LISTING_H

#include "model/codelist.h"
#include "model/correlation.h"
#include "model/flows.h"
#include "model/watchlist.h"

/* An edition that rows of flows name, and the way from it to the list's; NULL = the same edition, or no way is known. */
typedef struct {
    t4_hsedition edition;
    t4_correlation *map;        /* owned */
    bool foreign;               /* another edition than the list's */
} t4_listing_edition;

/* All editions of a set of flows: by note id of the rows. */
typedef struct {
    t4_hsedition list;            /* the list's; name "" = not known */
    bool guessed;               /* the list does not say it: its codes all stand in HS 2022 */
    t4_listing_edition *of;     /* [note id]; [0]: of rows that do not say, as the caller was told */
    size_t count;
    const t4_codelist *codes;   /* of the list's edition; NULL = not known.  Borrowed */
} t4_listing_maps;

void t4_listing_maps_release(t4_listing_maps *maps);

typedef enum {
    T4_LISTING_DIRECT,    /* same edition, or none is said */
    T4_LISTING_MAPPED,    /* another edition, through a correlation */
    T4_LISTING_UNMAPPED   /* another edition and no way is known: nothing can be said */
} t4_listing_way;

typedef struct {
    t4_watch_state state;
    t4_listing_way way;
    const char *tier;           /* of what is listed of it: "several" of more than one, "not listed"; borrowed */
} t4_listing;

/* Are all subheadings below a code of fewer digits on the list?  codes NULL: not known, so no. */
bool t4_listing_whole(const t4_watchlist *list, const t4_codelist *codes, const char *code, size_t n, t4_watchday day);

/* maps NULL: every code is held against the list as it stands. */
t4_status t4_listing_find(t4_listing *found, const t4_watchlist *list, const t4_listing_maps *maps,
                          const t4_flows *flows, const t4_flows_row *row, t4_watchday day, t4_error *err);

#endif
