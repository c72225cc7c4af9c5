/* SPDX-License-Identifier: MIT */
/* Periods in the words of many offices: "Aug. 2024", "январь-декабрь 2022", "II квартал 2018", "2081/082", "06/2023". */
#ifndef T4_MODEL_PERIODTEXT_H
#define T4_MODEL_PERIODTEXT_H

#include "model/period.h"

typedef enum { T4_PERIODTEXT_GREGORIAN = 0, T4_PERIODTEXT_BIKRAM_SAMBAT } t4_periodtext_calendar;

typedef enum {
    T4_PERIODTEXT_OK = 0,
    T4_PERIODTEXT_SUM,       /* a part of a year that is neither a quarter nor begins it: February to May */
    T4_PERIODTEXT_NONE       /* no period */
} t4_periodtext_result;

/*
 * The period that a text of n bytes of UTF-8 means.  A fiscal year "2081/082"
 * is the year in which it begins; years of Bikram Sambat are turned into those
 * of our era (less 57).  Months by name in English, Russian and Spanish or
 * Portuguese, one letter may be missing or wrong in a long one.
 */
t4_periodtext_result t4_periodtext_parse(const char *text, size_t n, t4_periodtext_calendar calendar,
                                         t4_period *period);

#endif
