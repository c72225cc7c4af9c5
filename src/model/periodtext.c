/* SPDX-License-Identifier: MIT */
#include "model/periodtext.h"

#include <string.h>

#include "base/fold.h"
#include "base/suggest.h"

enum { WORDS = 12, WORD = 48, YEARS_BETWEEN = 57 };

/* A word or a number of the text. */
typedef struct {
    char text[WORD];
    long number;          /* -1: a word */
    size_t digits;
    bool dash;            /* a dash stands before it */
    bool slash;
} word;

static const char *const months[12][5] = {
    {"january", "январь", "января", "enero", "janeiro"},
    {"february", "февраль", "февраля", "febrero", "fevereiro"},
    {"march", "март", "марта", "marzo", "marco"},
    {"april", "апрель", "апреля", "abril", "abril"},
    {"may", "май", "мая", "mayo", "maio"},
    {"june", "июнь", "июня", "junio", "junho"},
    {"july", "июль", "июля", "julio", "julho"},
    {"august", "август", "августа", "agosto", "agosto"},
    {"september", "сентябрь", "сентября", "septiembre", "setembro"},
    {"october", "октябрь", "октября", "octubre", "outubro"},
    {"november", "ноябрь", "ноября", "noviembre", "novembro"},
    {"december", "декабрь", "декабря", "diciembre", "dezembro"}};

/* Bytes of the first `count` letters of folded UTF-8. */
static size_t letters(const char *text, size_t count)
{
    size_t i = 0;

    for (; text[i]; i++)
        if (((unsigned char)text[i] & 0xC0) != 0x80 && !count--)
            break;
    return i;
}

/* "aug", "sept", "январю", "дкабрь": by name, by its beginning of three letters or more, or with one slip. */
static int month_of(const char *text)
{
    size_t n = strlen(text), three = letters(text, 3);
    int near = 0;

    for (int m = 0; m < 12; m++)
        for (int k = 0; k < 5; k++) {
            const char *name = months[m][k];
            size_t stem = letters(name, 3), all = strlen(name);

            if (!strcmp(text, name) || (three >= 3 && letters(text, 2) < n && n <= all && !strncmp(text, name, n)) ||
                (n >= stem && all > 6 && !strncmp(text, name, all - (name[0] & 0x80 ? 2 : 1)) && n <= all + 2))
                return m + 1;
            if (letters(name, 5) < all && t4_suggest_distance(text, name) <= (name[0] & 0x80 ? 2 : 1))
                near = m + 1;
        }
    return near;
}

static bool is_roman(const char *text, int *value)
{
    static const char *const romans[] = {"i", "ii", "iii", "iv"};

    for (int i = 0; i < 4; i++)
        if (!strcmp(text, romans[i])) {
            *value = i + 1;
            return true;
        }
    return false;
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (unsigned char)c >= 0x80;
}

/* Cut folded text into words and numbers; 0 when there are too many. */
static size_t cut(const char *text, size_t n, word words[WORDS])
{
    size_t count = 0;
    bool dash = false, slash = false;

    for (size_t i = 0; i < n;) {
        size_t start = i;
        bool number = is_digit(text[i]);

        if (!number && !is_letter(text[i])) {
            dash = dash || text[i] == '-';
            slash = slash || text[i] == '/';
            i++;
            continue;
        }
        while (i < n && (number ? is_digit(text[i]) : is_letter(text[i])) && i - start < WORD - 1)
            i++;
        if (count == WORDS)
            return 0;
        words[count] = (word){.number = number ? 0 : -1, .digits = number ? i - start : 0, .dash = dash, .slash = slash};
        memcpy(words[count].text, text + start, i - start);
        words[count].text[i - start] = '\0';
        for (size_t k = start; number && k < i && k < start + 9; k++)
            words[count].number = words[count].number * 10 + (text[k] - '0');
        count++;
        dash = slash = false;
    }
    return count;
}

typedef struct {
    int year, first, last;   /* months; 0 = not said */
    int quarter;
    bool wrong;
} reading;

static void take_year(reading *r, long year, t4_periodtext_calendar calendar)
{
    int in_our_era = (int)year - (calendar == T4_PERIODTEXT_BIKRAM_SAMBAT ? YEARS_BETWEEN : 0);

    r->wrong = r->wrong || (r->year && r->year != in_our_era) || in_our_era < 1900 || in_our_era > 2199;
    r->year = in_our_era;
}

static void take_month(reading *r, int month)
{
    if (!r->first)
        r->first = month;
    r->last = month;
}

/* A word that tells nothing: "г", "year", "год", "за". */
static bool is_filler(const char *text)
{
    static const char *const fillers[] = {"г", "гг", "год", "года", "году", "year", "за", "в", "for", "fy", "to", "по",
                                          "к", "квартал", "квартала", "кв", "quarter", "жыл", "йил", NULL};

    for (size_t i = 0; fillers[i]; i++)
        if (!strcmp(fillers[i], text))
            return true;
    return false;
}

