/* SPDX-License-Identifier: MIT */
#include "io/xls.h"

#include <errno.h>
#include <freexl.h>
#include <locale.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/memory.h"

#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define T4_SANITIZED
#endif
#endif

/* What goes over the pipe: a head and, behind it, n bytes of text. */
enum { SHEET = 'S', CELL = 'C', NUMBER = 'N', ROW = 'R', DONE = 'Z', REFUSED = 'X' };

typedef struct {
    uint32_t what, at, n;    /* at: column, or number of the row */
} head;

/* --- the child ------------------------------------------------------------------------------ */

typedef struct {
    int to;
    size_t used;
    char bytes[65536];
    const void *handle;
} sending;

static void flush(sending *s)
{
    size_t done = 0;

    while (done < s->used) {
        ssize_t n = write(s->to, s->bytes + done, s->used - done);

        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            _exit(3);
        done += (size_t)n;
    }
    s->used = 0;
}

static void put(sending *s, const void *bytes, size_t n)
{
    const char *from = bytes;

    while (n) {
        size_t part = n < sizeof s->bytes - s->used ? n : sizeof s->bytes - s->used;

        memcpy(s->bytes + s->used, from, part);
        s->used += part;
        from += part;
        n -= part;
        if (s->used == sizeof s->bytes)
            flush(s);
    }
}

static void send(sending *s, uint32_t what, uint32_t at, const char *text, size_t n)
{
    head h = {what, at, (uint32_t)(n < T4_XLS_CELL_BYTES ? n : T4_XLS_CELL_BYTES)};

    put(s, &h, sizeof h);
    put(s, text, h.n);
}

static void refuse(sending *s, const char *text)
{
    send(s, REFUSED, 0, text, strlen(text));
    flush(s);
    _exit(0);
}

static void send_cell(sending *s, unsigned row, unsigned short column)
{
    FreeXL_CellValue cell = {.type = FREEXL_CELL_NULL};
    char text[64];

    if (freexl_get_cell_value(s->handle, row, column, &cell) != FREEXL_OK)
        return;
    switch (cell.type) {
    case FREEXL_CELL_INT: snprintf(text, sizeof text, "%d", cell.value.int_value); break;
    case FREEXL_CELL_DOUBLE: snprintf(text, sizeof text, "%.15g", cell.value.double_value); break;
    case FREEXL_CELL_TEXT:
    case FREEXL_CELL_SST_TEXT:
    case FREEXL_CELL_DATE:
    case FREEXL_CELL_DATETIME:
    case FREEXL_CELL_TIME:
        if (cell.value.text_value)
            send(s, CELL, column, cell.value.text_value, strlen(cell.value.text_value));
        return;
    default: return;
    }
    send(s, NUMBER, column, text, strlen(text));
}

static void send_sheet(sending *s, unsigned short index)
{
    const char *name = NULL;
    unsigned rows = 0;
    unsigned short columns = 0;

    if (freexl_get_worksheet_name(s->handle, index, &name) != FREEXL_OK || !name)
        name = "";
    send(s, SHEET, 0, name, strlen(name));
    if (freexl_select_active_worksheet(s->handle, index) != FREEXL_OK ||
        freexl_worksheet_dimensions(s->handle, &rows, &columns) != FREEXL_OK)
        refuse(s, "a sheet cannot be read");
    for (unsigned row = 0; row < rows; row++) {
        for (unsigned short column = 0; column < columns; column++)
            send_cell(s, row, column);
        send(s, ROW, row + 1, "", 0);
    }
}

/* Sanitizers reserve terabytes of addresses; the ceiling would stop them. */
static void set_ceilings(void)
{
    struct rlimit seconds = {T4_XLS_SECONDS, T4_XLS_SECONDS}, none = {0, 0};
#if !defined(__SANITIZE_ADDRESS__) && !defined(T4_SANITIZED)
    struct rlimit memory = {T4_XLS_MEMORY, T4_XLS_MEMORY};

    setrlimit(RLIMIT_AS, &memory);
#endif
    setrlimit(RLIMIT_CPU, &seconds);
    setrlimit(RLIMIT_CORE, &none);
    setrlimit(RLIMIT_FSIZE, &none);
}

