/* SPDX-License-Identifier: MIT */
/* Write results beside their place and rename. */
#include "cli/output.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/memory.h"

t4_status t4_output_open(t4_output *output, const char *path, bool force, t4_error *err)
{
    size_t room;
    int fd;

    *output = (t4_output){.file = stdout};
    if (!path || strcmp(path, "-") == 0)
        return T4_OK;
    if (!force && access(path, F_OK) == 0)
        return t4_fail(err, T4_ERR_USAGE, "'%s' exists; --force replaces it", path);
    room = strlen(path) + sizeof ".tenfour-XXXXXX";
    output->path = t4_strdup(path);
    output->beside = t4_alloc(room, 1);
    if (!output->path || !output->beside)
        return t4_fail_memory(err);
    snprintf(output->beside, room, "%s.tenfour-XXXXXX", path);
    fd = mkostemp(output->beside, O_CLOEXEC);
    if (fd < 0) {
        t4_free(output->beside);
        output->beside = NULL;
        return t4_fail_errno(err, "write", path);
    }
    output->file = fdopen(fd, "w");
    if (!output->file) {
        close(fd);
        output->file = stdout;
        return t4_fail_errno(err, "write", path);
    }
    return T4_OK;
}

/* Has the reader of standard output gone?  He has seen what he wanted. */
static bool reader_gone(void)
{
    struct pollfd stream = {.fd = STDOUT_FILENO, .events = POLLOUT};

    return poll(&stream, 1, 0) > 0 && (stream.revents & POLLERR);
}

static t4_status finish_stdout(t4_error *err)
{
    errno = 0;
    if (fflush(stdout) == 0 && !ferror(stdout) && fclose(stdout) == 0)
        return T4_OK;
    if (errno == EPIPE || reader_gone())
        return T4_OK;
    /* What went wrong in an earlier write has left no errno: a device that is full says so again. */
    if (!errno && (write(STDOUT_FILENO, "\n", 1) == 1 || !errno))
        errno = EIO;
    return t4_fail_errno(err, "write", "standard output");
}

t4_status t4_output_commit(t4_output *output, t4_error *err)
{
    bool good;

    if (!output->path)
        return finish_stdout(err);
    good = fflush(output->file) == 0 && fchmod(fileno(output->file), output->secret ? 0600 : 0644) == 0 &&
           fsync(fileno(output->file)) == 0;
    good = fclose(output->file) == 0 && good;
    output->file = stdout;
    if (!good || rename(output->beside, output->path) != 0)
        return t4_fail_errno(err, "write", output->path);
    t4_free(output->beside);
    output->beside = NULL;
    return finish_stdout(err);
}

void t4_output_release(t4_output *output)
{
    if (output->file && output->file != stdout)
        fclose(output->file);
    if (output->beside)
        unlink(output->beside);
    t4_free(output->beside);
    t4_free(output->path);
    *output = (t4_output){.file = stdout};
}
