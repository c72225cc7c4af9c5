/* SPDX-License-Identifier: MIT */
#include "job/reports.h"

#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/memory.h"
#include "io/csvtext.h"
#include "io/outfile.h"

/* Blocks of one file may finish out of order; at most this many wait for an earlier one. */
enum { WINDOW = 64 };

typedef struct {
    bool filled;
    t4_buffer issues, rejected;
    t4_issues first;         /* the block's first issues, for the terminal */
} waiting_block;

/* The texts of one file: its extents in the spills, in order. */
typedef struct {
    uint64_t offset, length;
} extent;

typedef struct {
    extent *items;
    size_t count, room;
} extents;

typedef struct {
    uint64_t next;           /* sequence that is to be written next */
    waiting_block blocks[WINDOW];
    extents issues, rejected;
    t4_issues first;         /* the first T4_SUMMARY_ISSUES of the file */
} file_report;

struct t4_reports {
    t4_run *run;
    bool want_issues, want_rejected;
    t4_spill *issues, *rejected;
    const char *const *names;
    file_report **files;
    size_t file_count;
    extents closing;
    t4_issues closing_first;
    pthread_mutex_t lock;
    pthread_cond_t moved;
    uint64_t kinds[T4_ISSUE_KINDS];
    uint64_t rows, rejected_rows, repaired_rows, residual_rows;
    bool abandoned;          /* a worker failed: nobody waits for its blocks any more */
};

t4_status t4_reports_new(t4_reports **reports, t4_run *run, bool want_issues, bool want_rejected,
                         t4_error *err)
{
    t4_reports *r = t4_alloc_zero(1, sizeof *r);
    t4_status status = T4_OK;

    if (!r)
        return t4_fail_memory(err);
    r->run = run;
    r->want_issues = want_issues;
    r->want_rejected = want_rejected;
    t4_issues_init(&r->closing_first);
    pthread_mutex_init(&r->lock, NULL);
    pthread_cond_init(&r->moved, NULL);
    if (want_issues)
        status = t4_spill_open(&r->issues, run, err);
    if (!status && want_rejected)
        status = t4_spill_open(&r->rejected, run, err);
    if (status)
        t4_reports_free(r);
    else
        *reports = r;
    return status;
}

static void free_file(file_report *file)
{
    for (int i = 0; i < WINDOW; i++) {
        t4_buffer_release(&file->blocks[i].issues);
        t4_buffer_release(&file->blocks[i].rejected);
        t4_issues_release(&file->blocks[i].first);
    }
    t4_free(file->issues.items);
    t4_free(file->rejected.items);
    t4_issues_release(&file->first);
    t4_free(file);
}

void t4_reports_free(t4_reports *reports)
{
    if (!reports)
        return;
    for (size_t i = 0; i < reports->file_count; i++)
        if (reports->files[i])
            free_file(reports->files[i]);
    t4_free(reports->files);
    t4_free(reports->closing.items);
    t4_issues_release(&reports->closing_first);
    t4_spill_free(reports->issues);
    t4_spill_free(reports->rejected);
    pthread_cond_destroy(&reports->moved);
    pthread_mutex_destroy(&reports->lock);
    t4_free(reports);
}

t4_status t4_reports_files(t4_reports *reports, const char *const *names, size_t count, t4_error *err)
{
    reports->names = names;
    reports->files = t4_alloc_zero(count, sizeof *reports->files);
    if (!reports->files)
        return t4_fail_memory(err);
    reports->file_count = count;
    return T4_OK;
}

/* --- text ------------------------------------------------------------------------------- */

static const char *severity_name(t4_severity severity)
{
    return severity == T4_SEVERE ? "severe" : severity == T4_WARNING ? "warning" : "note";
}

static bool put_field(t4_buffer *out, const char *text, char end)
{
    return t4_csvtext_field(out, text ? text : "", text ? strlen(text) : 0) && t4_buffer_putc(out, end);
}

