/* SPDX-License-Identifier: MIT */
/* Earlier releases read back from their own folders: what they are, and every row of their tables. */
#ifndef T4_JOB_PREVIOUS_H
#define T4_JOB_PREVIOUS_H

#include "base/run.h"
#include "model/cell.h"
#include "model/flow.h"

/*
 * How to use it (changes, vintages, verification):
 *
 *     t4_previous *list;
 *     status = t4_previous_open(&list, run, paths, count, err);   // --previous, as given
 *     for (size_t i = 0; i < t4_previous_count(list); i++) {
 *         const t4_previous_release *r = t4_previous_at(list, i); // id, vintage, levels, measures ...
 *         status = t4_previous_rows(list, i, visit, context, err); // visit() once a row
 *     }
 *     t4_previous_free(list);
 */

enum { T4_PREVIOUS_MOST = 4096 };  /* most earlier releases */

typedef struct {
    const char *folder;
    const char *tables;                       /* folder that holds data/: the same, but of a withdrawn release its
                                                 confidential folder, as what was public stays known */
    const char *id, *vintage;
    const char *edition;                      /* of its codes; "" = not said */
    const char *valuation[T4_FLOWS];          /* of each flow; "" = not said */
    t4_period first, last;
    int levels[T4_LEVELS_MAX];
    int level_count;
    bool periods[T4_PERIOD_KINDS];
    bool each, world;
    struct {
        const char *name;                     /* "EAEU" of G_EAEU */
        const char *const *members;           /* NULL-terminated */
    } groups[T4_GROUPS_MAX];
    int group_count;
    bool certified;
    /* measures in the order of the columns */
    struct {
        char name[32], unit[32];
        int decimals;
    } measures[T4_MEASURES_MAX];
    int measure_count;
    char dimensions[T4_DIMENSIONS_MAX][32];
    int dimension_count;
} t4_previous_release;

/* A row of a published table; texts are borrowed until the visit returns. */
typedef struct {
    t4_period period;
    uint32_t flow;                            /* t4_flow */
    int level;                                /* 0: all goods, code "TOTAL" */
    const char *code, *partner;               /* "DE", "W00", "G_EAEU" */
    const char *dimension[T4_DIMENSIONS_MAX]; /* labels, in the release's order */
    const char *unit;                         /* of the quantity; "" without, "mixed" */
    t4_int128 amount[T4_MEASURES_MAX];        /* scaled by the release's decimals; 0 where absent */
    bool present[T4_MEASURES_MAX];
    char status[T4_MEASURES_MAX], conf[T4_MEASURES_MAX];  /* 0 = empty; status 'Q' = hidden */
} t4_previous_row;

typedef struct t4_previous t4_previous;
typedef t4_status t4_previous_visit(void *context, const t4_previous_row *row, t4_error *err);

/*
 * Each path is a release folder (it has a manifest.json) or a folder of such,
 * which are taken in bytewise order of their names; folders that are no
 * release are passed over there, also *.confidential.  A release that comes
 * twice counts once.  T4_ERR_USAGE when a path holds no release, T4_ERR_DATA
 * when a manifest is not one of tenfour.
 */
t4_status t4_previous_open(t4_previous **list, t4_run *run, const char *const *paths, size_t count,
                           t4_error *err);
void t4_previous_free(t4_previous *list);
size_t t4_previous_count(const t4_previous *list);
const t4_previous_release *t4_previous_at(const t4_previous *list, size_t index);
/*
 * Every row of data/hsN.csv(.gz), coarse levels last.  T4_ERR_DATA with file
 * and line where a table is not as a release writes it, T4_ERR_USAGE when the
 * release has no CSV tables.
 */
t4_status t4_previous_rows(const t4_previous *list, size_t index, t4_previous_visit *visit,
                           void *context, t4_error *err);
/* Every row of data/lists.csv(.gz), its level T4_LEVEL_LIST; none where the release has no totals over lists. */
t4_status t4_previous_lists(const t4_previous *list, size_t index, t4_previous_visit *visit, void *context,
                            t4_error *err);

#endif
