/* SPDX-License-Identifier: MIT */
/* Files in memory for tests of readers: a path that can be opened, nothing on disk. */
#ifndef T4_TESTS_MEMFILE_H
#define T4_TESTS_MEMFILE_H

#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>

enum { MEMFILE_PATH = 64 };

/* A file with n bytes; its path through /proc. Returns the descriptor to close, -1 on failure. */
static inline int memfile(const void *bytes, size_t n, char path[MEMFILE_PATH])
{
    const char *at = bytes;
    int fd = memfd_create("test", 0);

    while (fd >= 0 && n) {
        ssize_t done = write(fd, at, n);

        if (done <= 0)
            return -1;
        at += done;
        n -= (size_t)done;
    }
    snprintf(path, MEMFILE_PATH, "/proc/self/fd/%d", fd);
    return fd;
}

#endif
