/* SPDX-License-Identifier: MIT */
/* The control totals of a release: where every unit of the input went, proved against what was published. */
#ifndef T4_RELEASE_CONFIDENTIAL_H
#define T4_RELEASE_CONFIDENTIAL_H

#include "base/run.h"
#include "model/control.h"
#include "model/template.h"
#include "release/survey.h"

/* Everything borrowed. */
typedef struct {
    const t4_template *template_;
    const t4_survey *survey;      /* as t4_package_write() left it */
    t4_control *control;
    const char *folder;           /* staging folder of the confidential papers */
} t4_confidential;

enum { T4_CONFIDENTIAL_LINE = 512 };

/*
 * Write control-totals.csv: for each flow, period (of the finest published
 * kind) and published measure
 *
 *     input = released + hidden + residual + rejected + rounding
 *
 * exactly, and a sum line for each measure.  released is counted from the
 * rows that were written, not from the records: over the coarsest level below
 * TOTAL where every row has its number, else over the rows that no finer
 * level divides.  rounding holds digits beyond the measure's decimals and what
 * publish.units took.  hidden is what no row shows: erased cells, quantities
 * over mixed units, periods that are not wholly covered.
 *
 * Column `check`: "exact" - counted and input agree to the last unit;
 * "rounded" - they agree within publish.units; "not counted: ..." - there is
 * something hidden, which is then the difference.  Where "exact" or "rounded"
 * is due and they differ, or M is not FM + RM + ..., T4_ERR_DATA: nothing may
 * be released.
 *
 * line gets the sum of the value in one sentence, for the terminal.
 */
t4_status t4_confidential_write(const t4_confidential *papers, char line[T4_CONFIDENTIAL_LINE],
                                t4_error *err);

#endif
