/* SPDX-License-Identifier: MIT */
#include "release/explorer_head.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "io/json.h"
#include "release/explorer.h"
#include "release/facts.h"
#include "release/html.h"
#include "release/phrases.h"

/* --- numbering ----------------------------------------------------------------- */

static int level_of(const t4_draft *draft, const char *code)
{
    size_t digits = strcmp(code, "TOTAL") ? strlen(code) : 0;

    for (int level = 0; level < draft->rows->plan->level_count; level++)
        if ((size_t)draft->rows->plan->levels[level] == digits)
            return level;
    return draft->rows->plan->level_count - 1;
}

static t4_status init_codes(t4_explorer *e, const t4_draft *draft, t4_error *err)
{
    size_t count = t4_dict_count(draft->survey.codes);

    e->code_dict = draft->survey.codes;
    e->code_order = t4_dict_order(draft->survey.codes);
    e->codes = t4_alloc(count + 1, sizeof *e->codes);
    if ((!e->code_order && count) || !e->codes)
        return t4_fail_memory(err);
    for (size_t i = 0; i < count; i++) {
        const char *code = t4_dict_text(draft->survey.codes, (uint32_t)i, NULL);
        size_t label = strlen(t4_draft_code_label(draft, code, "en"));
        size_t russian = strlen(t4_draft_code_label(draft, code, "ru"));

        e->label_bytes[level_of(draft, code)] +=
            strlen(code) + 10 + (label > T4_EXPLORER_LABEL_MAX ? T4_EXPLORER_LABEL_MAX : label) +
            (russian > T4_EXPLORER_LABEL_MAX ? T4_EXPLORER_LABEL_MAX : russian);
    }
    return T4_OK;
}

t4_status t4_explorer_codes(t4_explorer *e, const t4_draft *draft, t4_error *err)
{
    size_t count = t4_dict_count(e->code_dict);
    int64_t number = 0;

    for (size_t i = 0; i < count; i++) {
        uint32_t id = e->code_order[i];
        int level = level_of(draft, t4_dict_text(e->code_dict, id, NULL));

        e->codes[id] = e->levels[level] ? number++ : -1;
    }
    return T4_OK;
}

static t4_status init_partners(t4_explorer *e, const t4_draft *draft, t4_error *err)
{
    const t4_dict *partners = draft->rows->domain->partners;
    const t4_survey *survey = &draft->survey;
    size_t count = t4_dict_count(partners);
    uint32_t *order = t4_dict_order(partners);

    e->partners = t4_alloc(count + 1, sizeof *e->partners);
    e->partner_texts = t4_alloc(count + 1 + T4_GROUPS_MAX, sizeof *e->partner_texts);
    if ((!order && count) || !e->partners || !e->partner_texts) {
        t4_free(order);
        return t4_fail_memory(err);
    }
    if (survey->world)
        e->partner_texts[e->partner_count++] = "W00";
    for (int g = 0; g < T4_GROUPS_MAX; g++)
        if (survey->groups[g]) {
            e->group_numbers[g] = (int64_t)e->partner_count;
            e->partner_texts[e->partner_count++] =
                t4_columns_partner(draft->rows, T4_PARTNER_GROUP(g), e->group_texts[g]);
        }
    for (size_t i = 0; i < count; i++)
        if (survey->partners[order[i]]) {
            e->partners[order[i]] = (int64_t)e->partner_count;
            e->partner_texts[e->partner_count++] = t4_dict_text(partners, order[i], NULL);
        }
    t4_free(order);
    return T4_OK;
}

/* Numbers for the used texts of a dictionary, bytewise, from `first` on. */
static int64_t *number_used(const t4_dict *dict, const unsigned char *used, int64_t first,
                            const char **texts, size_t *text_count)
{
    size_t count = t4_dict_count(dict);
    uint32_t *order = t4_dict_order(dict);
    int64_t *numbers = t4_alloc_zero(count + 1, sizeof *numbers);

    for (size_t i = 0; order && numbers && i < count; i++)
        if (used[order[i]] && (!texts || *t4_dict_text(dict, order[i], NULL))) {
            numbers[order[i]] = first++;
            if (texts)
                texts[(*text_count)++] = t4_dict_text(dict, order[i], NULL);
        }
    if (!order && count) {
        t4_free(numbers);
        numbers = NULL;
    }
    t4_free(order);
    return numbers;
}

