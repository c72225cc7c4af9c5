/* SPDX-License-Identifier: MIT */
/* Shares that vary: the band that holds one with 90 %. */
#ifndef T4_STATS_SHARE_H
#define T4_STATS_SHARE_H

/*
 * Shares vary like Dirichlet's distribution with kappa times the expected
 * ones; then one of them, or the sum of some, is a beta.  Its 5 % and 95 %
 * points; a share of 0 or 1 stays.  kappa NAN: both are NAN.
 */
void t4_share_band(double share, double kappa, double *low, double *high);

#endif
