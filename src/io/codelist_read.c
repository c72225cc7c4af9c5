/* SPDX-License-Identifier: MIT */
#include "io/codelist_read.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/dict.h"
#include "base/memory.h"
#include "io/codelist_csv.h"
#include "io/codelist_fixed.h"
#include "io/codelist_json.h"
#include "io/wholefile.h"
#include "model/domain.h"

enum {
    JOINED_MAX = 4,          /* columns that make up a code */
    GROUPING_DEPTH = 64      /* grouping lines between a code and its parent */
};

/* Header words in order of trust; compared without case, blanks and punctuation. */
static const char *const code_words[] = {
    "code", "hs code", "hscode", "cn code", "tariff code", "commodity code", "product code",
    "goods code", "classification code", "notation", "co_ncm", "ncm", "tnved", "tn ved", "hts",
    "hts10", "hs10", "hs8", "hs6", "hs4", "cn8", "hts code", "hts number", "tnved4", "hs", "id",
    "код", "код тн вэд", "код тн вэд еаэс", "код тнвэд", "тн вэд", "тнвэд", "код товара",
    "тн вэд еаэс", "код позиции", NULL};
static const char *const label_words[] = {
    "label", "label_en", "name_en", "description", "hs description", "description_en", "name",
    "text", "title", "no_ncm_ing", "long description", "short description", "commodity",
    "goods description", "self-explanatory texts", NULL};
static const char *const label_ru_words[] = {
    "label_ru", "name_ru", "description_ru", "name_ru_full", "наименование", "наименование товара",
    "наименование позиции", "название", "описание", "текст", NULL};
static const char *const parent_words[] = {
    "parent", "parent code", "parent notation", "parent_id", "родитель", "код родителя",
    "вышестоящий код", NULL};
static const char *const unit_words[] = {
    "unit", "suppl. unit", "supplementary unit", "supplementary_unit", "su", "unit of quantity",
    "unit of measure", "uom", "quantity unit", "единица", "единица измерения", "ед. изм.",
    "доп. единица", "дополнительная единица", "дополнительная единица измерения", "деи", NULL};
static const char *const from_words[] = {
    "valid from", "valid_from", "from", "start", "start date", "date from", "from date",
    "begin", "effective from", "начало", "начало действия", "дата начала", "действует с",
    "дата начала действия", NULL};
static const char *const until_words[] = {
    "valid until", "valid to", "valid_to", "until", "to", "end", "end date", "date to", "date until",
    "effective to", "конец", "окончание", "окончание действия", "дата окончания", "действует до",
    "дата окончания действия", NULL};

/* Which column means what; -1 = none. */
typedef struct {
    long code[JOINED_MAX];
    int code_count;
    long label, label_ru, parent, unit, from, until;
    size_t digits;           /* longest code */
} mapping;

static t4_status no_column(const t4_sheet *sheet, const char *key, const char *name, t4_error *err)
{
    t4_buffer names;
    t4_status status;

    t4_buffer_init(&names, 0);
    t4_sheet_list_columns(sheet, &names);
    status = t4_fail_at(err, T4_ERR_USAGE, sheet->name, 0, 0,
                        "classification.columns.%s: there is no column '%.60s'; the list has %s", key,
                        name, t4_buffer_text(&names));
    t4_buffer_release(&names);
    return status;
}

/* The column that the template names; when it names none, one whose header is known. */
static t4_status map_column(const t4_sheet *sheet, const char *key, const char *name,
                            const char *const *words, long *column, t4_error *err)
{
    *column = name ? t4_sheet_column(sheet, name) : t4_sheet_guess(sheet, words);
    return name && *column < 0 ? no_column(sheet, key, name, err) : T4_OK;
}

static t4_status unknown_code_column(const t4_sheet *sheet, t4_error *err)
{
    t4_buffer names;
    t4_status status;

    t4_buffer_init(&names, 0);
    t4_sheet_list_columns(sheet, &names);
    status = t4_fail_at(err, T4_ERR_USAGE, sheet->name, 0, 0,
                        "no column is known to hold codes; name it with classification.columns.code; "
                        "the list has %s", t4_buffer_text(&names));
    t4_buffer_release(&names);
    return status;
}

