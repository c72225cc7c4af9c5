/* SPDX-License-Identifier: MIT */
/* What a release holds, counted while its tables are written: rows, sums, the codes in use. */
#ifndef T4_RELEASE_SURVEY_H
#define T4_RELEASE_SURVEY_H

#include "base/run.h"
#include "model/listset.h"
#include "model/rows.h"

/* Whom a row is about. */
typedef enum { T4_SURVEY_WORLD, T4_SURVEY_GROUP, T4_SURVEY_EACH, T4_SURVEY_VIEWS } t4_survey_view;

/* One unit of rows: a period, flow and chapter. */
typedef struct {
    t4_period period;
    uint32_t flow;
    char chapter[4];                        /* "85", "" for the total of all goods */
    uint32_t rows[T4_LEVELS_MAX];
    uint32_t views[T4_LEVELS_MAX][T4_SURVEY_VIEWS];  /* the same by whom they are about */
    uint32_t hidden[T4_LEVELS_MAX];         /* rows of which some measure is hidden */
    uint32_t listed[T4_LEVELS_MAX], listed_hidden[T4_LEVELS_MAX];  /* the same of codes wholly on a watch list */
    /*
     * Of survey->measure, over the world's rows (single partners where the
     * world is not published): sums of what is open, in printed units.
     */
    t4_int128 open[T4_LEVELS_MAX];          /* all rows of the level */
    t4_int128 open_leaf[T4_LEVELS_MAX];     /* of them those that no finer level divides */
    uint32_t absent[T4_LEVELS_MAX];         /* rows without a number */
} t4_survey_unit;

/*
 * Sums of a (period, flow) of one measure, over rows that count every record
 * once: single partners (the world where those are not published).
 *
 * top: over the coarsest level below TOTAL (TOTAL when it is the only one).
 * leaf: over rows that no finer level divides further.  Both in printed
 * units; amounts that are not present are left out and counted.
 */
typedef struct {
    t4_int128 top, leaf;
    uint64_t top_rows, top_absent, leaf_absent;
} t4_survey_sum;

typedef struct {
    t4_period period;
    uint32_t flow;
    t4_survey_sum sums[T4_MEASURES_MAX];
} t4_survey_slice;

typedef struct t4_survey {
    const t4_rows *rows;
    int measure;                            /* of the units' sums: one that is published; -1 = none */
    const t4_listset *listset;              /* watch lists whose rows are counted apart; NULL = none */
    t4_survey_unit *units;                  /* rows->units entries, in order */
    uint64_t level_rows[T4_LEVELS_MAX];
    t4_int128 level_sums[T4_LEVELS_MAX][T4_MEASURES_MAX];  /* present amounts of all rows, printed units */
    uint64_t level_present[T4_LEVELS_MAX][T4_MEASURES_MAX];
    t4_survey_slice *slices;                /* sorted by period, flow */
    size_t slice_count, slice_room;
    bool counted;                           /* false: only partner groups are published, sums mean nothing */
    t4_dict *codes;                         /* published codes in use */
    unsigned char *partners, *units_used, *labels[T4_DIMENSIONS_MAX];  /* by id: in use */
    bool world, groups[T4_GROUPS_MAX], mixed;
    bool flows[T4_FLOWS];
    bool status[256], conf[256];
    t4_period first, last;                  /* first and last published period, of the finest kind */
    bool hidden;                            /* some row has status 'Q' */
    struct t4_survey_worker *workers;       /* scratch while counting */
    unsigned worker_count;
} t4_survey;

t4_survey_view t4_survey_view_of(uint32_t partner);
/* Is some measure of the row hidden (status 'Q')? */
bool t4_survey_hides(const t4_domain *domain, const t4_row *row);

/* measure: of the units' sums, -1 = none.  listset: borrowed, NULL = none. */
t4_status t4_survey_init(t4_survey *survey, const t4_rows *rows, int measure,
                         const t4_listset *listset, const t4_run *run, t4_error *err);
void t4_survey_release(t4_survey *survey);
/* The coarsest level that shows every record: the last one, but TOTAL only when it is alone. */
int t4_survey_top_level(const t4_cube_plan *plan);
/* Count unit `index`. Thread-safe for distinct workers. */
t4_status t4_survey_count(t4_survey *survey, unsigned worker, size_t index,
                          const t4_row_block *block, t4_error *err);
/* Put the workers' counts together, the same whatever their number. */
t4_status t4_survey_finish(t4_survey *survey, t4_error *err);
/* Published codes in bytewise order, ids of survey->codes; owned by the caller (t4_free). */
uint32_t *t4_survey_codes(const t4_survey *survey, size_t *count);

#endif
