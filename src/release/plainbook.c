/* SPDX-License-Identifier: MIT */
#include "release/plainbook.h"

#include <ctype.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <xlsxwriter.h>

#include "base/memory.h"
#include "io/xlsx.h"

enum { PATH = 4096, DIGITS = 15, ROWS = 1048576 };

struct t4_plainbook {
    char path[PATH], draft[PATH];
    lxw_workbook *workbook;
    lxw_worksheet *sheet;
    bool numbers[T4_PLAINBOOK_COLUMNS];
    uint16_t columns;
    uint32_t rows;             /* with the header */
    locale_t plain;
};

static t4_status fail_library(lxw_error code, t4_error *err)
{
    return t4_fail(err, code == LXW_ERROR_MEMORY_MALLOC_FAILED ? T4_ERR_MEMORY : T4_ERR_IO,
                   "cannot write the workbook: %s", lxw_strerror(code));
}

t4_status t4_plainbook_open(t4_plainbook **book, const char *path, t4_error *err)
{
    lxw_workbook_options options = {.constant_memory = LXW_TRUE};
    lxw_doc_properties properties = {.created = 946684800};
    t4_plainbook *b;
    char folder[PATH];
    const char *slash = strrchr(path, '/');

    if (!strcmp(path, "-"))
        return t4_fail(err, T4_ERR_USAGE, "a workbook cannot be written to standard output; name a file with -o");
    b = t4_alloc_zero(1, sizeof *b);
    if (!b)
        return t4_fail_memory(err);
    snprintf(folder, sizeof folder, "%.*s", slash ? (int)(slash - path) : 1, slash ? path : ".");
    options.tmpdir = *folder ? folder : "/";
    b->plain = newlocale(LC_ALL_MASK, "C", (locale_t)0);
    if (snprintf(b->path, sizeof b->path, "%s", path) >= PATH ||
        snprintf(b->draft, sizeof b->draft, "%s.part-%ld", path, (long)getpid()) >= PATH || !b->plain) {
        t4_plainbook_free(b);
        return t4_fail(err, T4_ERR_USAGE, "the path '%.100s' is too long", path);
    }
    b->workbook = workbook_new_opt(b->draft, &options);
    b->sheet = b->workbook ? workbook_add_worksheet(b->workbook, "Figures") : NULL;
    if (!b->sheet) {
        t4_plainbook_free(b);
        return t4_fail_memory(err);
    }
    workbook_set_properties(b->workbook, &properties);
    *book = b;
    return T4_OK;
}

t4_status t4_plainbook_column(t4_plainbook *b, const char *name, const char *ending, bool number, t4_error *err)
{
    char heading[128];
    lxw_error code;

    if (b->columns == T4_PLAINBOOK_COLUMNS)
        return t4_fail(err, T4_ERR_MEMORY, "more than %d columns in a workbook", T4_PLAINBOOK_COLUMNS);
    snprintf(heading, sizeof heading, "%.60s%.60s", name, ending ? ending : "");
    b->numbers[b->columns] = number;
    code = worksheet_write_string(b->sheet, 0, b->columns++, heading, NULL);
    b->rows = 1;
    return code ? fail_library(code, err) : T4_OK;
}

/* A plain decimal of at most 15 digits is the same number in every spreadsheet. */
static bool is_number(const char *text)
{
    size_t digits = 0, points = 0;

    text += *text == '-';
    for (; *text; text++) {
        digits += isdigit((unsigned char)*text) != 0;
        points += *text == '.';
        if (!isdigit((unsigned char)*text) && *text != '.')
            return false;
    }
    return digits && digits <= DIGITS && points <= 1;
}

t4_status t4_plainbook_row(t4_plainbook *b, const char *const *cells, t4_error *err)
{
    lxw_error code = LXW_NO_ERROR;
    locale_t before;

    if (b->rows == ROWS)
        return t4_fail(err, T4_ERR_DATA, "more rows than a sheet holds (%d with the header); convert to another format",
                       ROWS);
    before = uselocale(b->plain);
    for (uint16_t c = 0; c < b->columns && !code; c++)
        if (*cells[c])
            code = b->numbers[c] && is_number(cells[c])
                       ? worksheet_write_number(b->sheet, b->rows, c, strtod(cells[c], NULL), NULL)
                       : worksheet_write_string(b->sheet, b->rows, c, cells[c], NULL);
    uselocale(before);
    b->rows++;
    return code ? fail_library(code, err) : T4_OK;
}

static t4_status count_row(void *context, uint64_t number, const t4_xlsx_cell *cells, size_t count, t4_error *err)
{
    ++*(uint64_t *)context;
    return T4_OK;
}

/* The library loses rows silently on a full disk. */
static t4_status read_back(const t4_plainbook *b, t4_run *run, t4_error *err)
{
    t4_xlsx *book = NULL;
    uint64_t rows = 0;
    t4_status status = t4_xlsx_open(&book, b->draft, err);

    if (!status)
        status = t4_xlsx_read(book, run, 0, count_row, &rows, err);
    t4_xlsx_free(book);
    if (!status && rows != b->rows)
        status = t4_fail_at(err, T4_ERR_IO, b->path, 0, 0, "the workbook holds %llu rows instead of %u: is the disk full?",
                            (unsigned long long)rows, b->rows);
    return status;
}

t4_status t4_plainbook_close(t4_plainbook *b, t4_run *run, t4_error *err)
{
    locale_t before = uselocale(b->plain);
    lxw_error code = workbook_close(b->workbook);
    t4_status status;

    uselocale(before);
    b->workbook = NULL;
    status = code ? fail_library(code, err) : read_back(b, run, err);
    if (!status && rename(b->draft, b->path) != 0)
        status = t4_fail_errno(err, "write", b->path);
    return status;
}

void t4_plainbook_free(t4_plainbook *b)
{
    if (!b)
        return;
    if (b->workbook) {
        /* There is no way to give a workbook up but to write it. */
        workbook_close(b->workbook);
    }
    if (b->draft[0])
        unlink(b->draft);
    if (b->plain)
        freelocale(b->plain);
    t4_free(b);
}
