/* SPDX-License-Identifier: MIT */
#include "base/decimal.h"

#include <endian.h>
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

/* Digits of the groups before the last one: 1 to 3, then 3 each, or 1 to 2, then 2 each; 0 = none so far. */
typedef struct {
    size_t first, middle;
} groups;

static bool add_group(groups *g, size_t digits)
{
    if (!g->first) {
        g->first = digits;
        return digits >= 1 && digits <= 3;
    }
    if (digits != 3 && (digits != 2 || g->first == 3))
        return false;
    if (g->middle && g->middle != digits)
        return false;
    g->middle = digits;
    return true;
}

/* Whole digits, with groups where allowed; returns the bytes used, or -1 for a bad group. */
static long parse_whole(parse_state *p, const char *s, size_t n)
{
    size_t i = 0, group = 0, separator;
    groups before = {0};

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
        if (!add_group(&before, group))
            return -1;
        group = 0;
        i += separator;
    }
    return before.first && group != 3 ? -1 : (long)i;
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

bool t4_decimal_take_sign(const char **text, size_t *n)
{
    const char *s = *text;

    if (*n >= 3 && s[0] == '(' && s[*n - 1] == ')') {
        *text += 1;
        *n -= 2;
        trim(text, n);
        return true;
    }
    if (*n >= 3 && !memcmp(s, "\xE2\x88\x92", 3)) {
        *text += 3;
        *n -= 3;
        return true;
    }
    if (*n && (*s == '-' || *s == '+')) {
        *text += 1;
        *n -= 1;
        return *s == '-';
    }
    if (*n < 2 || s[*n - 1] != '-')
        return false;
    *n -= 1;
    trim(text, n);
    return true;
}

