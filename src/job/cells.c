/* SPDX-License-Identifier: MIT */
#include "job/cells.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "io/outfile.h"
#include "job/celltables.h"
#include "job/records.h"

static const char notice[] =
    "CONFIDENTIAL\n"
    "\n"
    "The tables in data/ show cells before disclosure control: contributor counts, largest\n"
    "contributions and, in contributions.csv, single traders.  They must not leave the office.\n"
    "To publish, use: tenfour release\n";

static t4_status make_folder(const char *path, t4_error *err)
{
    if (mkdir(path, 0700) != 0 && errno != EEXIST)
        return t4_fail_errno(err, "make the folder", path);
    if (chmod(path, 0700) != 0)
        return t4_fail_errno(err, "protect the folder", path);
    return T4_OK;
}

static bool path_of(char path[4096], const char *folder, const char *name)
{
    return snprintf(path, 4096, "%s/%s", folder, name) < 4096;
}

/* A folder that is there already must be one of ours, and replacing it wanted. */
static t4_status check_folder(const t4_cells_options *options, const char *notice_path, t4_error *err)
{
    struct stat info;

    if (lstat(options->output, &info) != 0)
        return errno == ENOENT ? T4_OK : t4_fail_errno(err, "look at", options->output);
    if (!S_ISDIR(info.st_mode))
        return t4_fail(err, T4_ERR_USAGE, "'%s' exists and is no folder; expected a new folder for -o",
                       options->output);
    if (rmdir(options->output) == 0)
        return T4_OK;
    if (access(notice_path, F_OK) != 0)
        return t4_fail(err, T4_ERR_USAGE, "'%s' exists and was not written by tenfour cells; give a new "
                       "folder for -o", options->output);
    if (!options->force)
        return t4_fail(err, T4_ERR_USAGE, "'%s' exists; give --force to replace its tables",
                       options->output);
    return T4_OK;
}

static t4_status write_notice(const char *path, t4_error *err)
{
    t4_outfile *file = NULL;
    t4_status status = t4_outfile_open(&file, path, 0600, err);

    if (!status)
        status = t4_outfile_write(file, notice, sizeof notice - 1, err);
    if (!status)
        status = t4_outfile_commit(file, err);
    t4_outfile_free(file);
    return status;
}

static t4_status write_tables(t4_run *run, t4_records *records, const t4_cells_options *options,
                              const char *folder, t4_summary *summary, t4_error *err)
{
    t4_cells cells;
    t4_status status = t4_cube_cells(records->cube, &cells, err);

    if (!status)
        status = t4_celltables_write(run, &cells, folder, options->compress, summary->cells, err);
    if (!status && options->contributions)
        status = t4_celltables_contributions(records->cube, &records->domain, folder,
                                             options->compress, err);
    if (status)
        return status;
    summary->level_count = cells.plan->level_count;
    memcpy(summary->levels, cells.plan->levels, sizeof summary->levels);
    return T4_OK;
}

t4_status t4_job_cells(t4_run *run, const t4_job_input *input, const t4_cells_options *options,
                       t4_summary *summary, t4_error *err)
{
    t4_records records = {0};
    t4_records_options reading = {.no_contributions = !options->contributions};
    char folder[4096], notice_path[4096];
    struct timespec before, after;
    t4_status status = T4_OK;

    if (!path_of(folder, options->output, "data") || !path_of(notice_path, options->output, "CONFIDENTIAL.txt"))
        return t4_fail(err, T4_ERR_USAGE, "the path '%s' is too long", options->output);
    status = check_folder(options, notice_path, err);
    if (!status)
        status = t4_records_read(&records, run, input, &reading, summary, err);
    if (!status)
        status = make_folder(options->output, err);
    if (!status)
        status = make_folder(folder, err);
    if (!status)
        status = write_notice(notice_path, err);
    clock_gettime(CLOCK_MONOTONIC, &before);
    if (!status)
        status = write_tables(run, &records, options, folder, summary, err);
    clock_gettime(CLOCK_MONOTONIC, &after);
    summary->seconds_publish = (double)(after.tv_sec - before.tv_sec) +
                               (double)(after.tv_nsec - before.tv_nsec) * 1e-9;
    t4_records_release(&records);
    return status;
}
