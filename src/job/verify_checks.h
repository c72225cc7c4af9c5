/* SPDX-License-Identifier: MIT */
/* The checks of `verify`, one function each; private to job/verify*.c. */
#ifndef T4_JOB_VERIFY_CHECKS_H
#define T4_JOB_VERIFY_CHECKS_H

#include "base/buffer.h"
#include "job/previous.h"
#include "job/verify.h"
#include "release/tree.h"

enum { T4_VERIFY_PATH = 4096 };

/* What a check is given and where it tells what it found. */
typedef struct {
    t4_run *run;
    const t4_verify_options *options;
    t4_verified *verified;
    const char *check;     /* the name under which findings are told */
    const t4_tree_file *files;   /* of the release, by name */
    size_t file_count;
} t4_verifying;

/*
 * A check adds a finding for each thing that holds and returns T4_ERR_DATA
 * with the first that does not (the caller adds that finding).
 */
typedef t4_status t4_verify_check(t4_verifying *verifying, t4_error *err);

/* Tell something that holds; about is a printf format. */
void t4_verify_tell(t4_verifying *verifying, const char *result, const char *about, ...)
    __attribute__((format(printf, 3, 4)));

/* Path of a file of the release; the whole file, NUL-terminated; is it there? */
t4_status t4_verify_path(const t4_verifying *verifying, const char *name, char path[T4_VERIFY_PATH],
                         t4_error *err);
t4_status t4_verify_read(const t4_verifying *verifying, const char *name, t4_buffer *text, t4_error *err);
bool t4_verify_has(const t4_verifying *verifying, const char *name);

/* The release's tables as t4_previous reads them; *tables false when it has none. */
t4_status t4_verify_open(const t4_verifying *verifying, t4_previous **list, bool *tables, t4_error *err);
/* "2023-01 M 0101 DE": the key of a row, for messages. */
void t4_verify_row_text(const t4_previous_release *release, const t4_previous_row *row, t4_buffer *out);

/* Rows of the tables: keys and statuses.  Totals against their members. */
t4_verify_check t4_verify_tables, t4_verify_sums;
/* Totals over lists of codes against the codes of each list. */
t4_verify_check t4_verify_lists;
/* The workbook against the tables, as far as it holds them. */
t4_verify_check t4_verify_book;
/* SDMX files against the tables; the files that describe the tables against them. */
t4_verify_check t4_verify_formats, t4_verify_metadata;

/* SHA256SUMS against the files; its signature; the manifest's list of files. */
t4_verify_check t4_verify_checksums, t4_verify_signature, t4_verify_manifest;

/* Witnesses added up, published numbers bound to them; with contributions, primaries and levels too. */
t4_verify_check t4_verify_certificate;

#endif
