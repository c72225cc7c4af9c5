/* SPDX-License-Identifier: MIT */
/* Slices to batches: mapping, conversion, repair and checks, with an issue for every defect. */
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
 * columns that the template wants and those that the file has.
 */
t4_status t4_clean_bind(t4_binding **binding, const t4_clean *clean, const char *file_name,
                        uint32_t file, const char *const *columns, size_t column_count,
                        const char *encoding, const t4_slices *sample, t4_error *err);
void t4_binding_free(t4_binding *binding);
/* Header column indices that the slicer has to deliver, in order. */
const uint32_t *t4_binding_used(const t4_binding *binding, size_t *count);

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

/* After the last block: control totals of all threads, unknown partners and near-duplicate traders. */
t4_status t4_clean_finish(t4_clean *clean, t4_cleaner *const *cleaners, unsigned count,
                          t4_control **control, t4_issues *closing, t4_error *err);

#endif
