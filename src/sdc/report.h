/* SPDX-License-Identifier: MIT */
/* The confidential report on protection: what was unsafe, what was hidden for it, how wide it is. */
#ifndef T4_SDC_REPORT_H
#define T4_SDC_REPORT_H

#include "base/buffer.h"
#include "sdc/protect.h"

/*
 * CSV, one section after another told apart by its first column:
 *
 *   rule      primaries by rule
 *   level     by level: cells, primaries, secondaries, and of every measure the
 *             published, hidden (primary) and hidden (secondary) amount
 *   component count of connected hidden cells, and the largest
 *   narrow    the narrowest certified intervals, relative to the cell
 *   costly    the costliest secondaries and the primaries that each serves
 *   give up   must-publish figures that are unsafe, or few as can be that leave
 *             others too narrow while they are open
 *   failed    claims that nothing proves: what to coarsen or give up
 *
 * Cells are named by period, flow, code, partner.
 */
t4_status t4_report_write(t4_buffer *out, const t4_protection *protection, t4_error *err);
/* One line for the terminal: counts and shares, no cell. */
void t4_report_line(const t4_protection *protection, char *text, size_t room);

#endif
