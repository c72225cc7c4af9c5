/* SPDX-License-Identifier: MIT */
#include "base/spill.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/memory.h"

struct t4_spill {
    int file;
    t4_run *run;
    atomic_uint_fast64_t end;
};

/* Where O_TMPFILE is not supported: a name that lives for one system call. */
static int open_unlinked(const char *folder)
{
    char path[4096];
    int file;

    if (snprintf(path, sizeof path, "%s/.tenfour-XXXXXX", folder) >= (int)sizeof path) {
        errno = ENAMETOOLONG;
        return -1;
    }
    file = mkostemp(path, O_CLOEXEC);
    if (file >= 0)
        unlink(path);
    return file;
}

t4_status t4_spill_open(t4_spill **spill, t4_run *run, t4_error *err)
{
    t4_spill *s = t4_alloc_zero(1, sizeof *s);

    if (!s)
        return t4_fail_memory(err);
    s->run = run;
    s->file = open(run->tmpdir, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
    if (s->file < 0 && (errno == EOPNOTSUPP || errno == EISDIR || errno == EINVAL))
        s->file = open_unlinked(run->tmpdir);
    if (s->file < 0) {
        t4_free(s);
        return t4_fail_errno(err, "make a temporary file in", run->tmpdir);
    }
    *spill = s;
    return T4_OK;
}

void t4_spill_free(t4_spill *spill)
{
    if (!spill)
        return;
    close(spill->file);
    t4_free(spill);
}

static t4_status fail_space(const t4_spill *spill, t4_error *err)
{
    return t4_fail(err, T4_ERR_IO,
                   "cannot write a temporary file in '%s': %s; give --tmp a folder with more room "
                   "or allow more --memory",
                   spill->run->tmpdir, strerror(errno));
}

t4_status t4_spill_append(t4_spill *spill, const void *bytes, size_t n, uint64_t *offset,
                          t4_error *err)
{
    uint64_t start = atomic_fetch_add(&spill->end, n);
    const char *from = bytes;
    size_t done = 0;

    *offset = start;
    while (done < n) {
        ssize_t wrote = pwrite(spill->file, from + done, n - done, (off_t)(start + done));

        if (wrote < 0 && errno == EINTR)
            continue;
        if (wrote <= 0)
            return fail_space(spill, err);
        done += (size_t)wrote;
    }
    atomic_fetch_add(&spill->run->spilled, n);
    return T4_OK;
}

t4_status t4_spill_read(t4_spill *spill, uint64_t offset, void *bytes, size_t n, t4_error *err)
{
    char *to = bytes;
    size_t done = 0;

    while (done < n) {
        ssize_t got = pread(spill->file, to + done, n - done, (off_t)(offset + done));

        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return t4_fail_errno(err, "read a temporary file in", spill->run->tmpdir);
        if (got == 0)
            return t4_fail(err, T4_ERR_IO, "a temporary file in '%s' ended early",
                           spill->run->tmpdir);
        done += (size_t)got;
    }
    return T4_OK;
}

uint64_t t4_spill_size(const t4_spill *spill)
{
    return atomic_load(&spill->end);
}
