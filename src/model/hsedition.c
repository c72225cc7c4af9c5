/* SPDX-License-Identifier: MIT */
#include "model/hsedition.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

/* The years from which an edition of the HS counts; H0 is 1992 in the tables of Comtrade. */
static const int hs_years[] = {1992, 1996, 2002, 2007, 2012, 2017, 2022};

enum { HS_YEARS = (int)(sizeof hs_years / sizeof *hs_years) };

static int hs_of(int year)
{
    int hs = 0;

    for (int i = 0; i < HS_YEARS; i++)
        if (hs_years[i] <= year)
            hs = hs_years[i];
    return hs;
}

/* Four digits at the end, or two behind letters: 0 when there are none; *n is cut before them. */
static int take_year(const char *text, size_t *n)
{
    size_t digits = 0;
    int year = 0;

    while (digits < *n && digits < 5 && isdigit((unsigned char)text[*n - digits - 1]))
        digits++;
    for (size_t i = *n - digits; i < *n; i++)
        year = year * 10 + (text[i] - '0');
    if (digits == 2 && *n > 2)
        year += year > 80 ? 1900 : 2000;
    else if (digits != 4)
        return 0;
    if (year < 1900 || year > 2199)
        return 0;
    *n -= digits;
    return year;
}

bool t4_hsedition_parse(const char *text, size_t n, t4_hsedition *edition)
{
    char bare[T4_HSEDITION_TEXT] = "";
    size_t length = 0;

    *edition = (t4_hsedition){.year = 0};
    for (size_t i = 0; i < n; i++) {
        if (strchr(" -_./", text[i]) && text[i])
            continue;
        if (length + 1 >= sizeof bare)
            return false;
        bare[length++] = (char)toupper((unsigned char)text[i]);
    }
    if (!length)
        return false;
    if (length == 2 && bare[0] == 'H' && bare[1] >= '0' && bare[1] < '0' + HS_YEARS) {
        edition->year = hs_years[bare[1] - '0'];
        length = 0;
    } else {
        edition->year = take_year(bare, &length);
    }
    bare[length] = '\0';
    edition->hs = hs_of(edition->year);
    if (!edition->year)
        snprintf(edition->name, sizeof edition->name, "%s", bare);
    else
        snprintf(edition->name, sizeof edition->name, "%.18s%d", length ? bare : "HS", edition->year);
    return true;
}

bool t4_hsedition_same_six(const t4_hsedition *a, const t4_hsedition *b)
{
    return a->hs && b->hs ? a->hs == b->hs : !strcmp(a->name, b->name);
}
