/* SPDX-License-Identifier: MIT */
#include "release/sheet.h"

#include <stdio.h>
#include <string.h>

#include "release/phrases.h"
#include <string.h>

static t4_sheet_column *add(t4_sheet *sheet, t4_sheet_kind kind, int index, double width,
                            const char *heading)
{
    t4_sheet_column *column = &sheet->columns[sheet->count++];

    *column = (t4_sheet_column){.kind = kind, .index = index, .width = width};
    snprintf(column->heading, sizeof column->heading, "%s", heading);
    return column;
}

/* Columns of labels: English, and those of the title's languages that there are; none of codes in Kyrgyz. */
static void add_labels(t4_sheet *sheet, const t4_draft *draft, t4_sheet_kind kind, double width,
                       const char *heading)
{
    const t4_texts *title = &draft->package->template_->title;
    char other[T4_SHEET_HEADING];

    add(sheet, kind, 0, width, heading)->language = "en";
    for (int i = 0; i < title->count; i++)
        if (!strcmp(title->language[i], "ru") ||
            (!strcmp(title->language[i], "ky") && kind == T4_SHEET_PARTNER_LABEL)) {
            const char *language = !strcmp(title->language[i], "ru") ? "ru" : "ky";

            snprintf(other, sizeof other, "%s (%s)", t4_phrases_say(language, heading), language);
            add(sheet, kind, 0, width, other)->language = language;
        }
}

void t4_sheet_plan(t4_sheet *sheet, const t4_draft *draft, bool labels)
{
    const t4_domain *domain = draft->rows->domain;

    sheet->count = 0;
    add(sheet, T4_SHEET_PERIOD, 0, 10, "Period");
    add(sheet, T4_SHEET_FLOW, 0, 6, "Flow");
    add(sheet, T4_SHEET_CODE, 0, 13, "Code");
    if (labels && draft->package->codes)
        add_labels(sheet, draft, T4_SHEET_CODE_LABEL, 50, "Commodity");
    add(sheet, T4_SHEET_PARTNER, 0, 9, "Partner");
    if (labels && draft->package->partners)
        add_labels(sheet, draft, T4_SHEET_PARTNER_LABEL, 24, "Partner name");
    for (int d = 0; d < domain->dimension_count; d++)
        add(sheet, T4_SHEET_DIMENSION, d, 14, domain->dimensions[d]);
    for (int i = 0; i < draft->columns.count; i++) {
        int m = draft->columns.measures[i];
        char heading[T4_FACT_NAME], status[T4_SHEET_HEADING];

        t4_facts_heading(draft, m, "en", heading);
        add(sheet, T4_SHEET_AMOUNT, m, 20, heading)->number = i;
        if (m == domain->quantity)
            add(sheet, T4_SHEET_UNIT, m, 10, "Unit");
        snprintf(status, sizeof status, "%s status", heading);
        add(sheet, T4_SHEET_STATUS, m, 12, status);
    }
}

const char *t4_sheet_text(const t4_draft *draft, const t4_sheet_column *column, const t4_row *row,
                          char scratch[T4_COLUMNS_PARTNER_TEXT])
{
    const t4_domain *domain = draft->rows->domain;
    const char *partner;

    switch (column->kind) {
    case T4_SHEET_PERIOD:
        t4_period_print(row->period, scratch);
        return scratch;
    case T4_SHEET_FLOW: return t4_flow_text((t4_flow)row->flow);
    case T4_SHEET_CODE: return row->code;
    case T4_SHEET_CODE_LABEL: return t4_draft_code_label(draft, row->code, column->language);
    case T4_SHEET_PARTNER: return t4_columns_partner(draft->rows, row->partner, scratch);
    case T4_SHEET_PARTNER_LABEL:
        partner = t4_columns_partner(draft->rows, row->partner, scratch);
        if (!strncmp(partner, "G_", 2))
            return partner + 2;
        return t4_draft_partner_label(draft, partner, column->language);
    case T4_SHEET_DIMENSION:
        return t4_dict_text(domain->labels[column->index], row->dimension[column->index], NULL);
    case T4_SHEET_UNIT: return t4_columns_unit(domain, row);
    case T4_SHEET_STATUS: return t4_facts_shorthand(row->status[column->index]);
    default: return "";
    }
}
