/* SPDX-License-Identifier: MIT */
#include "release/readback.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/dict.h"
#include "io/xlsx.h"

/* --- numbers as a workbook holds them -------------------------------------- */

/* "12.5", "1.2E+16" to an integer of 10^-decimals, half to even. */
static bool parse_number(const char *text, size_t n, int decimals, t4_int128 *value)
{
    static const t4_notation plain = {'.', false};
    const char *exponent = memchr(text, 'E', n);
    char shifted[400];
    long power;
    size_t length = 0, digits = 0;

    if (!exponent)
        return t4_decimal_parse(text, n, &plain, decimals, value, NULL) == T4_DECIMAL_OK;
    power = strtol(exponent + 1, NULL, 10);
    if (power < -300 || power > 300 || exponent - text > 40)
        return false;
    /* Write the mantissa d.ddd without its point and move the point by the power. */
    if (*text == '-')
        shifted[length++] = *text++;
    if (power < 0) {
        length += (size_t)snprintf(shifted + length, sizeof shifted - length, "0.%0*d",
                                   (int)(-power - 1), 0);
        if (power == -1)
            length--;   /* "%0*d" of width 0 prints one digit */
    }
    for (; text < exponent; text++)
        if (*text != '.') {
            if (power >= 0 && digits == (size_t)power + 1)
                shifted[length++] = '.';
            shifted[length++] = *text;
            digits++;
        }
    for (; power >= 0 && digits < (size_t)power + 1; digits++)
        shifted[length++] = '0';
    return t4_decimal_parse(shifted, length, &plain, decimals, value, NULL) == T4_DECIMAL_OK;
}

/* What becomes of an amount in a double that is printed with 16 digits. */
static t4_int128 as_stored(t4_int128 amount, int decimals)
{
    const t4_int128 exact = 1000000000000000;   /* 15 digits survive */
    char text[64];
    double power = 1;
    t4_int128 stored;

    if (amount < exact && amount > -exact)
        return amount;
    for (int i = 0; i < decimals; i++)
        power *= 10;
    snprintf(text, sizeof text, "%.16G", (double)amount / power);
    return parse_number(text, strlen(text), decimals, &stored) ? stored : amount;
}

static uint64_t mix(uint32_t column, const char *text)
{
    return t4_hash(text, strlen(text)) * (2 * (uint64_t)column + 1);
}

void t4_readback_text(t4_readback_sheet *sheet, uint32_t column, const char *text)
{
    if (*text)
        sheet->texts += mix(column, text);
}

bool t4_readback_amount(t4_readback_sheet *sheet, int k, t4_int128 amount)
{
    t4_readback_number *number = &sheet->numbers[k];

    number->cells++;
    return t4_add128(number->sum, as_stored(amount, number->decimals), &number->sum);
}

/* --- comparing ------------------------------------------------------------- */

typedef struct {
    const t4_readback_sheet *wanted;
    t4_readback_sheet found;
} comparison;

static t4_status fail_cell(const comparison *c, uint64_t row, t4_error *err)
{
    return t4_fail(err, T4_ERR_IO, "something else is in row %llu "
                   "of sheet '%s'", (unsigned long long)row, c->wanted->name);
}

static t4_status visit(void *context, uint64_t row, const t4_xlsx_cell *cells, size_t count,
                       t4_error *err)
{
    comparison *c = context;

    if (row <= c->wanted->header)
        return T4_OK;
    c->found.rows++;
    for (size_t i = 0; i < count; i++) {
        int k = 0;
        t4_int128 value;

        if (cells[i].kind == T4_XLSX_TEXT) {
            t4_readback_text(&c->found, cells[i].column, cells[i].text);
            continue;
        }
        while (k < c->wanted->number_count && c->wanted->numbers[k].column != cells[i].column)
            k++;
        if (k == c->wanted->number_count || cells[i].kind != T4_XLSX_NUMBER ||
            !parse_number(cells[i].text, cells[i].n, c->wanted->numbers[k].decimals, &value) ||
            !t4_add128(c->found.numbers[k].sum, value, &c->found.numbers[k].sum))
            return fail_cell(c, row, err);
        c->found.numbers[k].cells++;
    }
    return T4_OK;
}

static t4_status check_sheet(const comparison *c, t4_error *err)
{
    if (c->found.rows != c->wanted->rows)
        return t4_fail(err, T4_ERR_IO,
                       "rows are lost: sheet '%s' has %llu of %llu",
                       c->wanted->name, (unsigned long long)c->found.rows,
                       (unsigned long long)c->wanted->rows);
    if (c->found.texts != c->wanted->texts)
        return t4_fail(err, T4_ERR_IO, "sheet '%s' has other texts than were "
                       "written", c->wanted->name);
    for (int k = 0; k < c->wanted->number_count; k++)
        if (c->found.numbers[k].cells != c->wanted->numbers[k].cells ||
            c->found.numbers[k].sum != c->wanted->numbers[k].sum)
            return t4_fail(err, T4_ERR_IO,
                           "column %u of sheet '%s' has another sum than was "
                           "written", c->wanted->numbers[k].column + 1,
                           c->wanted->name);
    return T4_OK;
}

static t4_status ignore(void *context, uint64_t row, const t4_xlsx_cell *cells, size_t count,
                        t4_error *err)
{
    return T4_OK;
}

static t4_status compare_sheet(t4_xlsx *book, t4_run *run, size_t index,
                               const t4_readback_sheet *wanted, t4_error *err)
{
    comparison c = {.wanted = wanted};
    t4_status status;

    if (strcmp(t4_xlsx_sheet_name(book, index), wanted->name) != 0)
        return t4_fail(err, T4_ERR_IO, "it has no sheet '%s'",
                       wanted->name);
    status = t4_xlsx_read(book, run, index, visit, &c, err);
    return status ? status : check_sheet(&c, err);
}

t4_status t4_readback_compare(t4_run *run, const char *path, size_t first,
                              const t4_readback_sheet *sheets, size_t count, t4_error *err)
{
    t4_xlsx *book = NULL;
    t4_error inner = {0};
    t4_status status = t4_xlsx_open(&book, path, &inner);

    if (!status && t4_xlsx_sheets(book) != first + count)
        status = t4_fail(&inner, T4_ERR_IO, "it has %zu sheets in place "
                         "of %zu", t4_xlsx_sheets(book), first + count);
    for (size_t i = 0; i < first && !status; i++)
        status = t4_xlsx_read(book, run, i, ignore, NULL, &inner);
    for (size_t i = 0; i < count && !status; i++)
        status = compare_sheet(book, run, first + i, &sheets[i], &inner);
    t4_xlsx_free(book);
    if (!status || status == T4_ERR_STOPPED)
        return status ? t4_fail(err, status, "%s", inner.text) : T4_OK;
    /* We wrote it: whatever is wrong with it, the system did it. */
    return t4_fail(err, T4_ERR_IO, "the workbook that was written is not whole: %s; is the disk full?",
                   inner.text);
}