static bool put_issue(const t4_reports *reports, t4_buffer *out, const t4_issue *issue)
{
    const t4_issue_row *row = t4_issue_info(issue->kind);

    return put_field(out, reports->names[issue->file], ',') &&
           (issue->line ? t4_buffer_printf(out, "%llu", (unsigned long long)issue->line) : true) &&
           t4_buffer_putc(out, ',') &&
           (issue->column ? t4_buffer_printf(out, "%u", issue->column) : true) &&
           t4_buffer_putc(out, ',') && put_field(out, issue->field, ',') &&
           put_field(out, row->name, ',') && put_field(out, severity_name(row->severity), ',') &&
           put_field(out, t4_issue_action_name(issue->action), ',') &&
           put_field(out, issue->found, ',') && put_field(out, issue->expected, '\n');
}

/* The row's own bytes, in the file's encoding, as one quoted field. */
static bool put_raw(t4_buffer *out, const char *bytes, size_t n)
{
    const char *quote;

    if (!t4_buffer_putc(out, '"'))
        return false;
    while ((quote = memchr(bytes, '"', n)) != NULL) {
        size_t part = (size_t)(quote - bytes) + 1;

        if (!t4_buffer_append(out, bytes, part) || !t4_buffer_putc(out, '"'))
            return false;
        bytes += part;
        n -= part;
    }
    return t4_buffer_append(out, bytes, n) && t4_buffer_puts(out, "\"\n");
}

static bool put_rejected(const t4_reports *reports, t4_buffer *out, const t4_slices *slices,
                         const t4_block_report *report, size_t i)
{
    uint32_t row = report->rejected[i];

    return put_field(out, reports->names[slices->file], ',') &&
           t4_buffer_printf(out, "%llu,%s,", (unsigned long long)(slices->block_line + slices->line[row]),
                            t4_issue_info(report->reason[i])->name) &&
           put_raw(out, slices->bytes + slices->raw_start[row],
                   slices->raw_end[row] - slices->raw_start[row]);
}

/* Count rows by what was done to them: an issue list is in row order, several issues a row. */
static void count_rows(const t4_block_report *report, t4_report_text *text)
{
    uint64_t line = 0, done_repaired = 0, done_residual = 0;

    for (size_t i = 0; i < report->issues.count; i++) {
        const t4_issue *issue = &report->issues.items[i];

        text->kinds[issue->kind]++;
        if (issue->line != line) {
            line = issue->line;
            done_repaired = done_residual = 0;
        }
        if (issue->action == T4_ACT_REPAIR && !done_repaired++)
            text->repaired_rows++;
        if (issue->action == T4_ACT_RESIDUAL && !done_residual++)
            text->residual_rows++;
    }
}

t4_status t4_reports_format(t4_reports *reports, const t4_slices *slices,
                            const t4_block_report *report, t4_report_text *text, t4_error *err)
{
    bool good = true;

    t4_buffer_clear(&text->issues);
    t4_buffer_clear(&text->rejected);
    memset(text->kinds, 0, sizeof text->kinds);
    text->repaired_rows = text->residual_rows = 0;
    text->rows = slices->rows;
    text->rejected_rows = report->rejected_count;
    count_rows(report, text);
    for (size_t i = 0; good && reports->want_issues && i < report->issues.count; i++)
        good = put_issue(reports, &text->issues, &report->issues.items[i]);
    for (size_t i = 0; good && reports->want_rejected && i < report->rejected_count; i++)
        good = put_rejected(reports, &text->rejected, slices, report, i);
    return good ? T4_OK : t4_fail_memory(err);
}

void t4_report_text_release(t4_report_text *text)
{
    t4_buffer_release(&text->issues);
    t4_buffer_release(&text->rejected);
}

/* --- order ------------------------------------------------------------------------------- */

static t4_status spill_text(t4_spill *spill, extents *list, const t4_buffer *text, t4_error *err)
{
    extent *last = list->count ? &list->items[list->count - 1] : NULL;
    extent item = {.length = text->length};
    t4_status status;

    if (!text->length)
        return T4_OK;
    status = t4_spill_append(spill, text->data, text->length, &item.offset, err);
    if (status)
        return status;
    if (last && last->offset + last->length == item.offset) {
        last->length += item.length;
        return T4_OK;
    }
    if (!t4_grow(&list->items, &list->room, list->count, sizeof *list->items))
        return t4_fail_memory(err);
    list->items[list->count++] = item;
    return T4_OK;
}

