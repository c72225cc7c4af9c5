/* SPDX-License-Identifier: MIT */
#include "io/datadir.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "io/embedded.h"

static const t4_embedded *embedded(const char *name)
{
    for (size_t i = 0; i < t4_embedded_count; i++)
        if (!strcmp(t4_embedded_files[i].name, name))
            return &t4_embedded_files[i];
    return NULL;
}

const char *t4_datadir_name(size_t index)
{
    return index < t4_embedded_count ? t4_embedded_files[index].name : NULL;
}

/* A name stays inside its folder. */
static bool plain(const char *name)
{
    return *name && *name != '/' && !strstr(name, "..");
}

/* path = folder/name with a NUL; true when a file is there. */
static bool in_folder(t4_buffer *path, const char *folder, const char *below, const char *name)
{
    struct stat st;

    t4_buffer_clear(path);
    if (!t4_buffer_printf(path, "%s%s/%s", folder, below, name) || !t4_buffer_putc(path, 0))
        return false;
    return !stat(path->data, &st) && S_ISREG(st.st_mode);
}

/* The folder that holds the running program; false when the system does not tell. */
static bool program_folder(char *folder, size_t room)
{
    ssize_t n = readlink("/proc/self/exe", folder, room - 1);
    char *slash;

    if (n <= 0 || (size_t)n >= room - 1)
        return false;
    folder[n] = 0;
    slash = strrchr(folder, '/');
    if (!slash)
        return false;
    *slash = 0;
    return true;
}

static bool edited_copy(const char *name, t4_buffer *path)
{
    const char *folder = getenv("TENFOUR_DATADIR");

    return folder && *folder && in_folder(path, folder, "", name);
}

static bool beside_program(const char *name, t4_buffer *path)
{
    static const char *const below[] = {"/templates", "/../templates", "/../share/tenfour/templates"};
    char folder[4096];

    if (program_folder(folder, sizeof(folder)))
        for (size_t i = 0; i < sizeof(below) / sizeof(*below); i++)
            if (in_folder(path, folder, below[i], name))
                return true;
    return in_folder(path, T4_PKGDATADIR, "/templates", name);
}

static t4_status nowhere(const char *name, t4_error *err)
{
    const char *folder = getenv("TENFOUR_DATADIR");

    return t4_fail(err, T4_ERR_IO,
                   "cannot find the table '%s': it is not built into this program, not in "
                   "TENFOUR_DATADIR (%s), not beside the program and not in %s",
                   name, folder && *folder ? folder : "not set", T4_PKGDATADIR);
}

static t4_status read_file(const char *path, t4_buffer *bytes, t4_error *err)
{
    FILE *file = fopen(path, "rb");
    size_t n, all = 0;
    char block[65536];
    t4_status status = T4_OK;

    if (!file)
        return t4_fail_errno(err, "read", path);
    while (!status && (n = fread(block, 1, sizeof(block), file)) > 0) {
        all += n;
        if (all > T4_DATADIR_BYTES_MAX)
            status = t4_fail_at(err, T4_ERR_MEMORY, path, 0, 0, "larger than %d bytes",
                                T4_DATADIR_BYTES_MAX);
        else if (!t4_buffer_append(bytes, block, n))
            status = t4_fail_memory(err);
    }
    if (!status && ferror(file))
        status = t4_fail_errno(err, "read", path);
    fclose(file);
    return status;
}

t4_status t4_datadir_path(const char *name, t4_buffer *path, t4_error *err)
{
    t4_buffer found;
    t4_status status = T4_OK;

    t4_buffer_init(&found, 0);
    if (!plain(name) || (!edited_copy(name, &found) && !beside_program(name, &found)))
        status = nowhere(name, err);
    else if (!t4_buffer_append(path, found.data, found.length))
        status = t4_fail_memory(err);
    t4_buffer_release(&found);
    return status;
}

t4_status t4_datadir_read(const char *name, t4_buffer *bytes, t4_error *err)
{
    const t4_embedded *file = embedded(name);
    t4_buffer path;
    t4_status status;

    t4_buffer_init(&path, 0);
    if (!plain(name))
        status = nowhere(name, err);
    else if (edited_copy(name, &path))
        status = read_file(path.data, bytes, err);
    else if (file)
        status = t4_buffer_append(bytes, file->bytes, file->n) ? T4_OK : t4_fail_memory(err);
    else if (beside_program(name, &path))
        status = read_file(path.data, bytes, err);
    else
        status = nowhere(name, err);
    t4_buffer_release(&path);
    return status;
}