t4_status t4_explorer_init(t4_explorer *e, const t4_draft *draft, t4_error *err)
{
    const t4_domain *domain = draft->rows->domain;
    t4_status status;

    *e = (t4_explorer){.quantity = -1};
    for (int flow = 0; flow < T4_FLOWS; flow++)
        e->flows[flow] = draft->survey.flows[flow] ? e->flow_count++ : -1;
    for (int i = 0; i < draft->columns.count; i++)
        if (draft->columns.measures[i] == domain->quantity)
            e->quantity = i;
    e->unit_texts = t4_alloc(t4_dict_count(domain->units) + 2, sizeof *e->unit_texts);
    if (!e->unit_texts)
        return t4_fail_memory(err);
    /* Records without a unit of their own have the measure's. */
    e->unit_texts[e->unit_count++] = domain->quantity >= 0 ? domain->measures[domain->quantity].unit : "";
    e->units = number_used(domain->units, draft->survey.units_used, 1, e->unit_texts, &e->unit_count);
    e->mixed = (int64_t)e->unit_count;
    e->unit_texts[e->unit_count++] = "mixed";
    status = e->units ? init_codes(e, draft, err) : t4_fail_memory(err);
    if (!status)
        status = init_partners(e, draft, err);
    for (int d = 0; d < domain->dimension_count && !status; d++) {
        e->labels[d] = number_used(domain->labels[d], draft->survey.labels[d], 0, NULL, NULL);
        status = e->labels[d] ? T4_OK : t4_fail_memory(err);
    }
    return status;
}

void t4_explorer_release(t4_explorer *e)
{
    t4_free(e->periods);
    t4_free(e->chosen);
    t4_free(e->code_order);
    t4_free(e->codes);
    t4_free(e->partner_texts);
    t4_free(e->partners);
    t4_free(e->units);
    t4_free(e->unit_texts);
    t4_free(e->states);
    for (int d = 0; d < T4_DIMENSIONS_MAX; d++)
        t4_free(e->labels[d]);
    *e = (t4_explorer){0};
}

size_t t4_explorer_period(const t4_explorer *e, t4_period period)
{
    size_t low = 0, high = e->period_count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (e->periods[middle] < period)
            low = middle + 1;
        else
            high = middle;
    }
    return low < e->period_count && e->periods[low] == period ? low : e->period_count;
}

int t4_explorer_flow(const t4_explorer *e, t4_flow flow)
{
    return e->flows[flow];
}

int64_t t4_explorer_code(t4_explorer *e, const char *code)
{
    /* Finding changes nothing; the survey's dictionary is complete. */
    return e->codes[t4_dict_find((t4_dict *)e->code_dict, code, strlen(code))];
}

int64_t t4_explorer_partner(const t4_explorer *e, uint32_t partner)
{
    if (partner == T4_PARTNER_WORLD)
        return 0;
    return t4_columns_is_partner(partner) ? e->partners[partner]
                                          : e->group_numbers[UINT32_MAX - 1 - partner];
}

int64_t t4_explorer_unit(const t4_explorer *e, uint32_t unit)
{
    return unit == T4_UNIT_MIXED ? e->mixed : e->units[unit];
}

/* --- printing --------------------------------------------------------------------- */

/* A text of at most T4_EXPLORER_LABEL_MAX bytes, cut between characters. */
static t4_json *short_text(const char *text)
{
    size_t n = strlen(text);

    if (n > T4_EXPLORER_LABEL_MAX) {
        n = T4_EXPLORER_LABEL_MAX - 3;
        while (n && ((unsigned char)text[n] & 0xC0) == 0x80)
            n--;
    }
    if (text[n]) {
        char cut[T4_EXPLORER_LABEL_MAX + 1];

        snprintf(cut, sizeof cut, "%.*s…", (int)n, text);
        return t4_json_new_text(cut);
    }
    return t4_json_new_text(text);
}

/* [code, en, ru, ky], without the languages at the end that say nothing new. */
static bool append_labels(t4_json *list, const char *code, const char *const labels[3])
{
    t4_json *row = t4_json_new_array();
    int count = 3;
    bool good = t4_json_append(list, row);

    while (count && (!labels[count - 1] || !*labels[count - 1] ||
                     (count == 3 && labels[1] && !strcmp(labels[1], labels[2]))))
        count--;
    if (code)
        good = good && t4_json_append(row, t4_json_new_text(code));
    for (int i = 0; i < count && good; i++)
        good = t4_json_append(row, short_text(labels[i] ? labels[i] : ""));
    return good;
}

