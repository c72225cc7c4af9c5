/* SPDX-License-Identifier: MIT */
#include "model/period.h"

#include <string.h>

const char *t4_period_kind_name(t4_period_kind kind)
{
    static const char *const names[T4_PERIOD_KINDS] = {[T4_TO_DATE] = "year_to_date", [T4_YEAR] = "year", [T4_QUARTER] = "quarter",
                                                         [T4_MONTH] = "month"};

    return names[kind];
}

t4_period t4_period_coarsen(t4_period p, t4_period_kind kind)
{
    int year = t4_period_year_of(p), part = (int)(p & 31);

    if (kind == T4_YEAR)
        return t4_period_year(year);
    if (kind == T4_QUARTER && t4_period_kind_of(p) == T4_MONTH)
        return t4_period_quarter(year, (part + 2) / 3);
    return p;
}

int t4_period_holding(t4_period p, t4_period holding[T4_PERIOD_HOLDING])
{
    t4_period_kind own = t4_period_kind_of(p);
    int year = t4_period_year_of(p), last, count = 0;

    for (int kind = T4_YEAR; kind <= (int)own; kind++)
        holding[count++] = t4_period_coarsen(p, (t4_period_kind)kind);
    last = t4_period_last_month(p) - year * 12 + 1;
    for (int month = last < 2 ? 2 : last; month <= 12; month++)
        if (own == T4_MONTH || (own == T4_QUARTER && month % 3 == 0) || (own == T4_YEAR && month == 12))
            holding[count++] = t4_period_to_date(year, month);
    return count;
}

int t4_period_first_month(t4_period p)
{
    int year = t4_period_year_of(p), part = (int)(p & 31);

    switch (t4_period_kind_of(p)) {
    case T4_YEAR: return year * 12;
    case T4_QUARTER: return year * 12 + (part - 17) * 3;
    case T4_TO_DATE: return year * 12;
    default: return year * 12 + part - 1;
    }
}

int t4_period_last_month(t4_period p)
{
    switch (t4_period_kind_of(p)) {
    case T4_YEAR: return t4_period_first_month(p) + 11;
    case T4_QUARTER: return t4_period_first_month(p) + 2;
    case T4_TO_DATE: return t4_period_first_month(p) + (int)(p & 31) - 20;
    default: return t4_period_first_month(p);
    }
}

bool t4_period_within(t4_period p, t4_period from, t4_period until)
{
    return t4_period_first_month(p) >= t4_period_first_month(from) &&
           t4_period_last_month(p) <= t4_period_last_month(until);
}

/* Up to `most` digits as a number; returns how many there were. */
static size_t digits(const char *text, size_t n, size_t most, int *value)
{
    size_t i = 0;

    *value = 0;
    while (i < n && i < most && text[i] >= '0' && text[i] <= '9')
        *value = *value * 10 + (text[i++] - '0');
    return i;
}

/* How many months "YTD06" or "01-01/P6M" has; 0 for another text. */
static int to_date(const char *text, size_t n)
{
    static const char name[] = "YTD", range[] = "01-01/P";
    int months;
    size_t used;

    if (n == 5 && !memcmp(text, name, 3))
        return digits(text + 3, 2, 2, &months) == 2 ? months : 0;
    if (n < 9 || n > 10 || memcmp(text, range, 7) || text[n - 1] != 'M')
        return 0;
    used = digits(text + 7, n - 8, 2, &months);
    return used == n - 8 ? months : 0;
}

t4_period t4_period_parse(const char *text, size_t n)
{
    int year, part;
    size_t i, used;

    i = digits(text, n, 4, &year);
    if (i != 4 || year < 1900 || year > 2199)
        return 0;
    if (i == n)
        return t4_period_year(year);
    if (text[i] == '-')
        i++;
    if ((part = to_date(text + i, n - i)) != 0)
        return part >= 2 && part <= 12 ? t4_period_to_date(year, part) : 0;
    if (i < n && text[i] == 'Q') {
        used = digits(text + i + 1, n - i - 1, 1, &part);
        return used == 1 && i + 2 == n && part >= 1 && part <= 4 ? t4_period_quarter(year, part) : 0;
    }
    if (i < n && i == 4 && text[i] == 'M')
        i++;
    used = digits(text + i, n - i, 2, &part);
    if (!used || i + used != n || part < 1 || part > 12 || (i == 4 && used != 2))
        return 0;
    return t4_period_month(year, part);
}

static char *two_digits(char *to, int value)
{
    to[0] = (char)('0' + value / 10);
    to[1] = (char)('0' + value % 10);
    return to + 2;
}

size_t t4_period_print(t4_period p, char text[T4_PERIOD_TEXT])
{
    int year = t4_period_year_of(p) % 10000, part = (int)(p & 31);
    char *to = two_digits(two_digits(text, year / 100), year % 100);

    if (t4_period_kind_of(p) == T4_QUARTER) {
        memcpy(to, "-Q", 2);
        to[2] = (char)('0' + part % 16);
        to += 3;
    } else if (t4_period_kind_of(p) == T4_TO_DATE) {
        memcpy(to, "-YTD", 4);
        to = two_digits(to + 4, part - 19);
    } else if (t4_period_kind_of(p) == T4_MONTH) {
        *to = '-';
        to = two_digits(to + 1, part);
    }
    *to = '\0';
    return (size_t)(to - text);
}
