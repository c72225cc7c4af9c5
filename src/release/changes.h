/* SPDX-License-Identifier: MIT */
/* What is different from the release before: cells added, removed, revised, hidden, opened; detail lost or won. */
#ifndef T4_RELEASE_CHANGES_H
#define T4_RELEASE_CHANGES_H

#include "release/ceilings.h"
#include "release/edition.h"

/*
 * What became of a cell of a period, flow, code, partner (and further
 * dimensions) that both releases cover.  Of several the first that holds:
 *
 *   HIDDEN    had a number, has none now
 *   REVISED   another number (or unit)
 *   OPENED    had no number, has one now
 *   STATUS    the same number with another status: provisional before, now final
 */
typedef enum {
    T4_CHANGE_SAME, T4_CHANGE_HIDDEN, T4_CHANGE_REVISED, T4_CHANGE_OPENED, T4_CHANGE_STATUS,
    T4_CHANGE_ADDED, T4_CHANGE_REMOVED, T4_CHANGES_KINDS
} t4_change;

/* "same", "newly_hidden", "revised", "newly_opened", "status", "added", "removed". */
extern const char *const t4_change_names[T4_CHANGES_KINDS];

typedef struct {
    uint64_t of[T4_CHANGES_KINDS];
} t4_changes_counts;

/*
 * A chapter and flow.  old_value and new_value are the sums over the chapter's
 * own cells (its row of the coarsest level with codes, the world or else single
 * partners, the shortest common kind of period) that are open in both.
 */
typedef struct {
    char chapter[4];
    uint32_t flow;
    int finest_old, finest_new;       /* digits; 0 = no row */
    t4_changes_counts counts;
    t4_int128 old_value, new_value;   /* of the first common measure, at its larger scale */
    uint64_t compared, not_compared;  /* chapter cells open in both, and not */
} t4_changes_chapter;

/* Detail that the release before had and this one has not, or the reverse. */
typedef struct {
    const char *what;                 /* "level", "period", "partners", "measure", "dimension", "chapter" */
    char was[80], is[80];             /* "10 digits", "4 digits"; "" = not there */
} t4_changes_loss;

typedef struct t4_changes {
    t4_edition before, now;
    bool comparable;                  /* the same further dimensions, a common level and measure */
    t4_changes_counts counts, tables[T4_LEVELS_MAX];   /* tables: by level of `now` */
    t4_changes_chapter *chapters;     /* by chapter, flow */
    size_t chapter_count, chapter_room;
    t4_dict *chapter_keys;
    t4_changes_loss *losses, *gains;
    size_t loss_count, loss_room, gain_count, gain_room;
    t4_period *added, *dropped;       /* periods that only one of them covers, in order */
    size_t added_count, added_room, dropped_count, dropped_room;
    t4_dict *periods_before, *periods_now;
    int value_before, value_now;      /* the measure that chapters sum; -1 = none */
    int value_decimals;
} t4_changes;

/*
 * Compare what is being written (its tables are there) with the release in
 * `folder`, from the published files of both alone.  Needs draft->survey.
 */
t4_status t4_changes_find(t4_changes *changes, const t4_draft *draft, const char *folder,
                          t4_error *err);
void t4_changes_release(t4_changes *changes);

/* A measure of a changed cell: texts as published, "" = no number. */
typedef struct {
    const char *name, *before, *now;
    char status_before, status_now;
    bool tells_before;   /* the old number may be told: there is a new one */
} t4_changes_amount;

/* A changed cell, borrowed until the visit returns. */
typedef struct {
    t4_change change;
    int digits;
    const char *period, *flow, *code, *partner;
    const char *dimension[T4_DIMENSIONS_MAX];
    t4_changes_amount amounts[T4_MEASURES_MAX];
    int amount_count;
} t4_changes_cell;

typedef t4_status t4_changes_visit(void *context, const t4_changes_cell *cell, t4_error *err);

/* Every changed cell, coarse tables first; what t4_changes_find() counted. */
t4_status t4_changes_cells(const t4_changes *changes, t4_run *run, t4_changes_visit *visit,
                           void *context, t4_error *err);

/* changes.json and CHANGES.txt into the release. */
t4_status t4_changes_write(t4_draft *draft, const t4_changes *changes, t4_error *err);

#endif