static bool append_phrase(t4_json *list, const char *code, const char *english)
{
    const char *const labels[3] = {english, t4_phrases_say("ru", english), t4_phrases_say("ky", english)};

    return append_labels(list, code, labels);
}

static bool put_codes(t4_json *root, const t4_explorer *e, const t4_draft *draft)
{
    t4_json *list = t4_json_new_array();
    bool good = t4_json_set(root, "codes", list);

    for (size_t i = 0; i < t4_dict_count(e->code_dict) && good; i++) {
        const char *code = t4_dict_text(e->code_dict, e->code_order[i], NULL);
        const char *const labels[3] = {t4_draft_code_label(draft, code, "en"),
                                       t4_draft_code_label(draft, code, "ru"),
                                       t4_draft_code_label(draft, code, "ky")};

        if (e->codes[e->code_order[i]] >= 0)
            good = append_labels(list, code, labels);
    }
    return good;
}

static bool put_partners(t4_json *root, const t4_explorer *e, const t4_draft *draft)
{
    t4_json *list = t4_json_new_array();
    bool good = t4_json_set(root, "partners", list);

    for (size_t i = 0; i < e->partner_count && good; i++) {
        const char *code = e->partner_texts[i];
        const char *const labels[3] = {t4_draft_partner_label(draft, code, "en"),
                                       t4_draft_partner_label(draft, code, "ru"),
                                       t4_draft_partner_label(draft, code, "ky")};
        const char *const group[3] = {code + 2, code + 2, NULL};

        good = append_labels(list, code, strncmp(code, "G_", 2) ? labels : group);
    }
    return good;
}

static bool put_lists(t4_json *root, const t4_explorer *e, const t4_draft *draft)
{
    t4_json *periods = t4_json_new_array(), *flows = t4_json_new_array();
    t4_json *levels = t4_json_new_array(), *units = t4_json_new_array();
    bool good = t4_json_set(root, "periods", periods);

    good = t4_json_set(root, "flows", flows) && good;
    good = t4_json_set(root, "levels", levels) && good;
    good = t4_json_set(root, "units", units) && good;
    for (size_t i = 0; i < e->period_count && good; i++) {
        char text[T4_PERIOD_TEXT];

        t4_period_print(e->periods[i], text);
        good = t4_json_append(periods, t4_json_new_text(text));
    }
    for (int flow = 0; flow < T4_FLOWS && good; flow++)
        if (draft->survey.flows[flow])
            good = append_phrase(flows, t4_flow_text((t4_flow)flow), t4_facts_flow((t4_flow)flow));
    for (int i = 0; i < draft->rows->plan->level_count && good; i++)
        if (e->levels[i])
            good = t4_json_append(levels, t4_json_new_integer(draft->rows->plan->levels[i]));
    for (size_t i = 0; i < e->unit_count && good; i++)
        good = t4_json_append(units, t4_json_new_text(e->unit_texts[i]));
    return good;
}

static bool put_dimensions(t4_json *root, const t4_draft *draft)
{
    const t4_domain *domain = draft->rows->domain;
    t4_json *list = t4_json_new_array();
    bool good = t4_json_set(root, "dimensions", list);

    for (int d = 0; d < domain->dimension_count && good; d++) {
        t4_json *object = t4_json_new_object(), *values = t4_json_new_array();
        uint32_t *order = t4_dict_order(domain->labels[d]);

        good = t4_json_append(list, object) &&
               t4_json_set(object, "name", t4_json_new_text(domain->dimensions[d])) &&
               t4_json_set(object, "values", values) && order;
        for (size_t i = 0; i < t4_dict_count(domain->labels[d]) && good; i++)
            if (draft->survey.labels[d][order[i]])
                good = t4_json_append(values,
                                      t4_json_new_text(t4_dict_text(domain->labels[d], order[i], NULL)));
        t4_free(order);
    }
    return good;
}

