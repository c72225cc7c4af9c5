/* SPDX-License-Identifier: MIT */
#include "io/correlation_read.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "io/book.h"
#include "io/datadir.h"
#include "io/wholefile.h"

enum { HEADER_WITHIN = 20, CODE_ROOM = 16 };  /* rows among which the header stands; longest code */

static const char *const older_words[] = {"codebefore", "before", "old", "oldcode", "origincode", "origin", "from",
                                          "fromcode", NULL};
static const char *const newer_words[] = {"codeafter", "after", "new", "newcode", "destinationcode", "destination",
                                          "to", "tocode", NULL};
static const char *const step_words[] = {"adjustment", "period", "step", NULL};

/* Which columns hold what. */
typedef struct {
    long older, newer, step;
    t4_hsedition from, to;      /* older and newer edition, where columns or the caller say so */
    size_t header;            /* row */
} layout;

/* --- codes ----------------------------------------------------------------------------------- */

/* Letters and digits alone, a lost zero put back; false: it is no code. */
static bool clean_code(const char *text, char code[CODE_ROOM])
{
    size_t n = 0;

    for (; *text; text++) {
        if (strchr(" .-'", *text) || (unsigned char)*text >= 0x80)
            continue;
        if (!isalnum((unsigned char)*text) || n + 2 >= CODE_ROOM)
            return false;
        code[n++] = *text;
    }
    code[n] = '\0';
    if (n % 2 && n > 1 && isdigit((unsigned char)*code)) {
        memmove(code + 1, code, n + 1);
        *code = '0';
    }
    return true;
}

/* --- the header ------------------------------------------------------------------------------- */

/* Letters and digits in lower case. */
static void fold_name(const char *text, char name[32])
{
    size_t n = 0;

    for (; *text && n < 31; text++)
        if (isalnum((unsigned char)*text))
            name[n++] = (char)tolower((unsigned char)*text);
    name[n] = '\0';
}

static bool is_word(const char *const *words, const char *name)
{
    for (; *words; words++)
        if (!strcmp(*words, name))
            return true;
    return false;
}

/* "HS 2022", "From HS2022": a column named by its edition. */
static bool names_edition(const char *name, t4_hsedition *edition)
{
    const char *at = !strncmp(name, "from", 4) ? name + 4 : !strncmp(name, "to", 2) ? name + 2 : name;

    return isalpha((unsigned char)*at) && t4_hsedition_parse(at, strlen(at), edition) && edition->year;
}

static bool find_columns(const t4_sheet *sheet, size_t row, layout *l)
{
    long first = -1, second = -1;
    t4_hsedition one = {.year = 0}, two = {.year = 0}, found;

    l->older = l->newer = l->step = -1;
    for (size_t i = sheet->starts[row]; i < sheet->starts[row + 1]; i++) {
        long column = (long)(i - sheet->starts[row]);
        char name[32];

        fold_name(sheet->fields[i], name);
        if (is_word(older_words, name))
            l->older = column;
        else if (is_word(newer_words, name))
            l->newer = column;
        else if (is_word(step_words, name))
            l->step = column;
        else if (names_edition(name, &found) && first < 0)
            first = column, one = found;
        else if (names_edition(name, &found) && second < 0)
            second = column, two = found;
    }
    if (first >= 0 && second >= 0) {
        bool turned = one.year > two.year;

        l->older = turned ? second : first;
        l->newer = turned ? first : second;
        l->from = turned ? two : one;
        l->to = turned ? one : two;
        l->step = -1;
    }
    l->header = row;
    return l->older >= 0 && l->newer >= 0;
}

static bool find_header(const t4_sheet *sheet, layout *l)
{
    for (size_t row = 0; row < sheet->rows && row < HEADER_WITHIN; row++)
        if (find_columns(sheet, row, l))
            return true;
    return false;
}

/* --- rows -------------------------------------------------------------------------------------- */

