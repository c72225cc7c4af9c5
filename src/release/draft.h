/* SPDX-License-Identifier: MIT */
/* A release while its files are being written: what every writer is given. */
#ifndef T4_RELEASE_DRAFT_H
#define T4_RELEASE_DRAFT_H

#include "base/buffer.h"
#include "base/digest.h"
#include "release/columns.h"
#include "release/package.h"
#include "release/survey.h"

enum {
    T4_DRAFT_PATH = 4096,
    T4_DRAFT_NAME = 136     /* of a file, relative to the release folder */
};

/* A file of rows, for the manifest. */
typedef struct {
    char name[T4_DRAFT_NAME];   /* relative to the release folder */
    uint64_t rows;
} t4_draft_rows;

/* A file of the release as it lies there. */
typedef struct {
    char name[T4_DRAFT_NAME];
    char digest[T4_DIGEST_TEXT];   /* SHA-256 */
    uint64_t bytes;
} t4_draft_file;

typedef struct {
    const t4_package *package;
    const t4_rows *rows;
    const char *waiver;              /* why the release is not certified; NULL = certified */
    t4_columns columns;
    t4_survey survey;
    t4_draft_rows *files;
    size_t file_count, file_room;
    t4_draft_file *digests;          /* what t4_draft_files() found so far */
    size_t digest_count, digest_room;
    t4_buffer notes;                 /* sentences on how the workbook was made, a line each; for README */
    struct t4_changes *changes;      /* against the release before; NULL = none was named */
    bool dated;                      /* SOURCE_DATE_EPOCH is set */
    int64_t seconds;                 /* it, or 2000-01-01 */
} t4_draft;

t4_status t4_draft_init(t4_draft *draft, const t4_package *package, t4_error *err);
void t4_draft_release(t4_draft *draft);

/* Full path of a file of the release; T4_ERR_IO when it is too long. */
t4_status t4_draft_path(const t4_draft *draft, const char *name, char path[T4_DRAFT_PATH],
                        t4_error *err);
/* Make a folder of the release unless it is there. */
t4_status t4_draft_folder(const t4_draft *draft, const char *name, t4_error *err);
/* Write a whole small file. */
t4_status t4_draft_write(t4_draft *draft, const char *name, const t4_buffer *text, t4_error *err);
/* The same for a file of rows, which the manifest counts. */
t4_status t4_draft_write_rows(t4_draft *draft, const char *name, const t4_buffer *text,
                              uint64_t rows, t4_error *err);
/* Note how many rows a file has that was written otherwise. */
t4_status t4_draft_count(t4_draft *draft, const char *name, uint64_t rows, t4_error *err);

/*
 * Every file that the release has so far, sorted bytewise by name; each is
 * read once, on all threads.  Borrowed until the next call.
 */
t4_status t4_draft_files(t4_draft *draft, const t4_draft_file **files, size_t *count, t4_error *err);
/* The time of the release as XML and JSON want it: "2023-07-01T00:00:00Z". */
void t4_draft_time(const t4_draft *draft, char text[32]);
/* Rows of a table that the manifest counts; 0 for any other file. */
uint64_t t4_draft_rows_of(const t4_draft *draft, const char *name);

/* "hs10", "hs0": the name of a level's table. */
void t4_draft_level(const t4_draft *draft, int level, char name[16]);
/* Label of a published code or partner in "en", "ru" or "ky"; "" when none is known in that language. */
const char *t4_draft_code_label(const t4_draft *draft, const char *code, const char *language);
const char *t4_draft_partner_label(const t4_draft *draft, const char *partner,
                                   const char *language);
/* The same for people: where the language has none, in Russian for "ky", else in English. */
const char *t4_draft_code_text(const t4_draft *draft, const char *code, const char *language);
const char *t4_draft_partner_text(const t4_draft *draft, const char *partner, const char *language);
/* A label of a further dimension for people: what its list calls it, else the label itself. */
const char *t4_draft_label_text(const t4_draft *draft, int dimension, const char *label, const char *language);
/* Name of the code list of a further dimension: its own unless a list of ours has it. */
void t4_draft_dimension(const t4_draft *draft, int dimension, char name[48]);
/* publish.units of a measure as text ("1000", "0.5"); "" = not rounded. */
void t4_draft_rounding(const t4_draft *draft, int measure, char text[T4_DECIMAL_TEXT]);
/* A text of the template in the given language, else in English, else the first. */
const char *t4_draft_text(const t4_texts *texts, const char *language);

#endif
