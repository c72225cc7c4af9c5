/* SPDX-License-Identifier: MIT */
/* Contributions in place of records: read back what `cells --contributions` or another engine summed. */
#ifndef T4_JOB_CONTRIBUTIONS_H
#define T4_JOB_CONTRIBUTIONS_H

#include "model/template.h"

/* Is this a file of contributions by its name: contributions*.csv or .csv.gz? */
bool t4_contributions_named(const char *path);

/*
 * Point the template's fields at the header of contributions.csv (period,
 * flow, code, partner, further dimensions, trader, measures, unit, records);
 * maps, lists and checks stay in force.  In place.
 */
void t4_contributions_columns(t4_template *template_);

#endif
