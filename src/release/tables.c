/* SPDX-License-Identifier: MIT */
#include "release/tables.h"

#include <stdio.h>
#include <string.h>

#include "base/memory.h"
#include "base/parallel.h"
#include "io/outfile.h"
#include "release/writer.h"

enum { WINDOW_PER_THREAD = 4 };

/* Of a stream of one level only [0]; of one of all levels, each level apart. */
typedef t4_buffer texts[T4_STREAM_ROOM][T4_LEVELS_MAX];

typedef struct {
    texts texts;
} slot;

typedef struct {
    t4_draft *draft;
    t4_stream streams[T4_STREAM_ROOM];
    int count;
    t4_outfile *files[T4_STREAM_ROOM];
    slot *slots;
    size_t window;
    t4_row_block *blocks;      /* one a worker */
    /*
     * Several units may hold one period, flow and chapter, as memory and order
     * of the records had it.  In a file of all levels that must not show: its
     * rows wait here until the three change, and go out level by level.  (For
     * the same reason packing is left to the file, whose members are of one size.)
     */
    texts waiting;
    t4_survey_unit group;      /* whose rows wait; only the three count */
} tables;

/* The rows of one level alone. */
static bool format_level(const tables *t, const t4_stream *stream, const t4_row_block *block,
                         int level, t4_buffer *out)
{
    t4_row_block one = *block;

    for (int other = 0; other < T4_LEVELS_MAX; other++)
        if (other != level)
            one.count[other] = 0;
    return stream->rows(t->draft, stream, &one, out);
}

static t4_status format_unit(const tables *t, const t4_row_block *block, slot *s, t4_error *err)
{
    bool good = true;

    for (int i = 0; i < t->count; i++) {
        const t4_stream *stream = &t->streams[i];

        for (int level = 0; level < T4_LEVELS_MAX; level++)
            t4_buffer_clear(&s->texts[i][level]);
        if (stream->level >= 0)
            good = good && stream->rows(t->draft, stream, block, &s->texts[i][0]);
        for (int level = 0; stream->level < 0 && level < t->draft->rows->plan->level_count; level++)
            good = good && format_level(t, stream, block, level, &s->texts[i][level]);
    }
    return good ? T4_OK : t4_fail_memory(err);
}

/* Write what waits, coarse levels first. */
static t4_status flush(tables *t, t4_error *err)
{
    t4_status status = T4_OK;

    for (int i = 0; i < t->count; i++)
        for (int level = T4_LEVELS_MAX - 1; level >= 0 && !status; level--) {
            t4_buffer *text = &t->waiting[i][level];

            if (text->length)
                status = t4_outfile_write(t->files[i], text->data, text->length, err);
            t4_buffer_clear(text);
        }
    return status;
}

static bool is_same_group(const t4_survey_unit *a, const t4_survey_unit *b)
{
    return a->period == b->period && a->flow == b->flow && !strcmp(a->chapter, b->chapter);
}

