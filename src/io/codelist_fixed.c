/* SPDX-License-Identifier: MIT */
#include "io/codelist_fixed.h"

#include <stdlib.h>
#include <string.h>

enum { MOST_FIELDS = 7, LONGEST_LINE = 1 << 20 };

typedef struct {
    const char *names[MOST_FIELDS];
    size_t first[MOST_FIELDS], last[MOST_FIELDS];  /* counted from 1, inclusive */
    size_t count;
} field_layout;

/* "1-10" or "7". */
static bool parse_range(const char *text, size_t *first, size_t *last)
{
    char *end;

    if (*text < '0' || *text > '9')
        return false;
    *first = *last = strtoul(text, &end, 10);
    while (*end == ' ')
        end++;
    if (*end == '-') {
        for (end++; *end == ' ';)
            end++;
        if (*end < '0' || *end > '9')
            return false;
        *last = strtoul(end, &end, 10);
    }
    return !*end && *first >= 1 && *last >= *first && *last <= LONGEST_LINE;
}

bool t4_codelist_is_range(const char *text)
{
    size_t first, last;

    return strchr(text, '-') && parse_range(text, &first, &last);
}

static t4_status read_layout(field_layout *fields, const t4_list_layout *layout, const char *file,
                             t4_error *err)
{
    const struct {
        const char *name, *range;
    } given[MOST_FIELDS] = {{"code", layout->code},         {"label", layout->label},
                            {"label_ru", layout->label_ru}, {"parent", layout->parent},
                            {"unit", layout->unit},         {"from", layout->from},
                            {"until", layout->until}};

    if (!layout->code)
        return t4_fail_at(err, T4_ERR_USAGE, file, 0, 0, "lines of fixed width need the place of the "
                          "code: classification.columns.code, such as \"1-10\"");
    for (size_t i = 0; i < MOST_FIELDS; i++) {
        size_t k = fields->count;

        if (!given[i].range)
            continue;
        if (!parse_range(given[i].range, &fields->first[k], &fields->last[k]))
            return t4_fail_at(err, T4_ERR_USAGE, file, 0, 0,
                              "classification.columns.%s '%.40s' is no range of characters; expected "
                              "such as \"1-10\"", given[i].name, given[i].range);
        fields->names[fields->count++] = given[i].name;
    }
    return T4_OK;
}

/* Byte offset of the character that is `characters` after the beginning of a line of n bytes. */
static size_t offset_of(const char *line, size_t n, size_t characters)
{
    size_t i = 0;

    for (; i < n && characters; characters--)
        for (i++; i < n && ((unsigned char)line[i] & 0xC0) == 0x80;)
            i++;
    return i;
}

static t4_status add_cut(t4_sheet *sheet, const char *line, size_t n, size_t first, size_t last,
                         t4_error *err)
{
    size_t begin = offset_of(line, n, first - 1), end = offset_of(line, n, last);

    while (begin < end && line[begin] == ' ')
        begin++;
    while (end > begin && (line[end - 1] == ' ' || line[end - 1] == '\t'))
        end--;
    return t4_sheet_add(sheet, line + begin, end - begin, err);
}

static t4_status add_line(t4_sheet *sheet, const char *line, size_t n, const field_layout *layout,
                          uint64_t number, t4_error *err)
{
    t4_status status = T4_OK;

    if (n > LONGEST_LINE)
        return t4_fail_at(err, T4_ERR_DATA, sheet->name, number, 0, "a line of more than %d bytes",
                          LONGEST_LINE);
    for (size_t i = 0; !status && i < layout->count; i++)
        status = add_cut(sheet, line, n, layout->first[i], layout->last[i], err);
    return status ? status : t4_sheet_end_row(sheet, number, err);
}

t4_status t4_codelist_fixed(t4_sheet *sheet, const t4_buffer *text, const t4_list_layout *layout,
                            t4_error *err)
{
    const char *at = text->data, *end = at + text->length;
    field_layout fields = {.count = 0};
    uint64_t number = 1;
    t4_status status = read_layout(&fields, layout, sheet->name, err);

    if (!status)
        status = t4_sheet_set_columns(sheet, fields.names, fields.count, err);
    for (; !status && at < end; number++) {
        const char *stop = memchr(at, '\n', (size_t)(end - at));
        size_t n = (size_t)((stop ? stop : end) - at);

        if (n && at[n - 1] == '\r')
            n--;
        if (n)
            status = add_line(sheet, at, n, &fields, number, err);
        at = stop ? stop + 1 : end;
    }
    return status;
}
