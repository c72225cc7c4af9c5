/* SPDX-License-Identifier: MIT */
/* The chain of `tenfour ladder`: records, or two releases, or a code list alone, to a comparison of designs. */
#ifndef T4_JOB_LADDER_H
#define T4_JOB_LADDER_H

#include "job/input.h"
#include "job/ladder_flows.h"
#include "model/watchlist.h"
#include "watch/ladder.h"
#include "watch/ladder_structure.h"

typedef struct {
    const char *watchlist;             /* file: code or hs6 ..., tier; NULL = none */
    const char *code_column;           /* in the watch list; NULL = guessed */
    t4_watchday day;                   /* the list as it stood on it; 0 = whenever */
    const char *classification;        /* code list for the structure; NULL = the template's, else HS 2022 */
    const char *const *designs;        /* beside or instead of the usual ones */
    size_t design_count;
    bool only_given;                   /* no usual ones */
    t4_ladder_by by;
    bool by_given;                     /* else there is no such table where the codes are too short for it */
    int level;                         /* to which groups are coarsened; 0 = 4 digits, or the published length next to it */
    t4_ladder_sides_input sides;       /* publications in place of records */
    const char *diversions;            /* file: flow, code, partner, from ..., as synth --truth writes it; NULL = none */
    double diversion;                  /* in units of the measure; 0 = see ladder.h */
    double alpha;
    bool published_only;               /* of designs on records: see ladder.h */
    size_t simulate;                   /* see ladder.h */
    unsigned long seed;
    const char *intervals;             /* file for every interval behind the rows, confidential; NULL = none */
} t4_ladder_job;

typedef struct t4_ladder_sources t4_ladder_sources;

typedef struct {
    t4_ladder *ladder;                 /* NULL: from structure alone */
    t4_ladder_group *groups;
    size_t group_count;
    t4_structure structure;            /* where a watch list was given */
    size_t listed;                     /* codes on it */
    int level;                         /* of the groups and the structure */
    bool records;                      /* made from records: confidential */
    const t4_ladder_sides *sides;      /* made from publications; NULL = not.  Borrowed */
    bool structure_apart;              /* the structure is of another edition than OLD and was not held against it */
    char source[256];                  /* what it was made from: "records", "publication A against B" */
    char measure[64];                  /* "value (USD)" */
    const char *edition;               /* of the structure; borrowed */
    t4_summary summary;
    t4_ladder_sources *sources;        /* owns what the rest borrows */
} t4_ladder_result;

/*
 * input->files: records.  With publications in job->sides these are compared in
 * their place; with neither, structure alone, from the watch list.
 */
t4_status t4_job_ladder(t4_ladder_result *result, t4_run *run, const t4_job_input *input,
                        const t4_ladder_job *job, t4_error *err);
void t4_ladder_result_release(t4_ladder_result *result);

#endif
