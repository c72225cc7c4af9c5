/* SPDX-License-Identifier: MIT */
/* The safety catch: what a release may publish, born certified or waived, never otherwise. */
#ifndef T4_SDC_PROTECTED_H
#define T4_SDC_PROTECTED_H

#include "base/run.h"
#include "model/rows.h"
#include "model/template.h"

typedef struct t4_protected t4_protected;

/*
 * Publish without protection, for a stated reason that stamps every file of
 * the release "not certified".  Called from job/publish.c only (tests/layers.sh
 * sees to that).  Borrows cells and template.
 */
t4_status t4_protected_waive(t4_protected **protected_, const t4_cells *cells,
                             const t4_template *template_, const char *reason, t4_error *err);
/* Open list aggregates beside a waived release. Borrows the cells (one level, T4_LEVEL_LIST). */
t4_status t4_protected_open_lists(t4_protected *protected_, const t4_cells *lists,
                                  const t4_template *template_, t4_error *err);
/*
 * Publish what a pattern leaves open, once the audit has proven it: the only
 * other constructor (sdc/certify.c).  T4_ERR_UNSAFE when a protection
 * interval is not reached; protection->audit then says which.  Borrows the
 * cells; the protection may be freed afterwards.
 */
struct t4_protection;
t4_status t4_protected_certify(t4_protected **protected_, struct t4_protection *protection,
                               const t4_run *run, const t4_template *template_, t4_error *err);
void t4_protected_free(t4_protected *protected_);
/* NULL when certified, else the reason. */
const char *t4_protected_waiver(const t4_protected *protected_);
/*
 * The rows that writers see: hidden amounts erased, rounded for publication. Borrowed.
 *
 * Rounding: a measure named in publish.units is rounded once, here, from the
 * exact sum of the cell to the nearest multiple of the unit, half to the even
 * multiple; it is printed with as many decimals as the unit has.  So totals and parts are rounded
 * each for itself and add up within the rounding.
 *
 * Status: 'A', or 'P' when release.status is "provisional"; conf 'F'.  A
 * quantity over different units is not present, status 'M' (cannot exist); so
 * is a quantity of cells that have neither unit nor quantity.
 */
const t4_rows *t4_protected_rows(const t4_protected *protected_);
/* The rows of list aggregates, one level; NULL = none are published. */
const t4_rows *t4_protected_lists(const t4_protected *protected_);

#endif
