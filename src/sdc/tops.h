/* SPDX-License-Identifier: MIT */
/* Who stands behind each published cell: contributors, their largest contributions, who is alone. */
#ifndef T4_SDC_TOPS_H
#define T4_SDC_TOPS_H

#include "model/cell.h"
#include "solve/stakes.h"

enum {
    T4_TOPS_MOST = 16,
    T4_TOPS_CELLS = 4096       /* room for the cells that hold one record */
};

/* A contribution of one trader, placed on every axis at its finest; node T4_NO_INDEX = code unpublished. */
typedef struct {
    t4_place place;      /* node: the finest published code at or above the record's */
    uint32_t trader;     /* 0 = without one */
    int64_t amount;
} t4_share;

typedef struct {
    uint64_t sum;            /* of absolute contributions */
    int64_t total;           /* of contributions with their signs */
    uint32_t contributors;   /* distinct, those without an id left out */
    uint32_t shares;         /* distinct, all without an id counting as one */
    uint32_t owner;          /* the one contributor; 0 = several or unknown */
    bool negative;           /* some contribution here or below is negative */
} t4_tops_cell;

typedef struct {
    t4_tops_cell *cell;      /* by cell of the system */
    uint64_t *top;           /* [cell * tops + i]: largest absolute contributions, 0 where there is none */
    int tops;
} t4_tops;

/*
 * Sum contributions into every published cell that holds them, per trader or
 * holding.  The system is closed; shares in any order, those of one place
 * together are faster.  holding[trader] is who the trader belongs to (itself
 * when alone); NULL = no holdings; ids below `traders`.  tops: 1 ..
 * T4_TOPS_MOST largest to keep.
 */
t4_status t4_tops_make(t4_tops *tops, const t4_run *run, const t4_system *system,
                       const t4_share *shares, size_t count, const uint32_t *holding,
                       size_t traders, int keep, t4_error *err);
void t4_tops_release(t4_tops *tops);
/* Every published cell that holds a place, all its ancestors on all axes at once, into cells[T4_TOPS_CELLS]. */
size_t t4_tops_holding(const t4_system *system, const t4_place *place, uint32_t *cells);

/* A trader (after holdings) as a member of a declared coalition, which are numbered from 0. */
typedef struct {
    uint32_t trader, coalition;
} t4_ally;

/*
 * The same, and what every trader, holding and coalition knows: stakes by
 * variable.  Coalition k is attacker traders + k.  allies sorted by trader.
 */
t4_status t4_tops_stakes(t4_tops *tops, t4_stakes *stakes, const t4_ally *allies, size_t ally_count,
                         const t4_run *run, const t4_system *system, const t4_share *shares,
                         size_t count, const uint32_t *holding, size_t traders, int keep,
                         t4_error *err);

#endif
