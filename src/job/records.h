/* SPDX-License-Identifier: MIT */
/* Read all records of a run: files -> slices -> batches -> cube, with reports on the way. */
#ifndef T4_JOB_RECORDS_H
#define T4_JOB_RECORDS_H

#include "cube/cube.h"
#include "cube/listcells.h"
#include "job/input.h"
#include "model/codelist.h"
#include "model/partner.h"

/* Everything that is known once the last record was read. */
typedef struct {
    t4_template *template_;
    t4_domain domain;
    t4_codelist *codes;                       /* NULL = no classification */
    t4_partners *partners;
    t4_partners *labels[T4_DIMENSIONS_MAX];
    t4_cube *cube;                            /* closed */
    const t4_cube_plan *wide;                 /* its plan, where that is more than the template's; borrowed; else NULL */
    t4_listset listset;                       /* publish.lists; count 0 = none */
    t4_listcells *lists;                      /* their cells; NULL = none, or t4_lists_sum() was not called */
    bool short_codes;                         /* some may end where others go on: they are to be placed (job/policy.h) */
    t4_contribution *items;                   /* contributions in their order where codes are placed (job/placing.h); NULL else */
    size_t item_count, item_room;
    bool counts;                              /* cells tell contributors and tops */
    t4_dict *partition;                       /* published codes by flow and year, see job/adaptive.h; NULL = fixed ones */
    t4_control *control;
    char (*commitments)[65];                  /* keyed digests of the inputs, when a key was given */
    size_t commitment_count;
} t4_records;

typedef struct {
    const char *issues;        /* path of issues.csv or NULL */
    const char *rejected;      /* path of rejected.csv or NULL */
    const void *key;           /* for commitments; NULL = none */
    size_t key_length;
    bool force;                /* overwrite the two */
    /* What the cube will not be asked, so that it need not keep it. */
    bool no_contributions;     /* t4_cube_contributions() */
    bool no_counts;            /* contributors, top1 and top2 of cells, which come out as 0 */
    bool no_cells;             /* none of these: records are only checked */
} t4_records_options;

/*
 * Records must be zeroed; a template may be set beforehand.  The error for too many
 * rejects comes last: reports are complete by then.
 */
t4_status t4_records_read(t4_records *records, t4_run *run, const t4_job_input *input,
                          const t4_records_options *options, t4_summary *summary, t4_error *err);
void t4_records_release(t4_records *records);

#endif
