/* SPDX-License-Identifier: MIT */
#include "io/lineblocks.h"

#include <string.h>

#include "base/buffer.h"
#include "base/memory.h"
#include "io/inflate.h"

enum { PIECE = 1024 * 1024 };

struct t4_lineblocks {
    t4_run *run;
    t4_intake *intake;
    t4_inflate *inflate;
    t4_buffer bytes;          /* from `at` on: not yet used */
    size_t at;
    bool begun, ended;
};

void t4_lineblocks_free(t4_lineblocks *b)
{
    if (!b)
        return;
    t4_inflate_free(b->inflate);
    t4_intake_free(b->intake);
    t4_buffer_release(&b->bytes);
    t4_free(b);
}

t4_status t4_lineblocks_open(t4_lineblocks **blocks, t4_run *run, const char *path, t4_error *err)
{
    t4_lineblocks *b = t4_alloc_zero(1, sizeof *b);
    t4_status status;

    if (!b)
        return t4_fail_memory(err);
    b->run = run;
    t4_buffer_init(&b->bytes, 0);
    status = t4_intake_open(&b->intake, path, err);
    if (status) {
        t4_lineblocks_free(b);
        b = NULL;
    }
    *blocks = b;
    return status;
}

/* Whether the file is packed shows in its first two bytes. */
static t4_status begin(t4_lineblocks *b, t4_error *err)
{
    size_t more = 1;
    t4_status status = T4_OK;

    b->begun = true;
    while (!status && more && b->bytes.length < 2) {
        status = t4_intake_read(b->intake, b->bytes.data + b->bytes.length, PIECE - b->bytes.length, &more, err);
        b->bytes.length += status ? 0 : more;
    }
    b->ended = !more;
    if (!status && t4_inflate_magic(b->bytes.data, b->bytes.length)) {
        status = t4_inflate_new(&b->inflate, b->intake, b->bytes.data, b->bytes.length, err);
        b->bytes.length = 0;
        b->ended = false;
    }
    return status;
}

/* Read another piece behind what is still needed. */
static t4_status refill(t4_lineblocks *b, t4_error *err)
{
    size_t got = 0;
    t4_status status = t4_run_check(b->run, err);

    if (status)
        return status;
    if (b->at) {
        memmove(b->bytes.data, b->bytes.data + b->at, b->bytes.length - b->at);
        b->bytes.length -= b->at;
        b->at = 0;
    }
    if (b->bytes.length > T4_LINEBLOCKS_LINE_MAX)
        return t4_fail_at(err, T4_ERR_DATA, t4_intake_name(b->intake), 0, 0, "a line has more than %d MiB",
                          T4_LINEBLOCKS_LINE_MAX / (1024 * 1024));
    if (!t4_buffer_reserve(&b->bytes, PIECE))
        return t4_fail_memory(err);
    if (!b->begun)
        return begin(b, err);
    status = b->inflate ? t4_inflate_read(b->inflate, b->bytes.data + b->bytes.length, PIECE, &got, err)
                        : t4_intake_read(b->intake, b->bytes.data + b->bytes.length, PIECE, &got, err);
    b->bytes.length += status ? 0 : got;
    b->ended = got == 0;
    return status;
}

t4_status t4_lineblocks_next(t4_lineblocks *b, const char **text, size_t *n, bool *last, t4_error *err)
{
    t4_status status = T4_OK;

    while (!status && !b->ended &&
           (b->bytes.length == b->at || !memchr(b->bytes.data + b->at, '\n', b->bytes.length - b->at)))
        status = refill(b, err);
    *text = b->bytes.length ? b->bytes.data + b->at : "";
    *n = b->bytes.length - b->at;
    *last = b->ended;
    return status;
}

void t4_lineblocks_use(t4_lineblocks *b, size_t n)
{
    b->at += n;
}
