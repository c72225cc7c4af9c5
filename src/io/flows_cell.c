/* SPDX-License-Identifier: MIT */
#include "io/flows_cell.h"

#include <stdio.h>
#include <string.h>

#include "model/flows.h"

enum { NUMBER = 128, CODE = 200, LEVEL_MOST = 12 };

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* --- amounts ---------------------------------------------------------------------------------- */

static bool is_nil(const char *text, size_t n)
{
    static const char *const words[] = {"-", "--", "\xE2\x80\x93", "\xE2\x80\x94", "\xE2\x88\x92", "...", "..", "\xE2\x80\xA6",
                                        "x", "n/a", "N/A", "nan", "NaN", NULL};

    for (size_t i = 0; words[i]; i++)
        if (strlen(words[i]) == n && !memcmp(words[i], text, n))
            return true;
    return false;
}

/* Which mark is the decimal one; 0 = cannot be told. */
static char guess_point(const char *text, size_t n)
{
    const char *comma = memchr(text, ',', n), *dot = memchr(text, '.', n);
    size_t behind, commas = 0, dots = 0;

    for (size_t i = 0; i < n; i++) {
        commas += text[i] == ',';
        dots += text[i] == '.';
    }
    if (commas && dots)
        return commas > 1 ? '.' : dots > 1 ? ',' : comma > dot ? ',' : '.';
    if (!commas)
        return dots > 1 ? ',' : '.';
    if (commas > 1)
        return '.';
    behind = (size_t)(text + n - comma) - 1;
    return behind == 3 && comma - text <= 3 && *text != '0' ? 0 : ',';
}

/* "7.0000000000000001E-3" without its exponent; false when it has none or a wild one. */
static bool expand(const char *text, size_t n, char out[NUMBER], size_t *length)
{
    size_t at = 0, digits = 0, point = SIZE_MAX, used = 0;
    char mantissa[NUMBER];
    long exponent = 0, place;
    bool negative = false;

    for (; at < n && text[at] != 'e' && text[at] != 'E'; at++) {
        if (is_digit(text[at]) && digits < 40)
            mantissa[digits++] = text[at];
        else if (text[at] == '.' && point == SIZE_MAX)
            point = digits;
        else if (!(at == 0 && (text[at] == '-' || text[at] == '+')))
            return false;
    }
    if (at + 1 >= n || !digits)
        return false;
    at++;
    negative = text[at] == '-';
    at += negative || text[at] == '+';
    for (; at < n; at++) {
        if (!is_digit(text[at]) || exponent > 100)
            return false;
        exponent = exponent * 10 + (text[at] - '0');
    }
    place = (long)(point == SIZE_MAX ? digits : point) + (negative ? -exponent : exponent);
    if (place > 40 || place < -40)
        return false;
    if (*text == '-')
        out[used++] = '-';
    if (place <= 0)
        out[used++] = '0';
    for (long i = place < 0 ? place : 0; i < (long)digits || i < place; i++) {
        if (i == (place > 0 ? place : place < 0 ? place : 0))
            out[used++] = '.';
        out[used++] = i >= 0 && i < (long)digits ? mantissa[i] : '0';
    }
    *length = used;
    return true;
}

t4_flows_cell_result t4_flows_cell_amount(const char *text, size_t n, char point, int power, t4_int128 *amount)
{
    char plain[NUMBER];
    t4_notation notation = {point, true};

    *amount = 0;
    if (!n || is_nil(text, n))
        return T4_FLOWS_CELL_NONE;
    if (n >= 2 && n < 40 && (memchr(text, 'e', n) || memchr(text, 'E', n))) {
        if (!expand(text, n, plain, &n))
            return T4_FLOWS_CELL_BAD;
        text = plain;
        notation = (t4_notation){'.', false};
    } else if (!point) {
        notation.point = guess_point(text, n);
    }
    if (!notation.point)
        return T4_FLOWS_CELL_UNSURE;
    if (T4_FLOWS_DECIMALS + power > T4_DECIMALS_MAX)
        return T4_FLOWS_CELL_BAD;
    return t4_decimal_parse(text, n, &notation, T4_FLOWS_DECIMALS + power, amount, NULL) == T4_DECIMAL_OK
               ? T4_FLOWS_CELL_OK : T4_FLOWS_CELL_BAD;
}

/* --- codes ------------------------------------------------------------------------------------ */

/* Blanks, dots and no-break spaces away, dashes plain; what is in brackets stays. */
static size_t squeeze(const char *text, size_t n, char out[CODE])
{
    size_t used = 0;

    for (size_t i = 0; i < n && used < CODE - 1; i++) {
        unsigned char c = (unsigned char)text[i];

        if (c == 0xC2 && i + 1 < n && (unsigned char)text[i + 1] == 0xA0)
            i++;
        else if (c == 0xE2 && i + 2 < n && (unsigned char)text[i + 1] == 0x80 &&
                 ((unsigned char)text[i + 2] == 0x93 || (unsigned char)text[i + 2] == 0x94 || (unsigned char)text[i + 2] == 0x91)) {
            out[used++] = '-';
            i += 2;
        } else if (c != ' ' && c != '\t' && c != '\n' && c != '\r' && !(c == '.' && i + 1 < n))
            out[used++] = (char)c;
    }
    out[used] = '\0';
    return used;
}

static size_t digit_count(const char *text)
{
    return strspn(text, "0123456789");
}

/* One code of digits, with its zero put back. */
static bool put_digits(const char *text, size_t n, bool stripped, int digits, t4_buffer *out, size_t *length)
{
    bool zero = stripped && n % 2 == 1;

    *length = n + zero;
    if (*length < 2 || *length > LEVEL_MOST || (digits && *length > (size_t)digits))
        return false;
    return (!zero || t4_buffer_putc(out, '0')) && t4_buffer_append(out, text, n);
}

