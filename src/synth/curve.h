/* SPDX-License-Identifier: MIT */
/* Exponential, logarithm and normal quantile that give the same bits on every machine. */
#ifndef T4_SYNTH_CURVE_H
#define T4_SYNTH_CURVE_H

/*
 * Only +, -, *, / and sqrt of IEEE doubles are used, never libm, whose last
 * digits differ between versions.  Relative error below 1e-14; exp() of less
 * than -700 is 0, of more than 700 what 700 gives.
 */
double t4_curve_exp(double x);
/* Natural logarithm of x > 0. */
double t4_curve_log(double x);
/* Quantile of the standard normal distribution, 0 < u < 1: AS 241, PPND7 (Wichura, 1988); error below 1e-6. */
double t4_curve_normal(double u);

#endif
