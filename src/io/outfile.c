/* SPDX-License-Identifier: MIT */
#include "io/outfile.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/memory.h"
#include "io/deflate.h"

enum { FLUSH_BYTES = 256 * 1024 };

struct t4_outfile {
    int descriptor;
    char *path;            /* NULL: standard output */
    char *draft;           /* name until commit; NULL: written in place */
    bool nameless;         /* the draft gets its name only at commit */
    bool named;            /* the draft's name is in the folder */
    bool packed;
    t4_buffer waiting;     /* not yet written; text that becomes a member when packed */
    t4_buffer member;
    uint64_t bytes;
};

static bool ends_in_gz(const char *path)
{
    size_t n = strlen(path);

    return n > 3 && !strcmp(path + n - 3, ".gz");
}

/* "folder/.name.part-PID" beside the path. */
static char *draft_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    size_t folder = slash ? (size_t)(slash - path) + 1 : 0, room = strlen(path) + 32;
    char *draft = t4_alloc(room, 1);

    if (draft)
        snprintf(draft, room, "%.*s.%s.part-%ld", (int)folder, path, path + folder, (long)getpid());
    return draft;
}

/* A file without a name in the path's folder, so that nothing is left of a killed run; -1 where there is no such thing. */
static int open_nameless(const char *path, unsigned mode)
{
    const char *slash = strrchr(path, '/');
    char *folder = slash ? t4_strndup(path, (size_t)(slash - path) + 1) : t4_strdup(".");
    int descriptor = -1;

    if (folder && !access("/proc/self/fd", X_OK))
        descriptor = open(folder, O_TMPFILE | O_WRONLY | O_CLOEXEC, mode);
    t4_free(folder);
    return descriptor;
}

static t4_status open_draft(t4_outfile *f, const char *path, unsigned mode, t4_error *err)
{
    f->draft = draft_name(path);
    if (!f->draft)
        return t4_fail_memory(err);
    f->descriptor = open_nameless(path, mode);
    f->nameless = f->descriptor >= 0;
    if (!f->nameless) {
        unlink(f->draft);
        f->descriptor = open(f->draft, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);
        f->named = f->descriptor >= 0;
    }
    if (f->descriptor < 0)
        return t4_fail_errno(err, "write", path);
    if (fchmod(f->descriptor, mode) != 0)
        return t4_fail_errno(err, "set the mode of", path);
    return T4_OK;
}

/* Pipes and devices are written as they are; a file is replaced only when its successor is whole. */
static t4_status open_path(t4_outfile *f, const char *path, unsigned mode, t4_error *err)
{
    struct stat info;

    f->path = t4_strdup(path);
    if (!f->path)
        return t4_fail_memory(err);
    if (stat(path, &info) || S_ISREG(info.st_mode))
        return open_draft(f, path, mode, err);
    f->descriptor = open(path, O_WRONLY | O_CLOEXEC | O_NOCTTY);
    return f->descriptor < 0 ? t4_fail_errno(err, "write", path) : T4_OK;
}

t4_status t4_outfile_open(t4_outfile **file, const char *path, unsigned mode, t4_error *err)
{
    t4_outfile *f = t4_alloc_zero(1, sizeof *f);
    t4_status status = T4_OK;

    if (!f)
        return t4_fail_memory(err);
    f->descriptor = -1;
    if (!strcmp(path, "-"))
        f->descriptor = STDOUT_FILENO;
    else
        status = open_path(f, path, mode, err);
    f->packed = f->path && ends_in_gz(path);
    if (status)
        t4_outfile_free(f);
    else
        *file = f;
    return status;
}

static t4_status write_through(t4_outfile *file, const char *bytes, size_t n, t4_error *err)
{
    while (n) {
        ssize_t wrote = write(file->descriptor, bytes, n);

        if (wrote < 0 && errno == EINTR)
            continue;
        if (wrote <= 0)
            return t4_fail_errno(err, "write", file->path ? file->path : "standard output");
        bytes += wrote;
        n -= (size_t)wrote;
        file->bytes += (uint64_t)wrote;
    }
    return T4_OK;
}

static t4_status flush(t4_outfile *file, t4_error *err)
{
    t4_buffer *from = &file->waiting;
    t4_status status = T4_OK;

    if (!file->waiting.length)
        return T4_OK;
    if (file->packed) {
        status = t4_outfile_pack(&file->waiting, &file->member, err);
        from = &file->member;
    }
    if (!status)
        status = write_through(file, from->data, from->length, err);
    t4_buffer_clear(&file->waiting);
    return status;
}