/* "1+2": the texts of several columns make up the code. */
static t4_status map_joined(const t4_sheet *sheet, const char *names, mapping *m, t4_error *err)
{
    char name[128];

    m->code_count = 0;
    for (const char *at = names; at; at = strchr(at, '+') ? strchr(at, '+') + 1 : NULL) {
        if (m->code_count == JOINED_MAX)
            return t4_fail_at(err, T4_ERR_USAGE, sheet->name, 0, 0,
                              "classification.columns.code: a code is joined from at most %d columns",
                              JOINED_MAX);
        snprintf(name, sizeof name, "%.*s", (int)strcspn(at, "+"), at);
        m->code[m->code_count] = t4_sheet_column(sheet, name);
        if (m->code[m->code_count++] < 0)
            return no_column(sheet, "code", name, err);
    }
    return T4_OK;
}

static t4_status map_code(const t4_sheet *sheet, const char *name, mapping *m, t4_error *err)
{
    m->code_count = 1;
    if (!name) {
        m->code[0] = sheet->columns ? t4_sheet_guess(sheet, code_words) : 0;
        return m->code[0] >= 0 ? T4_OK : unknown_code_column(sheet, err);
    }
    m->code[0] = t4_sheet_column(sheet, name);
    if (m->code[0] >= 0)
        return T4_OK;
    return strchr(name, '+') ? map_joined(sheet, name, m, err) : no_column(sheet, "code", name, err);
}

static t4_status map_columns(const t4_sheet *sheet, const t4_list_layout *layout, mapping *m,
                             t4_error *err)
{
    t4_status status = map_code(sheet, layout->code, m, err);

    m->digits = layout->digits ? (size_t)layout->digits : T4_CODE_MAX;
    if (!status)
        status = map_column(sheet, "label", layout->label, label_words, &m->label, err);
    if (!status)
        status = map_column(sheet, "label_ru", layout->label_ru, label_ru_words, &m->label_ru, err);
    if (!status)
        status = map_column(sheet, "parent", layout->parent, parent_words, &m->parent, err);
    if (!status)
        status = map_column(sheet, "unit", layout->unit, unit_words, &m->unit, err);
    if (!status)
        status = map_column(sheet, "from", layout->from, from_words, &m->from, err);
    if (!status)
        status = map_column(sheet, "until", layout->until, until_words, &m->until, err);
    if (!status && !sheet->columns && m->label < 0 && !layout->code)
        m->label = sheet->column_count > 1 ? 1 : -1;
    return status;
}

/* Letters and digits of a code text, dots and blanks off; true when it is a code. */
static bool clean_code(const char *text, size_t digits, char out[T4_CODE_MAX + 1])
{
    size_t n = 0;

    for (const unsigned char *s = (const unsigned char *)text; *s; s++) {
        if (*s == '.' || *s == ' ' || *s == '\'' || (s[0] == 0xC2 && s[1] == 0xA0)) {
            s += *s == 0xC2;
            continue;
        }
        if (!((*s >= '0' && *s <= '9') || (*s >= 'A' && *s <= 'Z')) || n == digits)
            return false;
        out[n++] = (char)*s;
    }
    out[n] = '\0';
    return n >= 2 && out[0] <= '9' && out[1] <= '9';
}

/* The texts of the code columns, joined. */
static bool raw_code(const t4_sheet *sheet, size_t row, const mapping *m, t4_buffer *out)
{
    t4_buffer_clear(out);
    for (int i = 0; i < m->code_count; i++)
        if (!t4_buffer_puts(out, t4_sheet_field(sheet, row, m->code[i])))
            return false;
    return t4_buffer_text(out) != NULL;
}

static size_t number_at(const char *text, size_t n)
{
    size_t value = 0;

    for (size_t i = 0; i < n; i++) {
        if (text[i] < '0' || text[i] > '9')
            return SIZE_MAX;
        value = value * 10 + (size_t)(text[i] - '0');
    }
    return value;
}

/*
 * A month out of 2022-01-31, 31.01.2022, 31/01/2022, 20220131, 2022-01 or
 * 2022; false when it is none.  Ends of time (2199 and later) and empty texts
 * are an open end, 0.
 */
static bool parse_date(const char *text, t4_period *period)
{
    size_t n = strcspn(text, " T"), year, month;

    *period = 0;
    if (!n)
        return true;
    if (n == 10 && (text[2] == '.' || text[2] == '/')) {
        year = number_at(text + 6, 4);
        month = number_at(text + 3, 2);
    } else if (n == 10 && text[4] == '-') {
        year = number_at(text, 4);
        month = number_at(text + 5, 2);
    } else if (n == 8) {
        year = number_at(text, 4);
        month = number_at(text + 4, 2);
    } else {
        *period = t4_period_parse(text, n);
        return *period != 0;
    }
    if (year < 1900 || year > 9999 || month < 1 || month > 12)
        return false;
    *period = year >= 2199 ? 0 : t4_period_month((int)year, (int)month);
    return true;
}