static bool put_measures(t4_json *root, const t4_explorer *e, const t4_draft *draft)
{
    t4_json *list = t4_json_new_array();
    bool good = t4_json_set(root, "measures", list) &&
                t4_json_set(root, "quantity", t4_json_new_integer(e->quantity));

    for (int i = 0; i < draft->columns.count && good; i++) {
        const t4_measure *m = &draft->rows->domain->measures[draft->columns.measures[i]];
        t4_json *object = t4_json_new_object(), *titles = t4_json_new_array();

        good = t4_json_append(list, object) &&
               t4_json_set(object, "name", t4_json_new_text(m->name)) &&
               t4_json_set(object, "unit", t4_json_new_text(m->unit)) &&
               t4_json_set(object, "title", titles);
        for (int l = 0; l < T4_PHRASES_LANGUAGES && good; l++)
            good = t4_json_append(titles, t4_json_new_text(
                t4_phrases_say(t4_phrases_languages[l], t4_facts_measure(m->name))));
    }
    return good;
}

static bool put_statuses(t4_json *root, const t4_explorer *e)
{
    t4_json *object = t4_json_new_object(), *states = t4_json_new_array();
    bool good = t4_json_set(root, "status", object);

    good = t4_json_set(root, "states", states) && good;
    for (const t4_fact_status *row = t4_fact_statuses; row->code && good; row++) {
        const char code[2] = {row->code, '\0'};
        t4_json *list = t4_json_new_array();

        good = t4_json_set(object, code, list) &&
               t4_json_append(list, t4_json_new_text(row->shorthand));
        for (int l = 0; l < T4_PHRASES_LANGUAGES && good; l++)
            good = t4_json_append(list, t4_json_new_text(
                t4_phrases_say(t4_phrases_languages[l], row->label)));
    }
    for (size_t i = 0; i < e->state_count && good; i++)
        good = t4_json_append(states, t4_json_new_text(e->states[i]));
    return good;
}

/* "view.digits.period" of what was left out. */
static bool put_absent(t4_json *root, const t4_explorer *e, const t4_draft *draft)
{
    t4_json *list = t4_json_new_array();
    bool good = t4_json_set(root, "absent", list);

    for (size_t period = 0; period < e->period_count; period++)
        for (int level = 0; level < draft->rows->plan->level_count; level++)
            for (int view = 0; view < T4_SURVEY_VIEWS && good; view++) {
                char text[64];

                if (e->chosen[(period * T4_LEVELS_MAX + (size_t)level) * T4_SURVEY_VIEWS +
                              (size_t)view] != T4_EXPLORER_LEFT_OUT)
                    continue;
                snprintf(text, sizeof text, "%d.%d.%zu", view, draft->rows->plan->levels[level], period);
                good = t4_json_append(list, t4_json_new_text(text));
            }
    return good;
}

/* What is shown first: the latest of the longest periods, imports, the world. */
static bool put_start(t4_json *root, const t4_explorer *e)
{
    t4_json *start = t4_json_new_object();
    size_t best = 0;

    for (size_t i = 0; i < e->period_count; i++)
        if (t4_period_kind_of(e->periods[best]) == T4_TO_DATE ||
            (t4_period_kind_of(e->periods[i]) != T4_TO_DATE &&
             t4_period_kind_of(e->periods[i]) <= t4_period_kind_of(e->periods[best])))
            best = i;
    return t4_json_set(root, "start", start) &&
           t4_json_set(start, "period", t4_json_new_integer((int64_t)best)) &&
           t4_json_set(start, "flow", t4_json_new_integer(e->flows[T4_M] < 0 ? 0 : e->flows[T4_M])) &&
           t4_json_set(start, "partner", t4_json_new_integer(0));
}

t4_status t4_explorer_print(const t4_explorer *e, const t4_draft *draft, t4_buffer *rows,
                            t4_buffer *out, t4_error *err)
{
    const char *id = draft->package->template_->id, *packed = t4_buffer_text(rows);
    t4_json *root = t4_json_new_object();
    t4_buffer text;
    t4_status status = T4_ERR_MEMORY;

    t4_buffer_init(&text, 0);
    if (root && packed && t4_json_set(root, "id", t4_json_new_text(id ? id : "release")) &&
        put_lists(root, e, draft) && put_codes(root, e, draft) && put_partners(root, e, draft) &&
        put_dimensions(root, draft) && put_measures(root, e, draft) && put_statuses(root, e) &&
        put_absent(root, e, draft) && put_start(root, e) &&
        t4_json_set(root, "rows", t4_json_new_textn(packed, rows->length)))
        status = t4_json_print(root, T4_JSON_COMPACT, &text, err);
    else
        t4_fail_memory(err);
    if (!status && !t4_html_script(out, &text))
        status = t4_fail_memory(err);
    t4_buffer_release(&text);
    t4_json_free(root);
    return status;
}
