/* SPDX-License-Identifier: MIT */
#include "release/place.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "base/buffer.h"
#include "base/memory.h"
#include "release/tree.h"

static const char marker[] = "tenfour-staging";
static const char content[] = "content";
static const char marker_text[] =
    "Staging folder of tenfour. Safe to remove when no tenfour is running.\n";

void t4_place_init(t4_place *place)
{
    *place = (t4_place){.parent = -1, .wrapper = -1, .lock = -1};
}

/* --- path ------------------------------------------------------------------ */

static char *join(const char *a, const char *b, const char *c)
{
    t4_buffer text;
    bool good;

    t4_buffer_init(&text, 0);
    good = t4_buffer_puts(&text, a) && t4_buffer_puts(&text, b) && t4_buffer_puts(&text, c) &&
           t4_buffer_text(&text);
    if (!good)
        t4_buffer_release(&text);
    return good ? text.data : NULL;
}

static bool is_dots(const char *name)
{
    return !*name || !strcmp(name, ".") || !strcmp(name, "..");
}

static bool is_ours(const char *name)
{
    return *name == '.' && (strstr(name, ".tenfour-staging") || strstr(name, ".tenfour-lock"));
}

/* The absolute path without links, of a folder that may not exist yet. */
static t4_status canonical(const char *path, char out[PATH_MAX], t4_error *err)
{
    char above[PATH_MAX];
    const char *slash, *name;
    size_t n;

    if (realpath(path, out))
        return T4_OK;
    if (errno != ENOENT)
        return t4_fail_errno(err, "find the folder", path);
    slash = strrchr(path, '/');
    name = slash ? slash + 1 : path;
    if (is_dots(name) || strlen(path) >= sizeof above)
        return t4_fail_errno(err, "find the folder", path);
    n = slash ? (size_t)(slash - path) : 0;
    while (n && path[n - 1] == '/')
        n--;
    snprintf(above, sizeof above, "%.*s", (int)n, path);
    if (canonical(n ? above : slash ? "/" : ".", out, err))
        return err ? err->code : T4_ERR_IO;
    n = strlen(out);
    if (n + strlen(name) + 2 > PATH_MAX)
        return t4_fail(err, T4_ERR_USAGE, "path '%s' is too long", path);
    snprintf(out + n, PATH_MAX - n, "%s%s", n && out[n - 1] == '/' ? "" : "/", name);
    return T4_OK;
}

static t4_status check_kind(const char *path, t4_error *err)
{
    struct stat info;

    if (lstat(path, &info) != 0)
        return errno == ENOENT ? T4_OK : t4_fail_errno(err, "look at", path);
    if (S_ISLNK(info.st_mode))
        return t4_fail(err, T4_ERR_USAGE,
                       "'%s' is a symbolic link; name the folder itself", path);
    if (!S_ISDIR(info.st_mode))
        return t4_fail(err, T4_ERR_USAGE, "'%s' exists and is not a folder", path);
    return T4_OK;
}

static t4_status fill_names(t4_place *place, const char *above, const char *name, t4_error *err)
{
    const char *slash = above[strlen(above) - 1] == '/' ? "" : "/";

    place->name = t4_strdup(name);
    place->parent_path = t4_strdup(above);
    place->path = join(above, slash, name);
    place->lock_name = join(".", name, ".tenfour-lock");
    place->wrapper_name = join(".", name, ".tenfour-staging");
    if (place->path && place->wrapper_name) {
        char *wrapper = join(above, slash, place->wrapper_name);

        place->content = wrapper ? join(wrapper, "/", content) : NULL;
        t4_free(wrapper);
    }
    if (!place->name || !place->parent_path || !place->lock_name || !place->content)
        return t4_fail_memory(err);
    return T4_OK;
}

