/* SPDX-License-Identifier: MIT */
#include "watch/ladder_published.h"

#include <stdio.h>
#include <string.h>

#include "watch/ladder_state.h"

static bool many_reporters(const t4_published *p)
{
    for (size_t i = 1; i < p->count; i++)
        if (p->items[i].reporter != p->items[0].reporter)
            return true;
    return false;
}

void t4_ladder_published_domain(t4_domain *domain, const t4_published *p, const t4_flows *flows)
{
    t4_measure *m = &domain->measures[0];

    *m = (t4_measure){.kind = p->mass ? T4_MASS : T4_MONEY, .decimals = p->decimals};
    snprintf(m->name, sizeof m->name, "%s", p->mass ? "net_mass" : "value");
    snprintf(m->unit, sizeof m->unit, "%s", p->mass ? "kg" : flows->currency);
    domain->measure_count = 1;
    domain->value = 0;
    if (many_reporters(p))
        strcpy(domain->dimensions[domain->dimension_count++], "reporter");
}

/* Digits of the finest level: even, for the levels are. */
static size_t longest_code(const t4_published *p, const t4_flows *flows)
{
    size_t most = 0;

    for (size_t i = 0; i < p->count; i++) {
        const char *code = t4_flows_code_text(flows, p->items[i].code);

        if (!t4_flows_is_total(code, strlen(code)) && strlen(code) > most)
            most = strlen(code);
    }
    return most + most % 2;
}

/* "8542" of ten digits: "8542XXXXXX"; goods that no code is told of: "XXXXXXXXXX". */
static void fill_code(const char *code, size_t digits, char out[T4_CODE_MAX + 1])
{
    size_t n = t4_flows_is_total(code, strlen(code)) ? 0 : strlen(code);

    memcpy(out, code, n);
    memset(out + n, 'X', digits - n);
    out[digits] = '\0';
    if (!digits)
        strcpy(out, "TOTAL");
}

t4_status t4_ladder_published_add(t4_ladder *ladder, t4_domain *domain, const t4_published *p, const t4_flows *flows,
                                  t4_error *err)
{
    size_t digits = longest_code(p, flows);
    t4_status status = T4_OK;

    for (size_t i = 0; i < p->count && !status; i++) {
        const t4_published_item *from = &p->items[i];
        const char *partner = t4_flows_place_text(flows, from->partner), *reporter = t4_flows_place_text(flows, from->reporter);
        t4_contribution item = {.period = from->period, .flow = from->flow, .records = 1};
        char code[T4_CODE_MAX + 1];

        fill_code(t4_flows_code_text(flows, from->code), digits, code);
        item.amount[0] = from->amount;
        item.code = t4_dict_add(domain->codes, code, strlen(code));
        item.partner = t4_dict_add(domain->partners, partner, strlen(partner));
        if (domain->dimension_count)
            item.dimension[0] = t4_dict_add(domain->labels[0], reporter, strlen(reporter));
        if (item.code == T4_DICT_NONE || item.partner == T4_DICT_NONE || item.dimension[0] == T4_DICT_NONE)
            return t4_fail_memory(err);
        status = t4_ladder_add(ladder, &item, err);
    }
    return status;
}

/* The ladder's level for codes of so many digits. */
static int level_of(const t4_ladder *l, int digits)
{
    int level = 0;

    for (int i = l->level_count - 1; i >= 0; i--)
        if (l->levels[i].level <= digits + digits % 2)
            level = l->levels[i].level;
    return level;
}

void t4_ladder_published_design(t4_ladder_design *design, const t4_ladder *l, const t4_published *p,
                                const t4_shown *shown, const char *name)
{
    int each = p->depth[0] < 0 ? -1 : level_of(l, p->depth[0]), world = p->depth[1] < 0 ? -1 : level_of(l, p->depth[1]);
    t4_ladder_table table = {0, l->periods[0].kind, T4_LADDER_EACH, 0};
    int period = 0;

    while (period + 1 < l->period_count && l->periods[period].kind > p->kind)
        period++;
    table.period = l->periods[period].kind;
    for (int k = period + 1; k < l->period_count; k++)
        table.also |= p->kinds & 1u << l->periods[k].kind;
    *design = (t4_ladder_design){.shown = shown};
    if (world > each) {
        design->table[0] = table;
        design->table[0].level = world;
        design->table[0].partners = l->partners[0] > 1 ? T4_LADDER_WORLD : T4_LADDER_EACH;
        design->tables++;
    }
    table.level = each;
    if (each >= 0 && (world <= each || l->partners[0] > 1))
        design->table[design->tables++] = table;
    snprintf(design->name, sizeof design->name, "%s", name);
}
