/* SPDX-License-Identifier: MIT */
#include "io/partner_list.h"

#include <stdio.h>
#include <string.h>

#include "io/datadir.h"
#include "io/sheet.h"
#include "io/wholefile.h"
#include "model/listset.h"

static const char *const code_words[] = {
    "code", "country code", "partner code", "partner", "co_pais", "cty_code", "id", "key",
    "national code", "код", "код страны", "цифровой код", NULL};
static const char *const iso2_words[] = {
    "iso2", "iso 2", "alpha-2", "alpha2", "iso_a2", "iso alpha-2 code", "iso-alpha2 code",
    "iso2 code", "publish", "буквенный код", "альфа-2", "код альфа-2", NULL};
static const char *const iso3_words[] = {
    "iso3", "iso 3", "alpha-3", "alpha3", "iso_a3", "iso alpha-3 code", "iso-alpha3 code",
    "iso3 code", "co_pais_isoa3", "альфа-3", NULL};
static const char *const m49_words[] = {
    "m49", "m49 code", "ison3", "iso_n3", "iso numeric", "un code", "co_pais_ison3", NULL};
static const char *const name_words[] = {
    "name", "name_en", "country", "country name", "partner name", "no_pais_ing", "english name",
    "country or area", "text", "label", "name_ru", "наименование", "название", "страна",
    "наименование страны", "label_ru", NULL};
static const char *const label_words[] = {"label", "label_en", NULL};
static const char *const label_ru_words[] = {"label_ru", NULL};

typedef struct {
    long code, iso2, iso3, m49, name, label, label_ru;
} columns;

static bool is_number(const char *text)
{
    return *text && strspn(text, "0123456789") == strlen(text);
}

/* --- the shipped table ------------------------------------------------------ */

static t4_status add_key(t4_partners *partners, const char *key, const char *code, t4_error *err)
{
    return *key ? t4_partners_add(partners, key, code, NULL, NULL, err) : T4_OK;
}

/* Numbers are also known without their leading zeros, as spreadsheets leave them. */
static t4_status add_number(t4_partners *partners, const char *number, const char *code,
                            t4_error *err)
{
    t4_status status = add_key(partners, number, code, err);

    if (status || *number != '0')
        return status;
    return add_key(partners, number + strspn(number, "0"), code, err);
}

static t4_status add_others(t4_partners *partners, const char *others, const char *code,
                            t4_error *err)
{
    t4_status status = T4_OK;
    char name[256];

    while (!status && *others) {
        size_t n = strcspn(others, "|");

        snprintf(name, sizeof name, "%.*s", (int)n, others);
        status = is_number(name) ? add_number(partners, name, code, err)
                                 : add_key(partners, name, code, err);
        others += n + (others[n] == '|');
    }
    return status;
}

static t4_status add_fact(t4_partners *partners, const t4_sheet *sheet, size_t row, t4_error *err)
{
    const char *code = t4_sheet_field(sheet, row, 0), *en = t4_sheet_field(sheet, row, 3);
    const char *ru = t4_sheet_field(sheet, row, 4);
    t4_status status = t4_partners_add(partners, code, code, en, ru, err);

    if (!status)
        status = add_key(partners, t4_sheet_field(sheet, row, 1), code, err);
    if (!status)
        status = add_number(partners, t4_sheet_field(sheet, row, 2), code, err);
    if (!status)
        status = add_key(partners, en, code, err);
    if (!status)
        status = add_key(partners, ru, code, err);
    return status ? status : add_others(partners, t4_sheet_field(sheet, row, 5), code, err);
}

t4_status t4_partner_list_shipped(t4_partners *partners, t4_error *err)
{
    static const char *const header[] = {"code", "iso3", "m49", "name_en", "name_ru", "other_names"};
    t4_sheet_options options = {.separator = ','};
    t4_sheet sheet;
    t4_buffer bytes;
    t4_status status;

    t4_buffer_init(&bytes, 0);
    t4_sheet_init(&sheet, "partners.csv");
    status = t4_datadir_read("partners.csv", &bytes, err);
    if (!status)
        status = t4_wholefile_decode(&bytes, "UTF-8", sheet.name, err);
    if (!status)
        status = t4_sheet_delimited(&sheet, &bytes, &options, err);
    if (!status)
        status = t4_sheet_lift_header(&sheet, err);
    for (long i = 0; !status && i < 6; i++)
        if (t4_sheet_column(&sheet, header[i]) != i)
            status = t4_fail_at(err, T4_ERR_DATA, sheet.name, 1, 0,
                                "the columns are not code, iso3, m49, name_en, name_ru, other_names");
    for (size_t row = 0; !status && row < sheet.rows; row++)
        status = add_fact(partners, &sheet, row, err);
    t4_sheet_release(&sheet);
    t4_buffer_release(&bytes);
    return status;
}