t4_status t4_place_resolve(t4_place *place, const char *path, t4_error *err)
{
    char text[PATH_MAX], above[PATH_MAX];
    char *slash, *name;
    size_t n = strlen(path);
    t4_status status;

    while (n > 1 && path[n - 1] == '/')
        n--;
    if (n >= sizeof text)
        return t4_fail(err, T4_ERR_USAGE, "path '%.80s...' is too long", path);
    snprintf(text, sizeof text, "%.*s", (int)n, path);
    slash = strrchr(text, '/');
    name = slash ? slash + 1 : text;
    if (is_dots(name) || is_ours(name))
        return t4_fail(err, T4_ERR_USAGE, "'%s' cannot be a release folder; give a folder name",
                       path);
    status = check_kind(text, err);
    if (status)
        return status;
    if (slash) {
        *slash = '\0';
        status = canonical(slash == text ? "/" : text, above, err);
    } else
        status = canonical(".", above, err);
    return status ? status : fill_names(place, above, name, err);
}

bool t4_place_within(const t4_place *a, const t4_place *b)
{
    size_t n = strlen(a->path);

    return !strncmp(a->path, b->path, n) && (b->path[n] == '/' || b->path[n] == '\0');
}

/* --- lock ------------------------------------------------------------------ */

static t4_status make_parents(t4_place *place, t4_error *err)
{
    char path[PATH_MAX];
    size_t n = strlen(place->parent_path);

    for (size_t i = 1; i <= n; i++) {
        if (place->parent_path[i] != '/' && place->parent_path[i] != '\0')
            continue;
        snprintf(path, sizeof path, "%.*s", (int)i, place->parent_path);
        if (mkdir(path, 0777) != 0) {
            if (errno == EEXIST || errno == EROFS || errno == EACCES || errno == EPERM)
                continue;   /* whether it can be used is found out below */
            return t4_fail_errno(err, "make the folder", path);
        }
        if (place->made_count < T4_PLACE_PARENTS)
            place->made[place->made_count++] = t4_strdup(path);
    }
    return T4_OK;
}

/* Lock the lock file; *again when it was removed under our hands by a run that ended. */
static t4_status try_lock(t4_place *place, bool *again, t4_error *err)
{
    struct stat held, named;

    place->lock = openat(place->parent, place->lock_name,
                         O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600);
    if (place->lock < 0)
        return t4_fail_errno(err, "make a lock file beside", place->path);
    if (flock(place->lock, LOCK_EX | LOCK_NB) != 0) {
        int reason = errno;

        close(place->lock);
        place->lock = -1;
        errno = reason;
        if (reason != EWOULDBLOCK)
            return t4_fail_errno(err, "lock", place->path);
        return t4_fail(err, T4_ERR_IO,
                       "another run is writing '%s'; wait until it has ended", place->path);
    }
    *again = fstat(place->lock, &held) != 0 ||
             fstatat(place->parent, place->lock_name, &named, AT_SYMLINK_NOFOLLOW) != 0 ||
             held.st_ino != named.st_ino || held.st_dev != named.st_dev;
    if (*again) {
        close(place->lock);
        place->lock = -1;
    }
    return T4_OK;
}