/* "2022 to 2017" -> the two years, older first; "20212022" of a table of changes too. */
static bool read_step(const char *text, int years[2], bool *changes)
{
    int n = 0;

    years[0] = years[1] = 0;
    *changes = strlen(text) == 8;
    for (; *text && n < 2; text++)
        if (isdigit((unsigned char)text[0]) && isdigit((unsigned char)text[1]) && isdigit((unsigned char)text[2]) &&
            isdigit((unsigned char)text[3])) {
            years[n++] = (text[0] - '0') * 1000 + (text[1] - '0') * 100 + (text[2] - '0') * 10 + (text[3] - '0');
            text += 3;
        }
    if (years[0] > years[1]) {
        int other = years[0];

        years[0] = years[1];
        years[1] = other;
    }
    return n == 2 && years[0] && years[0] < years[1];
}

static t4_status add_row(t4_correlation *c, const t4_sheet *sheet, const layout *l, size_t row, t4_error *err)
{
    char from[CODE_ROOM], to[CODE_ROOM], older[T4_HSEDITION_TEXT], newer[T4_HSEDITION_TEXT];
    const char *a = t4_sheet_field(sheet, row, l->older), *b = t4_sheet_field(sheet, row, l->newer);
    bool changes = false;

    if (!*a || !*b)
        return T4_OK;  /* a code that ended, or began, with no other */
    if (!clean_code(a, from) || !clean_code(b, to) || !*from || !*to)
        return t4_fail_at(err, T4_ERR_DATA, sheet->name, sheet->lines[row], 0,
                          "'%.40s' beside '%.40s': expected two codes", a, b);
    snprintf(older, sizeof older, "%s", l->from.name);
    snprintf(newer, sizeof newer, "%s", l->to.name);
    if (l->step >= 0) {
        const char *kind = strlen(from) > 6 ? "CN" : "HS";
        int years[2];

        if (!read_step(t4_sheet_field(sheet, row, l->step), years, &changes))
            return t4_fail_at(err, T4_ERR_DATA, sheet->name, sheet->lines[row], 0,
                              "'%.40s' names no two editions; expected '2022 to 2017' or '20212022'",
                              t4_sheet_field(sheet, row, l->step));
        snprintf(older, sizeof older, "%s%d", kind, years[0]);
        snprintf(newer, sizeof newer, "%s%d", kind, years[1]);
    }
    return t4_correlation_add(c, older, newer, changes, from, to, err);
}

static t4_status add_rows(t4_correlation *c, const t4_sheet *sheet, layout *l, const t4_hsedition *from,
                          const t4_hsedition *to, t4_error *err)
{
    t4_status status = T4_OK;

    if (!l->from.year && l->step < 0) {
        l->from = *from;
        l->to = *to;
        if (from->year > to->year) {   /* the file leads from the newer to the older */
            long column = l->older;

            l->older = l->newer;
            l->newer = column;
            l->from = *to;
            l->to = *from;
        }
    }
    for (size_t row = l->header + 1; !status && row < sheet->rows; row++)
        status = add_row(c, sheet, l, row, err);
    return status;
}

static t4_status fail_header(const char *path, t4_error *err)
{
    return t4_fail_at(err, T4_ERR_DATA, path, 0, 0, "no correlation table: expected two columns of codes headed by their "
                      "editions (HS2022, HS2017), or from and to, old and new, code.before and code.after");
}

/* --- files -------------------------------------------------------------------------------------- */

/* Sheets that are called correlations lead; conversions to a single code are used where there is nothing else. */
static t4_status read_workbook(t4_correlation *c, const t4_book *book, const t4_hsedition *from, const t4_hsedition *to, t4_error *err)
{
    t4_status status = T4_OK;
    bool found = false;

    for (int pass = 0; !status && pass < 2 && !found; pass++)
        for (size_t i = 0; !status && i < book->count; i++) {
            const t4_book_sheet *sheet = &book->sheets[i];
            layout l = {.header = 0};

            if ((pass == 0 && !strcasestr(sheet->name, "correlation")) || !sheet->sheet.rows || !find_header(&sheet->sheet, &l))
                continue;
            status = add_rows(c, &sheet->sheet, &l, from, to, err);
            found = true;
        }
    return status || found ? status : fail_header(book->path, err);
}

