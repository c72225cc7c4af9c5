/* SPDX-License-Identifier: MIT */
/* A watch list held against flows: what is listed, what may be, what is hidden, what is not; and against the code tree. */
#ifndef T4_WATCH_WATCHED_H
#define T4_WATCH_WATCHED_H

#include "base/run.h"
#include "model/codelist.h"
#include "model/flows.h"
#include "model/watchlist.h"
#include "watch/listing.h"

/* --- the tree alone ------------------------------------------------------------------------ */

/* A heading with listed codes: its subheadings (six digits) and how many of them are listed. */
typedef struct {
    char code[8];
    uint32_t subheadings, listed;
} t4_watched_heading;

typedef struct {
    t4_watched_heading *headings;   /* by code */
    size_t count, room;
    size_t codes;                   /* of the list on that day */
    size_t known;                   /* of them, those that the tree has */
    size_t subheadings, listed, mixed;
} t4_watched_tree;

/* day 0: whenever listed.  A heading that holds a listed code and one that is not is mixed. */
t4_status t4_watched_structure(t4_watched_tree *tree, const t4_codelist *codes, const t4_watchlist *list,
                               t4_watchday day, t4_error *err);
void t4_watched_tree_release(t4_watched_tree *tree);

/* --- flows -------------------------------------------------------------------------------------- */

typedef enum {
    T4_WATCHED_TOTAL, T4_WATCHED_TIER, T4_WATCHED_HEADING, T4_WATCHED_PARTNER, T4_WATCHED_PERIOD, T4_WATCHED_REPORTER
} t4_watched_by;

typedef struct {
    t4_watched_by by;
    t4_watchday day;                /* the list as of that day; 0 = as of each row's own period */
    bool whenever;                  /* codes that ever stood on it */
    t4_flow flow;                   /* T4_FLOWS = both */
    int level;                      /* most digits of the rows that are used; 0 = the finest there are */
    const t4_listing_maps *maps;    /* editions; NULL = codes are held against the list as they stand */
} t4_watched_question;

/* Values as in the flows (T4_FLOWS_DECIMALS). Listed value lies between `listed` and listed + possibly + hidden. */
typedef struct {
    char key[24];                   /* tier, heading, partner, period, reporter; "all" */
    t4_int128 listed;               /* of codes that are on the list whole */
    t4_int128 possibly;             /* of codes only a part of which is listed: 0 to this */
    t4_int128 hidden;               /* most that hidden rows of listed codes can be: coarser total less what is open */
    t4_int128 not_listed;
    t4_int128 unmapped;             /* of codes of another edition to which no way is known: neither listed nor not */
    uint64_t mapped, unmapped_rows; /* rows held against the list through a correlation; through none */
    uint64_t rows, hidden_rows, unbounded;  /* unbounded: hidden rows without an open total above them */
} t4_watched_row;

typedef struct {
    t4_watched_row *rows;           /* by key, bytewise */
    size_t count, room;
    int level, coarsest;            /* digits of the rows that are used, at most and at least */
    size_t codes;                   /* listed codes on the day (or in all) */
    uint64_t unknown;               /* rows whose code no list can tell: residuals, letters */
} t4_watched;

/*
 * Of each period the codes that no finer one splits count, of single partners (of
 * the world where there are no others), the finest kind of period alone.  A value that is part listed is
 * never given as listed.  T4_ERR_DATA when no row is left.
 */
t4_status t4_watched_flows(t4_watched *watched, const t4_flows *flows, const t4_watchlist *list,
                           const t4_watched_question *question, t4_error *err);
void t4_watched_release(t4_watched *watched);

#endif
