/* SPDX-License-Identifier: MIT */
/* Adaptive roll-up as a design: its codes are chosen by the rules. */
#include <stdio.h>
#include <string.h>

#include "base/memory.h"
#include "model/placer.h"
#include "sdc/adaptive.h"
#include "watch/ladder_state.h"

/* The cuts of one design, by flow. */
typedef struct {
    const t4_ladder *ladder;
    t4_adaptive_cut cut[T4_FLOWS];
} cuts;

/* The ancestors of the ladder's own axes, found by text. */
static void ancestor(const void *context, const char *code, int level, char out[16])
{
    const t4_ladder *l = context;
    int to = t4_ladder_level_at(l, level);
    uint32_t at = t4_ladder_code_at(&l->levels[0], code);

    for (int i = 0; i < to; i++)
        at = l->levels[i].above[at];
    snprintf(out, 16, "%s", l->levels[to].text[at]);
}

/* All goods have no code of their own. */
static void name(const char *published, char out[16])
{
    snprintf(out, 16, "%s", strcmp(published, "TOTAL") ? published : T4_PLACER_ALL);
}

/* A code without trade stands in a code above it that is published whole, else by itself. */
static void text_of(const void *context, uint32_t flow, uint32_t class_, const char *code, char out[16])
{
    const cuts *c = context;
    const t4_ladder *l = c->ladder;
    uint32_t k = t4_ladder_code_at(&l->levels[0], code);

    (void)class_;
    if (k != UINT32_MAX) {
        name(c->cut[flow].published[k], out);
        return;
    }
    for (int i = 0; i < l->level_count; i++) {
        const char *published;

        t4_ladder_ancestor(l, code, l->levels[i].level, out);
        k = t4_ladder_code_at(&l->levels[i], out);
        published = k == UINT32_MAX ? "" : c->cut[flow].published[l->levels[i].first[k]];
        if (!strcmp(published, out)) {
            name(published, out);
            return;
        }
    }
    snprintf(out, 16, "%s", code);
}

static t4_status shares_of(const t4_ladder *l, const t4_ladder_table *table, uint32_t flow,
                           t4_adaptive_problem *problem, t4_error *err)
{
    int partner = t4_ladder_partner_at(l, table->partners);
    t4_dict *places = t4_dict_new(1 << 28);
    t4_status status = T4_OK;

    problem->shares = t4_alloc(l->share_count + 1, sizeof *problem->shares);
    if (!places || !problem->shares)
        status = t4_fail_memory(err);
    for (size_t i = 0; i < l->share_count && !status; i++) {
        const t4_ladder_share *s = &l->shares[i];
        uint32_t each = l->partner_of[0][s->partner], place;
        uint32_t at[3] = {t4_period_coarsen(s->period, table->period), s->dims,
                          partner == 0 ? each : table->partners == T4_LADDER_WORLD ? 0 : l->partner_group[each]};

        if (s->flow != flow)
            continue;
        place = t4_dict_add(places, (const char *)at, sizeof at);
        if (place == T4_DICT_NONE)
            status = t4_fail_memory(err);
        problem->shares[problem->count++] = (t4_adaptive_share){l->levels[0].of[s->code], place, s->trader, s->amount};
    }
    t4_dict_free(places);
    return status;
}

/* The longest that the template allows for each code; NULL without such lines. */
static uint8_t *caps_of(const t4_ladder *l, uint32_t flow)
{
    const t4_granularity *lids = l->options.lids;
    uint8_t *cap = lids ? t4_alloc(l->levels[0].count + 1, 1) : NULL;

    for (uint32_t k = 0; cap && k < l->levels[0].count; k++) {
        const char *code = l->levels[0].text[k];
        size_t n = strlen(code);
        int level = t4_granularity_finest(lids, code, n, flow, "", l->options.template_->columns[T4_FIELD_CODE].digits, NULL);

        cap[k] = (uint8_t)(level < (int)n ? level : T4_CODE_MAX);
    }
    return cap;
}

static t4_status cut_flow(const t4_ladder *l, const t4_ladder_table *table, uint32_t flow, t4_adaptive_cut *cut, t4_error *err)
{
    int levels[T4_LADDER_LEVELS];
    t4_adaptive_problem problem = {.code = l->levels[0].text, .codes = l->levels[0].count, .levels = levels,
                                   .ancestor = ancestor, .ancestor_context = l, .rules = &l->rules,
                                   .measures = 1};
    uint8_t *cap = caps_of(l, flow);
    t4_status status = l->options.lids && !cap ? t4_fail_memory(err) : shares_of(l, table, flow, &problem, err);

    problem.cap = cap;

    for (int i = 0; i < l->level_count; i++)
        levels[problem.level_count++] = l->levels[i].level;
    if (!status && problem.count)
        status = t4_adaptive_cut_make(cut, l->run, &problem, err);
    if (!status && problem.count && !cut->possible)
        status = t4_fail(err, T4_ERR_UNSAFE, "not even all goods together are safe in every cell");
    t4_free(problem.shares);
    t4_free(cap);
    return status;
}

t4_status t4_ladder_place_adaptive(t4_ladder *l, const t4_ladder_design *design, t4_error *err)
{
    cuts c = {.ladder = l};
    uint32_t *class_of = NULL;
    t4_status status = T4_OK;

    if (l->levels[l->level_count - 1].level != 0)
        return t4_fail(err, T4_ERR_DATA, "adaptive roll-up needs 0, all goods, among publish.levels");
    for (uint32_t flow = 0; flow < T4_FLOWS && !status; flow++)
        status = cut_flow(l, &design->table[0], flow, &c.cut[flow], err);
    if (!status && !(class_of = t4_alloc_zero(l->partners[0] + 1, sizeof *class_of)))
        status = t4_fail_memory(err);
    if (!status)
        status = t4_ladder_placed_make(l, &(t4_ladder_placing){design, 1, class_of, text_of, &c}, err);
    for (int flow = 0; flow < T4_FLOWS; flow++)
        t4_free(c.cut[flow].published);
    return status;
}
