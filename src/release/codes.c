/* SPDX-License-Identifier: MIT */
#include "release/codes.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "io/csvtext.h"
#include "release/facts.h"
#include "release/phrases.h"

/* A code list on its way to a file. */
typedef struct {
    t4_draft *draft;
    t4_buffer text;
    uint64_t rows;
    bool good;        /* false once memory ran out */
} list;

static void begin(list *l, t4_draft *draft, const char *header)
{
    *l = (list){.draft = draft};
    t4_buffer_init(&l->text, 0);
    l->good = t4_buffer_puts(&l->text, header);
}

static void field(list *l, const char *text, char end)
{
    l->good = l->good && t4_csvtext_field(&l->text, text, strlen(text)) && t4_buffer_putc(&l->text, end);
}

static void line(list *l, const char *code, const char *english, const char *russian,
                 const char *kyrgyz)
{
    field(l, code, ',');
    field(l, english, ',');
    field(l, russian, ',');
    field(l, kyrgyz, '\n');
    l->rows++;
}

/* A line whose label is one of our phrases. */
static void phrase_line(list *l, const char *code, const char *english)
{
    line(l, code, english, t4_phrases_say("ru", english), t4_phrases_say("ky", english));
}

static t4_status end(list *l, const char *name, t4_error *err)
{
    char path[128];
    t4_status status;

    snprintf(path, sizeof path, "codes/%s.csv", name);
    status = l->good ? t4_draft_write_rows(l->draft, path, &l->text, l->rows, err)
                     : t4_fail_memory(err);
    t4_buffer_release(&l->text);
    return status;
}

static const char header[] = "code,label_en,label_ru,label_ky\n";

/* --- the lists ------------------------------------------------------------- */

static t4_status write_commodities(t4_draft *draft, t4_error *err)
{
    const t4_package *package = draft->package;
    const char *edition = package->template_->edition;
    size_t count;
    uint32_t *order = t4_survey_codes(&draft->survey, &count);
    list l;

    if (!order && count)
        return t4_fail_memory(err);
    if (!edition && package->codes)
        edition = t4_codelist_edition(package->codes);
    begin(&l, draft, "code,label_en,label_ru,label_ky,edition\n");
    for (size_t i = 0; i < count && l.good; i++) {
        const char *code = t4_dict_text(draft->survey.codes, order[i], NULL);

        field(&l, code, ',');
        field(&l, t4_draft_code_label(draft, code, "en"), ',');
        field(&l, t4_draft_code_label(draft, code, "ru"), ',');
        field(&l, t4_draft_code_label(draft, code, "ky"), ',');
        field(&l, edition ? edition : "", '\n');
        l.rows++;
    }
    t4_free(order);
    return end(&l, "commodity", err);
}

static int by_text(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* "EAEU: AM, BY" for G_EAEU. */
static void group_label(const t4_cube_plan *plan, const char *code, char label[512])
{
    size_t n = 0;

    label[0] = '\0';
    for (int g = 0; g < plan->group_count; g++) {
        if (strcmp(plan->groups[g].name, code + 2) != 0)
            continue;
        n = (size_t)snprintf(label, 512, "%s:", plan->groups[g].name);
        for (const char *const *m = plan->groups[g].members; m && *m && n < 511; m++)
            n += (size_t)snprintf(label + n, 512 - n, "%s %s",
                                  m == plan->groups[g].members ? "" : ",", *m);
    }
}

static void partner_lines(list *l, const char **codes, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        char label[512];

        if (!strncmp(codes[i], "G_", 2)) {
            group_label(l->draft->rows->plan, codes[i], label);
            line(l, codes[i], label, label, label);
        } else
            line(l, codes[i], t4_draft_partner_label(l->draft, codes[i], "en"),
                 t4_draft_partner_label(l->draft, codes[i], "ru"),
                 t4_draft_partner_label(l->draft, codes[i], "ky"));
    }
}

