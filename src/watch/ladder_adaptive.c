/* SPDX-License-Identifier: MIT */
/* Adaptive roll-up as a design: its codes chosen by the rules, its cells as one more view. */
#include <stdio.h>
#include <string.h>

#include "base/memory.h"
#include "sdc/adaptive.h"
#include "watch/ladder_state.h"

/* The ancestors of the ladder's own axes, found by text. */
static void ancestor(const void *context, const char *code, int level, char out[16])
{
    const t4_ladder *l = context;
    int to = t4_ladder_level_at(l, level);
    size_t low = 0, high = l->levels[0].count;
    uint32_t at;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (strcmp(l->levels[0].text[middle], code) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    at = (uint32_t)low;
    for (int i = 0; i < to; i++)
        at = l->levels[i].above[at];
    snprintf(out, 16, "%s", l->levels[to].text[at]);
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

/* Number the published codes of one flow. */
static t4_status number(t4_ladder *l, const t4_adaptive_cut *cut, uint32_t flow, t4_error *err)
{
    t4_ladder_codes *groups = &l->levels[l->level_count];
    t4_dict *names = t4_dict_new(T4_LADDER_CODES_MAX);
    uint32_t first = groups->count;
    t4_status status = names ? T4_OK : t4_fail_memory(err);

    for (uint32_t k = 0; k < l->levels[0].count && !status; k++) {
        const char *text = cut->published[k];
        uint32_t id = t4_dict_add(names, text, strlen(text));

        if (id == T4_DICT_NONE) {
            status = t4_fail_memory(err);
            break;
        }
        if (first + id == groups->count) {
            groups->text[groups->count] = t4_arena_strndup(&l->arena, text, strlen(text));
            groups->first[groups->count] = k;
            groups->count++;
        }
        l->group[flow][k] = first + id;
        groups->below[first + id]++;
    }
    t4_dict_free(names);
    return status;
}

static t4_status cut_flow(t4_ladder *l, const t4_ladder_table *table, uint32_t flow, t4_error *err)
{
    int levels[T4_LADDER_LEVELS];
    t4_adaptive_problem problem = {.code = l->levels[0].text, .codes = l->levels[0].count, .levels = levels,
                                   .ancestor = ancestor, .ancestor_context = l, .rules = &l->rules};
    t4_adaptive_cut cut = {.published = NULL};
    t4_status status = shares_of(l, table, flow, &problem, err);

    for (int i = 0; i < l->level_count; i++)
        levels[problem.level_count++] = l->levels[i].level;
    if (!status && problem.count)
        status = t4_adaptive_cut_make(&cut, l->run, &problem, err);
    if (!status && problem.count && !cut.possible)
        status = t4_fail(err, T4_ERR_UNSAFE, "not even all goods together are safe in every cell");
    if (!status && problem.count)
        status = number(l, &cut, flow, err);
    t4_free(cut.published);
    t4_free(problem.shares);
    return status;
}

void t4_ladder_adaptive_release(t4_ladder *l)
{
    t4_ladder_codes *groups = &l->levels[l->level_count];

    for (size_t v = 0; l->adaptive && v < (size_t)(l->period_count * l->partner_count); v++)
        t4_ladder_view_release(&l->adaptive[v]);
    t4_free(l->adaptive);
    l->adaptive = NULL;
    for (int flow = 0; flow < T4_FLOWS; flow++) {
        t4_free(l->group[flow]);
        l->group[flow] = NULL;
    }
    t4_free(groups->text);
    t4_free(groups->below);
    t4_free(groups->first);
    *groups = (t4_ladder_codes){.level = 0};
}

t4_status t4_ladder_adaptive_make(t4_ladder *l, const t4_ladder_table *table, t4_error *err)
{
    t4_ladder_codes *groups = &l->levels[l->level_count];
    size_t n = (size_t)l->levels[0].count * 2 + 1;
    t4_status status = T4_OK;

    if (l->levels[l->level_count - 1].level != 0)
        return t4_fail(err, T4_ERR_DATA, "adaptive roll-up needs 0, all goods, among publish.levels");
    *groups = (t4_ladder_codes){.text = t4_alloc_zero(n, sizeof *groups->text), .below = t4_alloc_zero(n, sizeof(uint32_t)),
                                .first = t4_alloc_zero(n, sizeof(uint32_t))};
    l->adaptive = t4_alloc_zero((size_t)(l->period_count * l->partner_count), sizeof *l->adaptive);
    if (!groups->text || !groups->below || !groups->first || !l->adaptive)
        return t4_fail_memory(err);
    for (int k = 0; k < l->period_count; k++)
        for (int p = 0; p < l->partner_count; p++)
            l->adaptive[k * l->partner_count + p] =
                (t4_ladder_view){.level = l->level_count, .period = k, .partner = p};
    for (uint32_t flow = 0; flow < T4_FLOWS && !status; flow++) {
        l->group[flow] = t4_alloc_zero(l->levels[0].count + 1, sizeof(uint32_t));
        status = l->group[flow] ? cut_flow(l, table, flow, err) : t4_fail_memory(err);
    }
    for (int p = t4_ladder_partner_at(l, table->partners); p < l->partner_count && !status; p++)
        status = t4_ladder_view_fill(l, &l->adaptive[t4_ladder_period_at(l, table->period) * l->partner_count + p], err);
    return status;
}

/* Is a code of the tree published as it is: are all groups in it wholly in it? */
bool t4_ladder_adaptive_whole(const t4_ladder *l, uint32_t flow, int level, uint32_t code)
{
    const t4_ladder_codes *groups = &l->levels[l->level_count];
    uint32_t group = l->group[flow][l->levels[level].first[code]];
    size_t fixed = strcspn(groups->text[group], "X"), n = strlen(groups->text[group]);

    if (l->levels[level].level == 0)
        return true;
    /* A residual lies in what its beginning names, another group in every ancestor. */
    return strcmp(groups->text[group], "TOTAL") && l->levels[level].level <= (int)(fixed < n ? fixed : n);
}