/* --- national lists --------------------------------------------------------- */

static t4_status load(t4_sheet *sheet, t4_run *run, const char *path, const char *encoding,
                      columns *c, t4_error *err)
{
    t4_sheet_options options = {0};
    t4_buffer bytes;
    t4_status status;

    t4_buffer_init(&bytes, 0);
    status = t4_wholefile_read(&bytes, run, path, err);
    if (!status)
        status = t4_wholefile_decode(&bytes, encoding, path, err);
    if (!status)
        status = t4_sheet_delimited(sheet, &bytes, &options, err);
    if (!status)
        status = t4_sheet_lift_header(sheet, err);
    t4_buffer_release(&bytes);
    if (status)
        return status;
    *c = (columns){t4_sheet_guess(sheet, code_words), t4_sheet_guess(sheet, iso2_words),
                   t4_sheet_guess(sheet, iso3_words), t4_sheet_guess(sheet, m49_words),
                   t4_sheet_guess(sheet, name_words), t4_sheet_guess(sheet, label_words),
                   t4_sheet_guess(sheet, label_ru_words)};
    return T4_OK;
}

static t4_status missing_columns(const t4_sheet *sheet, const char *wanted, t4_error *err)
{
    t4_buffer names;
    t4_status status;

    t4_buffer_init(&names, 0);
    t4_sheet_list_columns(sheet, &names);
    status = t4_fail_at(err, T4_ERR_DATA, sheet->name, 1, 0, "expected %s; the file has %s", wanted,
                        t4_buffer_text(&names));
    t4_buffer_release(&names);
    return status;
}

/* Codes that stand for sums in a release. */
static bool is_reserved(const char *code)
{
    return !strcmp(code, "W00") || !strcmp(code, "_T") || !strcmp(code, "TOTAL") ||
           !strncmp(code, "G_", 2) || t4_listset_names(code);
}

/* A code that an office may publish for a partner of its own. */
static bool is_own_code(const char *code)
{
    size_t n = strlen(code);

    if (n < 2 || n > 8 || *code < 'A' || *code > 'Z')
        return false;
    for (size_t i = 0; i < n; i++)
        if (!((code[i] >= 'A' && code[i] <= 'Z') || (code[i] >= '0' && code[i] <= '9') ||
              code[i] == '_'))
            return false;
    return true;
}

/* A fact of the shipped table, found by a text of the given length (0 = any). */
static const char *fact(const t4_partners *facts, const char *text, size_t length)
{
    size_t n = strlen(text);

    return n && (!length || n == length) ? t4_partners_find(facts, text, n) : NULL;
}

/*
 * The published code of a line.  "Not specified" by its ISO code gives way to
 * a name that is known: lists put that code where they know no better.
 */
static const char *settle(const t4_partners *facts, const t4_sheet *sheet, size_t row,
                          const columns *c)
{
    const char *iso2 = t4_sheet_field(sheet, row, c->iso2), *by_name, *found;

    found = fact(facts, iso2, 2);
    if (!found && is_own_code(iso2))
        return iso2;
    if (!found)
        found = fact(facts, t4_sheet_field(sheet, row, c->iso3), 3);
    if (!found && is_number(t4_sheet_field(sheet, row, c->m49)))
        found = fact(facts, t4_sheet_field(sheet, row, c->m49), 0);
    if (found && strcmp(found, "QU"))
        return found;
    by_name = fact(facts, t4_sheet_field(sheet, row, c->name), 0);
    if (by_name)
        return by_name;
    return found;
}

