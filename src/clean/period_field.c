/* SPDX-License-Identifier: MIT */
/* Periods: tenfour's own notation, any strptime layout (C locale), year and month columns. */
#include <locale.h>
#include <string.h>
#include <time.h>

#include "clean/state.h"

enum { LONGEST_DATE = 120 };

static bool has_conversion(const char *format, const char *letters)
{
    for (const char *p = strchr(format, '%'); p; p = strchr(p, '%')) {
        p++;
        while (*p == '_' || *p == '-' || *p == '0' || *p == '^' || *p == '#' || *p == 'E' || *p == 'O')
            p++;
        if (!*p)
            return false;
        if (strchr(letters, *p))
            return true;
        p++;
    }
    return false;
}

static int days_of(int year, int month)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;

    return month == 2 && leap ? 29 : days[month - 1];
}

/* strptime in the C locale, whatever the process uses; NULL when text does not fit the layout. */
static const char *read_date(const char *text, const char *format, struct tm *date)
{
    locale_t plain = newlocale(LC_ALL_MASK, "C", (locale_t)0);
    const char *end = NULL;

    if (plain != (locale_t)0) {
        end = strptime_l(text, format, date, plain);
        freelocale(plain);
    }
    return end;
}

static t4_period read_format(const char *format, const char *text, size_t n)
{
    struct tm date = {0};
    char copy[LONGEST_DATE + 1];
    const char *end;
    int year;

    if (n > LONGEST_DATE || memchr(text, 0, n))
        return 0;
    memcpy(copy, text, n);
    copy[n] = '\0';
    end = read_date(copy, format, &date);
    year = date.tm_year + 1900;
    if (!end || *end || year < 1900 || year > 2199)
        return 0;
    if (!has_conversion(format, "mbBhDFcxjsUWV"))
        return t4_period_year(year);
    if (date.tm_mon < 0 || date.tm_mon > 11)
        return 0;
    if (has_conversion(format, "deDFcx") && (date.tm_mday < 1 || date.tm_mday > days_of(year, date.tm_mon + 1)))
        return 0;
    return t4_period_month(year, date.tm_mon + 1);
}

/* A month by its number or its English name. */
static int read_month(const char *text, size_t n)
{
    struct tm date = {0};
    char copy[16];
    const char *end;
    int month = 0;

    if (!n || n >= sizeof copy)
        return 0;
    if (text[0] >= '0' && text[0] <= '9') {
        for (size_t i = 0; i < n; i++) {
            if (text[i] < '0' || text[i] > '9' || i > 1)
                return 0;
            month = month * 10 + (text[i] - '0');
        }
        return month <= 12 ? month : 0;
    }
    memcpy(copy, text, n);
    copy[n] = '\0';
    end = read_date(copy, "%b", &date);
    return end && !*end ? date.tm_mon + 1 : 0;
}

static t4_period read_two(t4_cleaner *cleaner, const t4_value_map *map, const char *text, size_t n)
{
    const char *parts = memchr(text, T4_PERIOD_PARTS, n), *month_text, *mapped;
    size_t year_length, month_length;
    t4_period year;
    int month;

    if (!parts)
        return 0;
    month_text = parts + 1;
    year_length = (size_t)(parts - text);
    month_length = n - year_length - 1;
    t4_text_trim(&text, &year_length);
    t4_text_trim(&month_text, &month_length);
    mapped = t4_text_map(cleaner, map, month_text, month_length);
    if (mapped) {
        month_text = mapped;
        month_length = strlen(mapped);
    }
    year = t4_period_parse(text, year_length);
    month = read_month(month_text, month_length);
    if (!year || t4_period_kind_of(year) != T4_YEAR || !month)
        return 0;
    return t4_period_month(t4_period_year_of(year), month);
}

t4_period t4_period_field_read(const t4_column *column, const char *text, size_t n)
{
    t4_period period = column->format ? read_format(column->format, text, n) : t4_period_parse(text, n);

    /* A year to date holds others: adding it to them would count trade twice. */
    return period && t4_period_kind_of(period) == T4_TO_DATE ? 0 : period;
}

