/* SPDX-License-Identifier: MIT */
#include "io/csvrows.h"

#include <string.h>

#include "base/buffer.h"
#include "base/memory.h"
#include "io/cut.h"
#include "io/inflate.h"

enum { PIECE = 256 * 1024 };

struct t4_csvrows {
    t4_run *run;
    t4_intake *intake;
    t4_inflate *inflate;
    t4_buffer bytes;          /* from `at` on: what was read and not yet handed out */
    size_t at;
    bool ended, begun, looked;
    uint64_t line, next_line;
    char *fields[T4_CSVROWS_FIELDS_MAX];
};

void t4_csvrows_free(t4_csvrows *r)
{
    if (!r)
        return;
    t4_inflate_free(r->inflate);
    t4_intake_free(r->intake);
    t4_buffer_release(&r->bytes);
    t4_free(r);
}

t4_status t4_csvrows_open(t4_csvrows **rows, t4_run *run, const char *path, t4_error *err)
{
    t4_csvrows *r = t4_alloc_zero(1, sizeof *r);
    t4_status status;

    if (!r)
        return t4_fail_memory(err);
    r->run = run;
    r->next_line = 1;
    t4_buffer_init(&r->bytes, 0);
    status = t4_intake_open(&r->intake, path, err);
    if (status) {
        t4_csvrows_free(r);
        return status;
    }
    *rows = r;
    return T4_OK;
}

uint64_t t4_csvrows_line(const t4_csvrows *r)
{
    return r->line;
}

/* Whether the file is packed shows in its first two bytes. */
static t4_status begin(t4_csvrows *r, t4_error *err)
{
    size_t more = 1;
    t4_status status = T4_OK;

    r->begun = true;
    while (!status && more && r->bytes.length < 2) {
        status = t4_intake_read(r->intake, r->bytes.data + r->bytes.length, PIECE - r->bytes.length, &more, err);
        r->bytes.length += status ? 0 : more;
    }
    r->ended = !more;
    if (!status && t4_inflate_magic(r->bytes.data, r->bytes.length)) {
        status = t4_inflate_new(&r->inflate, r->intake, r->bytes.data, r->bytes.length, err);
        r->bytes.length = 0;
        r->ended = false;
    }
    return status;
}

/* Read another piece behind what is still needed. */
static t4_status refill(t4_csvrows *r, t4_error *err)
{
    size_t got = 0;
    t4_status status = t4_run_check(r->run, err);

    if (status)
        return status;
    if (r->at) {
        memmove(r->bytes.data, r->bytes.data + r->at, r->bytes.length - r->at);
        r->bytes.length -= r->at;
        r->at = 0;
    }
    if (!t4_buffer_reserve(&r->bytes, PIECE + 1))
        return t4_fail_memory(err);
    if (!r->begun)
        return begin(r, err);
    status = r->inflate ? t4_inflate_read(r->inflate, r->bytes.data + r->bytes.length, PIECE, &got, err)
                        : t4_intake_read(r->intake, r->bytes.data + r->bytes.length, PIECE, &got, err);
    r->bytes.length += status ? 0 : got;
    r->ended = got == 0;
    return status;
}

/* Take the quotes off in place; returns the field's text. */
static char *bare(char *field, size_t length)
{
    char *to = field;

    if (length < 2 || field[0] != '"') {
        field[length] = '\0';
        return field;
    }
    for (size_t i = 1; i + 1 < length; i++) {
        *to++ = field[i];
        i += field[i] == '"' && field[i + 1] == '"' && i + 2 < length;
    }
    *to = '\0';
    return field;
}

/* Cut the record of n bytes at `record` into fields. */
static t4_status cut(t4_csvrows *r, char *record, size_t n, size_t *count, t4_error *err)
{
    size_t at = 0, length;

    *count = 0;
    for (;;) {
        char *field = record + at, last;

        t4_cut_field(record, n, ',', &at, &length);
        last = at < n ? record[at] : '\n';
        if (*count == T4_CSVROWS_FIELDS_MAX)
            return t4_fail_at(err, T4_ERR_DATA, t4_intake_name(r->intake), r->line, 0, "more than %d fields",
                              T4_CSVROWS_FIELDS_MAX);
        r->fields[(*count)++] = bare(field, length);
        if (last == '\n')
            return T4_OK;
        at++;
    }
}

t4_status t4_csvrows_next(t4_csvrows *r, char *const **fields, size_t *count, t4_error *err)
{
    size_t n = 0;
    bool open;
    t4_status status = T4_OK;

    *count = 0;
    *fields = r->fields;
    for (;;) {
        size_t left = r->bytes.length - r->at;

        /* A byte order mark, as spreadsheets write it, belongs to no field. */
        if (!r->looked && left >= 3) {
            size_t mark = memcmp(r->bytes.data + r->at, "\xEF\xBB\xBF", 3) ? 0 : 3;

            r->looked = true;
            r->at += mark;
            left -= mark;
        }
        n = left ? t4_cut_first(r->bytes.data + r->at, left, ',', &open) : 0;
        if (n)
            break;
        if (r->ended && !left)
            return T4_OK;
        if (r->ended || left > T4_CSVROWS_RECORD_MAX)
            return t4_fail_at(err, T4_ERR_DATA, t4_intake_name(r->intake), r->next_line, 0,
                              "the record does not end: the file is cut short or is no table of a release");
        status = refill(r, err);
        if (status)
            return status;
    }
    r->line = r->next_line;
    for (size_t i = 0; i < n; i++)
        r->next_line += r->bytes.data[r->at + i] == '\n';
    status = cut(r, r->bytes.data + r->at, n, count, err);
    r->at += n;
    return status;
}
