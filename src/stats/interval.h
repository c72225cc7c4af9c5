/* SPDX-License-Identifier: MIT */
/* Identification: what published totals prove about a part of a total, and how wide that is. */
#ifndef T4_STATS_INTERVAL_H
#define T4_STATS_INTERVAL_H

#include <stdbool.h>
#include <stddef.h>

typedef struct {
    double lower, upper;
} t4_interval;

/* A cell of a two-way table with row sum r, column sum c, total n (Frechet, 1940; Hoeffding). */
t4_interval t4_interval_frechet(double row, double column, double total);
/*
 * The listed part of a heading with total x: 0 .. x in a mixed heading, x
 * where all of it is listed.  floor_listed, floor_other: what is known to be
 * at least there (0 = nothing).  False: the floors exceed the total.
 */
bool t4_interval_listed(t4_interval *interval, double x, bool whole, double floor_listed, double floor_other);

/* Unit values (value / weight) that a kind of goods can have. */
typedef struct {
    double least, most;
} t4_unit_range;

/*
 * The same when the heading's weight q is published too and the unit values
 * of listed and other goods are known to lie in ranges.  False: no split
 * agrees, so a weight or a range is wrong.
 */
bool t4_interval_weighed(t4_interval *interval, double x, double q, t4_unit_range listed, t4_unit_range other);
/* (upper - lower) / upper: 0 = known, 1 = nothing but an upper bound; 0 where upper is 0. */
double t4_interval_width(t4_interval interval);
/* The same for many, weighted by their upper bounds: the ambiguity of a watch list. */
double t4_interval_ambiguity(const t4_interval *intervals, size_t n);

#endif