/* "01 - Animals; live" says its code once more. */
static const char *bare_label(const char *label, const char *code)
{
    size_t n = strlen(code);
    const char *rest = label + n;

    if (strncmp(label, code, n) || *rest != ' ')
        return label;
    while (*rest == ' ')
        rest++;
    if (!strncmp(rest, "- ", 2))
        return rest + 2;
    return !strncmp(rest, "\xE2\x80\x94 ", 4) ? rest + 4 : label;
}

/* Signs for "no supplementary unit". */
static const char *bare_unit(const char *unit)
{
    static const char *const none[] = {"-", "\xE2\x80\x93", "\xE2\x80\x94", "X", "x", "none", "нет"};

    for (size_t i = 0; i < sizeof none / sizeof *none; i++)
        if (!strcmp(unit, none[i]))
            return "";
    return unit;
}

/* Everything while a sheet becomes a list. */
typedef struct {
    const t4_sheet *sheet;
    const mapping *map;
    t4_dict *raw;          /* texts of the code columns; ids run with raw_rows */
    size_t *raw_rows;      /* the first row of each */
    size_t raw_room;
    t4_buffer scratch;
    size_t codes;
} builder;

static t4_status index_rows(builder *b, t4_error *err)
{
    for (size_t row = 0; row < b->sheet->rows; row++) {
        size_t before = t4_dict_count(b->raw);
        uint32_t id;

        if (!raw_code(b->sheet, row, b->map, &b->scratch))
            return t4_fail_memory(err);
        id = t4_dict_add(b->raw, b->scratch.data, b->scratch.length);
        if (id == T4_DICT_NONE)
            return t4_fail_memory(err);
        if (id < before)
            continue;
        if (!t4_grow(&b->raw_rows, &b->raw_room, id, sizeof *b->raw_rows))
            return t4_fail_memory(err);
        b->raw_rows[id] = row;
    }
    return T4_OK;
}

/* The nearest parent of a row that is a code, past grouping lines; false when there is none. */
static bool find_parent(const builder *b, size_t row, char out[T4_CODE_MAX + 1])
{
    if (b->map->parent < 0)
        return false;
    for (int depth = 0; depth < GROUPING_DEPTH; depth++) {
        const char *text = t4_sheet_field(b->sheet, row, b->map->parent);
        uint32_t id;

        if (!*text)
            return false;
        if (clean_code(text, b->map->digits, out))
            return true;
        id = t4_dict_find(b->raw, text, strlen(text));
        if (id == T4_DICT_NONE)
            return false;
        row = b->raw_rows[id];
    }
    return false;
}

static t4_status row_date(const t4_sheet *sheet, size_t row, long column, t4_period *period,
                          t4_error *err)
{
    const char *text = t4_sheet_field(sheet, row, column);

    if (parse_date(text, period))
        return T4_OK;
    return t4_fail_at(err, T4_ERR_DATA, sheet->name, sheet->lines[row], 0,
                      "'%.40s' is no date; expected such as 2022-01-31 or 31.01.2022", text);
}

static t4_status add_row(builder *b, t4_codelist *list, size_t row, t4_error *err)
{
    const t4_sheet *sheet = b->sheet;
    const mapping *m = b->map;
    char code[T4_CODE_MAX + 1], parent[T4_CODE_MAX + 1];
    t4_period from, until;
    t4_error inner = {0};
    t4_status status;

    if (!raw_code(sheet, row, m, &b->scratch))
        return t4_fail_memory(err);
    if (!clean_code(b->scratch.data ? b->scratch.data : "", m->digits, code))
        return T4_OK;
    status = row_date(sheet, row, m->from, &from, err);
    if (!status)
        status = row_date(sheet, row, m->until, &until, err);
    if (status)
        return status;
    status = t4_codelist_add(list, code, find_parent(b, row, parent) ? parent : NULL,
                             bare_label(t4_sheet_field(sheet, row, m->label), code),
                             bare_label(t4_sheet_field(sheet, row, m->label_ru), code),
                             bare_unit(t4_sheet_field(sheet, row, m->unit)), from, until, &inner);
    if (status)
        return t4_fail_at(err, status, sheet->name, sheet->lines[row], 0, "%s", inner.text);
    b->codes++;
    return T4_OK;
}