static bool keep_first(t4_issues *first, const t4_issues *issues)
{
    for (size_t i = 0; i < issues->count && first->count < T4_SUMMARY_ISSUES; i++)
        if (!t4_issues_add(first, &issues->items[i]))
            return false;
    return true;
}

/* Write what is complete in order. The lock is held. */
static t4_status drain(t4_reports *reports, file_report *file, t4_error *err)
{
    waiting_block *block = &file->blocks[file->next % WINDOW];
    t4_status status = T4_OK;

    for (; !status && block->filled; block = &file->blocks[file->next % WINDOW]) {
        if (reports->want_issues)
            status = spill_text(reports->issues, &file->issues, &block->issues, err);
        if (!status && reports->want_rejected)
            status = spill_text(reports->rejected, &file->rejected, &block->rejected, err);
        if (!status && !keep_first(&file->first, &block->first))
            status = t4_fail_memory(err);
        t4_buffer_clear(&block->issues);
        t4_buffer_clear(&block->rejected);
        t4_issues_clear(&block->first);
        block->filled = false;
        file->next++;
    }
    pthread_cond_broadcast(&reports->moved);
    return status;
}

static void swap(t4_buffer *a, t4_buffer *b)
{
    t4_buffer keep = *a;

    *a = *b;
    *b = keep;
}

static file_report *file_at(t4_reports *reports, uint32_t file)
{
    if (!reports->files[file]) {
        reports->files[file] = t4_alloc_zero(1, sizeof **reports->files);
        if (reports->files[file]) {
            t4_issues_init(&reports->files[file]->first);
            for (int i = 0; i < WINDOW; i++)
                t4_issues_init(&reports->files[file]->blocks[i].first);
        }
    }
    return reports->files[file];
}

static void add_counts(t4_reports *reports, const t4_report_text *text)
{
    for (int kind = 0; kind < T4_ISSUE_KINDS; kind++)
        reports->kinds[kind] += text->kinds[kind];
    reports->rows += text->rows;
    reports->rejected_rows += text->rejected_rows;
    reports->repaired_rows += text->repaired_rows;
    reports->residual_rows += text->residual_rows;
}

t4_status t4_reports_commit(t4_reports *reports, uint32_t file, uint64_t sequence,
                            const t4_block_report *report, t4_report_text *text, t4_error *err)
{
    file_report *f;
    waiting_block *block;
    t4_status status = T4_OK;

    pthread_mutex_lock(&reports->lock);
    f = file_at(reports, file);
    while (f && sequence >= f->next + WINDOW && !reports->abandoned)
        pthread_cond_wait(&reports->moved, &reports->lock);
    if (!f)
        status = t4_fail_memory(err);
    else if (reports->abandoned)
        status = T4_OK;
    else {
        block = &f->blocks[sequence % WINDOW];
        swap(&block->issues, &text->issues);
        swap(&block->rejected, &text->rejected);
        if (!keep_first(&block->first, &report->issues))
            status = t4_fail_memory(err);
        block->filled = true;
        add_counts(reports, text);
        if (!status && sequence == f->next)
            status = drain(reports, f, err);
    }
    pthread_mutex_unlock(&reports->lock);
    return status;
}

void t4_reports_abandon(t4_reports *reports)
{
    pthread_mutex_lock(&reports->lock);
    reports->abandoned = true;
    pthread_cond_broadcast(&reports->moved);
    pthread_mutex_unlock(&reports->lock);
}

t4_status t4_reports_closing(t4_reports *reports, const t4_issues *issues, t4_error *err)
{
    t4_buffer text;
    t4_status status = T4_OK;
    bool good = keep_first(&reports->closing_first, issues);

    t4_buffer_init(&text, 0);
    for (size_t i = 0; good && i < issues->count; i++) {
        reports->kinds[issues->items[i].kind] += !issues->items[i].sum;
        if (reports->want_issues)
            good = put_issue(reports, &text, &issues->items[i]);
    }
    if (!good)
        status = t4_fail_memory(err);
    else if (reports->want_issues)
        status = spill_text(reports->issues, &reports->closing, &text, err);
    t4_buffer_release(&text);
    return status;
}

/* --- results ----------------------------------------------------------------------------- */

