/* SPDX-License-Identifier: MIT */
#include "watch/guards.h"

#include <string.h>

static bool is_one_of(const char *place, const char *list)
{
    size_t n = strlen(place);

    if (n != 2)
        return false;
    for (const char *at = list; (at = strstr(at, place)); at++)
        if ((at - list) % 3 == 0)
            return true;
    return false;
}

bool t4_guards_same_union(const char *place, const char *other)
{
    static const char *const unions[] = {
        "AM BY KG KZ RU",
        "AT BE BG CY CZ DE DK EE ES FI FR GR EL HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK"};

    for (size_t i = 0; i < sizeof unions / sizeof *unions; i++)
        if (is_one_of(place, unions[i]) && is_one_of(other, unions[i]))
            return true;
    return false;
}

bool t4_guards_hub(const char *place)
{
    return is_one_of(place, "AE BE HK NL PA SG");
}

bool t4_guards_confidential(const char *code)
{
    return !strncmp(code, "98", 2) || !strncmp(code, "99", 2) || strchr(code, 'X');
}

bool t4_guards_edition_after(int month, int until)
{
    static const int years[] = {1992, 1996, 2002, 2007, 2012, 2017, 2022, 2028};

    for (size_t i = 0; i < sizeof years / sizeof *years; i++)
        if (years[i] * 12 > month && years[i] * 12 <= until)
            return true;
    return false;
}

bool t4_guards_edition(t4_period period)
{
    return t4_guards_edition_after(t4_period_first_month(period) - 1, t4_period_last_month(period));
}
