/* SPDX-License-Identifier: MIT */
/* Codes of cells that are gone since the release before, for the lists of the structure. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "model/domain.h"
#include "release/facts.h"
#include "release/sdmx_rows.h"
#include "release/sdmx_structure.h"

/* --- finding --------------------------------------------------------------- */

typedef struct {
    t4_sdmx_gone *gone;
    t4_sdmx_key key;
} finding;

static bool keep(t4_sdmx_gone *gone, int component, const char *code)
{
    if (!gone->codes[component])
        gone->codes[component] = t4_dict_new(T4_DICT_MOST);
    return gone->codes[component] &&
           t4_dict_add(gone->codes[component], code, strlen(code)) != T4_DICT_NONE;
}

/* The parts of a key stand as the components do: MEASURE behind the dimensions, then the time. */
static t4_status find(void *context, const t4_removed_cell *cell, t4_error *err)
{
    finding *f = context;
    bool good = true;

    t4_sdmx_key_removed(&f->key, cell);
    for (int p = 0; p < f->key.before_measure && good; p++)
        good = keep(f->gone, p == T4_SDMX_PARTNER ? T4_SDMX_AREA : p, f->key.parts[p].text);
    for (int m = 0; m < cell->measure_count && good; m++) {
        char measure[32];

        t4_sdmx_measure(cell->measures[m], measure);
        good = keep(f->gone, f->key.before_measure, measure);
    }
    return good ? T4_OK : t4_fail_memory(err);
}

t4_status t4_sdmx_gone_find(t4_sdmx_gone *gone, const t4_draft *draft, t4_error *err)
{
    finding f = {.gone = gone};

    *gone = (t4_sdmx_gone){0};
    t4_sdmx_key_init(&f.key, draft);
    return t4_removed_cells(draft, find, &f, err);
}

void t4_sdmx_gone_release(t4_sdmx_gone *gone)
{
    for (int i = 0; i < T4_SDMX_COMPONENTS; i++)
        t4_dict_free(gone->codes[i]);
    *gone = (t4_sdmx_gone){0};
}

/* --- telling --------------------------------------------------------------- */

/* Labels as far as the lists of this release have them. */
static void find_labels(const t4_draft *draft, const char *component, const char *code, char texts[][64],
                        t4_sdmx_labels labels)
{
    bool level = !strcmp(component, "HS_LEVEL") && code[strspn(code, "0123456789")] == '\0' && strcmp(code, "0") != 0;

    for (int i = 0; i < T4_PHRASES_LANGUAGES; i++) {
        labels[i] = "";
        if (!strcmp(component, "REF_AREA"))
            labels[i] = t4_draft_partner_label(draft, code, t4_phrases_languages[i]);
        if (!strcmp(component, "HS_CODE"))
            labels[i] = t4_draft_code_label(draft, code, t4_phrases_languages[i]);
        if (level) {
            snprintf(texts[i], 64, t4_phrases_say(t4_phrases_languages[i], "%d digits"), (int)strtol(code, NULL, 10));
            labels[i] = texts[i];
        }
    }
    if (!strcmp(component, "TRADE_FLOW") && t4_flow_parse(code, strlen(code)) < T4_FLOWS)
        t4_sdmx_phrase(labels, t4_facts_flow(t4_flow_parse(code, strlen(code))));
    if (!strcmp(component, "FREQ"))
        t4_sdmx_phrase(labels, *code == 'A' ? "annual" : *code == 'Q' ? "quarterly" : *code == 'M' ? "monthly" : "year to date");
}

typedef struct {
    t4_dict *told;
    t4_sdmx_visit *visit;
    void *context;
} telling;

static bool note(void *context, const char *code, const t4_sdmx_labels labels, const char *parent)
{
    telling *t = context;

    return t4_dict_add(t->told, code, strlen(code)) != T4_DICT_NONE && t->visit(t->context, code, labels, parent);
}

bool t4_sdmx_codes(const t4_draft *draft, const t4_sdmx_component *component, t4_sdmx_visit *visit, void *context)
{
    telling t = {.visit = visit, .context = context};
    uint32_t *order;
    bool good;

    if (!component->gone)
        return component->codes(draft, component, visit, context);
    t.told = t4_dict_new(2 * (size_t)T4_DICT_MOST);
    order = t4_dict_order(component->gone);
    good = t.told && order && component->codes(draft, component, note, &t);
    for (size_t i = 0; good && i < t4_dict_count(component->gone); i++) {
        const char *code = t4_dict_text(component->gone, order[i], NULL);
        char texts[T4_PHRASES_LANGUAGES][64];
        t4_sdmx_labels labels;

        if (t4_dict_find(t.told, code, strlen(code)) != T4_DICT_NONE)
            continue;
        find_labels(draft, component->id, code, texts, labels);
        good = visit(context, code, labels, NULL);
    }
    t4_dict_free(t.told);
    t4_free(order);
    return good;
}
