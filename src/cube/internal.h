/* SPDX-License-Identifier: MIT */
/* What the files of the cube share: the cube itself and its frozen order. */
#ifndef T4_CUBE_INTERNAL_H
#define T4_CUBE_INTERNAL_H

#include "cube/cube.h"
#include "cube/packed.h"
#include "cube/store.h"

enum {
    T4_SLOT_FIRST_YEAR = 1900,
    T4_SLOT_LAST_YEAR = 2199,
    /* A slot is one (period, flow) in one number: bytewise order of periods, then flows. */
    T4_SLOTS = (T4_SLOT_LAST_YEAR - T4_SLOT_FIRST_YEAR + 1) * 32 * T4_FLOWS
};

#define T4_EVERY UINT32_MAX

/* Keys of a packed record; a pair has the same but the slot. */
enum { T4_KEY_SLOT, T4_KEY_PARTNER, T4_KEY_DIMS, T4_KEY_CODE, T4_KEY_TRADER, T4_KEY_UNIT };
/* Keys of a packed pair: differences to the pair before. */
enum { T4_PAIR_PARTNER, T4_PAIR_DIMS, T4_PAIR_CODE, T4_PAIR_TRADER, T4_PAIR_UNIT };

static inline uint32_t t4_slot(t4_period period, uint32_t flow)
{
    return (period - ((t4_period)T4_SLOT_FIRST_YEAR << 5)) * T4_FLOWS + flow;
}

static inline t4_period t4_slot_period(uint32_t slot)
{
    return slot / T4_FLOWS + ((t4_period)T4_SLOT_FIRST_YEAR << 5);
}

static inline uint32_t t4_slot_flow(uint32_t slot)
{
    return slot % T4_FLOWS;
}

/*
 * Units of quantity inside: 0 = no unit and no quantity, which fits any other;
 * else the unit's id + 1.
 */
static inline uint32_t t4_inner_unit(uint32_t unit, bool quantity)
{
    return unit || quantity ? unit + 1 : 0;
}

static inline uint32_t t4_outer_unit(uint32_t unit)
{
    return unit ? unit - 1 : 0;
}

/* The pairs of one slot in a run. */
typedef struct {
    uint32_t sub, slot;
    uint32_t extent;     /* where the first pair lies: index of the extent, byte in it */
    uint32_t offset;
    uint32_t pairs;
    uint64_t bytes;      /* of all its pairs */
} t4_segment;

/* Pairs (finest cell x trader x unit) of one partition, sorted; (sub, slot) ascend. */
typedef struct {
    t4_extent *extents;
    size_t extent_count, extent_room;
    t4_segment *segments;
    size_t segment_count, segment_room;
} t4_pair_run;

/* All records whose codes begin with the same two characters: a chapter. */
typedef struct {
    uint32_t key;                       /* the two bytes */
    uint32_t code_begin, code_count;    /* in t4_order's code_at */
    /*
     * A partition that would make units too large for memory is split by code
     * into subs: ranges of places.  Levels 0 .. cut of the plan then come in
     * one unit a sub, the coarser ones in one unit for all.  Else sub_count is 1.
     */
    uint32_t sub_count;
    int cut;
    uint32_t node_count[T4_LEVELS_MAX]; /* texts of nodes: node_text[level][code_begin + node] */
    t4_extent *records;                 /* packed records, until they are pairs */
    size_t extent_count, extent_room;
    t4_pair_run *runs;
    size_t run_count;
} t4_partition;

typedef struct {
    uint32_t published;      /* T4_PARTNER_WORLD or T4_PARTNER_GROUP(i) */
    uint32_t rank;
    bool *member;            /* by partner rank; NULL = all */
} t4_virtual_partner;

/* Ids to bytewise ranks and back, codes to their nodes at every level; made when reading is over. */
typedef struct {
    uint32_t *partner_rank;            /* by id */
    uint32_t *partner_at;              /* by rank: an id, T4_PARTNER_WORLD or T4_PARTNER_GROUP(i) */
    size_t partner_count;
    t4_virtual_partner *virtuals;      /* ascending rank */
    int virtual_count;
    uint32_t *dims_rank, *dims_at;     /* of combinations of further dimensions */
    size_t dims_count;
    uint32_t *code_index;              /* by id: place in code_at */
    uint64_t *code_fields;             /* by id: sub << 32 | place within the partition, to sort records by */
    uint32_t *code_at;                 /* ids by partition, nodes kept together */
    uint32_t code_count;
    uint32_t *merged;                  /* by place: the place whose pairs stand for it; itself but for cells_only */
    uint32_t *sub;                     /* by place: number of the sub within its partition */
    uint32_t *coarse;                  /* by place: the first place that is the same above the cut */
    uint8_t *first;                    /* by place: the finest level (index in the plan) that shows it */
    uint32_t *node[T4_LEVELS_MAX];     /* by place and level: number within the partition, bytewise */
    char (*node_text[T4_LEVELS_MAX])[T4_CODE_MAX + 4];  /* by partition->code_begin + number */
} t4_order;

/* One (period, flow) that is yielded and the slots that it sums. */
typedef struct {
    t4_period period;
    uint32_t flow;
    uint32_t slot_begin, slot_count;   /* in t4_units.slots */
} t4_unit_column;