__attribute__((noreturn)) static void child(const char *path, int to)
{
    static sending s;
    const void *handle = NULL;
    locale_t plain = newlocale(LC_ALL_MASK, "C", (locale_t)0);
    unsigned sheets = 0, locked = 0;

    s.to = to;
    signal(SIGPIPE, SIG_IGN);
    signal(SIGINT, SIG_DFL);
    signal(SIGTERM, SIG_DFL);
    if (plain)
        uselocale(plain);
    set_ceilings();
    if (freexl_open(path, &handle) != FREEXL_OK)
        refuse(&s, "it is no workbook of this kind, or it is damaged");
    s.handle = handle;
    if (freexl_get_info(handle, FREEXL_BIFF_PASSWORD, &locked) == FREEXL_OK && locked == FREEXL_BIFF_OBFUSCATED)
        refuse(&s, "it is locked with a password");
    if (freexl_get_info(handle, FREEXL_BIFF_SHEET_COUNT, &sheets) != FREEXL_OK || sheets > T4_BOOK_SHEETS_MOST)
        refuse(&s, "its number of sheets cannot be right");
    for (unsigned i = 0; i < sheets; i++)
        send_sheet(&s, (unsigned short)i);
    send(&s, DONE, 0, "", 0);
    flush(&s);
    _exit(0);
}

/* --- the parent ------------------------------------------------------------------------------- */

typedef struct {
    t4_book *book;
    t4_run *run;
    int from;
    t4_error *err;
    bool done;
    char *text;
} receiving;

static t4_status broken(const receiving *r, const char *what)
{
    return t4_fail_at(r->err, T4_ERR_DATA, r->book->path, 0, 0, "not a readable XLS workbook: %s; save it as XLSX or CSV", what);
}

/* n bytes, or *ended at the end of the pipe. */
static t4_status receive(const receiving *r, void *bytes, size_t n, bool *ended)
{
    size_t got = 0;

    while (got < n) {
        struct pollfd wait = {r->from, POLLIN, 0};
        t4_status status = r->run ? t4_run_check(r->run, r->err) : T4_OK;
        ssize_t more;

        if (status)
            return status;
        if (poll(&wait, 1, 500) <= 0)
            continue;
        more = read(r->from, (char *)bytes + got, n - got);
        if (more < 0 && errno == EINTR)
            continue;
        if (more < 0)
            return t4_fail_errno(r->err, "read", r->book->path);
        if (!more) {
            *ended = true;
            return T4_OK;
        }
        got += (size_t)more;
    }
    return T4_OK;
}

static t4_status take(receiving *r, const head *h)
{
    t4_book *book = r->book;

    if (h->what != SHEET && h->what != DONE && h->what != REFUSED && !book->count)
        return broken(r, "its reader sent cells without a sheet");
    switch (h->what) {
    case SHEET: return t4_book_begin(book, r->text, h->n, r->err);
    case CELL: return t4_book_cell(book, h->at, r->text, h->n, false, r->err);
    case NUMBER: return t4_book_cell(book, h->at, r->text, h->n, true, r->err);
    case ROW: return t4_book_row(book, h->at, r->err);
    case DONE: r->done = true; return T4_OK;
    case REFUSED: r->text[h->n] = '\0'; return broken(r, r->text);
    default: return broken(r, "its reader sent nonsense");
    }
}

static t4_status receive_all(receiving *r)
{
    bool ended = false;
    t4_status status = T4_OK;

    while (!status && !r->done) {
        head h;

        status = receive(r, &h, sizeof h, &ended);
        if (!status && !ended && h.n > T4_XLS_CELL_BYTES)
            status = broken(r, "its reader sent nonsense");
        if (!status && !ended)
            status = receive(r, r->text, h.n, &ended);
        if (status || ended)
            break;
        status = take(r, &h);
    }
    return status;
}

/* What became of the child, where it did not say DONE. */
static t4_status judge(const receiving *r, int state)
{
    if (WIFSIGNALED(state) && WTERMSIG(state) == SIGXCPU)
        return t4_fail_at(r->err, T4_ERR_MEMORY, r->book->path, 0, 0, "reading this XLS workbook takes more than %d seconds",
                          T4_XLS_SECONDS);
    return broken(r, "its reader gave up, so it is damaged or takes too much memory");
}

t4_status t4_xls_read(t4_book *book, t4_run *run, t4_error *err)
{
    receiving r = {.book = book, .run = run, .err = err, .text = t4_alloc(T4_XLS_CELL_BYTES + 1, 1)};
    int ends[2], state = 0;
    pid_t pid;
    t4_status status = r.text ? T4_OK : t4_fail_memory(err);

    if (status)
        return status;
    if (pipe(ends)) {
        t4_free(r.text);
        return t4_fail_errno(err, "make a pipe for", book->path);
    }
    pid = fork();
    if (!pid) {
        close(ends[0]);
        child(book->path, ends[1]);
    }
    close(ends[1]);
    r.from = ends[0];
    status = pid < 0 ? t4_fail_errno(err, "start a reader for", book->path) : receive_all(&r);
    close(ends[0]);
    if (pid > 0 && (status || !r.done))
        kill(pid, status ? SIGKILL : 0);
    while (pid > 0 && waitpid(pid, &state, 0) < 0 && errno == EINTR)
        ;
    if (!status && !r.done)
        status = judge(&r, state);
    t4_free(r.text);
    return status;
}
