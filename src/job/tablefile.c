/* SPDX-License-Identifier: MIT */
#include "job/tablefile.h"

#include <string.h>

#include "base/buffer.h"
#include "base/memory.h"
#include "io/slicer.h"
#include "io/source.h"

typedef struct {
    t4_run *run;
    t4_source *source;
    t4_slicer *slicer;
    t4_buffer text;          /* the fields of one row, each with a NUL */
    const char **fields;
    t4_tablefile_visit *visit;
    void *context;
    t4_tablefile_row row;
} reader;

static t4_status open_table(reader *r, const char *path, t4_error *err)
{
    t4_source_options options = {.encoding = "UTF-8", .separator = ','};
    const t4_dialect *dialect;
    uint32_t *used;
    t4_status status = t4_source_open(&r->source, r->run, path, 0, &options, err);

    if (status)
        return status;
    dialect = t4_source_dialect(r->source);
    r->row = (t4_tablefile_row){.path = path, .columns = dialect->columns, .count = dialect->column_count};
    used = t4_alloc(dialect->column_count, sizeof *used);
    r->fields = t4_alloc(dialect->column_count, sizeof *r->fields);
    r->row.fields = r->fields;
    if (!used || !r->fields) {
        t4_free(used);
        return t4_fail_memory(err);
    }
    for (size_t i = 0; i < dialect->column_count; i++)
        used[i] = (uint32_t)i;
    status = t4_slicer_new(&r->slicer, dialect, used, dialect->column_count, err);
    t4_free(used);
    return status;
}

static t4_status visit_row(reader *r, const t4_slices *slices, uint32_t row, t4_error *err)
{
    size_t at = 0;

    r->row.line = slices->block_line + slices->line[row];
    if (slices->fields[row] != slices->expected_fields)
        return t4_fail_at(err, T4_ERR_DATA, r->row.path, r->row.line, 0, "%u fields; expected %u as in the "
                          "header", slices->fields[row], slices->expected_fields);
    t4_buffer_clear(&r->text);
    for (uint32_t c = 0; c < slices->columns; c++) {
        size_t n;
        const char *bytes = t4_slices_field(slices, row, c, &n);

        if (memchr(bytes, '\0', n))
            return t4_fail_at(err, T4_ERR_DATA, r->row.path, r->row.line, 0, "a NUL byte");
        if (!t4_buffer_append(&r->text, bytes, n) || !t4_buffer_putc(&r->text, '\0'))
            return t4_fail_memory(err);
    }
    for (uint32_t c = 0; c < slices->columns; c++) {
        r->fields[c] = r->text.data + at;
        at += strlen(r->fields[c]) + 1;
    }
    return r->visit(r->context, &r->row, err);
}

static t4_status read_blocks(reader *r, t4_block *block, t4_error *err)
{
    t4_status status = T4_OK;

    do {
        t4_slices slices;

        status = t4_run_check(r->run, err);
        if (!status)
            status = t4_source_next(r->source, block, err);
        if (!status)
            status = t4_slicer_cut(r->slicer, block, &slices, err);
        for (uint32_t row = 0; !status && row < slices.rows; row++)
            status = visit_row(r, &slices, row, err);
    } while (!status && !block->last);
    return status;
}

t4_status t4_tablefile_read(t4_run *run, const char *path, t4_tablefile_visit *visit, void *context,
                            t4_error *err)
{
    reader r = {.run = run, .visit = visit, .context = context};
    t4_block block = {0};
    t4_status status;

    t4_buffer_init(&r.text, 0);
    t4_buffer_init(&block.bytes, 0);
    status = open_table(&r, path, err);
    if (!status)
        status = read_blocks(&r, &block, err);
    t4_buffer_release(&block.bytes);
    t4_buffer_release(&r.text);
    t4_free(r.fields);
    t4_slicer_free(r.slicer);
    t4_source_free(r.source);
    return status;
}
