/* SPDX-License-Identifier: MIT */
/* Which deviation serves which request: cells are hidden exactly while a serving deviation moves them. */
#ifndef T4_SDC_STORE_H
#define T4_SDC_STORE_H

#include "solve/route.h"
#include "solve/system.h"

#define T4_NO_WITNESS UINT32_MAX

/* One thing to be guaranteed: `variable` can move by sign * need (barred cells standing still). */
typedef struct {
    uint32_t variable;
    int8_t sign;           /* 0 = either way (an insider must not know it exactly) */
    int8_t witness_sign;   /* the witness is used as it is or reversed */
    uint32_t barred;       /* owner whose cells stand still; 0 = none */
    int64_t need;
    uint32_t witness;      /* T4_NO_WITNESS = not served */
    uint32_t next, previous;  /* among those that the witness serves */
} t4_guard;

typedef struct {
    size_t start;
    uint32_t count;
    uint32_t guards;       /* how many it serves; 0 = dead */
    uint32_t first_guard;
} t4_witness;

typedef struct {
    uint32_t witness, next;
} t4_witness_use;

typedef struct {
    uint32_t guard, witness;
    int8_t witness_sign;
} t4_undo;

typedef struct {
    const t4_system *system;
    uint8_t *state;             /* by variable */
    const uint64_t *weight;
    uint32_t *uses;             /* by variable: live witnesses that move it */
    uint64_t cost;              /* of all secondaries */
    size_t secondaries;
    t4_guard *guards;
    size_t guard_count, guard_room;
    t4_witness *witnesses;
    size_t witness_count, witness_room;
    t4_shift *shifts;
    size_t shift_count, shift_room, shift_live;
    t4_witness_use *links;      /* by variable, through head */
    size_t link_count, link_room;
    uint32_t *head;
    t4_undo *undo;
    size_t undo_count, undo_room;
    int recording;              /* open marks */
    const t4_stakes *stakes;    /* what barred attackers know, in place of owners; NULL = only where alone */
} t4_store;

/* state: 0, primaries and fixed ones filled in; taken over by reference. */
t4_status t4_store_init(t4_store *store, const t4_system *system, uint8_t *state,
                        const uint64_t *weight, t4_error *err);
void t4_store_release(t4_store *store);
/* A new guard, not yet served. False without memory. */
bool t4_store_guard(t4_store *store, uint32_t variable, int sign, int64_t need, uint32_t barred);
/* Keep a deviation; serves nothing yet. T4_NO_WITNESS without memory. */
uint32_t t4_store_add(t4_store *store, const t4_shift *shifts, size_t count);
/* Let a witness serve a guard (T4_NO_WITNESS: nothing does). */
bool t4_store_serve(t4_store *store, uint32_t guard, uint32_t witness, int witness_sign);
/* May the witness be reversed without leaving the bounds? */
bool t4_store_reversible(const t4_store *store, uint32_t witness);
/* Does the witness (with the sign) do what the guard wants? */
bool t4_store_fits(const t4_store *store, const t4_guard *guard, uint32_t witness, int witness_sign,
                   const uint32_t *owner);
/* Where changes can be taken back to; marks nest. */
typedef struct {
    size_t undo, witnesses;
} t4_store_mark;

/* Changes from here on can be taken back. */
t4_store_mark t4_store_begin(t4_store *store);
/* They stay, as far as no earlier mark is gone back to. */
void t4_store_commit(t4_store *store, t4_store_mark mark);
void t4_store_rollback(t4_store *store, t4_store_mark mark);
/* Forget dead witnesses when they are most of the memory. Not while a mark is open. */
bool t4_store_compact(t4_store *store);

#endif
