/* SPDX-License-Identifier: MIT */
#include "job/synth.h"

#include <string.h>
#include <time.h>
#include <unistd.h>

#include "io/outfile.h"
#include "job/codes.h"

static double now(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static t4_status may_write(const char *path, bool force, t4_error *err)
{
    if (!path || force || !strcmp(path, "-") || access(path, F_OK))
        return T4_OK;
    return t4_fail(err, T4_ERR_USAGE, "'%s' is there already; --force writes over it", path);
}

static t4_status check_files(const t4_synth_options *options, const t4_job_synth_files *files,
                             t4_error *err)
{
    const char *paths[3] = {files->output, files->truth, files->mirror};
    t4_status status = T4_OK;

    if (files->mirror && !options->mirror)
        return t4_fail(err, T4_ERR_USAGE, "a mirror file needs the partner whose figures it holds");
    for (int i = 0; !status && i < 3; i++) {
        status = may_write(paths[i], files->force, err);
        for (int k = 0; !status && paths[i] && k < i; k++)
            if (paths[k] && !strcmp(paths[i], paths[k]))
                status = t4_fail(err, T4_ERR_USAGE, "two outputs go to '%s'", paths[i]);
    }
    return status;
}

typedef struct {
    t4_outfile *file;
    uint64_t bytes;
} target;

static t4_status write_piece(void *context, const char *bytes, size_t n, t4_error *err)
{
    target *to = context;

    to->bytes += n;
    return t4_outfile_write(to->file, bytes, n, err);
}

typedef t4_status side_output(t4_synth *synth, t4_buffer *out, t4_error *err);

/* The truth or the mirror: small, from memory, written but not yet in place. */
static t4_status write_side(t4_synth *synth, const char *path, side_output *print, t4_outfile **file,
                            t4_error *err)
{
    t4_buffer text;
    t4_status status;

    if (!path)
        return T4_OK;
    t4_buffer_init(&text, 0);
    status = print(synth, &text, err);
    if (!status)
        status = t4_outfile_open(file, path, 0644, err);
    if (!status)
        status = t4_outfile_write(*file, text.data, text.length, err);
    t4_buffer_release(&text);
    return status;
}

static t4_status write_all(t4_synth *synth, t4_run *run, const t4_job_synth_files *files,
                           t4_job_synth_summary *summary, t4_error *err)
{
    target rows = {NULL, 0};
    t4_outfile *truth = NULL, *mirror = NULL;
    t4_status status = t4_outfile_open(&rows.file, files->output, 0644, err);

    if (!status)
        status = t4_synth_write(synth, run, write_piece, &rows, err);
    if (!status)
        status = write_side(synth, files->truth, t4_synth_truth, &truth, err);
    if (!status)
        status = write_side(synth, files->mirror, t4_synth_mirror, &mirror, err);
    /* Everything is written: now all of it appears. */
    if (!status && truth)
        status = t4_outfile_commit(truth, err);
    if (!status && mirror)
        status = t4_outfile_commit(mirror, err);
    if (!status)
        status = t4_outfile_commit(rows.file, err);
    summary->bytes = rows.bytes;
    t4_outfile_free(truth);
    t4_outfile_free(mirror);
    t4_outfile_free(rows.file);
    return status;
}

t4_status t4_job_synth(t4_run *run, const t4_synth_options *options, const t4_job_synth_files *files,
                       t4_job_synth_summary *summary, t4_error *err)
{
    t4_codelist *codes = NULL;
    t4_synth *synth = NULL;
    double begun = now();
    t4_status status = check_files(options, files, err);

    *summary = (t4_job_synth_summary){.rows = options->rows};
    if (!status)
        status = t4_codes_load(&codes, run, files->list, files->layout, NULL, err);
    if (!status)
        status = t4_synth_new(&synth, options, codes, err);
    if (!status)
        status = write_all(synth, run, files, summary, err);
    summary->seconds = now() - begun;
    t4_synth_free(synth);
    t4_codelist_free(codes);
    return status;
}
