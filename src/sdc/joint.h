/* SPDX-License-Identifier: MIT */
/* Protect and audit any table that comes with its relations, statuses and levels. */
#ifndef T4_SDC_JOINT_H
#define T4_SDC_JOINT_H

#include "model/jointtable.h"
#include "sdc/audit.h"
#include "sdc/suppress.h"
#include "solve/system_table.h"

/* What is known of a hidden cell from all that is open. */
typedef struct {
    uint32_t cell;
    int64_t lower, upper;      /* no table lies outside; -INT64_MAX, INT64_MAX = endless */
    bool exact;                /* and tables of integers reach both ends */
    bool safe;                 /* the levels lie inside the interval; always true for what has no level */
} t4_joint_interval;

typedef struct {
    t4_system *system;
    t4_network *network;       /* NULL: linear programs */
    t4_suppression *suppression;  /* NULL after an audit */
    t4_audit *audit;
    uint8_t *primary, *fixed, *hidden;  /* by cell */
    int64_t *up, *down;
    uint32_t *owner;
    uint64_t *weight;
    t4_joint_interval *intervals;       /* of all hidden cells, in cell order */
    size_t interval_count;
    size_t primaries, secondaries, unsafe;
    double seconds;
} t4_joint;

/*
 * Hide what the primaries need beside them: sets status m in the table.
 * Cells that are m already stay hidden.  A primary without any level must at least
 * not become exact.  A sliding level asks for what is missing to it above as far
 * as the cell can rise at all, the rest below.  *joint is filled also with T4_ERR_UNSAFE,
 * which says that levels cannot be reached; the table is then left alone.
 */
t4_status t4_joint_protect(t4_joint **joint, const t4_run *run, t4_jointtable *table, t4_error *err);
/* Look at the pattern as it is: `unsafe` counts the primaries whose levels are not kept. */
t4_status t4_joint_audit(t4_joint **joint, const t4_run *run, const t4_jointtable *table, t4_error *err);
void t4_joint_free(t4_joint *joint);

/* A system with its pattern; all arrays by variable, borrowed; hidden and fixed may be NULL. */
typedef struct {
    const t4_system *system;
    const uint8_t *primary, *hidden, *fixed;
    const int64_t *up, *down;
    const uint64_t *weight;
    int decimals;              /* of the amounts */
} t4_joint_source;

/* Every cell and relation of a system as a table to exchange. */
t4_status t4_joint_export(t4_jointtable *table, const t4_joint_source *source, t4_error *err);

#endif
