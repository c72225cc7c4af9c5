/* SPDX-License-Identifier: MIT */
#include "job/feed.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/memory.h"

typedef struct {
    const char *path;
    t4_source *source;
    t4_binding *binding;
    t4_block first;          /* read for the sample, handed out as the first block */
    bool first_waiting;
    bool busy;               /* a worker is reading it */
    bool opened, finished;
    uint64_t sequence;       /* of the next block */
    char note[256];
    char digest[72];
} feed_file;

struct t4_feed {
    t4_run *run;
    t4_feed_options options;
    pthread_mutex_t lock;
    pthread_cond_t moved;
    feed_file *files;
    const char **names;
    uint64_t bytes_total;    /* of all files opened so far; 0 = unknown */
    bool failed;
    uint32_t failed_file;
    uint64_t failed_sequence;
    t4_error failure;
};

static const char *base_name(const char *path)
{
    const char *slash = strrchr(path, '/');

    return slash && slash[1] ? slash + 1 : path;
}

/* --- no file twice ------------------------------------------------------------------------ */

typedef struct {
    dev_t device;
    ino_t inode;
    size_t index;
} identity;

static int compare_identities(const void *a, const void *b)
{
    const identity *x = a, *y = b;

    if (x->device != y->device)
        return x->device < y->device ? -1 : 1;
    if (x->inode != y->inode)
        return x->inode < y->inode ? -1 : 1;
    return x->index < y->index ? -1 : 1;
}

/* A file that is given twice, by whatever path, would count twice. */
static t4_status refuse_twice(const t4_feed *feed, t4_error *err)
{
    identity *all = t4_alloc(feed->options.file_count + 1, sizeof *all);
    t4_status status = all ? T4_OK : t4_fail_memory(err);
    size_t count = 0;

    for (size_t i = 0; all && i < feed->options.file_count; i++) {
        struct stat info;

        if (strcmp(feed->files[i].path, "-") != 0 && !stat(feed->files[i].path, &info) &&
            S_ISREG(info.st_mode))
            all[count++] = (identity){info.st_dev, info.st_ino, i};
    }
    if (all)
        qsort(all, count, sizeof *all, compare_identities);
    for (size_t i = 1; !status && i < count; i++)
        if (all[i].device == all[i - 1].device && all[i].inode == all[i - 1].inode)
            status = t4_fail(err, T4_ERR_USAGE,
                             "'%s' and '%s' are one file; give it once, or its records count twice",
                             feed->files[all[i - 1].index].path, feed->files[all[i].index].path);
    t4_free(all);
    return status;
}

t4_status t4_feed_new(t4_feed **feed, t4_run *run, const t4_feed_options *options, t4_error *err)
{
    t4_feed *f = t4_alloc_zero(1, sizeof *f);
    t4_status status;

    if (!f)
        return t4_fail_memory(err);
    f->run = run;
    f->options = *options;
    pthread_mutex_init(&f->lock, NULL);
    pthread_cond_init(&f->moved, NULL);
    f->files = t4_alloc_zero(options->file_count, sizeof *f->files);
    f->names = t4_alloc_zero(options->file_count, sizeof *f->names);
    if (!f->files || !f->names) {
        t4_feed_free(f);
        return t4_fail_memory(err);
    }
    for (size_t i = 0; i < options->file_count; i++) {
        f->files[i].path = options->files[i];
        f->names[i] = !strcmp(options->files[i], "-") ? "standard input" : options->files[i];
    }
    if (options->name)
        f->names[0] = options->name;
    status = refuse_twice(f, err);
    if (status)
        t4_feed_free(f);
    else
        *feed = f;
    return status;
}

static void close_file(feed_file *file)
{
    t4_source_free(file->source);
    file->source = NULL;
    t4_buffer_release(&file->first.bytes);
}

void t4_feed_free(t4_feed *feed)
{
    if (!feed)
        return;
    for (size_t i = 0; feed->files && i < feed->options.file_count; i++) {
        close_file(&feed->files[i]);
        t4_binding_free(feed->files[i].binding);
    }
    t4_free(feed->files);
    t4_free(feed->names);
    pthread_cond_destroy(&feed->moved);
    pthread_mutex_destroy(&feed->lock);
    t4_free(feed);
}

/* --- opening: dialect, sample, binding --------------------------------------------------- */

