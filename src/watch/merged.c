/* SPDX-License-Identifier: MIT */
#include "watch/merged.h"

#include <stdio.h>
#include <string.h>

/* The code that a row counts under; *several: its family has more codes. */
static const char *family_of(const t4_correlation *c, const char *code, size_t n, bool old, bool *several)
{
    t4_correlation_end first = old ? T4_CORRELATION_OLD : T4_CORRELATION_NEW;
    uint32_t node = t4_correlation_find(c, first, code, n);
    const uint32_t *members;
    size_t count, others;

    *several = false;
    if (node == T4_CORRELATION_NONE)
        node = t4_correlation_find(c, old ? T4_CORRELATION_NEW : T4_CORRELATION_OLD, code, n);
    if (node == T4_CORRELATION_NONE)
        return NULL;
    t4_correlation_members(c, t4_correlation_family(c, node), T4_CORRELATION_OLD, &others);
    members = t4_correlation_members(c, t4_correlation_family(c, node), T4_CORRELATION_NEW, &count);
    *several = count > 1 || others > 1;
    return t4_correlation_code(c, count ? members[0] : node);
}

t4_status t4_merged_apply(t4_merged *merged, t4_flows *flows, const t4_correlation *correlation, int month, t4_error *err)
{
    size_t digits = t4_correlation_digits(correlation), kept = 0;

    *merged = (t4_merged){0, 0};
    for (size_t i = 0; i < flows->count; i++) {
        t4_flows_row row = flows->rows[i];
        char code[24];
        const char *family;
        bool several;
        t4_status status;

        if (row.level < digits)
            continue;
        snprintf(code, sizeof code, "%.*s", (int)digits, t4_flows_code_text(flows, row.code));
        family = family_of(correlation, code, strlen(code), t4_period_first_month(row.period) < month, &several);
        merged->merged += several;
        merged->unknown += !family;
        family = family ? family : code;
        status = t4_flows_code(flows, family, strlen(family), &row.code, err);
        if (status)
            return status;
        row.level = (uint8_t)strlen(family);
        flows->rows[kept++] = row;
    }
    flows->count = kept;
    return kept ? T4_OK : t4_fail(err, T4_ERR_DATA, "no row has codes of %zu digits or more, which the tables have", digits);
}
