/* SPDX-License-Identifier: MIT */
/* Look for the files that the user named. */
#include "cli/files.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/suggest.h"
#include "io/datadir.h"

enum { ENTRIES = 10000 };  /* most names of a folder that are looked at */

/* Of equally near names the bytewise smallest, whatever order the folder has. */
bool t4_files_suggest(const char *path, char *out, size_t room)
{
    const char *slash = strrchr(path, '/');
    const char *name = slash ? slash + 1 : path;
    int head = (int)(name - path), seen = 0;
    char folder[4096] = ".", best[256] = "";
    size_t distance = (size_t)-1;
    struct dirent *entry;
    DIR *dir;

    if (head && snprintf(folder, sizeof folder, "%.*s", head, path) >= (int)sizeof folder)
        return false;
    dir = opendir(folder);
    while (dir && (entry = readdir(dir)) && seen++ < ENTRIES) {
        t4_suggest one;

        t4_suggest_init(&one, name);
        t4_suggest_offer(&one, entry->d_name);
        if (entry->d_name[0] == '.' || !one.nearest || one.distance > distance ||
            (one.distance == distance && strcmp(entry->d_name, best) > 0))
            continue;
        distance = one.distance;
        snprintf(best, sizeof best, "%s", entry->d_name);
    }
    if (dir)
        closedir(dir);
    return best[0] && snprintf(out, room, "%.*s%s", head, path, best) < (int)room;
}

t4_status t4_files_require(const char *path, t4_error *err)
{
    char near[4096];
    struct stat info;

    if (strcmp(path, "-") == 0 || stat(path, &info) == 0)
        return T4_OK;
    if (errno != ENOENT)
        return t4_fail_errno(err, "read", path);
    if (t4_files_suggest(path, near, sizeof near))
        return t4_fail(err, T4_ERR_IO, "cannot read '%s': no such file; did you mean '%s'?", path,
                       near);
    return t4_fail(err, T4_ERR_IO, "cannot read '%s': no such file", path);
}

t4_status t4_files_require_template(const char *path, t4_error *err)
{
    const char *name;
    struct stat info;
    size_t n = strlen(path);

    for (size_t i = 0; stat(path, &info) != 0 && (name = t4_datadir_name(i)); i++)
        if (strncmp(name, path, n) == 0 && (strcmp(name + n, ".yaml") == 0 ||
                                            (name[n] == 0 && n > 5 && strcmp(name + n - 5, ".yaml") == 0)))
            return T4_OK;
    return t4_files_require(path, err);
}

t4_status t4_files_require_all(const t4_program *program, const char *const *files, size_t count,
                               t4_error *err)
{
    t4_status status = T4_OK;
    bool awaited = count == 0;

    for (size_t i = 0; i < count && !status; i++) {
        status = t4_files_require(files[i], err);
        awaited = awaited || strcmp(files[i], "-") == 0;
    }
    if (!status && awaited && isatty(0))
        t4_message_note(&program->messages, "records are awaited on standard input");
    return status;
}