/* The column names that the template wants: they tell encodings and separators apart. */
static size_t wanted_words(const t4_template *template_, const char **words, size_t most)
{
    size_t n = 0;

    for (int field = 0; field < T4_FIELDS + template_->dimension_count; field++) {
        const t4_column *c = field < T4_FIELDS ? &template_->columns[field]
                                               : &template_->dimensions[field - T4_FIELDS];

        for (int i = 0; i < c->column_count && n < most; i++)
            words[n++] = c->columns[i];
        if (c->year_column && n < most)
            words[n++] = c->year_column;
        if (c->month_column && n < most)
            words[n++] = c->month_column;
        if (c->unit_column && n < most)
            words[n++] = c->unit_column;
        for (int flow = 0; flow < T4_FLOWS; flow++)
            if (c->column_by_flow[flow] && n < most)
                words[n++] = c->column_by_flow[flow];
    }
    return n;
}

static t4_status bind(t4_feed *feed, feed_file *file, uint32_t index, t4_error *err)
{
    const t4_dialect *dialect = t4_source_dialect(file->source);
    uint32_t *all = t4_alloc(dialect->column_count, sizeof *all);
    t4_slicer *slicer = NULL;
    t4_slices slices = {0};
    t4_status status;

    if (!all)
        return t4_fail_memory(err);
    for (size_t i = 0; i < dialect->column_count; i++)
        all[i] = (uint32_t)i;
    status = t4_slicer_new(&slicer, dialect, all, dialect->column_count, err);
    if (!status)
        status = t4_slicer_cut(slicer, &file->first, &slices, err);
    if (!status)
        status = t4_clean_bind(&file->binding, feed->options.clean, file->path, index,
                               dialect->columns, dialect->column_count, dialect->block_encoding,
                               &slices, err);
    if (status && err && !err->where[0])
        snprintf(err->where, sizeof err->where, "%s", feed->names[index]);
    t4_slicer_free(slicer);
    t4_free(all);
    return status;
}

static void describe(feed_file *file)
{
    const t4_dialect *d = t4_source_dialect(file->source);
    char separator[16], header[48] = "";

    if (d->separator == '\t')
        snprintf(separator, sizeof separator, "TAB");
    else
        snprintf(separator, sizeof separator, "'%c'", d->separator);
    if (d->header_line > 1)
        snprintf(header, sizeof header, ", header in line %llu", (unsigned long long)d->header_line);
    snprintf(file->note, sizeof file->note, "encoding %s%s, separator %s%s", d->encoding,
             d->encoding_detected ? " (detected)" : "", separator, header);
}

static t4_status open_file(t4_feed *feed, feed_file *file, uint32_t index, t4_error *err)
{
    const t4_template *template_ = feed->options.template_;
    const char *words[1024];
    t4_source_options options = {.encoding = template_->encoding, .separator = template_->separator,
                                 .header_words = words};
    t4_status status;

    options.header_word_count = wanted_words(template_, words, 1024);
    status = t4_source_open(&file->source, feed->run, file->path, index, &options, err);
    if (!status && feed->options.key)
        status = t4_source_key(file->source, feed->options.key, feed->options.key_length, err);
    t4_buffer_init(&file->first.bytes, 0);
    if (!status)
        status = t4_source_next(file->source, &file->first, err);
    if (!status)
        status = bind(feed, file, index, err);
    if (!status) {
        describe(file);
        file->first_waiting = true;
    }
    return status;
}

/* --- handing out -------------------------------------------------------------------------- */

static bool behind_failure(const t4_feed *feed, uint32_t file, uint64_t sequence)
{
    return feed->failed && (file > feed->failed_file ||
                            (file == feed->failed_file && sequence > feed->failed_sequence));
}

/* The first file that has blocks and that nobody reads; waits while all are busy. The lock is held. */
static feed_file *take_file(t4_feed *feed, uint32_t *index)
{
    for (;;) {
        bool waiting = false;

        for (uint32_t i = 0; i < feed->options.file_count; i++) {
            feed_file *file = &feed->files[i];

            if (file->finished || behind_failure(feed, i, file->sequence))
                continue;
            if (!file->busy) {
                file->busy = true;
                *index = i;
                return file;
            }
            waiting = true;
        }
        if (!waiting)
            return NULL;
        pthread_cond_wait(&feed->moved, &feed->lock);
    }
}

static t4_status read_block(t4_feed *feed, feed_file *file, uint32_t index, t4_block *block,
                            t4_error *err)
{
    t4_status status = T4_OK;
    t4_buffer spare;

    if (!file->opened) {
        status = open_file(feed, file, index, err);
        file->opened = true;
    }
    if (status)
        return status;
    if (!file->first_waiting)
        return t4_source_next(file->source, block, err);
    spare = block->bytes;
    *block = file->first;
    file->first.bytes = spare;
    file->first_waiting = false;
    return T4_OK;
}