typedef struct {
    uint32_t column;
    uint32_t partition;                /* T4_EVERY: all, for level 0 */
    uint32_t sub;                      /* T4_EVERY: all */
    int finest, end;                   /* levels (indices in the plan) finest .. end-1 */
    /* Level 0 may come in parts: the partners of a range of ranks, or one virtual partner. */
    bool part;
    uint32_t from, to;                 /* ranks from .. to-1 */
    const t4_virtual_partner *virtual; /* all its members count as this one; NULL = partners stand for themselves */
} t4_unit;

typedef struct {
    t4_unit_column *columns;
    size_t column_count, column_room;
    uint32_t *slots;
    size_t slot_count, slot_room;
    t4_unit *units;
    size_t unit_count, unit_room;
} t4_units;

typedef struct t4_scratch t4_scratch;   /* one worker's room to load units in */

/* One worker's state while records come in. */
typedef struct {
    t4_store_part **part_of_code;      /* by code id; NULL = not met */
    size_t code_room;
    uint32_t *dims_memo;               /* hash table of dimension combinations: entries of dims_width words */
    size_t dims_slots, dims_used;
    uint64_t records;
    t4_uint128 absolute[T4_MEASURES_MAX];   /* sums of absolute amounts; bounds every sum */
    uint64_t *slot_rows;               /* rows that came, by slot */
    t4_scratch *scratch;
} t4_cube_worker;

/* Findings of one kind and one worker. */
typedef struct {
    t4_finding *items;
    size_t count, room;
    uint64_t total;                    /* with those that were dropped */
} t4_finding_list;

struct t4_cube {
    t4_run *run;
    const t4_domain *domain;
    t4_cube_options options;
    t4_cube_plan plan;
    unsigned workers;
    int measures;
    int value;                         /* measure of the top contributions */
    int fine_levels;                   /* levels of the plan without TOTAL */
    bool narrow;                       /* every sum fits in 64 bits: known when closed */
    bool positions;                    /* records carry positions */
    bool traders;                      /* records carry traders */
    bool kept;                         /* records are: for cells or findings */
    t4_pack record_pack, pair_pack;
    size_t records_limit, pairs_limit, task_memory;
    t4_store *store;                   /* records, then pairs */
    t4_store *prints;                  /* fingerprints; NULL = not wanted */
    t4_dict *dims;                     /* combinations of further dimensions, as bytes of label ids */
    t4_cube_worker *worker;

    bool closed;
    uint64_t records, rows;
    uint64_t *slot_rows;               /* by slot, of all workers */
    t4_period from, until;             /* seen */
    t4_order order;
    t4_partition *partitions;
    size_t partition_count;
    uint64_t *partner_pairs;           /* by rank: pairs, for dividing level 0 */
    double unit_rows;                  /* rows that a unit should not exceed */
    t4_units units;
    t4_finding *findings;
    size_t finding_count;
    uint64_t finding_total[T4_ISSUE_KINDS];
};

/* --- order.c */
t4_status t4_order_make(t4_cube *cube, t4_error *err);
void t4_order_release(t4_cube *cube);

/* --- dims.c: combinations of further dimensions as one id */
uint32_t t4_dims_id(t4_cube *cube, t4_cube_worker *worker, const uint32_t *labels);
/* The labels of a combination by its rank; zeros behind. */
void t4_dims_labels(const t4_cube *cube, uint32_t rank, uint32_t labels[T4_DIMENSIONS_MAX]);
t4_status t4_dims_order(t4_cube *cube, t4_error *err);

/* --- pairs.c: sorted runs of pairs from the records of a partition */
t4_status t4_pairs_make(t4_cube *cube, t4_error *err);
void t4_pair_run_release(t4_cube *cube, t4_pair_run *run);
/* The run's pairs of a sub and slot or NULL. */
const t4_segment *t4_pair_run_find(const t4_pair_run *run, uint32_t sub, uint32_t slot);

/* --- split.c: partitions that would make units too large are split by code */
t4_status t4_split_partitions(t4_cube *cube, t4_error *err);

/* --- units.c */
/* Which (period, flow) are yielded; from the slots alone. */
t4_status t4_columns_make(t4_cube *cube, t4_error *err);
/* The largest share of all rows that goes into one (period, flow). */
double t4_columns_largest(const t4_cube *cube);
/* The units, once the pairs are made. */
t4_status t4_units_make(t4_cube *cube, t4_error *err);
void t4_units_release(t4_units *units);

/* --- findings.c */
void t4_finding_list_release(t4_finding_list *list);
/* Take a finding in; beyond the limit those of the smallest positions stay. */
t4_status t4_finding_list_add(t4_finding_list *list, const t4_finding *finding, t4_error *err);
/* Look for duplicates and unit-value outliers as the options ask. */
t4_status t4_findings_make(t4_cube *cube, t4_error *err);

/* --- duplicates.c: `lists` has one list a worker */
t4_status t4_duplicates_add(t4_cube *cube, unsigned worker, const t4_batch *batch, t4_error *err);
t4_status t4_duplicates_find(t4_cube *cube, t4_finding_list *lists, t4_error *err);

/* --- unitvalue.c */
t4_status t4_unit_values_find(t4_cube *cube, t4_finding_list *lists, t4_error *err);

#endif