static const char *base_name(const char *path)
{
    const char *slash = strrchr(path, '/');

    return slash && slash[1] ? slash + 1 : path;
}

static void show_issue(const t4_reports *reports, t4_summary *summary, const t4_issue *issue)
{
    const char *name = base_name(reports->names[issue->file]);
    size_t i = summary->first_count++;

    summary->sums += issue->sum;
    summary->first[i].kind = issue->kind;
    summary->first[i].action = issue->action;
    if (issue->line && issue->column)
        snprintf(summary->first[i].place, sizeof summary->first[i].place, "%s:%llu:%u", name,
                 (unsigned long long)issue->line, issue->column);
    else if (issue->line)
        snprintf(summary->first[i].place, sizeof summary->first[i].place, "%s:%llu", name,
                 (unsigned long long)issue->line);
    snprintf(summary->first[i].field, sizeof summary->first[i].field, "%s",
             issue->field ? issue->field : "");
    snprintf(summary->first[i].found, sizeof summary->first[i].found, "%s",
             issue->secret || !issue->found ? "" : issue->found);
    snprintf(summary->first[i].expected, sizeof summary->first[i].expected, "%s",
             issue->secret || !issue->expected ? "" : issue->expected);
}

void t4_reports_summary(const t4_reports *reports, t4_summary *summary)
{
    summary->rows = reports->rows;
    summary->rejected = reports->rejected_rows;
    summary->kept = reports->rows - reports->rejected_rows;
    summary->repaired = reports->repaired_rows;
    summary->residual = reports->residual_rows;
    memcpy(summary->kinds, reports->kinds, sizeof summary->kinds);
    for (size_t f = 0; f < reports->file_count; f++)
        for (size_t i = 0; reports->files[f] && i < reports->files[f]->first.count &&
                           summary->first_count < T4_SUMMARY_ISSUES; i++)
            show_issue(reports, summary, &reports->files[f]->first.items[i]);
    for (size_t i = 0; i < reports->closing_first.count; i++)
        if (reports->closing_first.items[i].sum || summary->first_count < T4_SUMMARY_ISSUES)
            show_issue(reports, summary, &reports->closing_first.items[i]);
}

static t4_status copy_extents(t4_spill *spill, const extents *list, t4_outfile *file, t4_error *err)
{
    char block[65536];

    for (size_t i = 0; i < list->count; i++) {
        uint64_t offset = list->items[i].offset, left = list->items[i].length;

        while (left) {
            size_t n = left < sizeof block ? (size_t)left : sizeof block;
            t4_status status = t4_spill_read(spill, offset, block, n, err);

            if (!status)
                status = t4_outfile_write(file, block, n, err);
            if (status)
                return status;
            offset += n;
            left -= n;
        }
    }
    return T4_OK;
}

static t4_status write_all(t4_reports *reports, t4_spill *spill, bool rejected, const char *header,
                           const char *path, bool force, t4_error *err)
{
    t4_outfile *file = NULL;
    t4_status status;

    if (!force && strcmp(path, "-") != 0 && access(path, F_OK) == 0)
        return t4_fail(err, T4_ERR_USAGE, "'%s' exists; give --force to replace it", path);
    status = t4_outfile_open(&file, path, 0600, err);
    if (!status)
        status = t4_outfile_write(file, header, strlen(header), err);
    for (size_t f = 0; !status && f < reports->file_count; f++)
        if (reports->files[f])
            status = copy_extents(spill, rejected ? &reports->files[f]->rejected
                                                  : &reports->files[f]->issues, file, err);
    if (!status && !rejected)
        status = copy_extents(spill, &reports->closing, file, err);
    if (!status)
        status = t4_outfile_commit(file, err);
    t4_outfile_free(file);
    return status;
}

t4_status t4_reports_write_issues(t4_reports *reports, const char *path, bool force, t4_error *err)
{
    return write_all(reports, reports->issues, false,
                     "file,line,column,field,kind,severity,action,found,expected\n", path, force, err);
}

t4_status t4_reports_write_rejected(t4_reports *reports, const char *path, bool force, t4_error *err)
{
    return write_all(reports, reports->rejected, true, "file,line,reason,record\n", path, force, err);
}
