/* SPDX-License-Identifier: MIT */
#include "job/outfolder.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "io/outfile.h"

static const char notice_name[] = "CONFIDENTIAL.txt";

t4_status t4_outfolder_path(char path[4096], const char *folder, const char *name, t4_error *err)
{
    if (snprintf(path, 4096, "%s/%s", folder, name) < 4096)
        return T4_OK;
    return t4_fail(err, T4_ERR_USAGE, "the path '%s' is too long", folder);
}

t4_status t4_outfolder_make_inner(const char *path, t4_error *err)
{
    if (mkdir(path, 0700) != 0 && errno != EEXIST)
        return t4_fail_errno(err, "make the folder", path);
    if (chmod(path, 0700) != 0)
        return t4_fail_errno(err, "protect the folder", path);
    return T4_OK;
}

/* The notice begins with the same lines as ours. */
static bool is_ours(const char *notice, const t4_outfolder_kind *kind)
{
    char text[512] = "";
    FILE *file = fopen(notice, "r");
    size_t n = file ? fread(text, 1, sizeof text - 1, file) : 0;

    if (file)
        fclose(file);
    return n > 0 && strstr(text, "CONFIDENTIAL") == text && n == strnlen(kind->notice, sizeof text - 1) &&
           !memcmp(text, kind->notice, n);
}

t4_status t4_outfolder_check(const char *path, const t4_outfolder_kind *kind, bool force, t4_error *err)
{
    char notice[4096];
    struct stat info;
    t4_status status = t4_outfolder_path(notice, path, notice_name, err);

    if (status)
        return status;
    if (lstat(path, &info) != 0)
        return errno == ENOENT ? T4_OK : t4_fail_errno(err, "look at", path);
    if (!S_ISDIR(info.st_mode))
        return t4_fail(err, T4_ERR_USAGE, "'%s' exists and is no folder; expected a new folder for -o", path);
    if (rmdir(path) == 0)
        return T4_OK;
    if (!is_ours(notice, kind))
        return t4_fail(err, T4_ERR_USAGE, "'%s' exists and was not written by tenfour %s; give a new folder for -o",
                       path, kind->command);
    if (!force)
        return t4_fail(err, T4_ERR_USAGE, "'%s' exists; give --force to replace its tables", path);
    return T4_OK;
}

t4_status t4_outfolder_make(const char *path, const t4_outfolder_kind *kind, t4_error *err)
{
    char notice[4096];
    t4_outfile *file = NULL;
    t4_status status = t4_outfolder_path(notice, path, notice_name, err);

    if (!status)
        status = t4_outfolder_make_inner(path, err);
    if (!status)
        status = t4_outfile_open(&file, notice, 0600, err);
    if (!status)
        status = t4_outfile_write(file, kind->notice, strlen(kind->notice), err);
    if (!status)
        status = t4_outfile_commit(file, err);
    t4_outfile_free(file);
    return status;
}