static t4_status not_settled(const t4_partners *facts, const t4_sheet *sheet, size_t row,
                             const columns *c, t4_error *err)
{
    const char *name = t4_sheet_field(sheet, row, c->name), *near;

    near = t4_partners_suggest(facts, name, strlen(name));
    return t4_fail_at(err, T4_ERR_DATA, sheet->name, sheet->lines[row], 0,
                      "partner '%.60s' (code '%.20s') is in no table%s%.60s%s; give the code to "
                      "publish in a column iso2", name, t4_sheet_field(sheet, row, c->code),
                      near ? ", near is '" : "", near ? near : "", near ? "'" : "");
}

static t4_status add_national(t4_partners *partners, const t4_partners *facts,
                              const t4_sheet *sheet, size_t row, const columns *c, t4_error *err)
{
    const char *key = t4_sheet_field(sheet, row, c->code), *code = settle(facts, sheet, row, c);
    const char *name = t4_sheet_field(sheet, row, c->name);
    const char *label = t4_sheet_field(sheet, row, c->label);
    t4_status status;

    if (!*key)
        return T4_OK;
    if (!code)
        return not_settled(facts, sheet, row, c, err);
    if (is_reserved(code))
        return t4_fail_at(err, T4_ERR_DATA, sheet->name, sheet->lines[row], 0,
                          "'%.20s' is reserved for totals and groups", code);
    if (!*label && !*t4_partners_label(partners, code, "en"))
        label = name;
    status = t4_partners_add(partners, key, code, label, t4_sheet_field(sheet, row, c->label_ru), err);
    if (!status && is_number(key))
        status = add_number(partners, key, code, err);
    if (!status && *name && !t4_partners_find(partners, name, strlen(name)))
        status = t4_partners_add(partners, name, code, NULL, NULL, err);
    return status;
}

static bool has_numbers(const t4_sheet *sheet, const columns *c)
{
    for (size_t row = 0; row < sheet->rows; row++)
        if (is_number(t4_sheet_field(sheet, row, c->code)))
            return true;
    return false;
}

t4_status t4_partner_list_read(t4_partners *partners, t4_run *run, const char *path,
                               const char *encoding, t4_error *err)
{
    t4_partners *facts = t4_partners_new();
    t4_sheet sheet;
    columns c;
    t4_status status = facts ? T4_OK : t4_fail_memory(err);

    t4_sheet_init(&sheet, path);
    if (!status)
        status = t4_partner_list_shipped(facts, err);
    if (!status)
        status = load(&sheet, run, path, encoding, &c, err);
    if (!status && (c.code < 0 || (c.iso2 < 0 && c.iso3 < 0 && c.m49 < 0 && c.name < 0)))
        status = missing_columns(&sheet, "a column code and one of iso2, iso3, m49, name", err);
    if (!status && has_numbers(&sheet, &c))
        t4_partners_forget_numbers(partners);
    for (size_t row = 0; !status && row < sheet.rows; row++)
        status = add_national(partners, facts, &sheet, row, &c, err);
    t4_sheet_release(&sheet);
    t4_partners_free(facts);
    return status;
}

t4_status t4_label_list_read(t4_partners *labels, t4_run *run, const char *path,
                             const char *encoding, t4_error *err)
{
    t4_sheet sheet;
    columns c;
    t4_status status;

    t4_sheet_init(&sheet, path);
    status = load(&sheet, run, path, encoding, &c, err);
    if (!status && c.code < 0)
        status = missing_columns(&sheet, "a column code, and label or label_ru", err);
    for (size_t row = 0; !status && row < sheet.rows; row++) {
        const char *code = t4_sheet_field(&sheet, row, c.code);
        const char *label = t4_sheet_field(&sheet, row, c.label >= 0 ? c.label : c.name);

        if (!*code)
            continue;
        if (is_reserved(code))
            status = t4_fail_at(err, T4_ERR_DATA, path, sheet.lines[row], 0,
                                "'%.20s' is reserved for totals and groups", code);
        else
            status = t4_partners_add(labels, code, code, label,
                                     t4_sheet_field(&sheet, row, c.label_ru), err);
        if (!status && *label && !t4_partners_find(labels, label, strlen(label)))
            status = t4_partners_add(labels, label, code, NULL, NULL, err);
    }
    t4_sheet_release(&sheet);
    return status;
}
