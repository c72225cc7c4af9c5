/* SPDX-License-Identifier: MIT */
#include "io/intake.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buffer.h"
#include "base/digest.h"
#include "base/memory.h"

struct t4_intake {
    int fd;
    bool owned;          /* close it */
    char *name;
    uint64_t size, consumed;
    bool settled;        /* t4_intake_key() was called */
    t4_buffer kept;      /* bytes read before that */
    t4_digest *digest;
    char text[T4_DIGEST_TEXT];
    bool ended;
};

static t4_status open_path(t4_intake *intake, const char *path, t4_error *err)
{
    struct stat info;

    intake->owned = strcmp(path, "-") != 0;
    intake->fd = intake->owned ? open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY) : STDIN_FILENO;
    if (intake->fd < 0 || fstat(intake->fd, &info))
        return t4_fail_errno(err, "read", intake->name);
    if (S_ISDIR(info.st_mode))
        return t4_fail_at(err, T4_ERR_DATA, intake->name, 0, 0,
                          "it is a directory; name the files in it");
    if (S_ISREG(info.st_mode))
        intake->size = (uint64_t)info.st_size;
    posix_fadvise(intake->fd, 0, 0, POSIX_FADV_SEQUENTIAL);
    return T4_OK;
}

t4_status t4_intake_open(t4_intake **intake, const char *path, t4_error *err)
{
    t4_intake *in = t4_alloc_zero(1, sizeof *in);
    t4_status status;

    if (!in)
        return t4_fail_memory(err);
    in->fd = -1;
    t4_buffer_init(&in->kept, 0);
    in->name = t4_strdup(strcmp(path, "-") ? path : "standard input");
    status = in->name ? open_path(in, path, err) : t4_fail_memory(err);
    if (status)
        t4_intake_free(in);
    else
        *intake = in;
    return status;
}

void t4_intake_free(t4_intake *intake)
{
    if (!intake)
        return;
    if (intake->owned && intake->fd >= 0)
        close(intake->fd);
    t4_digest_free(intake->digest);
    t4_buffer_release(&intake->kept);
    t4_free(intake->name);
    t4_free(intake);
}

const char *t4_intake_name(const t4_intake *intake)
{
    return intake->name;
}

uint64_t t4_intake_size(const t4_intake *intake)
{
    return intake->size;
}

uint64_t t4_intake_consumed(const t4_intake *intake)
{
    return intake->consumed;
}

static t4_status finish(t4_intake *intake, t4_error *err)
{
    intake->ended = true;
    if (intake->digest && !t4_digest_finish(intake->digest, intake->text))
        return t4_fail(err, T4_ERR_MEMORY, "cannot compute the digest of '%s'", intake->name);
    return T4_OK;
}

t4_status t4_intake_read(t4_intake *intake, char *to, size_t room, size_t *got, t4_error *err)
{
    ssize_t n = 0;

    *got = 0;
    if (intake->ended)
        return T4_OK;
    do
        n = read(intake->fd, to, room);
    while (n < 0 && errno == EINTR);
    if (n < 0)
        return t4_fail_errno(err, "read", intake->name);
    if (!n)
        return finish(intake, err);
    intake->consumed += (uint64_t)n;
    *got = (size_t)n;
    if (intake->digest && !t4_digest_add(intake->digest, to, *got))
        return t4_fail(err, T4_ERR_MEMORY, "cannot compute the digest of '%s'", intake->name);
    if (!intake->settled && !t4_buffer_append(&intake->kept, to, *got))
        return t4_fail_memory(err);
    return T4_OK;
}

t4_status t4_intake_key(t4_intake *intake, const void *key, size_t n, t4_error *err)
{
    if (intake->settled)
        return key ? t4_fail(err, T4_ERR_USAGE, "the key for '%s' comes too late", intake->name)
                   : T4_OK;
    intake->settled = true;
    if (key) {
        intake->digest = t4_digest_new(key, n);
        if (!intake->digest || !t4_digest_add(intake->digest, intake->kept.data, intake->kept.length))
            return t4_fail_memory(err);
    }
    t4_buffer_release(&intake->kept);
    return intake->ended ? finish(intake, err) : T4_OK;
}

const char *t4_intake_digest(const t4_intake *intake)
{
    return intake->ended && intake->digest ? intake->text : NULL;
}
