/* SPDX-License-Identifier: MIT */
/* The issue list and the rejected rows of one file, in the order of its rows whichever thread made them. */
#ifndef T4_JOB_REPORTS_H
#define T4_JOB_REPORTS_H

#include "base/buffer.h"
#include "base/spill.h"
#include "clean/cleaner.h"
#include "job/input.h"

typedef struct t4_reports t4_reports;

/* What a block has to tell, as text ready to be written. */
typedef struct {
    t4_buffer issues, rejected;
    uint64_t kinds[T4_ISSUE_KINDS];
    uint64_t rows, rejected_rows, repaired_rows, residual_rows;
} t4_report_text;

/* want_*: keep the texts; else only count. */
t4_status t4_reports_new(t4_reports **reports, t4_run *run, bool want_issues, bool want_rejected,
                         t4_error *err);
void t4_reports_free(t4_reports *reports);
/* File names for texts, by file index; borrowed. Once, before the first block. */
t4_status t4_reports_files(t4_reports *reports, const char *const *names, size_t count,
                           t4_error *err);

/* Format what cleaning one block reported.  Thread-safe for distinct texts. */
t4_status t4_reports_format(t4_reports *reports, const t4_slices *slices,
                            const t4_block_report *report, t4_report_text *text, t4_error *err);
/* Hand in block `sequence` of `file`; the texts' contents are taken, the first issues kept. Thread-safe. */
t4_status t4_reports_commit(t4_reports *reports, uint32_t file, uint64_t sequence,
                            const t4_block_report *report, t4_report_text *text, t4_error *err);
/* A worker failed: nobody shall wait for blocks that will never come. */
void t4_reports_abandon(t4_reports *reports);
/* Issues that are known only at the end (findings, near-duplicate traders): in their order, after all blocks. */
t4_status t4_reports_closing(t4_reports *reports, const t4_issues *issues, t4_error *err);
/* Fill counts and first issues. */
void t4_reports_summary(const t4_reports *reports, t4_summary *summary);
/* Write issues.csv / rejected.csv, mode 0600. */
t4_status t4_reports_write_issues(t4_reports *reports, const char *path, bool force, t4_error *err);
t4_status t4_reports_write_rejected(t4_reports *reports, const char *path, bool force, t4_error *err);
void t4_report_text_release(t4_report_text *text);

#endif
