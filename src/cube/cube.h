/* SPDX-License-Identifier: MIT */
/* The cube: records partitioned by chapter, summed to finest cell x trader, rolled up to any level. */
#ifndef T4_CUBE_CUBE_H
#define T4_CUBE_CUBE_H

#include "base/run.h"
#include "model/batch.h"
#include "model/cell.h"
#include "model/codelist.h"
#include "model/issue.h"
#include "model/template.h"

/*
 * What goes where:
 * - A cell of a month sums monthly records, one of a quarter monthly and
 *   quarterly ones, one of a year all, one of a year to date monthly ones, where it
 *   ends with a quarter also quarterly ones, in December all; only periods that from .. until (of the
 *   plan, else as seen) wholly cover are yielded.
 * - A code stands at the levels up to its own length, or to the cap of
 *   t4_template_finest(); its ancestors come from the list's parent links as
 *   long as they stay in its chapter (first two characters), else from its
 *   prefix.  Where links would not nest, the bytewise smallest code decides.
 *   All records count at level 0.
 * - A record without unit and with zero quantity fits cells of any unit.
 * - Contributions are of all records, also of those that no cell shows.
 *
 * Memory: packed records (about 20 bytes each) spill over 5/8 of run->memory,
 * sorted pairs, too; chapters and level 0 are loaded in parts when they would
 * need more than a quarter of it over all threads.  What a unit's own cells
 * and distinct traders need is the least.  Sums are exact: when the absolute
 * amounts of a measure add up to 2^127 or more, t4_cube_add() or
 * t4_cube_close() fails with T4_ERR_DATA.
 */
typedef struct t4_cube t4_cube;

enum { T4_FINDINGS_MOST = 1 << 20 };     /* most findings of one kind that are kept */

typedef struct {
    t4_cube_plan plan;
    const t4_codelist *codes;        /* for ancestors by parent links; NULL = by prefix */
    const t4_template *finest;       /* for t4_template_finest(); NULL = the code's own length */
    bool duplicates;                 /* look for equal fingerprints */
    bool unit_values;                /* look for unit-value outliers per code and flow */
    bool cells_only;                 /* t4_cube_contributions() will not be asked: keep only what cells need */
    bool findings_only;              /* nor t4_cube_cells(): keep only what findings need */
} t4_cube_options;

t4_status t4_cube_new(t4_cube **cube, t4_run *run, const t4_domain *domain,
                      const t4_cube_options *options, t4_error *err);
void t4_cube_free(t4_cube *cube);
/* Take a batch in.  Thread-safe for distinct workers (0 .. run->threads-1).  Spills past run->memory. */
t4_status t4_cube_add(t4_cube *cube, unsigned worker, const t4_batch *batch, t4_error *err);
/* Also accepts contributions in place of records (read back from a file or an engine). */
t4_status t4_cube_add_contribution(t4_cube *cube, unsigned worker, const t4_contribution *item,
                                   t4_error *err);
/* No more records: freeze the domain, sort and sum every partition, in parallel. */
t4_status t4_cube_close(t4_cube *cube, t4_error *err);

/* Cells in output order; borrowed from the cube.  Not of a cube for findings only. */
t4_status t4_cube_cells(t4_cube *cube, t4_cells *cells, t4_error *err);
/* Contributions in key order (period, flow, code, partner, dimensions, trader, unit), bytewise by text. */
typedef t4_status t4_contribution_visit(void *context, const t4_contribution *item, t4_error *err);
t4_status t4_cube_contributions(t4_cube *cube, t4_contribution_visit *visit, void *context,
                                t4_error *err);

/* What the closing pass noticed, by position; kinds DUPLICATE and UNIT_VALUE. */
typedef struct {
    t4_issue_kind kind;
    uint64_t position;      /* t4_position() */
    uint64_t other;         /* DUPLICATE: the first item like it */
    double ratio;           /* UNIT_VALUE: unit value over the median of its code and flow */
} t4_finding;

/* Sorted by position, then kind; of each kind at most T4_FINDINGS_MOST, those of the smallest positions. */
const t4_finding *t4_cube_findings(const t4_cube *cube, size_t *count);
/* How many of a kind there are, with those beyond the limit. */
uint64_t t4_cube_finding_total(const t4_cube *cube, t4_issue_kind kind);
uint64_t t4_cube_records(const t4_cube *cube);
/* First and last month (or quarter, year) seen. */
void t4_cube_span(const t4_cube *cube, t4_period *from, t4_period *until);

#endif
