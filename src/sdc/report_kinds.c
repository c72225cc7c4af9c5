/* SPDX-License-Identifier: MIT */
/* What is hidden of months, quarters and years: what totals cost where their parts are public already. */
#include <string.h>

#include "sdc/report_parts.h"

void t4_report_kinds(const t4_protection *p, t4_report_kind kinds[T4_PERIOD_KINDS])
{
    const t4_system *s = p->system;

    memset(kinds, 0, T4_PERIOD_KINDS * sizeof *kinds);
    for (size_t c = 0; c < s->cells && c < p->beyond_base; c++) {
        uint32_t v = s->variable[c];
        t4_report_kind *kind = &kinds[t4_period_kind_of(s->place[c].period)];
        int how = !p->hidden[v] ? 0 : p->primary[v] ? 1 : 2;

        kind->cells[how]++;
        kind->value[how] += s->amount[c];
    }
}
