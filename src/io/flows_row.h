/* SPDX-License-Identifier: MIT */
/* What a row is of: period, places, flow, code and notes, from the texts of its fields. */
#ifndef T4_IO_FLOWS_ROW_H
#define T4_IO_FLOWS_ROW_H

#include "io/flows_table.h"

/*
 * Read the texts of the row that say where it stands, and keep what holds for
 * the rows below it.  *wanted false: it is a heading of a hierarchy.
 */
t4_status t4_flows_row_place(t4_flows_table *t, bool *wanted, t4_error *err);
/* Add the pending figures of the row; what cannot be settled is refused, what is a group or a partial sum left out. */
t4_status t4_flows_row_add(t4_flows_table *t, t4_error *err);

#endif
