/* SPDX-License-Identifier: MIT */
/* Hand the blocks of several files to several workers; files may be read side by side. */
#ifndef T4_JOB_FEED_H
#define T4_JOB_FEED_H

#include "clean/cleaner.h"
#include "io/slicer.h"
#include "io/source.h"
#include "job/input.h"

typedef struct t4_feed t4_feed;

typedef struct {
    const t4_template *template_;
    const t4_clean *clean;
    const char *const *files;      /* at least one; "-" = standard input */
    size_t file_count;
    const char *name;              /* how messages call the first file; NULL = by its path */
    const void *key;               /* for digests; NULL = none */
    size_t key_length;
} t4_feed_options;

/* One block, already cut, with the binding of its file. */
typedef struct {
    t4_block block;
    t4_slices slices;
    const t4_binding *binding;
    t4_slicer **slicers;           /* by file; owned */
    size_t slicer_count;
} t4_portion;

t4_status t4_feed_new(t4_feed **feed, t4_run *run, const t4_feed_options *options, t4_error *err);
void t4_feed_free(t4_feed *feed);
/*
 * The next portion for a worker; *more false at the end.  Every error is
 * recorded with its place: t4_feed_fail() keeps the smallest one, workers stop
 * taking blocks behind it.
 */
t4_status t4_feed_next(t4_feed *feed, t4_portion *portion, bool *more, t4_error *err);
void t4_feed_fail(t4_feed *feed, uint32_t file, uint64_t sequence, const t4_error *err);
/* T4_OK, or the recorded failure of the smallest place. */
t4_status t4_feed_result(const t4_feed *feed, t4_error *err);
/* File names for messages, and a line on each file's dialect. */
const char *const *t4_feed_names(const t4_feed *feed, size_t *count);
void t4_feed_summary(const t4_feed *feed, t4_summary *summary);
/* Keyed digest of file i, "" without a key. */
const char *t4_feed_digest(const t4_feed *feed, size_t i);
void t4_portion_release(t4_portion *portion);

#endif