static t4_status read_text(t4_correlation *c, t4_run *run, const char *path, const t4_hsedition *from, const t4_hsedition *to,
                           t4_error *err)
{
    t4_sheet_options options = {0};
    t4_sheet sheet;
    t4_buffer bytes;
    layout l = {.header = 0};
    t4_status status;

    t4_buffer_init(&bytes, T4_WHOLEFILE_BYTES_MAX);
    t4_sheet_init(&sheet, path);
    status = t4_wholefile_read(&bytes, run, path, err);
    if (!status)
        status = t4_wholefile_decode(&bytes, NULL, path, err);
    if (!status)
        status = t4_sheet_delimited(&sheet, &bytes, &options, err);
    if (!status && !find_header(&sheet, &l))
        status = fail_header(path, err);
    if (!status)
        status = add_rows(c, &sheet, &l, from, to, err);
    t4_sheet_release(&sheet);
    t4_buffer_release(&bytes);
    return status;
}

t4_status t4_correlation_read(t4_correlation *c, t4_run *run, const char *path, const t4_hsedition *from,
                              const t4_hsedition *to, t4_error *err)
{
    t4_book book = {.count = 0};
    t4_book_kind kind = T4_BOOK_TEXT;
    t4_status status = t4_book_probe(path, &kind, err);

    if (!status && kind == T4_BOOK_TEXT)
        return read_text(c, run, path, from, to, err);
    if (!status)
        status = t4_book_read(&book, run, path, kind, NULL, 0, err);
    if (!status)
        status = read_workbook(c, &book, from, to, err);
    t4_book_release(&book);
    return status;
}

/* --- facts --------------------------------------------------------------------------------------- */

static t4_status read_fact(t4_correlation *c, size_t step, const t4_sheet *sheet, size_t row, const long *columns,
                           t4_error *err)
{
    const char *kind = t4_sheet_field(sheet, row, columns[4]);
    t4_correlation_fact fact = {.from = t4_sheet_field(sheet, row, columns[0]),
                                .to = t4_sheet_field(sheet, row, columns[1]),
                                .why = t4_sheet_field(sheet, row, columns[2]),
                                .since = t4_sheet_field(sheet, row, columns[3])};

    if (!strcmp(kind, "link"))
        fact.kind = T4_LINKS_ADDED;
    else if (!strcmp(kind, "waste"))
        fact.kind = T4_LINKS_WASTE;
    else if (*kind && strcmp(kind, "aside"))
        return t4_fail_at(err, T4_ERR_DATA, sheet->name, sheet->lines[row], 0, "kind '%.20s' is none of aside, waste, link",
                          kind);
    if (!*fact.from || !*fact.to || !*fact.why)
        return t4_fail_at(err, T4_ERR_DATA, sheet->name, sheet->lines[row], 0, "a fact needs from, to and why");
    return t4_correlation_add_fact(c, step, &fact, err);
}

static bool is_shipped(const char *name, t4_buffer *bytes)
{
    t4_error none = {0};

    return t4_datadir_read(name, bytes, &none) == T4_OK;
}

t4_status t4_correlation_read_facts(t4_correlation *c, size_t step, t4_error *err)
{
    static const char *const names[] = {"from", "to", "why", "since", "kind"};
    char name[2 * T4_HSEDITION_TEXT + 20];
    t4_sheet_options options = {.separator = ','};
    long columns[5];
    t4_sheet sheet;
    t4_buffer bytes;
    t4_status status;

    snprintf(name, sizeof name, "editions/%s-%s.csv", t4_correlation_edition(c, step), t4_correlation_edition(c, step + 1));
    for (char *at = name; *at; at++)
        *at = (char)tolower((unsigned char)*at);
    t4_buffer_init(&bytes, T4_DATADIR_BYTES_MAX);
    if (!is_shipped(name, &bytes)) {
        t4_buffer_release(&bytes);
        return T4_OK;
    }
    t4_sheet_init(&sheet, name);
    status = t4_sheet_delimited(&sheet, &bytes, &options, err);
    if (!status)
        status = t4_sheet_lift_header(&sheet, err);
    for (int i = 0; !status && i < 5; i++) {
        columns[i] = t4_sheet_column(&sheet, names[i]);
        if (columns[i] < 0 && i < 3)
            status = t4_fail_at(err, T4_ERR_DATA, name, 1, 0, "no column '%s'; expected from, to, why, since, kind", names[i]);
    }
    for (size_t row = 0; !status && row < sheet.rows; row++)
        status = read_fact(c, step, &sheet, row, columns, err);
    t4_sheet_release(&sheet);
    t4_buffer_release(&bytes);
    return status;
}
