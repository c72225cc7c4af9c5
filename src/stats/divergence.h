/* SPDX-License-Identifier: MIT */
/* How far a reconstruction is from the truth: Kullback-Leibler, Jensen-Shannon, misplaced share. */
#ifndef T4_STATS_DIVERGENCE_H
#define T4_STATS_DIVERGENCE_H

#include <stddef.h>

/*
 * Arrays of n amounts >= 0; both are taken as shares of their own sums.
 * Kullback and Leibler (1951), in nats: infinite where the reconstruction
 * rules out what happened.
 */
double t4_divergence_kl(const double *truth, const double *guess, size_t n);
/* Jensen-Shannon divergence in bits (Lin, 1991): symmetric, finite with zeros. */
double t4_divergence_js(const double *truth, const double *guess, size_t n);
/* Half the absolute differences of the shares: the part of the whole that is put in a wrong place. */
double t4_divergence_misplaced(const double *truth, const double *guess, size_t n);

#endif