t4_status t4_outfile_write(t4_outfile *file, const void *bytes, size_t n, t4_error *err)
{
    size_t most = file->packed ? T4_DEFLATE_MEMBER : FLUSH_BYTES;
    const char *from = bytes;

    if (!file->packed && !file->waiting.length && n >= most)
        return write_through(file, from, n, err);
    while (n) {
        size_t part = most - file->waiting.length < n ? most - file->waiting.length : n;
        t4_status status = T4_OK;

        if (!t4_buffer_append(&file->waiting, from, part))
            return t4_fail_memory(err);
        from += part;
        n -= part;
        if (file->waiting.length >= most)
            status = flush(file, err);
        if (status)
            return status;
    }
    return T4_OK;
}

t4_status t4_outfile_pack(const t4_buffer *text, t4_buffer *packed, t4_error *err)
{
    t4_status status = T4_OK;

    t4_buffer_clear(packed);
    for (size_t at = 0; !status && at < text->length; at += T4_DEFLATE_MEMBER) {
        size_t n = text->length - at < T4_DEFLATE_MEMBER ? text->length - at : T4_DEFLATE_MEMBER;

        status = t4_deflate_member(text->data + at, n, packed, err);
    }
    return status;
}

t4_status t4_outfile_write_packed(t4_outfile *file, const t4_buffer *packed, t4_error *err)
{
    t4_status status = flush(file, err);

    return status ? status : write_through(file, packed->data, packed->length, err);
}

uint64_t t4_outfile_bytes(const t4_outfile *file)
{
    return file->bytes;
}

/* An empty file would be no gzip file: one member of nothing. */
static t4_status finish_packed(t4_outfile *file, t4_error *err)
{
    t4_status status = T4_OK;

    if (!file->packed || file->bytes)
        return T4_OK;
    status = t4_deflate_member("", 0, &file->member, err);
    return status ? status : write_through(file, file->member.data, file->member.length, err);
}

static t4_status name_draft(t4_outfile *file, t4_error *err)
{
    char link[64];

    if (!file->nameless)
        return T4_OK;
    snprintf(link, sizeof link, "/proc/self/fd/%d", file->descriptor);
    unlink(file->draft);
    if (linkat(AT_FDCWD, link, AT_FDCWD, file->draft, AT_SYMLINK_FOLLOW) != 0)
        return t4_fail_errno(err, "put in place", file->path);
    file->named = true;
    return T4_OK;
}

t4_status t4_outfile_commit(t4_outfile *file, t4_error *err)
{
    t4_status status = flush(file, err);
    int closed;

    if (!status)
        status = finish_packed(file, err);
    if (status || !file->path)
        return status;
    if (file->draft)
        status = name_draft(file, err);
    if (status)
        return status;
    closed = close(file->descriptor);
    file->descriptor = -1;
    if (closed != 0)
        return t4_fail_errno(err, "write", file->path);
    if (file->draft && rename(file->draft, file->path) != 0)
        return t4_fail_errno(err, "put in place", file->path);
    file->named = false;
    return T4_OK;
}

void t4_outfile_free(t4_outfile *file)
{
    if (!file)
        return;
    if (file->path && file->descriptor >= 0)
        close(file->descriptor);
    if (file->named)
        unlink(file->draft);
    t4_free(file->draft);
    t4_free(file->path);
    t4_buffer_release(&file->waiting);
    t4_buffer_release(&file->member);
    t4_free(file);
}

t4_status t4_outfile_save(const char *folder, const char *name, const t4_buffer *text, unsigned mode, t4_error *err)
{
    char path[4096];
    t4_outfile *file = NULL;
    t4_status status;

    if (snprintf(path, sizeof path, "%s%s%s", folder ? folder : "", folder ? "/" : "", name) >= (int)sizeof path)
        return t4_fail(err, T4_ERR_USAGE, "the path '%.200s...' is too long", folder ? folder : name);
    status = t4_outfile_open(&file, path, mode, err);
    if (!status)
        status = t4_outfile_write(file, text->data, text->length, err);
    if (!status)
        status = t4_outfile_commit(file, err);
    t4_outfile_free(file);
    return status;
}
