/* SPDX-License-Identifier: MIT */
/* The linear system of one release: published cells, what adds up to what, and what an attacker knows. */
#ifndef T4_SOLVE_SYSTEM_H
#define T4_SOLVE_SYSTEM_H

#include "base/run.h"
#include "base/decimal.h"
#include "base/dict.h"
#include "model/period.h"

enum {
    T4_SYSTEM_GROUPS = 64,      /* most partner groups */
    T4_SYSTEM_LISTS = 128       /* most list aggregates */
};

#define T4_NO_INDEX UINT32_MAX
/* Amounts stay below this, so that differences and doubled flows fit in 64 bits. */
#define T4_SYSTEM_MOST ((int64_t)1 << 60)
/* "No bound": more than any deviation can reach. */
#define T4_UNBOUNDED ((int64_t)1 << 61)

/* Where a cell stands on every axis. */
typedef struct {
    t4_period period;
    uint32_t flow;     /* t4_flow */
    uint32_t dims;     /* the caller's number of the combination of further dimensions */
    uint32_t partner;  /* any id; the world and groups as declared */
    uint32_t node;     /* t4_system_node() */
} t4_place;

typedef enum {
    T4_AXIS_CODE, T4_AXIS_WORLD, T4_AXIS_GROUP, T4_AXIS_PERIOD, T4_AXIS_FLOW, T4_AXIS_LIST, T4_AXIS_TO_DATE, T4_AXES
} t4_axis;

/* A published code. */
typedef struct {
    uint32_t parent;   /* node, or T4_NO_INDEX at the top */
    uint32_t order;    /* place in a walk of the tree, children by text; the subtree is order .. last */
    uint32_t last;
    int level;
} t4_system_code;

/*
 * Relations say: the first cell equals the sum of the others plus `rest`, a
 * constant that no published cell shows (0 where the tables are complete).
 * Cells that a chain of one-child relations makes identical are one variable.
 */
typedef struct {
    /* cells, in the order in which they were added */
    size_t cells;
    t4_place *place;
    int64_t *amount;
    uint32_t *variable;        /* of each cell */
    /* relations over cells */
    size_t relations;
    size_t *relation_start;    /* relations + 1 entries */
    uint32_t *relation_cell;
    uint8_t *relation_axis;
    int64_t *relation_rest;
    int32_t *relation_factor;  /* by entry of relation_cell; NULL: 1 for the first cell, -1 for the others */
    /* variables */
    size_t variables;
    int64_t *value;
    int64_t *lower, *upper;    /* the attacker's bounds; upper may be T4_UNBOUNDED */
    uint32_t *first;           /* the first cell of the variable */
    uint32_t *copies;          /* how many cells it is */
    /* codes */
    size_t codes;
    t4_system_code *code;
    /* relations of each cell, by position in relation_start: CSR */
    size_t *use_start;
    uint32_t *use_relation;

    struct t4_system_build *build;
} t4_system;

/* The factor of entry `at` of a relation that begins at `begin`: sum of factor * cell = rest. */
static inline int64_t t4_system_factor(const t4_system *system, size_t begin, size_t at)
{
    return system->relation_factor ? system->relation_factor[at] : at == begin ? 1 : -1;
}

/* How codes hang together: writes the ancestor of `level` characters (0: "TOTAL") to out. */
typedef void t4_system_ancestor(const void *context, const char *code, int level, char out[16]);

/*
 * levels: the published ones, descending, 0 for all goods.  world: the
 * partner id that means all partners.  ancestor NULL: by prefix.
 */
t4_status t4_system_new(t4_system **system, const int *levels, int level_count, uint32_t world,
                        t4_system_ancestor *ancestor, const void *ancestor_context, t4_error *err);
void t4_system_free(t4_system *system);
/* A partner id that stands for a group and its members (copied). */
t4_status t4_system_group(t4_system *system, uint32_t group, const uint32_t *members, size_t count,
                          t4_error *err);
/* A node that stands for the sum of others, wherever they are in the tree (members are copied). */
t4_status t4_system_list(t4_system *system, uint32_t node, const uint32_t *members, size_t count,
                         t4_error *err);
/* Is it such a node? */
bool t4_system_is_list(const t4_system *system, uint32_t node);
/* The list nodes that a node is a member of; count returned. */
size_t t4_system_lists_of(const t4_system *system, uint32_t node, uint32_t lists[T4_SYSTEM_LISTS]);
/* The node of a published code; made when new. T4_NO_INDEX without memory. */
uint32_t t4_system_node(t4_system *system, const char *code, int level);
/* The node of a code that was made before, or T4_NO_INDEX. */
uint32_t t4_system_known(const t4_system *system, const char *code, int level);
const char *t4_system_code_text(const t4_system *system, uint32_t node);
/* Add a cell; its number is the count of those before it. lower: least value the attacker allows. */
t4_status t4_system_add(t4_system *system, const t4_place *place, int64_t amount, int64_t lower,
                        t4_error *err);
/* The cell at a place, or T4_NO_INDEX; before and after closing. */
uint32_t t4_system_find(const t4_system *system, const t4_place *place);
/* The groups that a partner belongs to: their partner ids; count returned. */
size_t t4_system_groups_of(const t4_system *system, uint32_t partner,
                           uint32_t groups[T4_SYSTEM_GROUPS]);
/* Is it a declared group?  The world is none. */
bool t4_system_is_group(const t4_system *system, uint32_t partner);
uint32_t t4_system_world(const t4_system *system);
/*
 * The least value of each variable that the bounds alone allow: a sum is at
 * least the sum of what its parts are at least.  The system is closed.
 */
void t4_system_floor(const t4_system *system, int64_t *floor);
/* No more cells: link them. T4_ERR_DATA when children exceed their parent without negative amounts. */
t4_status t4_system_close(t4_system *system, const t4_run *run, t4_error *err);

/* The period cell that a cell's period adds up to (T4_NO_INDEX = none), and the same for flows. */
uint32_t t4_system_period_parent(const t4_system *system, uint32_t cell);
uint32_t t4_system_flow_parent(const t4_system *system, uint32_t cell);

#endif
