/* SPDX-License-Identifier: MIT */
/* Periods: a year, a quarter, a month or a year to date in one small integer that sorts as its text does. */
#ifndef T4_MODEL_PERIOD_H
#define T4_MODEL_PERIOD_H

#include "base/status.h"

/*
 * year << 5 | part: part 0 the year, 1..12 a month, 17..20 a quarter, 21..31
 * January to February .. December.  The order of the integers is the bytewise
 * order of the texts "2023", "2023-01" .. "2023-12", "2023-Q1" .. "2023-Q4",
 * "2023-YTD02" .. "2023-YTD12".  0 = no period.
 */
typedef uint32_t t4_period;

/* From T4_YEAR on each kind is finer than the one before; years to date overlap one another. */
typedef enum { T4_TO_DATE = 0, T4_YEAR, T4_QUARTER, T4_MONTH, T4_PERIOD_KINDS } t4_period_kind;

enum { T4_PERIOD_TEXT = 12 };

static inline t4_period t4_period_year(int year) { return (t4_period)year << 5; }
static inline t4_period t4_period_month(int year, int month)
{
    return (t4_period)year << 5 | (t4_period)month;
}
static inline t4_period t4_period_quarter(int year, int quarter)
{
    return (t4_period)year << 5 | (t4_period)(16 + quarter);
}
/* January to `month`, 2..12. */
static inline t4_period t4_period_to_date(int year, int month)
{
    return (t4_period)year << 5 | (t4_period)(19 + month);
}
static inline int t4_period_year_of(t4_period p) { return (int)(p >> 5); }
static inline t4_period_kind t4_period_kind_of(t4_period p)
{
    unsigned part = p & 31;

    return part == 0 ? T4_YEAR : part > 20 ? T4_TO_DATE : part > 16 ? T4_QUARTER : T4_MONTH;
}

/* "month", "quarter", "year", "year_to_date": as templates and manifests say it. */
const char *t4_period_kind_name(t4_period_kind kind);
/* The year, quarter or month that holds p (p itself when it is already as coarse). */
t4_period t4_period_coarsen(t4_period p, t4_period_kind kind);
enum { T4_PERIOD_HOLDING = 14 };  /* most periods that hold one */

/*
 * Every period in which a record of the month, quarter or year p counts: year,
 * quarter, itself, years to date (a quarter in those that end with a quarter, a
 * year in that of December); their number.
 */
int t4_period_holding(t4_period p, t4_period holding[T4_PERIOD_HOLDING]);
/* First and last month of a period, as months counted from year 0. */
int t4_period_first_month(t4_period p);
int t4_period_last_month(t4_period p);
/* Is every month of p between the months from and until (months or coarser)? */
bool t4_period_within(t4_period p, t4_period from, t4_period until);
/*
 * "2023", "2023-Q2", "2023-06", "2023-YTD06"; also "202306", "2023M06", "2023-6", and as SDMX has a time
 * range "2023-01-01/P6M"; 0 when it is none. Years 1900..2199.
 */
t4_period t4_period_parse(const char *text, size_t n);
size_t t4_period_print(t4_period p, char text[T4_PERIOD_TEXT]);

#endif
