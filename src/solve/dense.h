/* SPDX-License-Identifier: MIT */
/* Small symmetric matrices: the pseudo-inverse (the file that knows GSL's linear algebra). */
#ifndef T4_SOLVE_DENSE_H
#define T4_SOLVE_DENSE_H

#include "base/status.h"

/* a, n x n, symmetric and nowhere negative, becomes its pseudo-inverse; *rank = how many of its values are not 0. */
bool t4_dense_invert(double *a, size_t n, size_t *rank);

#endif
