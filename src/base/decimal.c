/* SPDX-License-Identifier: MIT */
#include "base/decimal.h"

#include <string.h>

static t4_int128 power_of_ten(int n)
{
    t4_int128 p = 1;

    while (n-- > 0)
        p *= 10;
    return p;
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* Length of a blank or thousands separator at text; 0 when there is none. */
static size_t blank_length(const char *text, size_t n)
{
    const unsigned char *s = (const unsigned char *)text;

    if (n >= 1 && (s[0] == ' ' || s[0] == '\t' || s[0] == 0xA0))
        return 1;
    if (n >= 2 && s[0] == 0xC2 && s[1] == 0xA0)
        return 2;
    if (n >= 3 && s[0] == 0xE2 && s[1] == 0x80 && (s[2] == 0x89 || s[2] == 0xAF))
        return 3;
    return 0;
}

static size_t separator_length(const char *text, size_t n, const t4_notation *notation)
{
    size_t length = blank_length(text, n);

    if (length || !n)
        return length;
    if (text[0] == '\'' || (text[0] != notation->point && (text[0] == ',' || text[0] == '.')))
        return 1;
    return n >= 3 && !memcmp(text, "\xE2\x80\x99", 3) ? 3 : 0;
}

static void trim(const char **text, size_t *n)
{
    size_t length;

    while ((length = blank_length(*text, *n)) > 0) {
        *text += length;
        *n -= length;
    }
    while (*n) {
        size_t back = *n >= 3 && blank_length(*text + *n - 3, 3) == 3   ? 3
                      : *n >= 2 && blank_length(*text + *n - 2, 2) == 2 ? 2
                      : blank_length(*text + *n - 1, 1);
        if (!back)
            return;
        *n -= back;
    }
}

typedef struct {
    const t4_notation *notation;
    int decimals;
    t4_uint128 value;
    t4_int128 tail;   /* digits behind `decimals`, in units of 10^-18 */
    int half;         /* of the cut part: -1 below, 0 exactly, 1 above one half */
    int digits;
    bool overflow;
} parse_state;

static void push_digit(parse_state *p, int digit)
{
    t4_uint128 next;

    p->digits++;
    if (__builtin_mul_overflow(p->value, (t4_uint128)10, &next) ||
        __builtin_add_overflow(next, (t4_uint128)digit, &next) || next >> 127)
        p->overflow = true;
    else
        p->value = next;
}

/* Whole digits, with groups where allowed; returns the bytes used, or -1 for a bad group. */
static long parse_whole(parse_state *p, const char *s, size_t n)
{
    size_t i = 0, group = 0, separator;
    bool grouped = false;

    while (i < n) {
        if (is_digit(s[i])) {
            push_digit(p, s[i] - '0');
            group++;
            i++;
            continue;
        }
        separator = p->notation->grouped ? separator_length(s + i, n - i, p->notation) : 0;
        if (!separator)
            break;
        if (!group || group > 3 || (grouped && group != 3))
            return -1;
        grouped = true;
        group = 0;
        i += separator;
    }
    return grouped && group != 3 ? -1 : (long)i;
}

/* The digits behind those that are kept: the rest and which side of one half they lie. */
static long parse_cut(parse_state *p, const char *s, size_t n, int place)
{
    size_t i;
    bool above = false;
    int first = -1;

    for (i = 0; i < n && is_digit(s[i]); i++, place++) {
        int digit = s[i] - '0';

        p->digits++;
        if (first < 0)
            first = digit;
        else if (digit)
            above = true;
        if (place < T4_DECIMALS_MAX)
            p->tail += digit * power_of_ten(T4_DECIMALS_MAX - 1 - place);
        else if (place == T4_DECIMALS_MAX && digit >= 5)
            p->tail += 1;
    }
    p->half = first < 5 ? -1 : first > 5 || above ? 1 : 0;
    return (long)i;
}

static long parse_fraction(parse_state *p, const char *s, size_t n)
{
    size_t i = 0;
    long cut;
    int place = 0;

    for (; place < p->decimals; place++) {
        if (i < n && is_digit(s[i]))
            push_digit(p, s[i++] - '0');
        else {
            push_digit(p, 0);
            p->digits--;
        }
    }
    cut = parse_cut(p, s + i, n - i, place);
    return (long)i + cut;
}

static t4_decimal_result finish(parse_state *p, bool negative, t4_int128 *value, int64_t *rest)
{
    t4_int128 tail = p->tail;

    if (p->overflow)
        return T4_DECIMAL_OVERFLOW;
    if (p->half > 0 || (p->half == 0 && (p->value & 1))) {
        if (p->value == (((t4_uint128)1) << 127) - 1)
            return T4_DECIMAL_OVERFLOW;
        p->value++;
        tail -= power_of_ten(T4_DECIMALS_MAX - p->decimals);
    }
    *value = negative ? -(t4_int128)p->value : (t4_int128)p->value;
    if (rest)
        *rest = (int64_t)(negative ? -tail : tail);
    return T4_DECIMAL_OK;
}

t4_decimal_result t4_decimal_parse(const char *text, size_t n, const t4_notation *notation,
                                   int decimals, t4_int128 *value, int64_t *rest)
{
    parse_state p = {.notation = notation, .decimals = decimals, .half = -1};
    bool negative = false;
    long used;

    trim(&text, &n);
    if (!n)
        return T4_DECIMAL_EMPTY;
    if (*text == '-' || *text == '+') {
        negative = *text == '-';
        text++;
        n--;
    }
    used = parse_whole(&p, text, n);
    if (used < 0)
        return T4_DECIMAL_MALFORMED;
    text += used;
    n -= (size_t)used;
    if (n && *text == notation->point) {
        text++;
        n--;
    } else if (n)
        return T4_DECIMAL_MALFORMED;
    used = parse_fraction(&p, text, n);
    if ((size_t)used != n || !p.digits)
        return T4_DECIMAL_MALFORMED;
    return finish(&p, negative, value, rest);
}

size_t t4_decimal_print(t4_int128 value, int decimals, char text[T4_DECIMAL_TEXT])
{
    char reversed[T4_DECIMAL_TEXT];
    t4_uint128 rest = value < 0 ? -(t4_uint128)value : (t4_uint128)value;
    size_t n = 0, length = 0;

    while (rest || n <= (size_t)decimals) {
        if (decimals && n == (size_t)decimals)
            reversed[length++] = '.';
        reversed[length++] = (char)('0' + (int)(rest % 10));
        rest /= 10;
        n++;
    }
    if (value < 0)
        reversed[length++] = '-';
    for (n = 0; n < length; n++)
        text[n] = reversed[length - 1 - n];
    text[length] = '\0';
    return length;
}

bool t4_decimal_rescale(t4_int128 value, int from, int to, t4_int128 *result)
{
    t4_int128 unit, quotient, remainder, twice;

    if (to >= from) {
        unit = power_of_ten(to - from);
        return !__builtin_mul_overflow(value, unit, result);
    }
    unit = power_of_ten(from - to);
    quotient = value / unit;
    remainder = value % unit;
    twice = remainder < 0 ? -remainder * 2 : remainder * 2;
    if (twice > unit || (twice == unit && (quotient & 1)))
        quotient += value < 0 ? -1 : 1;
    *result = quotient;
    return true;
}
