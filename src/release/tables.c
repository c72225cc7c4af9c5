/* SPDX-License-Identifier: MIT */
#include "release/tables.h"

#include <stdio.h>

#include "base/memory.h"
#include "base/parallel.h"
#include "io/outfile.h"

enum { WINDOW_PER_THREAD = 4 };

typedef struct {
    t4_buffer lines[T4_LEVELS_MAX];
} slot;

typedef struct {
    t4_draft *draft;
    bool csv;
    t4_outfile *files[T4_LEVELS_MAX];
    slot *slots;
    size_t window;
    t4_row_block *blocks;      /* one a worker */
} tables;

static t4_status format_unit(const tables *t, const t4_row_block *block, slot *s, t4_error *err)
{
    const t4_columns *columns = &t->draft->columns;

    for (int level = 0; level < t->draft->rows->plan->level_count; level++) {
        t4_buffer_clear(&s->lines[level]);
        for (size_t k = 0; k < block->count[level]; k++)
            if (!t4_columns_line(columns, &block->rows[level][k], &s->lines[level]))
                return t4_fail_memory(err);
    }
    return T4_OK;
}

static t4_status produce(void *context, unsigned worker, size_t index, size_t at, t4_error *err)
{
    tables *t = context;
    const t4_rows *rows = t->draft->rows;
    t4_row_block *block = &t->blocks[worker];
    t4_status status = rows->load(rows, worker, index, block, err);

    if (!status)
        status = t4_survey_count(&t->draft->survey, worker, index, block, err);
    if (!status && t->csv)
        status = format_unit(t, block, &t->slots[at], err);
    return status;
}

static void table_name(const tables *t, int level, char name[64])
{
    char table[16];

    t4_draft_level(t->draft, level, table);
    snprintf(name, 64, "data/%s.csv%s", table,
             t->draft->package->template_->compress ? ".gz" : "");
}

static t4_status consume(void *context, size_t index, size_t at, t4_error *err)
{
    tables *t = context;
    t4_status status = T4_OK;

    for (int level = 0; t->csv && level < t->draft->rows->plan->level_count && !status; level++)
        status = t4_outfile_write(t->files[level], t->slots[at].lines[level].data,
                                  t->slots[at].lines[level].length, err);
    t4_run_report(t->draft->package->run, "publish", index + 1, t->draft->rows->units, "parts");
    return status;
}

static t4_status open_tables(tables *t, t4_error *err)
{
    t4_buffer header;
    t4_status status = t->csv ? t4_draft_folder(t->draft, "data", err) : T4_OK;

    t4_buffer_init(&header, 0);
    if (!status && !t4_columns_header(&t->draft->columns, &header))
        status = t4_fail_memory(err);
    for (int level = 0; t->csv && level < t->draft->rows->plan->level_count && !status; level++) {
        char name[64], path[T4_DRAFT_PATH];

        table_name(t, level, name);
        status = t4_draft_path(t->draft, name, path, err);
        if (!status)
            status = t4_outfile_open(&t->files[level], path, 0600, err);
        if (!status)
            status = t4_outfile_write(t->files[level], header.data, header.length, err);
    }
    t4_buffer_release(&header);
    return status;
}

static t4_status close_tables(tables *t, t4_status status, t4_error *err)
{
    for (int level = 0; level < T4_LEVELS_MAX; level++) {
        char name[64];

        if (!t->files[level])
            continue;
        table_name(t, level, name);
        if (!status)
            status = t4_outfile_commit(t->files[level], err);
        t4_outfile_free(t->files[level]);
        if (!status)
            status = t4_draft_count(t->draft, name, t->draft->survey.level_rows[level], err);
    }
    return status;
}

static t4_status tables_init(tables *t, t4_draft *draft, t4_error *err)
{
    const t4_run *run = draft->package->run;

    *t = (tables){.draft = draft, .csv = draft->package->template_->csv,
                  .window = (size_t)run->threads * WINDOW_PER_THREAD};
    t->slots = t4_alloc_zero(t->window, sizeof *t->slots);
    t->blocks = t4_alloc_zero(run->threads, sizeof *t->blocks);
    if (!t->slots || !t->blocks)
        return t4_fail_memory(err);
    for (size_t i = 0; i < t->window; i++)
        for (int level = 0; level < T4_LEVELS_MAX; level++)
            t4_buffer_init(&t->slots[i].lines[level], 0);
    return T4_OK;
}

static void tables_release(tables *t, unsigned threads)
{
    for (size_t i = 0; t->slots && i < t->window; i++)
        for (int level = 0; level < T4_LEVELS_MAX; level++)
            t4_buffer_release(&t->slots[i].lines[level]);
    for (unsigned i = 0; t->blocks && i < threads; i++)
        t4_row_block_release(&t->blocks[i]);
    t4_free(t->slots);
    t4_free(t->blocks);
}

t4_status t4_tables_write(t4_draft *draft, t4_error *err)
{
    const t4_run *run = draft->package->run;
    tables t;
    t4_status status = tables_init(&t, draft, err);

    if (!status)
        status = t4_survey_init(&draft->survey, draft->rows, run, err);
    if (!status)
        status = open_tables(&t, err);
    if (!status)
        status = t4_parallel_ordered(run, draft->rows->units, t.window, produce, consume, &t, err);
    if (!status)
        status = t4_survey_finish(&draft->survey, err);
    status = close_tables(&t, status, err);
    tables_release(&t, run->threads);
    return status;
}