static t4_status write_partners(t4_draft *draft, t4_error *err)
{
    const t4_survey *survey = &draft->survey;
    const t4_dict *partners = draft->rows->domain->partners;
    size_t most = t4_dict_count(partners) + 1 + T4_GROUPS_MAX, count = 0;
    const char **codes = t4_alloc(most, sizeof *codes);
    char groups[T4_GROUPS_MAX][T4_COLUMNS_PARTNER_TEXT];
    list l;

    if (!codes)
        return t4_fail_memory(err);
    for (size_t id = 0; id < t4_dict_count(partners); id++)
        if (survey->partners[id])
            codes[count++] = t4_dict_text(partners, (uint32_t)id, NULL);
    for (int g = 0; g < T4_GROUPS_MAX; g++)
        if (survey->groups[g])
            codes[count++] = t4_columns_partner(draft->rows, T4_PARTNER_GROUP(g), groups[g]);
    if (survey->world)
        codes[count++] = "W00";
    qsort(codes, count, sizeof *codes, by_text);
    begin(&l, draft, header);
    partner_lines(&l, codes, count);
    t4_free(codes);
    return end(&l, "partner", err);
}

static t4_status write_flows(t4_draft *draft, t4_error *err)
{
    list l;

    begin(&l, draft, header);
    for (int flow = 0; flow < T4_FLOWS; flow++)
        if (draft->survey.flows[flow])
            phrase_line(&l, t4_flow_text((t4_flow)flow), t4_facts_flow((t4_flow)flow));
    return end(&l, "flow", err);
}

/* Texts of a dictionary that are in use, bytewise; labels from a list of partners' kind or none. */
static t4_status write_used(t4_draft *draft, const t4_dict *dict, const unsigned char *used,
                            const t4_partners *labels, const char *extra, const char *name,
                            t4_error *err)
{
    uint32_t *order = t4_dict_order(dict);
    list l;

    if (!order && t4_dict_count(dict))
        return t4_fail_memory(err);
    begin(&l, draft, header);
    for (size_t i = 0; i < t4_dict_count(dict); i++) {
        const char *text = t4_dict_text(dict, order[i], NULL);

        if (extra && strcmp(extra, text) < 0) {
            phrase_line(&l, extra, "different units, not added");
            extra = NULL;
        }
        if (used[order[i]] && *text)
            line(&l, text, labels ? t4_partners_label(labels, text, "en") : "",
                 labels ? t4_partners_label(labels, text, "ru") : "", "");
    }
    if (extra)
        phrase_line(&l, extra, "different units, not added");
    t4_free(order);
    return end(&l, name, err);
}

static t4_status write_statuses(t4_draft *draft, const t4_fact_status *rows, const bool *used,
                                const char *name, t4_error *err)
{
    list l;

    begin(&l, draft, header);
    for (; rows->code; rows++) {
        char code[2] = {rows->code, '\0'};

        if (used[(unsigned char)rows->code])
            phrase_line(&l, code, rows->label);
    }
    return end(&l, name, err);
}

t4_status t4_codes_write(t4_draft *draft, t4_error *err)
{
    const t4_survey *survey = &draft->survey;
    const t4_domain *domain = draft->rows->domain;
    t4_status status = t4_draft_folder(draft, "codes", err);

    if (!status)
        status = write_commodities(draft, err);
    if (!status)
        status = write_partners(draft, err);
    if (!status)
        status = write_flows(draft, err);
    if (!status && domain->quantity >= 0)
        status = write_used(draft, domain->units, survey->units_used, NULL,
                            survey->mixed ? "mixed" : NULL, "unit", err);
    if (!status)
        status = write_statuses(draft, t4_fact_statuses, survey->status, "status", err);
    if (!status)
        status = write_statuses(draft, t4_fact_confs, survey->conf, "conf", err);
    for (int d = 0; d < domain->dimension_count && !status; d++) {
        char name[48];

        t4_draft_dimension(draft, d, name);
        status = write_used(draft, domain->labels[d], survey->labels[d],
                            draft->package->labels ? draft->package->labels[d] : NULL, NULL, name,
                            err);
    }
    return status;
}
