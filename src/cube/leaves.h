/* SPDX-License-Identifier: MIT */
/* Leaves: the finest cells of a unit, each with its list of traders, decoded from pairs. */
#ifndef T4_CUBE_LEAVES_H
#define T4_CUBE_LEAVES_H

#include "cube/distinct.h"
#include "cube/internal.h"
#include "cube/radix.h"

enum {
    T4_STATE_NONE = 0,             /* no unit met: inner unit 0 */
    T4_STATE_MIXED = UINT32_MAX    /* else the inner unit of all records */
};

static inline uint32_t t4_join_units(uint32_t a, uint32_t b)
{
    return a == b || b == T4_STATE_NONE ? a : a == T4_STATE_NONE ? b : T4_STATE_MIXED;
}

typedef struct {
    uint32_t partner, dims, code;  /* ranks; code: place within the partition */
    uint32_t unit;                 /* T4_STATE_*, or an inner unit */
    size_t list_begin, list_end;   /* its traders in t4_leaves.trader and value */
    uint64_t records;
} t4_leaf;

/* Leaves of several segments one behind the other, each segment's in key order. */
typedef struct {
    t4_leaf *leaf;
    t4_int128 *amount;             /* `measures` a leaf */
    size_t count, room, amount_room;
    uint32_t *trader;              /* id; 0 = none */
    t4_int128 *value;              /* the trader's sum */
    size_t list_count, trader_room, value_room;
} t4_leaves;

/*
 * Append the leaves of one partition's pairs of one sub and slot, as far as
 * the unit takes them.  buffer has T4_EXTENT_MOST + T4_EXTENT_SLACK bytes.
 */
t4_status t4_leaves_read(t4_leaves *leaves, const t4_cube *cube, const t4_partition *partition,
                         uint32_t sub, uint32_t slot, const t4_unit *unit, uint8_t *buffer,
                         t4_error *err);
/* Copy leaves given in the order partner, dims, code, those of the same key summed to one. */
t4_status t4_leaves_merge(const t4_leaves *leaves, const uint32_t *order, t4_distinct *distinct,
                          const t4_cube *cube, t4_leaves *merged, t4_error *err);
void t4_leaves_release(t4_leaves *leaves, t4_run *run);

/* Steps through the pairs of a segment. */
typedef struct {
    const t4_cube *cube;
    const t4_pair_run *run;
    uint8_t *buffer;
    const uint8_t *at, *end;       /* within the extent at hand */
    size_t extent;                 /* the next one */
    uint64_t bytes_left;           /* of the segment, behind the extent at hand */
    uint32_t left;
    uint32_t offset;               /* where to begin in the next extent */
    uint32_t partner, dims, code, trader, unit;
    bool same_cell;                /* as the pair before in this segment */
    t4_int128 amount[T4_PACK_AMOUNTS];   /* measures, then records */
} t4_pair_reader;

void t4_pair_reader_open(t4_pair_reader *reader, const t4_cube *cube, const t4_pair_run *run,
                         const t4_segment *segment, uint8_t *buffer);
/* Go on in the next extent. */
t4_status t4_pair_reader_extent(t4_pair_reader *reader, t4_error *err);

/* The next pair; only while reader->left is not 0. */
static inline t4_status t4_pair_reader_next(t4_pair_reader *reader, t4_error *err)
{
    const t4_pack *pack = &reader->cube->pair_pack;
    uint32_t keys[T4_PACK_KEYS];
    const uint8_t *p;
    uint64_t control;
    bool new_partner, new_group;

    if (__builtin_expect(reader->at == reader->end, 0)) {
        t4_status status = t4_pair_reader_extent(reader, err);

        if (status)
            return status;
    }
    control = t4_pack_control(reader->at, pack->amounts);
    p = t4_pack_read_keys(reader->at, pack->amounts, control, keys);
    new_partner = keys[T4_PAIR_PARTNER] != 0;
    new_group = new_partner || keys[T4_PAIR_DIMS] != 0;
    reader->partner += keys[T4_PAIR_PARTNER];
    reader->dims = keys[T4_PAIR_DIMS] + (new_partner ? 0 : reader->dims);
    reader->code = keys[T4_PAIR_CODE] + (new_group ? 0 : reader->code);
    reader->same_cell = !new_group && !keys[T4_PAIR_CODE];
    reader->trader = keys[T4_PAIR_TRADER];
    reader->unit = keys[T4_PAIR_UNIT];
    for (int a = 0; a < pack->amounts; a++)
        p = t4_pack_read_amount(p, control, a, &reader->amount[a]);
    reader->amount[pack->amounts - 1]++;
    reader->at = p;
    reader->left--;
    return T4_OK;
}

#endif
