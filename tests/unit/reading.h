/* SPDX-License-Identifier: MIT */
/* A delimited file read whole, as one text with a line "LINE: field|field" a record: for tests. */
#ifndef T4_TESTS_READING_H
#define T4_TESTS_READING_H

#include "base/charset.h"
#include "base/memory.h"
#include "io/slicer.h"

static inline bool add_records(const t4_slices *slices, t4_charset *charset, t4_buffer *out)
{
    bool good = true;

    for (uint32_t row = 0; row < slices->rows; row++) {
        t4_buffer_printf(out, "%llu: ", (unsigned long long)(slices->block_line + slices->line[row]));
        for (uint32_t c = 0; c < slices->fields[row] && c < slices->columns; c++) {
            size_t n;
            const char *text = t4_slices_field(slices, row, c, &n);

            if (c)
                t4_buffer_putc(out, '|');
            good &= t4_charset_convert(charset, text, n, out);
        }
        t4_buffer_putc(out, '\n');
    }
    return good;
}

/* Bad text makes *good false. */
static inline t4_status read_all(t4_source *source, t4_buffer *out, bool *good, t4_error *err)
{
    const t4_dialect *dialect = t4_source_dialect(source);
    t4_charset *charset = t4_charset_open(dialect->block_encoding);
    uint32_t *used = t4_alloc(dialect->column_count, sizeof *used);
    t4_slicer *slicer = NULL;
    t4_slices slices;
    t4_block block = {0};
    t4_status status;

    *good = true;
    status = charset && used ? T4_OK : t4_fail_memory(err);
    for (uint32_t c = 0; !status && c < dialect->column_count; c++)
        used[c] = c;
    if (!status)
        status = t4_slicer_new(&slicer, dialect, used, dialect->column_count, err);
    for (uint64_t sequence = 0; !status && !block.last; sequence++) {
        status = t4_source_next(source, &block, err);
        if (!status && block.sequence != sequence)
            status = t4_fail(err, T4_ERR_IO, "block %llu is numbered otherwise",
                             (unsigned long long)sequence);
        if (!status)
            status = t4_slicer_cut(slicer, &block, &slices, err);
        if (!status)
            *good &= add_records(&slices, charset, out);
    }
    t4_free(used);
    t4_buffer_release(&block.bytes);
    t4_slicer_free(slicer);
    t4_charset_free(charset);
    return status;
}

static inline t4_status read_path(const char *path, const t4_source_options *options, t4_buffer *text,
                           t4_error *err)
{
    t4_source *source = NULL;
    t4_status status;
    t4_run run;
    bool good;

    t4_run_init(&run);
    status = t4_source_open(&source, &run, path, 0, options, err);
    if (!status)
        status = read_all(source, text, &good, err);
    t4_source_free(source);
    return status;
}

#endif
