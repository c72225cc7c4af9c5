/* SPDX-License-Identifier: MIT */
/* What a format is: the files that it streams rows into, and the files that it writes afterwards. */
#ifndef T4_RELEASE_WRITER_H
#define T4_RELEASE_WRITER_H

#include "io/outfile.h"
#include "model/output.h"
#include "release/draft.h"

enum { T4_STREAM_ROOM = 16 };   /* most files into which one release streams rows */

/*
 * A file whose rows are written while they are loaded, unit after unit.  The
 * functions append to `out` and return false without memory; rows() runs on
 * several threads at once, for a stream of all levels once a level.  Of such a
 * stream the rows of a period, flow and chapter stand together, coarse levels
 * first.  Before close() the survey is complete.  behind() writes what no unit
 * has, behind all rows and before close(): the CSV tables are there then, and
 * draft->changes where a release before is named.
 */
typedef struct t4_stream {
    char name[128];          /* relative to the release folder; ".gz" is added where the template compresses */
    int level;               /* index into the plan's levels; -1 = the rows of all levels */
    bool listed;             /* a table of which the manifest tells the number of rows */
    bool (*open)(const t4_draft *draft, const struct t4_stream *stream, t4_buffer *out);
    bool (*rows)(const t4_draft *draft, const struct t4_stream *stream, const t4_row_block *block,
                 t4_buffer *out);
    bool (*close)(const t4_draft *draft, const struct t4_stream *stream, t4_buffer *out);
    t4_status (*behind)(const t4_draft *draft, const struct t4_stream *stream, t4_outfile *file, t4_error *err);
} t4_stream;

/* A format.  What it learns of the figures is t4_rows alone. */
typedef struct {
    /* Add its streams to the list; NULL = it has none.  Folders are made here. */
    t4_status (*streams)(t4_draft *draft, t4_stream list[T4_STREAM_ROOM], int *count,
                         t4_error *err);
    /* Write its other files, once all rows are counted; NULL = it has none. */
    t4_status (*write)(t4_draft *draft, t4_error *err);
} t4_writer;

/* Every format, by T4_OUTPUT_name (release/package.c). */
extern const t4_writer *const t4_writers[T4_OUTPUT_COUNT];

#define T4_WRITER_DECLARED(name, place, about, needs_csv) extern const t4_writer t4_writer_##name;
T4_OUTPUTS(T4_WRITER_DECLARED)
#undef T4_WRITER_DECLARED

#endif
