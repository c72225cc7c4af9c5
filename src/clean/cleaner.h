/* SPDX-License-Identifier: MIT */
/* Slices to batches: mapping, conversion, repair and checks, with an issue for every defect. */
/*
 * Every distinct text of a column is settled once a thread and remembered
 * (T4_MEMO_MOST texts a column, then it begins anew), so encodings, folding,
 * lists, dates and repairs cost nothing a row.  Amounts are read straight from
 * their digits; what that path does not take goes through t4_decimal_parse().
 *
 * What happens to a defect is the template's action for its kind.  A row with
 * several defects has all of its issues; it is rejected when one of them
 * rejects.  Some readings that the contracts leave open:
 *
 *   code      blanks, dots and apostrophes are taken out (reported as repaired);
 *             letters are read as the digits that they look like when the result
 *             has the right length and the classification (if any) knows it; a
 *             code shorter than `digits` stands when it is a leaf of the list.
 *   residual  of a code: its longest known prefix of even length, with X up to
 *             the next longer published length ("8542XX"; the full length when
 *             there is none); with no known prefix (or no classification) the
 *             chapter when the first two digits are not 00, else nothing but X.
 *   partner   with `open`, the label itself, no list; else the known partners;
 *             a target of the map stands even if no list knows it.
 *   missing   an empty value, value_nat or net_mass is AMOUNT_MISSING; gross_mass
 *             and quantity are often not asked for, there empty is simply zero.
 *   units     compared folded and in one alphabet; a unit in mixed alphabets is
 *             repaired, one that the classification does not name is kept.
 *   decimal   `auto` looks at the amounts of the sample; a separator ',' implies
 *             '.'; where nothing tells, plain numbers and those with an evident
 *             point are read and what could be read two ways is refused row by row.
 *   labels    of `open: true` get their smallest spelling in t4_clean_finish():
 *             take ranks and texts of the domain after it, not before.
 */
#ifndef T4_CLEAN_CLEANER_H
#define T4_CLEAN_CLEANER_H

#include "base/run.h"
#include "model/batch.h"
#include "model/codelist.h"
#include "model/control.h"
#include "model/issue.h"
#include "model/partner.h"
#include "model/template.h"

/* Shared by all threads of a run: template, code lists, domain. */
typedef struct t4_clean t4_clean;
/* How one file's columns meet the template's fields. */
typedef struct t4_binding t4_binding;
/* One thread's state: memos of texts already settled, scratch columns, control totals. */
typedef struct t4_cleaner t4_cleaner;

/* A list of labels for a further dimension, or NULL entries where none is named. */
typedef struct {
    const t4_codelist *codes;        /* NULL = codes are only checked for form */
    const t4_partners *partners;
    t4_partners *labels[T4_DIMENSIONS_MAX];
    unsigned workers;
    bool fingerprints;               /* fill batch->fingerprint */
} t4_clean_options;

t4_status t4_clean_new(t4_clean **clean, const t4_template *template_, t4_domain *domain,
                       const t4_clean_options *options, t4_error *err);
void t4_clean_free(t4_clean *clean);

/*
 * Bind a file: names are found case- and space-insensitively, per-file
 * overrides by the base name, constants and file-name patterns resolved,
 * decimal notation settled from `sample` (the file's first block, cut with
 * all columns; ambiguous = error that names both readings).  Errors name the
 * columns that the template wants and those that the file has.  `encoding` is
 * that of the blocks' bytes; `sample` may be NULL.  Thread-safe.
 */
t4_status t4_clean_bind(t4_binding **binding, const t4_clean *clean, const char *file_name,
                        uint32_t file, const char *const *columns, size_t column_count,
                        const char *encoding, const t4_slices *sample, t4_error *err);
void t4_binding_free(t4_binding *binding);
/* Header column indices that the slicer has to deliver, in order. */
const uint32_t *t4_binding_used(const t4_binding *binding, size_t *count);
/* The decimal sign of the file, '.' or ','; *assumed: nothing in the sample told. */
char t4_binding_decimal(const t4_binding *binding, bool *assumed);

/* What came of one block beside its batch. */
typedef struct {
    t4_issues issues;
    uint32_t *rejected;        /* row numbers within the slices, ascending */
    t4_issue_kind *reason;     /* the first reason of each */
    size_t rejected_count, rejected_room;
} t4_block_report;

void t4_block_report_release(t4_block_report *report);

t4_status t4_cleaner_new(t4_cleaner **cleaner, t4_clean *clean, unsigned worker, t4_error *err);
void t4_cleaner_free(t4_cleaner *cleaner);
t4_status t4_cleaner_block(t4_cleaner *cleaner, const t4_binding *binding, const t4_slices *slices,
                           t4_batch *batch, t4_block_report *report, t4_error *err);

/*
 * After the last block and before the domain's texts are put in order: final
 * spellings, control totals of all threads, and closing issues, which belong
 * to no row (file 0, line 0): unknown partners with their counts and
 * suggestions, pairs of near trader ids (secret), at most 1000 of each.
 */
t4_status t4_clean_finish(t4_clean *clean, t4_cleaner *const *cleaners, unsigned count,
                          t4_control **control, t4_issues *closing, t4_error *err);

#endif