t4_decimal_result t4_decimal_parse(const char *text, size_t n, const t4_notation *notation,
                                   int decimals, t4_int128 *value, int64_t *rest)
{
    parse_state p = {.notation = notation, .decimals = decimals, .half = -1};
    bool negative;
    long used;

    trim(&text, &n);
    if (!n)
        return T4_DECIMAL_EMPTY;
    negative = t4_decimal_take_sign(&text, &n);
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

/* --- printing --------------------------------------------------------------------- */

static const char digit_pairs[] =
    "00010203040506070809101112131415161718192021222324252627282930313233343536373839"
    "40414243444546474849505152535455565758596061626364656667686970717273747576777879"
    "8081828384858687888990919293949596979899";

enum {
    LIMB_DIGITS = 18,
    SHORT_DECIMALS = 15   /* with the digit before the point, what a short number may have */
};

static const uint64_t powers_of_ten[] = {
    1, 10, 100, 1000, 10000, 100000, 1000000, 10000000, 100000000, 1000000000, 10000000000,
    100000000000, 1000000000000, 10000000000000, 100000000000000, 1000000000000000,
    10000000000000000, 100000000000000000, 1000000000000000000, 10000000000000000000u,
};

static int count_digits(uint64_t value)
{
    int guess = ((64 - __builtin_clzll(value | 1)) * 1233) >> 12;  /* bits times log10(2) */

    return guess + (guess == 0 || value >= powers_of_ten[guess]);
}

static void put_pair(uint32_t value, char *to)
{
    memcpy(to, digit_pairs + 2 * value, 2);
}

/* Eight digits, in halves and quarters that do not wait for each other. */
static void put_eight(uint32_t value, char *to)
{
    uint32_t high = value / 10000, low = value % 10000;

    put_pair(high / 100, to);
    put_pair(high % 100, to + 2);
    put_pair(low / 100, to + 4);
    put_pair(low % 100, to + 6);
}

/* The last n digits of a number, with leading zeros; returns what is left of it. */
static uint64_t put_digits(uint64_t value, int n, char *to)
{
    uint32_t part;

    for (; n >= 8; n -= 8, value /= 100000000)
        put_eight((uint32_t)(value % 100000000), to + n - 8);
    for (; n >= 2; n -= 2, value /= 100) {
        part = (uint32_t)(value % 100);
        put_pair(part, to + n - 2);
    }
    if (!n)
        return value;
    *to = (char)('0' + value % 10);
    return value / 10;
}

/* What does not fit in 64 bits: in limbs of 18 digits, the point put in afterwards. */
static size_t print_long(t4_uint128 value, int decimals, char *to)
{
    const t4_uint128 limb = powers_of_ten[LIMB_DIGITS];
    uint64_t limbs[3] = {(uint64_t)(value % limb), (uint64_t)(value / limb % limb),
                         (uint64_t)(value / limb / limb)};
    int top = limbs[2] ? 2 : 1, n = count_digits(limbs[top]);

    put_digits(limbs[top], n, to);
    while (top-- > 0) {
        put_digits(limbs[top], LIMB_DIGITS, to + n);
        n += LIMB_DIGITS;
    }
    if (!decimals)
        return (size_t)n;
    memmove(to + n - decimals + 1, to + n - decimals, (size_t)decimals);
    to[n - decimals] = '.';
    return (size_t)n + 1;
}

/* Eight digits as characters in one word, the first in the lowest byte: halves, quarters, digits at once. */
static inline uint64_t eight_characters(uint32_t value)
{
    uint64_t halves = value / 10000 | (uint64_t)(value % 10000) << 32;
    uint64_t hundreds = halves * 10486 >> 20 & 0x0000007F0000007F;   /* each half by 100 */
    uint64_t quarters = (halves - 100 * hundreds) << 16 | hundreds;
    uint64_t tens = quarters * 103 >> 10 & 0x000F000F000F000F;       /* each quarter by 10 */

    return ((quarters - 10 * tens) << 8 | tens) + 0x3030303030303030;
}

static inline void put_characters(uint64_t characters, char *to)
{
    characters = htole64(characters);
    memcpy(to, &characters, sizeof characters);
}

/*
 * Up to 8 digits, the usual case, and up to 16: all of them are made in
 * registers and shifted into place, so that lengths cost no branches and
 * nothing that was just written is read.  Write up to 32 bytes behind what
 * they return.
 */
static inline size_t print_eight(uint32_t value, int decimals, char *to)
{
    int n = count_digits(value), whole = n > decimals ? n - decimals : 1;
    uint64_t characters = eight_characters(value) >> 8 * (8 - whole - decimals);

    put_characters(characters, to);
    if (!decimals)
        return (size_t)whole;
    put_characters(characters >> 8 * whole, to + whole + 1);
    to[whole] = '.';
    return (size_t)(whole + 1 + decimals);
}

static inline size_t print_sixteen(uint64_t value, int decimals, char *to)
{
    int n = count_digits(value), whole = n > decimals ? n - decimals : 1;
    t4_uint128 characters = (t4_uint128)eight_characters((uint32_t)(value % 100000000)) << 64 |
                            eight_characters((uint32_t)(value / 100000000));

    characters >>= 8 * (16 - whole - decimals);
    put_characters((uint64_t)characters, to);
    put_characters((uint64_t)(characters >> 64), to + 8);
    if (!decimals)
        return (size_t)whole;
    characters >>= 8 * whole;
    put_characters((uint64_t)characters, to + whole + 1);
    put_characters((uint64_t)(characters >> 64), to + whole + 9);
    to[whole] = '.';
    return (size_t)(whole + 1 + decimals);
}

/* What fits in 64 bits. */
static size_t print_medium(uint64_t value, int decimals, char *to)
{
    int whole = count_digits(value) - decimals;

    whole = whole < 1 ? 1 : whole;
    if (!decimals) {
        put_digits(value, whole, to);
        return (size_t)whole;
    }
    value = put_digits(value, decimals, to + whole + 1);
    to[whole] = '.';
    put_digits(value, whole, to);
    return (size_t)(whole + 1 + decimals);
}

/* Signs, many digits and many decimals. */
static __attribute__((noinline)) size_t print_any(t4_int128 value, int decimals, char *text)
{
    t4_uint128 magnitude = value < 0 ? -(t4_uint128)value : (t4_uint128)value;
    uint64_t small = (uint64_t)magnitude;
    char *to = text;

    if (value < 0)
        *to++ = '-';
    if (magnitude >> 64)
        to += print_long(magnitude, decimals, to);
    else if (small >= 10000000000000000 || decimals > SHORT_DECIMALS)
        to += print_medium(small, decimals, to);
    else
        to += print_sixteen(small, decimals, to);
    *to = '\0';
    return (size_t)(to - text);
}

size_t t4_decimal_print(t4_int128 value, int decimals, char text[T4_DECIMAL_TEXT])
{
    size_t n;

    if ((t4_uint128)value < 100000000 && decimals < 8)
        n = print_eight((uint32_t)value, decimals, text);
    else if ((t4_uint128)value < 10000000000000000 && decimals <= SHORT_DECIMALS)
        n = print_sixteen((uint64_t)value, decimals, text);
    else
        return print_any(value, decimals, text);
    text[n] = '\0';
    return n;
}

size_t t4_decimal_print_short(t4_int128 value, int decimals, char text[T4_DECIMAL_TEXT])
{
    size_t n = t4_decimal_print(value, decimals, text);

    while (decimals && n && text[n - 1] == '0')
        n--;
    n -= decimals && n && text[n - 1] == '.';
    text[n] = '\0';
    return n;
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
