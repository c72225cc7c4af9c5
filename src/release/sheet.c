/* SPDX-License-Identifier: MIT */
#include "release/sheet.h"

#include <stdio.h>
#include <string.h>

#include "base/memory.h"
#include "release/phrases.h"

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

/* --- all texts -------------------------------------------------------------------- */

static bool period_texts(const t4_draft *draft, t4_sheet_visit *visit, void *context)
{
    t4_period last = 0;
    bool good = true;

    for (size_t i = 0; i < draft->rows->units && good; i++) {
        char text[T4_PERIOD_TEXT];

        if (draft->survey.units[i].period == last)
            continue;
        last = draft->survey.units[i].period;
        t4_period_print(last, text);
        good = visit(context, text);
    }
    return good;
}

/* The labels of a code or partner in the languages that the sheet has. */
static bool label_texts(const t4_draft *draft, const t4_sheet *sheet, t4_sheet_kind kind,
                        const char *text, t4_sheet_visit *visit, void *context)
{
    bool good = true;

    for (int c = 0; c < sheet->count && good; c++) {
        const char *language = sheet->columns[c].language;

        if (sheet->columns[c].kind == kind)
            good = visit(context, kind == T4_SHEET_CODE_LABEL
                                      ? t4_draft_code_label(draft, text, language)
                                      : t4_draft_partner_label(draft, text, language));
    }
    return good;
}

static bool code_texts(const t4_draft *draft, const t4_sheet *sheet, t4_sheet_visit *visit,
                       void *context)
{
    size_t count;
    uint32_t *order = t4_survey_codes(&draft->survey, &count);
    bool good = order || !count;

    for (size_t i = 0; i < count && good; i++) {
        const char *code = t4_dict_text(draft->survey.codes, order[i], NULL);

        good = visit(context, code) &&
               label_texts(draft, sheet, T4_SHEET_CODE_LABEL, code, visit, context);
    }
    t4_free(order);
    return good;
}

/* The texts of a dict that are used, in bytewise order; of partners with their names. */
static bool dict_texts(const t4_draft *draft, const t4_sheet *sheet, const t4_dict *dict,
                       const unsigned char *used, t4_sheet_visit *visit, void *context)
{
    size_t count = t4_dict_count(dict);
    uint32_t *order = t4_dict_order(dict);
    bool good = order || !count;

    for (size_t i = 0; i < count && good; i++) {
        const char *text = t4_dict_text(dict, order[i], NULL);

        if (used[order[i]])
            good = visit(context, text) &&
                   (dict != draft->rows->domain->partners ||
                    label_texts(draft, sheet, T4_SHEET_PARTNER_LABEL, text, visit, context));
    }
    t4_free(order);
    return good;
}

bool t4_sheet_texts(const t4_draft *draft, const t4_sheet *sheet, t4_sheet_visit *visit,
                    void *context)
{
    const t4_domain *domain = draft->rows->domain;
    const t4_survey *survey = &draft->survey;
    bool good = period_texts(draft, visit, context) && code_texts(draft, sheet, visit, context) &&
                dict_texts(draft, sheet, domain->partners, survey->partners, visit, context) &&
                dict_texts(draft, sheet, domain->units, survey->units_used, visit, context);

    for (int flow = 0; flow < T4_FLOWS && good; flow++)
        good = !survey->flows[flow] || visit(context, t4_flow_text((t4_flow)flow));
    for (int g = 0; g < draft->rows->plan->group_count && good; g++) {
        char code[T4_COLUMNS_PARTNER_TEXT];

        t4_columns_partner(draft->rows, T4_PARTNER_GROUP(g), code);
        good = !survey->groups[g] || (visit(context, code) && visit(context, code + 2));
    }
    if (good && survey->world)
        good = visit(context, "W00") &&
               label_texts(draft, sheet, T4_SHEET_PARTNER_LABEL, "W00", visit, context);
    for (int d = 0; d < domain->dimension_count && good; d++)
        good = dict_texts(draft, sheet, domain->labels[d], survey->labels[d], visit, context);
    for (int m = 0; m < domain->measure_count && good; m++)
        good = visit(context, domain->measures[m].unit);
    if (good && survey->mixed)
        good = visit(context, "mixed");
    for (int c = 0; c < 256 && good; c++)
        good = !survey->status[c] || visit(context, t4_facts_shorthand((char)c));
    return good;
}
