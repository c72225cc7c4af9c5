/* SPDX-License-Identifier: MIT */
#include "release/tree.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buffer.h"
#include "base/memory.h"

t4_status t4_tree_make(const char *path, t4_error *err)
{
    if (mkdir(path, 0700) != 0 || chmod(path, 0700) != 0)
        return t4_fail_errno(err, "make the folder", path);
    return T4_OK;
}

/* Open a folder for reading its entries; NULL with errno set. */
static DIR *open_folder(int parent, const char *name)
{
    int fd = openat(parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    DIR *folder = fd < 0 ? NULL : fdopendir(fd);

    if (fd >= 0 && !folder)
        close(fd);
    return folder;
}

/* The next entry that is not "." or ".."; NULL at the end (errno 0) or on failure. */
static const char *next_entry(DIR *folder)
{
    struct dirent *entry;

    do {
        errno = 0;
        entry = readdir(folder);
    } while (entry && (!strcmp(entry->d_name, ".") || !strcmp(entry->d_name, "..")));
    return entry ? entry->d_name : NULL;
}

static t4_status fail_depth(const char *name, t4_error *err)
{
    return t4_fail(err, T4_ERR_MEMORY, "folder '%s' is nested more than %d deep", name,
                   T4_TREE_DEPTH);
}

typedef struct {
    mode_t file_mode, folder_mode;
} seal_modes;

static t4_status seal(int parent, const char *name, const seal_modes *modes, int depth,
                      t4_error *err);

static t4_status seal_entries(DIR *folder, const char *name, const seal_modes *modes, int depth,
                              t4_error *err)
{
    t4_status status = T4_OK;
    const char *entry;

    if (depth >= T4_TREE_DEPTH)
        return fail_depth(name, err);
    while (!status && (entry = next_entry(folder)) != NULL)
        status = seal(dirfd(folder), entry, modes, depth + 1, err);
    if (!status && errno)
        status = t4_fail_errno(err, "read the folder", name);
    return status;
}

static t4_status seal_folder(int parent, const char *name, const seal_modes *modes, int depth,
                             t4_error *err)
{
    DIR *folder;
    t4_status status;

    /* Readable for us first: a strange umask may have taken our own rights. */
    if (fchmodat(parent, name, 0700, 0) != 0)
        return t4_fail_errno(err, "set the mode of", name);
    folder = open_folder(parent, name);
    if (!folder)
        return t4_fail_errno(err, "read the folder", name);
    status = seal_entries(folder, name, modes, depth, err);
    if (!status && (fchmod(dirfd(folder), modes->folder_mode) != 0 || fsync(dirfd(folder)) != 0))
        status = t4_fail_errno(err, "write to disk", name);
    closedir(folder);
    return status;
}

static t4_status seal_file(int parent, const char *name, mode_t mode, t4_error *err)
{
    int fd;
    bool good;

    if (fchmodat(parent, name, mode, 0) != 0)
        return t4_fail_errno(err, "set the mode of", name);
    fd = openat(parent, name, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
    if (fd < 0)
        return t4_fail_errno(err, "open", name);
    good = fsync(fd) == 0;
    if (close(fd) != 0 || !good)
        return t4_fail_errno(err, "write to disk", name);
    return T4_OK;
}

static t4_status seal(int parent, const char *name, const seal_modes *modes, int depth,
                      t4_error *err)
{
    struct stat info;

    if (fstatat(parent, name, &info, AT_SYMLINK_NOFOLLOW) != 0)
        return t4_fail_errno(err, "look at", name);
    if (S_ISDIR(info.st_mode))
        return seal_folder(parent, name, modes, depth, err);
    if (S_ISREG(info.st_mode))
        return seal_file(parent, name, modes->file_mode, err);
    return t4_fail(err, T4_ERR_IO, "'%s' is neither a plain file nor a folder", name);
}

t4_status t4_tree_seal(int parent_fd, const char *name, mode_t file_mode, mode_t folder_mode,
                       t4_error *err)
{
    seal_modes modes = {file_mode, folder_mode};

    return seal(parent_fd, name, &modes, 0, err);
}

static t4_status remove_entry(int parent, const char *name, int depth, t4_error *err);

static t4_status remove_folder(int parent, const char *name, int depth, t4_error *err)
{
    DIR *folder;
    t4_status status = T4_OK;
    const char *entry;

    if (depth >= T4_TREE_DEPTH)
        return fail_depth(name, err);
    fchmodat(parent, name, 0700, 0);
    folder = open_folder(parent, name);
    if (!folder)
        return t4_fail_errno(err, "read the folder", name);
    while (!status && (entry = next_entry(folder)) != NULL)
        status = remove_entry(dirfd(folder), entry, depth + 1, err);
    closedir(folder);
    if (!status && unlinkat(parent, name, AT_REMOVEDIR) != 0)
        status = t4_fail_errno(err, "remove the folder", name);
    return status;
}

static t4_status remove_entry(int parent, const char *name, int depth, t4_error *err)
{
    struct stat info;

    if (fstatat(parent, name, &info, AT_SYMLINK_NOFOLLOW) != 0)
        return errno == ENOENT ? T4_OK : t4_fail_errno(err, "look at", name);
    if (S_ISDIR(info.st_mode))
        return remove_folder(parent, name, depth, err);
    if (unlinkat(parent, name, 0) != 0)
        return t4_fail_errno(err, "remove", name);
    return T4_OK;
}

t4_status t4_tree_remove(int parent_fd, const char *name, t4_error *err)
{
    return remove_entry(parent_fd, name, 0, err);
}

typedef struct {
    t4_tree_file *files;
    size_t count, room;
} file_list;

static t4_status add_file(file_list *list, const char *path, uint64_t bytes, t4_error *err)
{
    char *copy;

    if (list->count >= T4_TREE_FILES)
        return t4_fail(err, T4_ERR_MEMORY, "a release holds more than %d files", T4_TREE_FILES);
    if (!t4_grow(&list->files, &list->room, list->count, sizeof *list->files))
        return t4_fail_memory(err);
    copy = t4_strdup(path);
    if (!copy)
        return t4_fail_memory(err);
    list->files[list->count++] = (t4_tree_file){copy, bytes};
    return T4_OK;
}

/* List the folder parent/name; prefix is its path relative to the top, with a closing slash. */
static t4_status list_folder(file_list *list, int parent, const char *name, const char *prefix,
                             int depth, t4_error *err)
{
    DIR *folder = depth < T4_TREE_DEPTH ? open_folder(parent, name) : NULL;
    t4_status status = T4_OK;
    const char *entry;

    if (!folder)
        return depth < T4_TREE_DEPTH ? t4_fail_errno(err, "read the folder", name)
                                     : fail_depth(name, err);
    while (!status && (entry = next_entry(folder)) != NULL) {
        t4_buffer path;
        struct stat info;

        t4_buffer_init(&path, 0);
        if (!t4_buffer_puts(&path, prefix) || !t4_buffer_puts(&path, entry) || !t4_buffer_text(&path))
            status = t4_fail_memory(err);
        else if (fstatat(dirfd(folder), entry, &info, AT_SYMLINK_NOFOLLOW) != 0)
            status = t4_fail_errno(err, "look at", entry);
        else if (!S_ISDIR(info.st_mode))
            status = add_file(list, path.data, (uint64_t)info.st_size, err);
        else if (!t4_buffer_putc(&path, '/') || !t4_buffer_text(&path))
            status = t4_fail_memory(err);
        else
            status = list_folder(list, dirfd(folder), entry, path.data, depth + 1, err);
        t4_buffer_release(&path);
    }
    closedir(folder);
    return status;
}

static int by_path(const void *a, const void *b)
{
    return strcmp(((const t4_tree_file *)a)->path, ((const t4_tree_file *)b)->path);
}

t4_status t4_tree_list(const char *folder, t4_tree_file **files, size_t *count, t4_error *err)
{
    file_list list = {0};
    t4_status status = list_folder(&list, AT_FDCWD, folder, "", 0, err);

    if (status) {
        t4_tree_files_free(list.files, list.count);
        return status;
    }
    if (list.count)
        qsort(list.files, list.count, sizeof *list.files, by_path);
    *files = list.files;
    *count = list.count;
    return T4_OK;
}

void t4_tree_files_free(t4_tree_file *files, size_t count)
{
    for (size_t i = 0; i < count; i++)
        t4_free(files[i].path);
    t4_free(files);
}

/* --- copying ------------------------------------------------------------------ */

/* Make the folders of a path below `to` that are missing. */
static t4_status make_parents(const char *to, const char *path, t4_error *err)
{
    t4_status status = T4_OK;

    for (const char *slash = strchr(path, '/'); slash && !status; slash = strchr(slash + 1, '/')) {
        t4_buffer folder;
        struct stat info;

        t4_buffer_init(&folder, 0);
        if (!t4_buffer_printf(&folder, "%s/%.*s", to, (int)(slash - path), path) ||
            !t4_buffer_text(&folder))
            status = t4_fail_memory(err);
        else if (lstat(folder.data, &info) != 0)
            status = t4_tree_make(folder.data, err);
        t4_buffer_release(&folder);
    }
    return status;
}

static t4_status pour(int from, int to, const char *name, t4_error *err)
{
    char block[65536];
    ssize_t got;

    while ((got = read(from, block, sizeof block)) != 0) {
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return t4_fail_errno(err, "read", name);
        for (ssize_t at = 0; at < got;) {
            ssize_t wrote = write(to, block + at, (size_t)(got - at));

            if (wrote < 0 && errno == EINTR)
                continue;
            if (wrote <= 0)
                return t4_fail_errno(err, "write", name);
            at += wrote;
        }
    }
    return T4_OK;
}

static t4_status copy_file(const char *from, const char *to, const char *path, t4_error *err)
{
    t4_buffer source, target;
    int in = -1, out = -1;
    t4_status status = T4_OK;

    t4_buffer_init(&source, 0);
    t4_buffer_init(&target, 0);
    if (!t4_buffer_printf(&source, "%s/%s", from, path) || !t4_buffer_text(&source) ||
        !t4_buffer_printf(&target, "%s/%s", to, path) || !t4_buffer_text(&target))
        status = t4_fail_memory(err);
    if (!status)
        in = open(source.data, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
    if (!status && in < 0)
        status = t4_fail_errno(err, "read", source.data);
    if (!status)
        out = open(target.data, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
    if (!status && (out < 0 || fchmod(out, 0600) != 0))
        status = t4_fail_errno(err, "make", target.data);
    if (!status)
        status = pour(in, out, path, err);
    if (in >= 0)
        close(in);
    if (out >= 0 && close(out) != 0 && !status)
        status = t4_fail_errno(err, "write", target.data);
    t4_buffer_release(&source);
    t4_buffer_release(&target);
    return status;
}

t4_status t4_tree_copy(const char *from, const char *to, const char *const *except, t4_error *err)
{
    t4_tree_file *files = NULL;
    size_t count = 0;
    t4_status status = t4_tree_list(from, &files, &count, err);

    for (size_t i = 0; i < count && !status; i++) {
        bool wanted = true;

        for (const char *const *name = except; name && *name; name++)
            wanted = wanted && strcmp(*name, files[i].path) != 0;
        if (wanted)
            status = make_parents(to, files[i].path, err);
        if (wanted && !status)
            status = copy_file(from, to, files[i].path, err);
    }
    t4_tree_files_free(files, count);
    return status;
}
