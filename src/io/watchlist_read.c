/* SPDX-License-Identifier: MIT */
#include "io/watchlist_read.h"

#include <stdio.h>
#include <string.h>

#include "io/sheet.h"
#include "io/wholefile.h"

static const char *const code_words[] = {"code", "hs_code", "hs code", "hs6", "hs10", "hs8", "hs4", "hs",
                                         "commodity", "cn", "код", "код тн вэд", "тнвэд", NULL};
static const char *const tier_words[] = {"tier", "group", "category", "уровень", "группа", NULL};
static const char *const since_words[] = {"since", "from", "valid_from", "start", "с", NULL};
static const char *const until_words[] = {"until", "to", "valid_until", "end", "по", NULL};
static const char *const edition_words[] = {"edition", "version", "редакция", NULL};

/* "lists/chpl.csv.gz" -> "chpl" */
static void name_of(const char *path, char name[64])
{
    const char *slash = strrchr(path, '/');
    const char *base = slash ? slash + 1 : path;

    snprintf(name, 64, "%.*s", (int)strcspn(base, "."), base);
}

/* Points, blanks and dashes that people write into codes. */
static void bare_code(const char *text, char code[32])
{
    size_t n = 0;

    for (; *text && n < 31; text++)
        if (!strchr(". -", *text))
            code[n++] = *text;
    code[n] = '\0';
}

static t4_status read_day(const t4_sheet *sheet, size_t row, long column, t4_watchday *day, t4_error *err)
{
    const char *text = t4_sheet_field(sheet, row, column);

    *day = *text ? t4_watchday_parse(text, strlen(text)) : 0;
    if (*text && !*day)
        return t4_fail_at(err, T4_ERR_DATA, sheet->name, sheet->lines[row], 0,
                          "'%.40s' is no day: expected a day such as 2023-05-19", text);
    return T4_OK;
}

static t4_status read_rows(t4_watchlist *list, const t4_sheet *sheet, t4_error *err)
{
    long code = t4_sheet_guess(sheet, code_words), tier = t4_sheet_guess(sheet, tier_words);
    long since = t4_sheet_guess(sheet, since_words), until = t4_sheet_guess(sheet, until_words);
    long edition = t4_sheet_guess(sheet, edition_words);
    t4_status status = T4_OK;

    if (code < 0)
        return t4_fail_at(err, T4_ERR_DATA, sheet->name, 1, 0, "no column 'code' in the watch list");
    for (size_t row = 0; !status && row < sheet->rows; row++) {
        char text[32];
        t4_watchlist_entry entry = {.code = text, .tier = t4_sheet_field(sheet, row, tier),
                                    .edition = t4_sheet_field(sheet, row, edition)};
        t4_error inner = {0};

        bare_code(t4_sheet_field(sheet, row, code), text);
        status = read_day(sheet, row, since, &entry.since, err);
        if (!status)
            status = read_day(sheet, row, until, &entry.until, err);
        if (status)
            return status;
        status = t4_watchlist_add(list, &entry, &inner);
        if (status)
            return t4_fail_at(err, status, sheet->name, sheet->lines[row], 0, "%s", inner.text);
    }
    return status;
}

t4_status t4_watchlist_read(t4_watchlist **list, t4_run *run, const char *path, t4_error *err)
{
    t4_sheet_options options = {0};
    t4_sheet sheet;
    t4_buffer bytes;
    char name[64];
    t4_status status;

    name_of(path, name);
    *list = t4_watchlist_new(name);
    if (!*list)
        return t4_fail_memory(err);
    t4_buffer_init(&bytes, T4_WHOLEFILE_BYTES_MAX);
    t4_sheet_init(&sheet, path);
    status = t4_wholefile_read(&bytes, run, path, err);
    if (!status)
        status = t4_wholefile_decode(&bytes, NULL, path, err);
    if (!status)
        status = t4_sheet_delimited(&sheet, &bytes, &options, err);
    if (!status)
        status = t4_sheet_lift_header(&sheet, err);
    if (!status)
        status = read_rows(*list, &sheet, err);
    if (!status) {
        t4_error inner = {0};

        status = t4_watchlist_finish(*list, &inner);
        if (status)
            t4_fail_at(err, status, path, 0, 0, "%s", inner.text);
    }
    t4_sheet_release(&sheet);
    t4_buffer_release(&bytes);
    if (status) {
        t4_watchlist_free(*list);
        *list = NULL;
    }
    return status;
}
