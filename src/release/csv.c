/* SPDX-License-Identifier: MIT */
/* The CSV tables of a release: data/hsN.csv, one for each level. */
#include <stdio.h>

#include "release/writer.h"

static bool header(const t4_draft *draft, const t4_stream *stream, t4_buffer *out)
{
    return t4_columns_header(&draft->columns, out);
}

static bool lines(const t4_draft *draft, const t4_stream *stream, const t4_row_block *block,
                  t4_buffer *out)
{
    bool good = true;

    for (size_t k = 0; k < block->count[stream->level] && good; k++)
        good = t4_columns_line(&draft->columns, &block->rows[stream->level][k], out);
    return good;
}

static t4_status streams(t4_draft *draft, t4_stream list[T4_STREAM_ROOM], int *count, t4_error *err)
{
    for (int level = 0; level < draft->rows->plan->level_count; level++) {
        t4_stream *stream = &list[(*count)++];
        char table[16];

        t4_draft_level(draft, level, table);
        *stream = (t4_stream){.level = level, .listed = true, .open = header, .rows = lines};
        snprintf(stream->name, sizeof stream->name, "data/%s.csv", table);
    }
    return t4_draft_folder(draft, "data", err);
}

const t4_writer t4_writer_csv = {.streams = streams};
