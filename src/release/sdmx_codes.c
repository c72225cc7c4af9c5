/* SPDX-License-Identifier: MIT */
/* The components of the structure with their code lists, from what the release uses. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "release/facts.h"
#include "release/sdmx_structure.h"

void t4_sdmx_phrase(t4_sdmx_labels labels, const char *english)
{
    for (int i = 0; i < T4_PHRASES_LANGUAGES; i++)
        labels[i] = t4_phrases_say(t4_phrases_languages[i], english);
}

static const t4_sdmx_labels none = {"", "", ""};

/* A code whose label is a phrase of ours. */
static bool say(t4_sdmx_visit *visit, void *context, const char *code, const char *english)
{
    t4_sdmx_labels labels;

    t4_sdmx_phrase(labels, english);
    return visit(context, code, labels, NULL);
}

/* --- codes of each component ------------------------------------------------ */

static bool area(const t4_draft *draft, const char *code, t4_sdmx_visit *visit, void *context)
{
    t4_sdmx_labels labels;

    for (int i = 0; i < T4_PHRASES_LANGUAGES; i++)
        labels[i] = t4_draft_partner_label(draft, code, t4_phrases_languages[i]);
    return visit(context, code, labels, NULL);
}

static bool frequencies(const t4_draft *draft, const t4_sdmx_component *component,
                        t4_sdmx_visit *visit, void *context)
{
    const bool *periods = draft->rows->plan->periods;

    return (!periods[T4_YEAR] || say(visit, context, "A", "annual")) &&
           (!periods[T4_TO_DATE] || say(visit, context, "_O", "year to date")) &&
           (!periods[T4_MONTH] || say(visit, context, "M", "monthly")) &&
           (!periods[T4_QUARTER] || say(visit, context, "Q", "quarterly"));
}

/* The reporter and every partner. */
static bool areas(const t4_draft *draft, const t4_sdmx_component *component, t4_sdmx_visit *visit,
                  void *context)
{
    const t4_survey *survey = &draft->survey;
    const t4_dict *partners = draft->rows->domain->partners;
    const char *reporter = draft->package->template_->reporter;
    uint32_t *order = t4_dict_order(partners);
    bool good = order || !t4_dict_count(partners), told = false;

    for (size_t i = 0; i < t4_dict_count(partners) && good; i++) {
        const char *code = t4_dict_text(partners, order[i], NULL);

        told = told || (survey->partners[order[i]] && reporter && !strcmp(code, reporter));
        if (survey->partners[order[i]])
            good = area(draft, code, visit, context);
    }
    t4_free(order);
    for (int g = 0; g < draft->rows->plan->group_count && good; g++) {
        char code[T4_COLUMNS_PARTNER_TEXT];

        if (survey->groups[g])
            good = say(visit, context, t4_columns_partner(draft->rows, T4_PARTNER_GROUP(g), code),
                       draft->rows->plan->groups[g].name);
    }
    if (good && survey->world)
        good = area(draft, "W00", visit, context);
    if (good && !told)
        good = area(draft, reporter ? reporter : "_Z", visit, context);
    return good;
}

static bool flows(const t4_draft *draft, const t4_sdmx_component *component, t4_sdmx_visit *visit,
                  void *context)
{
    bool good = true;

    for (int flow = 0; flow < T4_FLOWS && good; flow++)
        if (draft->survey.flows[flow])
            good = say(visit, context, t4_flow_text((t4_flow)flow), t4_facts_flow((t4_flow)flow));
    return good;
}

/* The longest published code that is a proper beginning of this one. */
static const char *parent_of(const t4_draft *draft, const char *code)
{
    t4_dict *codes = draft->survey.codes;

    for (size_t n = strlen(code); n-- > 1 && strcmp(code, "TOTAL");) {
        uint32_t id = t4_dict_find(codes, code, n);

        if (id != T4_DICT_NONE)
            return t4_dict_text(codes, id, NULL);
    }
    return NULL;
}