static void finish_file(feed_file *file)
{
    const char *digest = file->source ? t4_source_digest(file->source) : NULL;

    snprintf(file->digest, sizeof file->digest, "%s", digest ? digest : "");
    if (file->source && file->note[0])
        describe(file);  /* the encoding may have shown late */
    close_file(file);
    file->finished = true;
}

static void report_progress(t4_feed *feed, const feed_file *file)
{
    const t4_dialect *dialect = t4_source_dialect(file->source);

    if (feed->options.file_count == 1)
        t4_run_report(feed->run, "read", t4_source_consumed(file->source), dialect->bytes_total,
                      "bytes");
    else
        t4_run_report(feed->run, "read", (uint64_t)(file - feed->files), feed->options.file_count,
                      "files");
}

/* Read the next block of any file; *more false when there is none. */
static t4_status take_block(t4_feed *feed, t4_portion *portion, bool *more, t4_error *err)
{
    feed_file *file;
    uint32_t index = 0;
    t4_status status;

    pthread_mutex_lock(&feed->lock);
    file = take_file(feed, &index);
    pthread_mutex_unlock(&feed->lock);
    *more = file != NULL;
    if (!file)
        return T4_OK;
    portion->block.file = index;
    portion->block.sequence = file->sequence;
    status = t4_run_check(feed->run, err);
    if (!status)
        status = read_block(feed, file, index, &portion->block, err);
    if (!status && file->source)
        report_progress(feed, file);
    portion->binding = file->binding;
    if (!status && portion->slicer_count > index && !portion->slicers[index]) {
        size_t used_count;
        const uint32_t *used = t4_binding_used(file->binding, &used_count);

        status = t4_slicer_new(&portion->slicers[index], t4_source_dialect(file->source), used,
                               used_count, err);
    }
    pthread_mutex_lock(&feed->lock);
    file->sequence++;
    if (status || portion->block.last)
        finish_file(file);
    file->busy = false;
    pthread_cond_broadcast(&feed->moved);
    pthread_mutex_unlock(&feed->lock);
    return status;
}

t4_status t4_feed_next(t4_feed *feed, t4_portion *portion, bool *more, t4_error *err)
{
    t4_status status = T4_OK;

    if (!portion->slicers) {
        portion->slicer_count = feed->options.file_count;
        portion->slicers = t4_alloc_zero(portion->slicer_count, sizeof *portion->slicers);
        if (!portion->slicers)
            return t4_fail_memory(err);
    }
    status = take_block(feed, portion, more, err);
    if (!status && *more)
        status = t4_slicer_cut(portion->slicers[portion->block.file], &portion->block,
                               &portion->slices, err);
    return status;
}

void t4_feed_fail(t4_feed *feed, uint32_t file, uint64_t sequence, const t4_error *err)
{
    pthread_mutex_lock(&feed->lock);
    if (!feed->failed || file < feed->failed_file ||
        (file == feed->failed_file && sequence < feed->failed_sequence)) {
        feed->failed = true;
        feed->failed_file = file;
        feed->failed_sequence = sequence;
        feed->failure = *err;
    }
    pthread_cond_broadcast(&feed->moved);
    pthread_mutex_unlock(&feed->lock);
}

t4_status t4_feed_result(const t4_feed *feed, t4_error *err)
{
    if (!feed->failed)
        return T4_OK;
    if (err && err->code == T4_OK)
        *err = feed->failure;
    return feed->failure.code;
}

const char *const *t4_feed_names(const t4_feed *feed, size_t *count)
{
    *count = feed->options.file_count;
    return feed->names;
}

void t4_feed_summary(const t4_feed *feed, t4_summary *summary)
{
    size_t most = sizeof summary->files / sizeof *summary->files;

    summary->file_count = feed->options.file_count;
    for (size_t i = 0; i < feed->options.file_count && i < most; i++) {
        snprintf(summary->files[i].file, sizeof summary->files[i].file, "%s",
                 base_name(feed->names[i]));
        snprintf(summary->files[i].note, sizeof summary->files[i].note, "%s", feed->files[i].note);
    }
}

const char *t4_feed_digest(const t4_feed *feed, size_t i)
{
    return feed->files[i].digest;
}

void t4_portion_release(t4_portion *portion)
{
    for (size_t i = 0; portion->slicers && i < portion->slicer_count; i++)
        t4_slicer_free(portion->slicers[i]);
    t4_free(portion->slicers);
    t4_buffer_release(&portion->block.bytes);
    *portion = (t4_portion){0};
}