/* A usual layout that the text has; NULL = none.  Where day and month may be either, none is told. */
static const char *guess_layout(const char *text, size_t n)
{
    static const char *const layouts[] = {
        "%Y-%m-%d", "%d.%m.%Y", "%Y%m%d", "%Y/%m/%d", "%Y.%m.%d", "%Y-%m-%dT%H:%M:%S",
        "%Y-%m-%d %H:%M:%S", "%d.%m.%Y %H:%M:%S", "%d %b %Y", "%d-%b-%Y", "%d-%b-%y", "%b %Y", "%b-%Y",
        "%b-%y", "%m/%Y", "%Y/%m", "%m.%Y", "%Y.%m", "%m-%Y", "%d-%m-%Y", "%d.%m.%y"};
    bool day_first, month_first;

    for (size_t i = 0; i < sizeof layouts / sizeof *layouts; i++)
        if (read_format(layouts[i], text, n))
            return layouts[i];
    day_first = read_format("%d/%m/%Y", text, n) != 0;
    month_first = read_format("%m/%d/%Y", text, n) != 0;
    return day_first == month_first ? NULL : day_first ? "%d/%m/%Y" : "%m/%d/%Y";
}

static void note_invalid(t4_cleaner *cleaner, const t4_column *column, const char *text, size_t n)
{
    t4_notes *notes = &cleaner->notes;
    const char *layout = column->format || column->month_column ? NULL : guess_layout(text, n);

    if (column->month_column)
        t4_notes_add(notes, T4_ISSUE_PERIOD_INVALID, T4_ACT_REJECT, text, n,
                     "a year 1900..2199 and a month 1..12");
    else if (column->format)
        t4_notes_add(notes, T4_ISSUE_PERIOD_INVALID, T4_ACT_REJECT, text, n,
                     "a date in the layout %s, 1900..2199", column->format);
    else if (layout)
        t4_notes_add(notes, T4_ISSUE_PERIOD_INVALID, T4_ACT_REJECT, text, n,
                     "2023-06, 202306, 2023-Q2 or 2023; for this layout set input.columns.period.format "
                     "to \"%s\"", layout);
    else
        t4_notes_add(notes, T4_ISSUE_PERIOD_INVALID, T4_ACT_REJECT, text, n,
                     "2023-06, 202306, 2023-Q2 or 2023; other layouts need `format`");
}

static void note_outside(t4_cleaner *cleaner, const char *text, size_t n)
{
    const t4_template *template_ = cleaner->clean->template_;
    char from[16] = "the beginning", until[16] = "the end";

    if (template_->from)
        t4_period_print(template_->from, from);
    if (template_->until)
        t4_period_print(template_->until, until);
    t4_notes_add(&cleaner->notes, T4_ISSUE_PERIOD_OUTSIDE,
                 t4_clean_action(cleaner, T4_ISSUE_PERIOD_OUTSIDE), text, n,
                 template_->from && template_->until ? "%s to %s" : "%s until %s", from, until);
}

static t4_period read_any(t4_cleaner *cleaner, const t4_layout *layout, unsigned place,
                          const char *text, size_t n)
{
    const t4_column *column = &layout->columns[place];
    const char *mapped;
    t4_period period;

    if (column->month_column)
        return read_two(cleaner, &layout->maps[place], text, n);
    mapped = t4_text_map(cleaner, &layout->maps[place], text, n);
    if (!mapped)
        return t4_period_field_read(column, text, n);
    period = t4_period_parse(mapped, strlen(mapped));
    return period ? period : t4_period_field_read(column, mapped, strlen(mapped));
}

t4_status t4_period_settle(t4_cleaner *cleaner, const t4_layout *layout, unsigned place,
                           const char *text, size_t n, uint32_t *value, t4_error *err)
{
    const t4_template *template_ = cleaner->clean->template_;
    t4_period period = read_any(cleaner, layout, place, text, n);

    *value = period;
    if (!period)
        note_invalid(cleaner, &layout->columns[place], text, n);
    else if (!t4_period_within(period, template_->from ? template_->from : t4_period_year(0),
                               template_->until ? template_->until : t4_period_year(9999)))
        note_outside(cleaner, text, n);
    return T4_OK;
}
