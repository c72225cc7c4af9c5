/* SPDX-License-Identifier: MIT */
/* Check a deviation by adding integers: it moves hidden cells only, keeps every sum and every bound. */
#ifndef T4_SDC_WITNESS_H
#define T4_SDC_WITNESS_H

#include "solve/route.h"
#include "solve/system.h"

typedef struct t4_witness_check t4_witness_check;

/* hidden: by variable, not 0 = hidden; borrowed. NULL without memory. */
t4_witness_check *t4_witness_check_new(const t4_system *system, const uint8_t *hidden);
void t4_witness_check_free(t4_witness_check *check);
/*
 * Does the table with the shifts (times sign) agree with all that is
 * published and with the attacker's bounds?  No variable may come twice.
 */
bool t4_witness_holds(t4_witness_check *check, const t4_shift *shifts, size_t count, int sign);
/* The cells of a variable. */
const uint32_t *t4_witness_cells(const t4_witness_check *check, uint32_t variable, size_t *count);

#endif
