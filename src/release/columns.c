/* SPDX-License-Identifier: MIT */
#include "release/columns.h"

#include <stdio.h>
#include <string.h>

#include "io/csvtext.h"

static int find_measure(const t4_domain *domain, const char *name)
{
    for (int m = 0; m < domain->measure_count; m++)
        if (!strcmp(domain->measures[m].name, name))
            return m;
    return -1;
}

t4_status t4_columns_plan(t4_columns *columns, const t4_rows *rows, const t4_template *template_,
                          t4_error *err)
{
    *columns = (t4_columns){.rows = rows};
    for (int i = 0; i < template_->measure_count; i++) {
        int m = find_measure(rows->domain, template_->measures[i]);

        if (m < 0)
            return t4_fail(err, T4_ERR_USAGE,
                           "'publish.measures' names '%s', for which 'input.columns' has no column",
                           template_->measures[i]);
        columns->measures[columns->count++] = m;
    }
    for (int m = 0; m < rows->domain->measure_count && !template_->measure_count; m++)
        columns->measures[columns->count++] = m;
    return T4_OK;
}

/* --- texts ----------------------------------------------------------------- */

bool t4_columns_is_partner(uint32_t partner)
{
    return partner < T4_PARTNER_GROUP(T4_GROUPS_MAX - 1);
}

const char *t4_columns_partner(const t4_rows *rows, uint32_t partner,
                               char scratch[T4_COLUMNS_PARTNER_TEXT])
{
    if (partner == T4_PARTNER_WORLD)
        return "W00";
    if (t4_columns_is_partner(partner))
        return t4_dict_text(rows->domain->partners, partner, NULL);
    snprintf(scratch, T4_COLUMNS_PARTNER_TEXT, "G_%s",
             rows->plan->groups[UINT32_MAX - 1 - partner].name);
    return scratch;
}

const char *t4_columns_unit(const t4_domain *domain, const t4_row *row)
{
    if (row->unit == T4_UNIT_MIXED)
        return "mixed";
    if (row->unit == 0 && domain->quantity >= 0)
        return domain->measures[domain->quantity].unit;
    return t4_dict_text(domain->units, row->unit, NULL);
}

static bool field(t4_buffer *out, const char *text)
{
    return t4_csvtext_field(out, text, strlen(text));
}

/* --- lines ----------------------------------------------------------------- */

bool t4_columns_header(const t4_columns *columns, t4_buffer *out)
{
    const t4_domain *domain = columns->rows->domain;
    bool good = t4_buffer_puts(out, "period,flow,code,partner");

    for (int d = 0; d < domain->dimension_count && good; d++)
        good = t4_buffer_putc(out, ',') && field(out, domain->dimensions[d]);
    for (int i = 0; i < columns->count && good; i++) {
        const char *name = domain->measures[columns->measures[i]].name;

        good = t4_buffer_printf(out, ",%s,%s_status,%s_conf", name, name, name);
        if (good && columns->measures[i] == domain->quantity)
            good = t4_buffer_puts(out, ",unit");
    }
    return good && t4_buffer_putc(out, '\n');
}

static bool letter(t4_buffer *out, char c)
{
    return t4_buffer_putc(out, ',') && (!c || t4_buffer_putc(out, c));
}

static bool measure(const t4_columns *columns, int m, const t4_row *row, t4_buffer *out)
{
    const t4_rows *rows = columns->rows;
    bool good = t4_buffer_putc(out, ',');

    if (good && row->present[m])
        good = t4_csvtext_decimal(out, row->amount[m], rows->decimals[m]);
    good = good && letter(out, row->status[m]) && letter(out, row->conf[m]);
    if (good && m == rows->domain->quantity)
        good = t4_buffer_putc(out, ',') && field(out, t4_columns_unit(rows->domain, row));
    return good;
}

bool t4_columns_line(const t4_columns *columns, const t4_row *row, t4_buffer *out)
{
    const t4_domain *domain = columns->rows->domain;
    char period[T4_PERIOD_TEXT], scratch[T4_COLUMNS_PARTNER_TEXT];
    bool good = t4_buffer_append(out, period, t4_period_print(row->period, period)) &&
                t4_buffer_putc(out, ',') && t4_buffer_puts(out, t4_flow_text(row->flow)) &&
                t4_buffer_putc(out, ',') && field(out, row->code) &&
                t4_buffer_putc(out, ',') &&
                field(out, t4_columns_partner(columns->rows, row->partner, scratch));

    for (int d = 0; d < domain->dimension_count && good; d++)
        good = t4_buffer_putc(out, ',') &&
               field(out, t4_dict_text(domain->labels[d], row->dimension[d], NULL));
    for (int i = 0; i < columns->count && good; i++)
        good = measure(columns, columns->measures[i], row, out);
    return good && t4_buffer_putc(out, '\n');
}