t4_status t4_place_lock(t4_place *place, t4_error *err)
{
    t4_status status = make_parents(place, err);
    bool again = true;

    if (status)
        return status;
    place->parent = open(place->parent_path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (place->parent < 0)
        return t4_fail_errno(err, "open the folder", place->parent_path);
    for (int i = 0; i < 100 && again && !status; i++)
        status = try_lock(place, &again, err);
    if (!status && again)
        status = t4_fail(err, T4_ERR_IO, "cannot lock '%s': other runs come and go", place->path);
    return status;
}

void t4_place_release(t4_place *place, bool keep)
{
    if (place->lock >= 0) {
        unlinkat(place->parent, place->lock_name, 0);
        close(place->lock);
    }
    if (place->wrapper >= 0)
        close(place->wrapper);
    if (place->parent >= 0)
        close(place->parent);
    while (place->made_count > 0) {
        place->made_count--;
        if (!keep && place->made[place->made_count])
            rmdir(place->made[place->made_count]);
        t4_free(place->made[place->made_count]);
    }
    t4_free(place->path);
    t4_free(place->name);
    t4_free(place->parent_path);
    t4_free(place->lock_name);
    t4_free(place->wrapper_name);
    t4_free(place->content);
    t4_place_init(place);
}

/* --- staging --------------------------------------------------------------- */

bool t4_place_exists(const t4_place *place)
{
    struct stat info;

    return fstatat(place->parent, place->name, &info, AT_SYMLINK_NOFOLLOW) == 0;
}

bool t4_place_identify(const t4_place *place, bool staged, t4_place_identity *identity)
{
    struct stat info;
    int at = staged ? place->wrapper : place->parent;

    if (at < 0 || fstatat(at, staged ? content : place->name, &info, AT_SYMLINK_NOFOLLOW) != 0)
        return false;
    *identity = (t4_place_identity){info.st_dev, info.st_ino};
    return true;
}

static t4_status open_wrapper(t4_place *place, t4_error *err)
{
    place->wrapper = openat(place->parent, place->wrapper_name,
                            O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    return place->wrapper < 0 ? t4_fail_errno(err, "open the folder", place->wrapper_name) : T4_OK;
}

t4_status t4_place_note(t4_place *place, const char *text, t4_error *err)
{
    size_t n = strlen(text);
    int fd = openat(place->wrapper, marker, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC,
                    0600);
    bool good;

    if (fd < 0)
        return t4_fail_errno(err, "make a file in", place->wrapper_name);
    good = write(fd, marker_text, sizeof marker_text - 1) == (ssize_t)(sizeof marker_text - 1) &&
           write(fd, text, n) == (ssize_t)n && fchmod(fd, 0600) == 0 && fsync(fd) == 0;
    if (close(fd) != 0 || !good)
        return t4_fail_errno(err, "write in", place->wrapper_name);
    return T4_OK;
}

bool t4_place_read_note(const t4_place *place, char *text, size_t n)
{
    char whole[1024];
    ssize_t got;
    int fd = openat(place->wrapper, marker, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);

    if (fd < 0)
        return false;
    got = read(fd, whole, sizeof whole - 1);
    close(fd);
    if (got < (ssize_t)sizeof marker_text - 1)
        return false;
    whole[got] = '\0';
    snprintf(text, n, "%s", whole + sizeof marker_text - 1);
    return true;
}

t4_status t4_place_stage(t4_place *place, t4_error *err)
{
    t4_status status;

    if (mkdirat(place->parent, place->wrapper_name, 0700) != 0 ||
        fchmodat(place->parent, place->wrapper_name, 0700, 0) != 0)
        return t4_fail_errno(err, "make a staging folder beside", place->path);
    status = open_wrapper(place, err);
    if (!status)
        status = t4_place_note(place, "", err);
    if (!status && (mkdirat(place->wrapper, content, 0700) != 0 ||
                    fchmodat(place->wrapper, content, 0700, 0) != 0))
        status = t4_fail_errno(err, "make a staging folder beside", place->path);
    return status;
}

void t4_place_leave(t4_place *place)
{
    if (place->wrapper >= 0)
        close(place->wrapper);
    place->wrapper = -1;
}

/* Ours: a folder of our own user that holds the marker, or nothing yet. */
static bool stale_is_ours(t4_place *place, const struct stat *info)
{
    struct stat inside;

    if (!S_ISDIR(info->st_mode) || info->st_uid != geteuid())
        return false;
    if (unlinkat(place->parent, place->wrapper_name, AT_REMOVEDIR) == 0)
        return true;
    fchmodat(place->parent, place->wrapper_name, 0700, 0);
    if (open_wrapper(place, NULL))
        return false;
    if (fstatat(place->wrapper, marker, &inside, AT_SYMLINK_NOFOLLOW) == 0 &&
        S_ISREG(inside.st_mode))
        return true;
    t4_place_leave(place);
    return false;
}

t4_status t4_place_find_stale(t4_place *place, bool *found, t4_error *err)
{
    struct stat info;

    *found = false;
    if (fstatat(place->parent, place->wrapper_name, &info, AT_SYMLINK_NOFOLLOW) != 0)
        return errno == ENOENT ? T4_OK : t4_fail_errno(err, "look at", place->wrapper_name);
    if (!stale_is_ours(place, &info))
        return t4_fail(err, T4_ERR_USAGE,
                       "'%s/%s' is in the way and was not made by a tenfour run of this user; "
                       "move it away", place->parent_path, place->wrapper_name);
    *found = place->wrapper >= 0;
    return T4_OK;
}

t4_status t4_place_clean(t4_place *place, t4_error *err)
{
    t4_status status;

    if (place->wrapper < 0)
        return T4_OK;
    status = t4_tree_remove(place->wrapper, content, err);
    if (!status)
        status = t4_tree_remove(place->wrapper, "probe", err);
    if (!status && unlinkat(place->wrapper, marker, 0) != 0 && errno != ENOENT)
        status = t4_fail_errno(err, "remove a file of", place->wrapper_name);
    if (!status && unlinkat(place->parent, place->wrapper_name, AT_REMOVEDIR) != 0)
        status = t4_fail_errno(err, "remove", place->wrapper_name);
    t4_place_leave(place);
    return status;
}

/* --- the one step ---------------------------------------------------------- */

static t4_status fail_exchange(const t4_place *place, t4_error *err)
{
    if (errno == EINVAL || errno == ENOSYS || errno == EOPNOTSUPP)
        return t4_fail(err, T4_ERR_IO,
                       "the file system of '%s' cannot exchange two folders in one step; release "
                       "into a new folder or onto another file system", place->parent_path);
    return t4_fail_errno(err, "put in place the folder", place->path);
}

t4_status t4_place_probe(t4_place *place, t4_error *err)
{
    t4_status status = T4_OK;

    if (mkdirat(place->wrapper, "probe", 0700) != 0)
        return t4_fail_errno(err, "make a folder in", place->wrapper_name);
    if (renameat2(place->wrapper, "probe", place->wrapper, content, RENAME_EXCHANGE) != 0 ||
        renameat2(place->wrapper, "probe", place->wrapper, content, RENAME_EXCHANGE) != 0)
        status = fail_exchange(place, err);
    if (unlinkat(place->wrapper, "probe", AT_REMOVEDIR) != 0 && !status)
        status = t4_fail_errno(err, "remove a folder of", place->wrapper_name);
    return status;
}

static t4_status sync_both(t4_place *place, t4_error *err)
{
    if (fsync(place->parent) != 0 || fsync(place->wrapper) != 0)
        return t4_fail_errno(err, "write to disk", place->parent_path);
    return T4_OK;
}

/* Move without replacing; plainly where the file system has no such flag (the lock keeps others away). */
static int move(int from, const char *old_name, int to, const char *new_name)
{
    int result = renameat2(from, old_name, to, new_name, RENAME_NOREPLACE);

    if (result != 0 && (errno == EINVAL || errno == ENOSYS || errno == EOPNOTSUPP))
        result = renameat(from, old_name, to, new_name);
    return result;
}

t4_status t4_place_put(t4_place *place, t4_error *err)
{
    int result = t4_place_exists(place)
                     ? renameat2(place->wrapper, content, place->parent, place->name,
                                 RENAME_EXCHANGE)
                     : move(place->wrapper, content, place->parent, place->name);

    return result ? fail_exchange(place, err) : sync_both(place, err);
}

t4_status t4_place_take_back(t4_place *place, t4_error *err)
{
    t4_place_identity old;
    int result = t4_place_identify(place, true, &old)
                     ? renameat2(place->wrapper, content, place->parent, place->name,
                                 RENAME_EXCHANGE)
                     : move(place->parent, place->name, place->wrapper, content);

    return result ? fail_exchange(place, err) : sync_both(place, err);
}