static t4_status check_codes(const builder *b, t4_error *err)
{
    const char *first = b->sheet->rows ? t4_sheet_field(b->sheet, 0, b->map->code[0]) : "";

    if (b->codes)
        return T4_OK;
    return t4_fail_at(err, T4_ERR_DATA, b->sheet->name, 0, 0,
                      "no code in the column of codes, where the first text is '%.40s'; a code has "
                      "2 to %zu letters and digits and begins with two digits", first,
                      b->map->digits);
}

static t4_status build_list(t4_codelist *list, const t4_sheet *sheet, const mapping *map,
                            t4_error *err)
{
    builder b = {.sheet = sheet, .map = map};
    t4_error inner = {0};
    t4_status status = T4_OK;

    t4_buffer_init(&b.scratch, 0);
    b.raw = t4_dict_new(T4_SHEET_ROWS_MAX);
    if (!b.raw)
        status = t4_fail_memory(err);
    if (!status && map->parent >= 0)
        status = index_rows(&b, err);
    for (size_t row = 0; !status && row < sheet->rows; row++)
        status = add_row(&b, list, row, err);
    if (!status)
        status = check_codes(&b, err);
    if (!status) {
        status = t4_codelist_finish(list, &inner);
        if (status)
            t4_fail_at(err, status, sheet->name, 0, 0, "%s", inner.text);
    }
    t4_dict_free(b.raw);
    t4_free(b.raw_rows);
    t4_buffer_release(&b.scratch);
    return status;
}

/* The first byte that is no blank. */
static char first_mark(const t4_buffer *text)
{
    for (size_t i = 0; i < text->length; i++)
        if (!strchr(" \t\r\n", text->data[i]))
            return text->data[i];
    return '\0';
}

/* The layout as the lines of fixed width have it once they are columns. */
static const t4_list_layout fixed_columns = {.code = "code"};

static t4_status fill_sheet(t4_sheet *sheet, t4_buffer *text, const t4_list_layout **layout,
                            t4_error *err)
{
    const t4_list_layout *given = *layout;
    const char *format = given->format ? given->format : "auto";
    char mark = first_mark(text);
    t4_status status;

    if (!mark)
        return t4_fail_at(err, T4_ERR_DATA, sheet->name, 0, 0, "the file is empty");
    if (mark == '<')
        return t4_fail_at(err, T4_ERR_DATA, sheet->name, 0, 0,
                          "this is a web page or XML; expected a code list as CSV, JSON or lines of "
                          "fixed width");
    if (!strcmp(format, "fixed") ||
        (!strcmp(format, "auto") && given->code && t4_codelist_is_range(given->code))) {
        status = t4_codelist_fixed(sheet, text, given, err);
        *layout = &fixed_columns;
        return status;
    }
    if (!strcmp(format, "comtrade") || (!strcmp(format, "auto") && (mark == '{' || mark == '[')))
        return t4_codelist_json(sheet, text, err);
    return t4_codelist_csv(sheet, text, given, err);
}

t4_status t4_codelist_read_bytes(t4_codelist **list, t4_buffer *bytes, const char *name,
                                 const t4_list_layout *layout, const char *edition, t4_error *err)
{
    static const t4_list_layout nothing_given;
    t4_codelist *made = t4_codelist_new(edition);
    mapping map = {.code_count = 0};
    t4_sheet sheet;
    t4_status status = made ? T4_OK : t4_fail_memory(err);

    layout = layout ? layout : &nothing_given;
    t4_sheet_init(&sheet, name);
    if (!status)
        status = t4_wholefile_decode(bytes, layout->encoding, name, err);
    if (!status)
        status = fill_sheet(&sheet, bytes, &layout, err);
    if (!status)
        status = map_columns(&sheet, layout, &map, err);
    if (!status)
        status = build_list(made, &sheet, &map, err);
    t4_sheet_release(&sheet);
    if (status) {
        t4_codelist_free(made);
        return status;
    }
    *list = made;
    return T4_OK;
}

t4_status t4_codelist_read(t4_codelist **list, t4_run *run, const char *path,
                           const t4_list_layout *layout, const char *edition, t4_error *err)
{
    t4_buffer bytes;
    t4_status status;

    t4_buffer_init(&bytes, 0);
    status = t4_wholefile_read(&bytes, run, path, err);
    if (!status)
        status = t4_codelist_read_bytes(list, &bytes, path, layout, edition, err);
    t4_buffer_release(&bytes);
    return status;
}
