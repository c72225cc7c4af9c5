/* SPDX-License-Identifier: MIT */
/* What a release says of its own tables: levels, periods, partners, measures; read from a manifest or from a draft. */
#ifndef T4_RELEASE_EDITION_H
#define T4_RELEASE_EDITION_H

#include "base/arena.h"
#include "base/digest.h"
#include "release/draft.h"

typedef struct {
    char name[32], unit[32];
    int decimals;
} t4_edition_measure;

typedef struct {
    t4_arena arena;               /* owns the texts */
    const char *folder;           /* of the release; its tables are folder/data/hsN.csv or .csv.gz */
    const char *tables;           /* folder that holds data/: the same, but not of a withdrawn release */
    const char *id, *vintage;
    char digest[T4_DIGEST_TEXT];  /* of the manifest; "" for a draft */
    int levels[T4_LEVELS_MAX];    /* descending */
    int level_count;
    bool periods[T4_PERIOD_KINDS];
    bool each, world;
    char groups[T4_GROUPS_MAX][32];
    int group_count;
    t4_edition_measure measures[T4_MEASURES_MAX];   /* in the order of the columns */
    int measure_count;
    char dimensions[T4_DIMENSIONS_MAX][32];
    int dimension_count;
    bool withdrawn;
} t4_edition;

/* From FOLDER/manifest.json. T4_ERR_DATA when it is not the manifest of a release of tenfour. */
t4_status t4_edition_read(t4_edition *edition, t4_run *run, const char *folder, t4_error *err);
/* What is being written. */
t4_status t4_edition_of_draft(t4_edition *edition, const t4_draft *draft, t4_error *err);
void t4_edition_release(t4_edition *edition);

/* Index of a level, measure, dimension, group; -1 = none. */
int t4_edition_level(const t4_edition *edition, int digits);
int t4_edition_measure_named(const t4_edition *edition, const char *name);
int t4_edition_dimension(const t4_edition *edition, const char *name);
int t4_edition_group(const t4_edition *edition, const char *name);
/* Path of the table of a level or of T4_LEVEL_LIST, packed or not. T4_ERR_USAGE when the release has no CSV tables. */
t4_status t4_edition_table(const t4_edition *edition, int digits, char path[T4_DRAFT_PATH],
                           t4_error *err);
/* Has it totals over lists? */
bool t4_edition_has_lists(const t4_edition *edition);

#endif