static t4_status await(tables *t, int i, slot *s, t4_error *err)
{
    for (int level = 0; level < T4_LEVELS_MAX; level++) {
        t4_buffer *waiting = &t->waiting[i][level], *text = &s->texts[i][level];

        if (!waiting->length) {
            t4_buffer empty = *waiting;

            *waiting = *text;
            *text = empty;
        } else if (!t4_buffer_append(waiting, text->data, text->length))
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
    return status ? status : format_unit(t, block, &t->slots[at], err);
}

static t4_status consume(void *context, size_t index, size_t at, t4_error *err)
{
    tables *t = context;
    const t4_survey_unit *unit = &t->draft->survey.units[index];
    slot *s = &t->slots[at];
    t4_status status = T4_OK;

    if (unit->period && !is_same_group(unit, &t->group)) {
        status = flush(t, err);
        t->group = *unit;
    }
    for (int i = 0; i < t->count && !status; i++)
        status = t->streams[i].level < 0 ? await(t, i, s, err)
                                         : t4_outfile_write(t->files[i], s->texts[i][0].data,
                                                            s->texts[i][0].length, err);
    t4_run_report(t->draft->package->run, "publish", index + 1, t->draft->rows->units, "parts");
    return status;
}

/* What stands before all rows of a file, or behind them. */
static t4_status write_edge(const tables *t, int i,
                            bool (*edge)(const t4_draft *draft, const t4_stream *stream, t4_buffer *out),
                            t4_error *err)
{
    t4_buffer text;
    t4_status status = T4_OK;

    t4_buffer_init(&text, 0);
    if (edge && !edge(t->draft, &t->streams[i], &text))
        status = t4_fail_memory(err);
    if (!status)
        status = t4_outfile_write(t->files[i], text.data, text.length, err);
    t4_buffer_release(&text);
    return status;
}

static void file_name(const tables *t, int i, char name[T4_DRAFT_NAME])
{
    snprintf(name, T4_DRAFT_NAME, "%s%s", t->streams[i].name,
             t->draft->package->template_->compress ? ".gz" : "");
}

static t4_status open_files(tables *t, t4_error *err)
{
    const t4_template *template_ = t->draft->package->template_;
    t4_status status = T4_OK;

    for (int output = 0; output < T4_OUTPUT_COUNT && !status; output++)
        if (template_->wanted[output] && t4_writers[output]->streams)
            status = t4_writers[output]->streams(t->draft, t->streams, &t->count, err);
    for (int i = 0; i < t->count && !status; i++) {
        char name[T4_DRAFT_NAME], path[T4_DRAFT_PATH];

        file_name(t, i, name);
        status = t4_draft_path(t->draft, name, path, err);
        if (!status)
            status = t4_outfile_open(&t->files[i], path, 0600, err);
        if (!status)
            status = write_edge(t, i, t->streams[i].open, err);
    }
    return status;
}

static uint64_t rows_of(const tables *t, int i)
{
    uint64_t rows = 0;

    for (int level = 0; level < t->draft->rows->plan->level_count; level++)
        if (t->streams[i].level < 0 || t->streams[i].level == level)
            rows += t->draft->survey.level_rows[level];
    return rows;
}

/* behind: those that have something behind their rows, or the others. */
static t4_status close_files(tables *t, bool behind, t4_error *err)
{
    t4_status status = T4_OK;

    for (int i = 0; i < t->count && !status; i++) {
        const t4_stream *stream = &t->streams[i];
        char name[T4_DRAFT_NAME];

        if ((stream->behind != NULL) != behind)
            continue;
        if (behind)
            status = stream->behind(t->draft, stream, t->files[i], err);
        if (!status)
            status = write_edge(t, i, stream->close, err);
        if (!status)
            status = t4_outfile_commit(t->files[i], err);
        file_name(t, i, name);
        if (!status && stream->listed)
            status = t4_draft_count(t->draft, name, rows_of(t, i), err);
    }
    return status;
}

static void texts_init(texts all)
{
    for (int i = 0; i < T4_STREAM_ROOM; i++)
        for (int level = 0; level < T4_LEVELS_MAX; level++)
            t4_buffer_init(&all[i][level], 0);
}

static void texts_release(texts all)
{
    for (int i = 0; i < T4_STREAM_ROOM; i++)
        for (int level = 0; level < T4_LEVELS_MAX; level++)
            t4_buffer_release(&all[i][level]);
}

static t4_status tables_init(tables *t, t4_draft *draft, t4_error *err)
{
    const t4_run *run = draft->package->run;

    *t = (tables){.draft = draft, .window = (size_t)run->threads * WINDOW_PER_THREAD};
    t->slots = t4_alloc_zero(t->window, sizeof *t->slots);
    t->blocks = t4_alloc_zero(run->threads, sizeof *t->blocks);
    if (!t->slots || !t->blocks)
        return t4_fail_memory(err);
    texts_init(t->waiting);
    for (size_t i = 0; i < t->window; i++)
        texts_init(t->slots[i].texts);
    return T4_OK;
}

static void tables_release(tables *t, unsigned threads)
{
    for (int i = 0; i < t->count; i++)
        t4_outfile_free(t->files[i]);
    texts_release(t->waiting);
    for (size_t i = 0; t->slots && i < t->window; i++)
        texts_release(t->slots[i].texts);
    for (unsigned i = 0; t->blocks && i < threads; i++)
        t4_row_block_release(&t->blocks[i]);
    t4_free(t->slots);
    t4_free(t->blocks);
}

t4_status t4_tables_write(t4_draft *draft, t4_status (*between)(t4_draft *draft, t4_error *err), t4_error *err)
{
    const t4_run *run = draft->package->run;
    tables t;
    t4_status status = tables_init(&t, draft, err);

    if (!status)
        status = t4_survey_init(&draft->survey, draft->rows,
                                draft->columns.count ? draft->columns.measures[0] : -1,
                                draft->package->listset, run, err);
    if (!status)
        status = open_files(&t, err);
    if (!status)
        status = t4_parallel_ordered(run, draft->rows->units, t.window, produce, consume, &t, err);
    if (!status)
        status = flush(&t, err);
    if (!status)
        status = t4_survey_finish(&draft->survey, err);
    if (!status)
        status = close_files(&t, false, err);
    if (!status && between)
        status = between(draft, err);
    if (!status)
        status = close_files(&t, true, err);
    tables_release(&t, run->threads);
    return status;
}