static bool is_quarter(const char *text)
{
    return !strcmp(text, "квартал") || !strcmp(text, "квартала") || !strcmp(text, "кв") || !strcmp(text, "quarter") ||
           !strcmp(text, "q");
}

static void take_word(reading *r, const word *words, size_t count, size_t i)
{
    const word *w = &words[i];
    int value = 0;
    bool before = i > 0 && is_quarter(words[i - 1].text), after = i + 1 < count && is_quarter(words[i + 1].text);

    if ((w->number >= 1 && w->number <= 4 && w->digits == 1 && (before || after)) ||
        (is_roman(w->text, &value) && (before || after)))
        r->quarter = w->number > 0 ? (int)w->number : value;
    else if (w->number < 0 && (value = month_of(w->text)) != 0)
        take_month(r, value);
    else if (w->number < 0)
        r->wrong = r->wrong || !(is_filler(w->text) || is_quarter(w->text));
    else
        r->wrong = true;
}

static t4_periodtext_result settle(const reading *r, t4_period *period)
{
    if (r->wrong || !r->year || (r->quarter && r->first))
        return T4_PERIODTEXT_NONE;
    if (r->quarter)
        *period = t4_period_quarter(r->year, r->quarter);
    else if (!r->first || (r->first == 1 && r->last == 12))
        *period = t4_period_year(r->year);
    else if (r->first == r->last)
        *period = t4_period_month(r->year, r->first);
    else if (r->first % 3 == 1 && r->last == r->first + 2)
        *period = t4_period_quarter(r->year, r->last / 3);
    else if (r->first == 1 && r->last > 1)
        *period = t4_period_to_date(r->year, r->last);
    else
        return r->last > r->first ? T4_PERIODTEXT_SUM : T4_PERIODTEXT_NONE;
    return T4_PERIODTEXT_OK;
}

/* Numbers alone: 06/2023, 2023/06, 2023-06-01, 01.06.2023, 2081/082, 2081/2082. False: words are needed. */
static bool numbers_alone(const word *w, size_t count, t4_periodtext_calendar calendar, reading *r)
{
    for (size_t i = 0; i < count; i++)
        if (w[i].number < 0)
            return false;
    if (count == 2 && w[0].digits == 4 && w[1].digits >= 2 && w[1].slash &&
        w[1].number % 100 == (w[0].number + 1) % 100 && (w[1].digits > 2 || w[1].number > 12)) {
        take_year(r, w[0].number, calendar);
        return true;
    }
    if (count == 2 && w[0].digits <= 2 && w[1].digits == 4 && w[0].number >= 1 && w[0].number <= 12) {
        take_year(r, w[1].number, calendar);
        take_month(r, (int)w[0].number);
        return true;
    }
    if (count >= 2 && w[0].digits == 4 && w[1].digits <= 2 && w[1].number >= 1 && w[1].number <= 12) {
        take_year(r, w[0].number, calendar);  /* 2023-06-01 00:00:00 */
        take_month(r, (int)w[1].number);
        return count == 2 || (w[2].digits <= 2 && w[2].number <= 31);
    }
    if (count == 3 && w[0].digits <= 2 && w[1].digits <= 2 && w[2].digits == 4 && w[1].number >= 1 && w[1].number <= 12) {
        take_year(r, w[2].number, calendar);
        take_month(r, (int)w[1].number);
        return true;
    }
    if (count == 1 && w[0].digits == 4) {
        take_year(r, w[0].number, calendar);
        return true;
    }
    return false;
}

t4_periodtext_result t4_periodtext_parse(const char *text, size_t n, t4_periodtext_calendar calendar,
                                         t4_period *period)
{
    enum { LONGEST = 200 };
    word words[WORDS];
    t4_buffer folded;
    reading r = {.year = 0};
    size_t count = 0;

    *period = calendar == T4_PERIODTEXT_GREGORIAN ? t4_period_parse(text, n) : 0;
    if (*period)
        return T4_PERIODTEXT_OK;
    if (!n || n > LONGEST)
        return T4_PERIODTEXT_NONE;
    t4_buffer_init(&folded, 0);
    if (t4_fold(text, n, &folded))
        count = cut(folded.data, folded.length, words);
    t4_buffer_release(&folded);
    if (!count)
        return T4_PERIODTEXT_NONE;
    if (!numbers_alone(words, count, calendar, &r))
        for (size_t i = 0; i < count; i++) {
            if (words[i].digits == 4)
                take_year(&r, words[i].number, calendar);
            else
                take_word(&r, words, count, i);
        }
    return settle(&r, period);
}
