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
 *   guess     what guesses from the open figures come near to, beside cells hidden at random
 *   interval  hidden cells by how the ends of their intervals are meant (t4_report_intervals())
 *   narrow    the narrowest certified intervals, relative to the cell
 *   costly    the costliest secondaries and the primaries that each serves
 *   give up   must-publish figures that are unsafe, or few as can be that leave
 *             others too narrow while they are open
 *   failed    claims that nothing proves: what to coarsen or give up
 *
 * Cells are named by period, flow, code, partner.
 */
t4_status t4_report_write(t4_buffer *out, const t4_protection *protection, t4_error *err);
/*
 * One line for each hidden cell: its value and the interval that integers prove.
 * least_is, most_is: "exact" = what is published allows nothing beyond; "or
 * less", "or more" = at least so wide; "no limit" = nothing bounds it.  first:
 * with a header.
 */
t4_status t4_report_intervals(t4_buffer *out, const t4_protection *protection, bool first, t4_error *err);
/* What the page says beside the protection; everything borrowed. */
typedef struct {
    const char *title, *release;   /* of the release: its title; id, vintage */
    bool reasons_open;             /* conf_detail: full */
    const t4_agreement *requests, *waivers;
    size_t request_count, waiver_count;
    const char *earlier;           /* a sentence on earlier releases; NULL = none was given */
} t4_report_words;

/* The same for people: one page of HTML with nothing outside it, to be read in five minutes. */
t4_status t4_report_page(t4_buffer *out, const t4_protection *protection, const t4_report_words *words,
                         t4_error *err);
/* One line for the terminal: counts and shares, no cell. */
void t4_report_line(const t4_protection *protection, char *text, size_t room);

#endif