static bool goods(const t4_draft *draft, const t4_sdmx_component *component, t4_sdmx_visit *visit,
                  void *context)
{
    size_t count;
    uint32_t *order = t4_survey_codes(&draft->survey, &count);
    bool good = order || !count;

    for (size_t i = 0; i < count && good; i++) {
        const char *code = t4_dict_text(draft->survey.codes, order[i], NULL);
        char scratch[T4_CODE_MAX + 4];
        t4_sdmx_labels labels;

        for (int k = 0; k < T4_PHRASES_LANGUAGES; k++)
            labels[k] = t4_draft_code_label(draft, code, t4_phrases_languages[k]);
        good = visit(context, t4_sdmx_goods(code, scratch), labels,
                     strchr(code, ':') ? NULL : parent_of(draft, code));
    }
    for (int i = 0; draft->package->listset && i < draft->package->listset->count && good; i++) {
        const t4_list_aggregate *a = &draft->package->listset->item[i];
        char scratch[T4_CODE_MAX + 4], label[64];

        snprintf(label, sizeof label, "%.40s %s: not listed", t4_watchlist_name(a->list), a->heading);
        good = say(visit, context, t4_sdmx_goods(a->name, scratch), a->rest ? label : a->name);
    }
    t4_free(order);
    return good;
}

static bool levels(const t4_draft *draft, const t4_sdmx_component *component, t4_sdmx_visit *visit,
                   void *context)
{
    bool good = true;

    for (int i = 0; i < draft->rows->plan->level_count && good; i++) {
        char code[12], texts[T4_PHRASES_LANGUAGES][64];
        int level = draft->rows->plan->levels[i];
        t4_sdmx_labels labels;

        snprintf(code, sizeof code, "%d", level);
        t4_sdmx_phrase(labels, "All goods");
        for (int k = 0; k < T4_PHRASES_LANGUAGES && level; k++) {
            snprintf(texts[k], sizeof texts[k], t4_phrases_say(t4_phrases_languages[k], "%d digits"), level);
            labels[k] = texts[k];
        }
        good = visit(context, code, labels, NULL);
    }
    return good && (!draft->package->listset || say(visit, context, "LIST", "total over a list of codes"));
}

static bool labels(const t4_draft *draft, const t4_sdmx_component *component, t4_sdmx_visit *visit,
                   void *context)
{
    int d = component->index;
    const t4_dict *dict = draft->rows->domain->labels[d];
    const t4_partners *list = draft->package->labels ? draft->package->labels[d] : NULL;
    uint32_t *order = t4_dict_order(dict);
    bool good = order || !t4_dict_count(dict);

    for (size_t i = 0; i < t4_dict_count(dict) && good; i++) {
        const char *code = t4_dict_text(dict, order[i], NULL);
        t4_sdmx_labels own;

        for (int k = 0; k < T4_PHRASES_LANGUAGES; k++)
            own[k] = list ? t4_partners_label(list, code, t4_phrases_languages[k]) : "";
        if (draft->survey.labels[d][order[i]])
            good = visit(context, code, own, NULL);
    }
    t4_free(order);
    return good;
}

static bool measures(const t4_draft *draft, const t4_sdmx_component *component, t4_sdmx_visit *visit,
                     void *context)
{
    t4_sdmx names;
    bool good = true;

    t4_sdmx_init(&names, draft);
    for (int i = 0; i < draft->columns.count && good; i++) {
        char headings[T4_PHRASES_LANGUAGES][T4_FACT_NAME];
        int m = draft->columns.measures[i];
        t4_sdmx_labels labels;

        for (int k = 0; k < T4_PHRASES_LANGUAGES; k++) {
            t4_facts_heading(draft, m, t4_phrases_languages[k], headings[k]);
            labels[k] = headings[k];
        }
        good = visit(context, names.measures[m], labels, NULL);
    }
    return good;
}

/* Units of records, then those of measures that are not among them. */
static bool units(const t4_draft *draft, const t4_sdmx_component *component, t4_sdmx_visit *visit,
                  void *context)
{
    const t4_domain *domain = draft->rows->domain;
    uint32_t *order = t4_dict_order(domain->units);
    bool good = order || !t4_dict_count(domain->units);

    for (size_t i = 0; i < t4_dict_count(domain->units) && good; i++) {
        const char *code = t4_dict_text(domain->units, order[i], NULL);

        if (domain->quantity >= 0 && draft->survey.units_used[order[i]] && *code)
            good = visit(context, code, none, NULL);
    }
    t4_free(order);
    if (good && draft->survey.mixed)
        good = say(visit, context, "mixed", "different units, not added");
    for (int i = 0; i < draft->columns.count && good; i++) {
        const char *code = domain->measures[draft->columns.measures[i]].unit;
        uint32_t id = t4_dict_find(domain->units, code, strlen(code));
        bool told = !*code || (id != T4_DICT_NONE && domain->quantity >= 0 && draft->survey.units_used[id]);

        for (int k = 0; k < i && !told; k++)
            told = !strcmp(domain->measures[draft->columns.measures[k]].unit, code);
        if (!told)
            good = visit(context, code, none, NULL);
    }
    return good;
}

