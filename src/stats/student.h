/* SPDX-License-Identifier: MIT */
/* The test for a rise where the noise is estimated from the periods before: Student's t, its power by the noncentral t. */
#ifndef T4_STATS_STUDENT_H
#define T4_STATS_STUDENT_H

#include "stats/power.h"

/* P(T <= t) of the noncentral t (Lenth, 1989, AS 243; far from zero by the noise of the estimate). */
double t4_student_below(double t, double freedom, double shift);
/* The rise in estimated standard errors from which the test speaks: n0 - 1 degrees of freedom. */
double t4_student_limit(const t4_power_normal *test);
/* Probability that a rise per period is seen from this limit on; test->sd is the true noise, which the test does not know. */
double t4_student_of(const t4_power_normal *test, double limit, double rise);
/* Least rise per period that is seen with the given power. */
double t4_student_least(const t4_power_normal *test, double power);
/* Does the test speak?  values: n0 periods before, then n1 after. */
bool t4_student_sees(const t4_power_normal *test, double limit, const double *values);

#endif
