/* SPDX-License-Identifier: MIT */
/* Every hidden figure with its proven interval, each end with how it is meant. */
#include "sdc/report.h"

#include "sdc/report_parts.h"

t4_report_end t4_report_end_of(const t4_protection *p, uint32_t v, int sign)
{
    const t4_audit *a = p->audit;

    if ((sign > 0 ? a->rises[v] : a->falls[v]) >= T4_UNBOUNDED / 2)
        return T4_REPORT_NO_LIMIT;
    return (sign > 0 ? a->rises_exact : a->falls_exact)[v] ? T4_REPORT_EXACT : T4_REPORT_AT_LEAST;
}

const char *t4_report_end_word(t4_report_end end, int sign)
{
    return end == T4_REPORT_EXACT ? "exact" : end == T4_REPORT_NO_LIMIT ? "no limit" : sign > 0 ? "or more" : "or less";
}

/* ",12.34,exact" */
static bool put_end(t4_buffer *out, const t4_protection *p, uint32_t v, int sign)
{
    t4_report_end end = t4_report_end_of(p, v, sign);
    t4_int128 value = p->system->value[v];

    value += sign > 0 ? (t4_int128)p->audit->rises[v] : -(t4_int128)p->audit->falls[v];
    return (end == T4_REPORT_NO_LIMIT ? t4_buffer_putc(out, ',')
                                      : t4_report_decimal(out, value, p->domain->measures[p->measure].decimals)) &&
           t4_buffer_printf(out, ",%s", t4_report_end_word(end, sign));
}

static bool put_cell(t4_buffer *out, const t4_protection *p, uint32_t cell)
{
    uint32_t v = p->system->variable[cell];
    bool good = t4_buffer_puts(out, p->domain->measures[p->measure].name) && t4_report_place(out, p, cell);

    for (int d = 0; d < p->domain->dimension_count && good; d++)
        good = t4_buffer_printf(out, ",%s", t4_protect_dimension(p, cell, d));
    return good && t4_buffer_puts(out, p->primary[v] ? ",primary" : ",secondary") &&
           t4_report_decimal(out, p->system->amount[cell], p->domain->measures[p->measure].decimals) &&
           put_end(out, p, v, -1) && put_end(out, p, v, 1) && t4_buffer_putc(out, '\n');
}

t4_status t4_report_intervals(t4_buffer *out, const t4_protection *p, bool first, t4_error *err)
{
    bool good = true;

    if (first) {
        good = t4_buffer_puts(out, "measure,period,flow,code,partner");
        for (int d = 0; d < p->domain->dimension_count && good; d++)
            good = t4_buffer_printf(out, ",%s", p->domain->dimensions[d]);
        good = good && t4_buffer_puts(out, ",hidden,value,least,least_is,most,most_is\n");
    }
    for (size_t c = 0; c < p->system->cells && c < p->part_base && good; c++)
        if (p->hidden[p->system->variable[c]])
            good = put_cell(out, p, (uint32_t)c);
    return good ? T4_OK : t4_fail_memory(err);
}

void t4_report_count_ends(const t4_protection *p, uint64_t cells[T4_REPORT_ENDS][T4_REPORT_ENDS])
{
    for (int i = 0; i < T4_REPORT_ENDS * T4_REPORT_ENDS; i++)
        cells[i / T4_REPORT_ENDS][i % T4_REPORT_ENDS] = 0;
    for (size_t c = 0; c < p->system->cells && c < p->part_base; c++) {
        uint32_t v = p->system->variable[c];

        if (p->hidden[v])
            cells[t4_report_end_of(p, v, -1)][t4_report_end_of(p, v, 1)]++;
    }
}