/* "0201-0204,0207": every piece digits, or two as long ones with a dash between, the lower first. */
static bool put_range(const char *text, bool stripped, int digits, t4_buffer *out, size_t *level)
{
    size_t length, first = 0;

    *level = 0;
    while (*text) {
        for (int end = 0; end < 2; end++) {
            size_t n = digit_count(text);

            if (!put_digits(text, n, stripped, digits, out, &length))
                return false;
            if (end && (length != first || memcmp(out->data + out->length - length, out->data + out->length - 2 * length - 1,
                                                  length) < 0))
                return false;
            first = length;
            *level = *level ? *level : length;
            text += n;
            if (end || *text != '-')
                break;
            text++;
            if (!t4_buffer_putc(out, '-'))
                return false;
        }
        if (!*text)
            return true;
        if ((*text != ',' && *text != ';' && *text != '/') || !text[1] || !t4_buffer_putc(out, ','))
            return false;
        text++;
    }
    return false;
}

/* "73--", "850610XX", "9990SSSS": digits, then signs that are none; masks become X. */
static bool put_masked(const char *text, size_t all, size_t n, t4_buffer *out)
{
    if (n < 2 || all > LEVEL_MOST || !t4_buffer_append(out, text, n))
        return false;
    for (size_t i = n, masked = 0; i < all; i++) {
        bool mask = text[i] == '-' || text[i] == '*' || text[i] == '.', letter = (text[i] >= 'A' && text[i] <= 'Z') ||
                    (text[i] >= 'a' && text[i] <= 'z') || is_digit(text[i]);

        masked += mask;
        if ((!mask && (!letter || masked)) || !t4_buffer_putc(out, mask ? 'X' : text[i]))
            return false;
    }
    return true;
}

t4_flows_code_kind t4_flows_cell_code(const char *text, size_t n, bool stripped, int digits, t4_buffer *out, int *level)
{
    char plain[CODE];
    size_t all, count, length;
    t4_flows_code_kind kind = T4_FLOWS_CODE_BAD;

    if (n > 4 && n < CODE && !memcmp(text + n - 2, ".0", 2))
        n -= 2;  /* a code that was a number on its way */
    all = squeeze(text, n, plain);
    count = digit_count(plain);
    t4_buffer_clear(out);
    *level = 0;
    if (!all || n >= CODE)
        return T4_FLOWS_CODE_BAD;
    if (count == all) {
        kind = put_digits(plain, all, stripped, digits, out, &length) ? T4_FLOWS_CODE_PLAIN : T4_FLOWS_CODE_BAD;
    } else if (plain[count] == '(' && count >= 2) {
        length = count;
        kind = put_digits(plain, count, stripped, digits, out, &length) && t4_buffer_putc(out, 'X') ? T4_FLOWS_CODE_PART
                                                                                                    : T4_FLOWS_CODE_BAD;
    } else if (put_range(plain, stripped, digits, out, &length)) {
        kind = T4_FLOWS_CODE_RANGE;
    } else {
        t4_buffer_clear(out);
        length = all;
        kind = put_masked(plain, all, count, out) ? T4_FLOWS_CODE_PLAIN : T4_FLOWS_CODE_BAD;
    }
    *level = (int)length;
    return kind != T4_FLOWS_CODE_BAD && t4_buffer_text(out) ? kind : T4_FLOWS_CODE_BAD;
}

/* --- dates ------------------------------------------------------------------------------------ */

bool t4_flows_cell_date(const char *text, size_t n, bool from1904, char date[T4_FLOWS_CELL_DATE])
{
    size_t digits = 0;
    long days = 0, era, year, of_year, month;

    for (; digits < n && is_digit(text[digits]) && digits < 6; digits++)
        days = days * 10 + (text[digits] - '0');
    if (digits != 5 || (digits < n && text[digits] != '.'))
        return false;
    days += from1904 ? 1462 : 0;
    if (days < 20000 || days > 80000)
        return false;
    /* Days since 0000-03-01; 1899-12-30 is day 693,899 (algorithm of Hinnant 2013, days_from_civil). */
    days += 693899;
    era = days / 146097;
    of_year = days - era * 146097;
    year = (of_year - of_year / 1460 + of_year / 36524 - of_year / 146096) / 365;
    of_year -= 365 * year + year / 4 - year / 100;
    month = (5 * of_year + 2) / 153;
    snprintf(date, T4_FLOWS_CELL_DATE, "%04ld-%02ld-%02ld", era * 400 + year + (month >= 10), month < 10 ? month + 3 : month - 9,
             of_year - (153 * month + 2) / 5 + 1);
    return true;
}

/* --- scales ----------------------------------------------------------------------------------- */

static bool has_any(const char *text, const char *const *words)
{
    for (; *words; words++)
        if (strstr(text, *words))
            return true;
    return false;
}

int t4_flows_cell_scale(const char *folded)
{
    static const char *const billions[] = {"billion", "bln", "млрд", "миллиард", "mlrd", NULL};
    static const char *const millions[] = {"million", "mln", "млн", "миллион", "milh", NULL};
    static const char *const thousands[] = {"thousand", "тыс", "миң", "мың", "ming ", "mingta", "thsd", "1000 ", "'000", "հազար",
                                            "ათასი", NULL};

    return has_any(folded, billions) ? 9 : has_any(folded, millions) ? 6 : has_any(folded, thousands) ? 3 : 0;
}

int t4_flows_cell_mass_scale(const char *folded)
{
    static const char *const tonnes[] = {"тонн", "tonne", "metric ton", "тн.", "(t)", NULL};

    return t4_flows_cell_scale(folded) + (has_any(folded, tonnes) ? 3 : 0);
}
