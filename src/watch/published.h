/* SPDX-License-Identifier: MIT */
/* What a set of flows publishes: one table of it in parts that never overlap, and where each of its rows stands. */
#ifndef T4_WATCH_PUBLISHED_H
#define T4_WATCH_PUBLISHED_H

#include "base/run.h"
#include "model/flows.h"

/* A figure that no finer one splits, or what a total tells beyond its parts. */
typedef struct {
    t4_period period;
    uint32_t reporter, partner, code;   /* ids of the flows */
    uint8_t flow;                       /* M or X */
    bool rest;                          /* of a total, less its parts: the code is the total's */
    int64_t amount;
} t4_published_item;

/* A row among those of its period, reporter, partner and flow. */
typedef struct {
    t4_period period;
    uint32_t partner, code;
    uint8_t flow, level;
    bool world, open;                   /* open: it has a figure */
    bool split, rest;                   /* rows of finer codes stand below it; and do not come to its total */
} t4_published_place;

typedef struct {
    t4_period_kind kind;                /* of the table that was taken */
    unsigned kinds;                     /* all kinds of periods that there are, a bit each */
    bool world;                         /* its partner is the world alone */
    bool mass;                          /* there are no values: net mass in kg */
    int decimals;                       /* of amounts; 10^-rounding units are what the values are rounded to */
    int digits;                         /* the longest codes that have a hundredth of the value or more */
    int depth[2];                       /* the longest codes that a twentieth of the rows have: of partners, of the world; -1 = none */
    t4_published_item *items;
    size_t count, room;
    t4_published_place *places;         /* of every row; one source's where several have it */
    size_t place_count, place_room;
    t4_period first, last;
    uint64_t rows;                      /* rows of the table */
    uint64_t beside;                    /* rows of other tables: other kinds of periods, the world beside partners */
    uint64_t uncoded;                   /* rows of goods by name, ranges of codes, years to date: not taken */
    uint64_t groups;                    /* rows of groups of partners, whose members have rows: not taken */
    uint64_t repeated;                  /* rows whose key an earlier row of the same file has: added to it */
    double excess;                      /* single partners over the world, in the table's kind of period; 0 = no total to tell */
    uint64_t hidden, unbounded;         /* rows of the table without a figure; of which no total of theirs has one */
    uint64_t over;                      /* totals below the sum of their parts by more than rounding */
    uint64_t again;                     /* rows that a later file tells anew */
    double value, rest, finer;          /* of all items; of rests and residual codes; of codes longer than `digits` */
} t4_published;

/*
 * Of the tables in a set (kinds of periods, single partners or the world) the
 * one with the most figures whose sum comes to 95 % of the greatest.  Codes of
 * several lengths never count twice: a total gives what its parts leave of it.
 * T4_ERR_DATA without any figure, or for sums of more than 60 bits.  Release
 * also after failure.
 */
t4_status t4_published_read(t4_published *published, const t4_run *run, const t4_flows *flows, t4_error *err);
void t4_published_release(t4_published *published);

#endif
