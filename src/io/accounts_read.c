/* SPDX-License-Identifier: MIT */
#include "io/accounts_read.h"

#include <math.h>

#include "io/namedrows.h"

enum { NAME, VALUE, DEVIATION, VARIANCE, SHARE, COLUMNS };

static const t4_notation notation = {'.', false};

static t4_status read_number(const t4_namedrows *table, size_t column, const t4_namedrows_field *f, double *value, t4_error *err)
{
    t4_int128 number;

    if (t4_decimal_parse(f->text, f->length, &notation, 9, &number, NULL) != T4_DECIMAL_OK || number < 0)
        return t4_namedrows_fail(table, column, f, "a number with a decimal point, not below 0", err);
    *value = (double)number / 1e9;
    return T4_OK;
}

static t4_status read_figure(const t4_namedrows *table, const t4_namedrows_field *f, t4_accounts_row *row, t4_error *err)
{
    t4_status status = T4_OK;

    if (t4_decimal_parse(f[VALUE].text, f[VALUE].length, &notation, T4_ACCOUNTS_DECIMALS, &row->value, NULL) != T4_DECIMAL_OK)
        return t4_namedrows_fail(table, VALUE, &f[VALUE], "a number with a decimal point", err);
    for (size_t c = DEVIATION; c < COLUMNS && !status; c++) {
        if (!f[c].length)
            continue;
        status = read_number(table, c, &f[c], &row->deviation, err);
        row->is_share = c == SHARE;
        if (c == VARIANCE)
            row->deviation = sqrt(row->deviation);
    }
    return status;
}

static t4_status read_term(const t4_namedrows *table, const t4_namedrows_field *f, t4_accounts_row *row, t4_error *err)
{
    int decimals = f[NAME].length ? 0 : T4_ACCOUNTS_DECIMALS;
    int64_t rest = 0;

    row->relation = f[DEVIATION].text;
    row->relation_length = f[DEVIATION].length;
    if (!row->relation_length)
        return t4_namedrows_fail(table, DEVIATION, &f[DEVIATION], "the name of a relation", err);
    row->value = 1;
    if (!f[VALUE].length)
        return T4_OK;
    if (t4_decimal_parse(f[VALUE].text, f[VALUE].length, &notation, decimals, &row->value, &rest) != T4_DECIMAL_OK || rest ||
        (decimals == 0 && (row->value > 1000000000 || row->value < -1000000000)))
        return t4_namedrows_fail(table, VALUE, &f[VALUE], "a whole number such as 1 or -1", err);
    return T4_OK;
}

static t4_status read_share(const t4_namedrows *table, const t4_namedrows_field *f, t4_accounts_row *row, t4_error *err)
{
    row->is_share = true;
    return read_number(table, VALUE, &f[VALUE], &row->deviation, err);
}

typedef t4_status reader(const t4_namedrows *table, const t4_namedrows_field *fields, t4_accounts_row *row, t4_error *err);

static t4_status read_all(t4_run *run, const char *path, const t4_namedrows_wanted *wanted, size_t columns, reader *read_row,
                          t4_accounts_visit *visit, void *context, t4_error *err)
{
    t4_namedrows *table = NULL;
    t4_namedrows_field fields[COLUMNS] = {{NULL, 0}};
    size_t rows = 0;
    bool more = true;
    t4_status status = t4_namedrows_open(&table, run, path, NULL, wanted, columns, err);

    while (!status) {
        t4_accounts_row row = {.deviation = NAN};

        status = t4_namedrows_next(table, fields, &more, err);
        if (status || !more)
            break;
        row.name = fields[NAME].text;
        row.name_length = fields[NAME].length;
        row.line = t4_namedrows_line(table);
        if (++rows > T4_ACCOUNTS_ROWS_MOST)
            status = t4_fail(err, T4_ERR_MEMORY, "'%s' has more than %d rows", path, T4_ACCOUNTS_ROWS_MOST);
        if (!status)
            status = read_row(table, fields, &row, err);
        if (!status)
            status = visit(context, &row, err);
    }
    if (!status && !rows)
        status = t4_fail(err, T4_ERR_DATA, "'%s' has no rows", path);
    t4_namedrows_free(table);
    return status;
}

t4_status t4_accounts_read_figures(t4_run *run, const char *path, t4_accounts_visit *visit, void *context, t4_error *err)
{
    static const t4_namedrows_wanted wanted[COLUMNS] = {{"cell", "figure|name|key|code", true}, {"value", NULL, true},
                                                        {"deviation", "sd|standard_deviation", false}, {"variance", NULL, false},
                                                        {"share", "reliability", false}};

    return read_all(run, path, wanted, COLUMNS, read_figure, visit, context, err);
}

t4_status t4_accounts_read_relations(t4_run *run, const char *path, t4_accounts_visit *visit, void *context, t4_error *err)
{
    static const t4_namedrows_wanted wanted[VARIANCE] = {{"cell", "figure|name|key|code", true},
                                                         {"coefficient", "factor|sign", false}, {"relation", "identity|equation", true}};

    return read_all(run, path, wanted, VARIANCE, read_term, visit, context, err);
}

t4_status t4_accounts_read_shares(t4_run *run, const char *path, t4_accounts_visit *visit, void *context, t4_error *err)
{
    static const t4_namedrows_wanted wanted[DEVIATION] = {{"code", "cell|prefix", true}, {"share", "reliability|sd", true}};

    return read_all(run, path, wanted, DEVIATION, read_share, visit, context, err);
}