static bool statuses(const t4_draft *draft, const t4_sdmx_component *component, t4_sdmx_visit *visit,
                     void *context)
{
    const t4_fact_status *row = component->index ? t4_fact_confs : t4_fact_statuses;
    bool good = true;

    for (; row->code && good; row++) {
        char code[2] = {row->code, 0};

        good = say(visit, context, code, row->label);
    }
    return good;
}

/* --- the structure --------------------------------------------------------- */

static bool is_id(void *context, const char *code, const t4_sdmx_labels labels, const char *parent)
{
    return t4_sdmx_is_id(code);
}

static void add(t4_sdmx_structure_list *list, const t4_draft *draft, const t4_sdmx_gone *gone,
                const t4_sdmx_component *like)
{
    t4_sdmx_component *c = &list->items[list->count];

    *c = *like;
    c->gone = gone->codes[list->count++];
    if (c->codes && !t4_sdmx_codes(draft, c, is_id, NULL))
        c->list[0] = '\0';
}

void t4_sdmx_components(t4_sdmx_structure_list *list, const t4_draft *draft, const t4_sdmx_gone *gone)
{
    const t4_domain *domain = draft->rows->domain;
    static const t4_sdmx_component before[] = {
        {"FREQ", "CL_FREQ", "Frequency", .role = T4_SDMX_DIMENSION, .codes = frequencies},
        {"REF_AREA", "CL_AREA", "Reporter", .role = T4_SDMX_DIMENSION, .codes = areas},
        {"TRADE_FLOW", "CL_TRADE_FLOW", "Flow", .role = T4_SDMX_DIMENSION, .codes = flows},
        {"HS_CODE", "CL_HS", "Goods", .role = T4_SDMX_DIMENSION, .codes = goods},
        {"HS_LEVEL", "CL_HS_LEVEL", "Digits of the code", .role = T4_SDMX_DIMENSION,
         .codes = levels},
        {"COUNTERPART_AREA", "CL_AREA", "Partner", .role = T4_SDMX_DIMENSION,
         .shares_list = true, .codes = areas}};
    static const t4_sdmx_component after[] = {
        {"MEASURE", "CL_MEASURE", "Measure", .role = T4_SDMX_DIMENSION, .codes = measures},
        {"TIME_PERIOD", "", "Period", .role = T4_SDMX_TIME},
        {"OBS_VALUE", "", "Value of the observation", .role = T4_SDMX_MEASURE_VALUE},
        {"UNIT_MEASURE", "CL_UNIT", "Unit", .role = T4_SDMX_ATTRIBUTE, .codes = units},
        {"OBS_STATUS", "CL_OBS_STATUS", "Observation status", .role = T4_SDMX_ATTRIBUTE,
         .mandatory = true, .codes = statuses},
        {"CONF_STATUS", "CL_CONF_STATUS", "Confidentiality status", .role = T4_SDMX_ATTRIBUTE, .mandatory = true, .index = 1, .codes = statuses},
        {"UNIT_MULT", "", "Unit multiplier (power of ten)", .role = T4_SDMX_SET_ATTRIBUTE},
        {"HS_REVISION", "", "Edition of the classification", .role = T4_SDMX_SET_ATTRIBUTE},
        {"TRADE_SYSTEM", "", "Trade system", .role = T4_SDMX_SET_ATTRIBUTE},
        {"VALUATION", "", "Valuation of each flow", .role = T4_SDMX_SET_ATTRIBUTE}};

    list->count = 0;
    t4_sdmx_init(&list->names, draft);
    for (size_t i = 0; i < sizeof before / sizeof *before; i++)
        add(list, draft, gone, &before[i]);
    for (int d = 0; d < domain->dimension_count; d++) {
        t4_sdmx_component further = {.name = domain->dimensions[d],
                                     .role = T4_SDMX_DIMENSION, .index = d, .codes = labels};

        snprintf(further.id, sizeof further.id, "%s", list->names.dimensions[d]);
        snprintf(further.list, sizeof further.list, "CL_%s", further.id);
        add(list, draft, gone, &further);
    }
    for (size_t i = 0; i < sizeof after / sizeof *after; i++)
        add(list, draft, gone, &after[i]);
}
