/* SPDX-License-Identifier: MIT */
/* Totals of the watch list, by tier, beside a design's tables: shown where they break no rule. */
#include <string.h>

#include "base/memory.h"
#include "watch/ladder_state.h"

/* Number of the tier of a text: 0 = not listed, else 1 + its first place in the list. */
static uint32_t tier_of(const t4_ladder *l, const char *code)
{
    const t4_ladder_options *o = &l->options;

    for (size_t i = 0; i < o->listed_count; i++) {
        if (strncmp(code, o->listed[i].code, strlen(o->listed[i].code)))
            continue;
        for (size_t first = 0; first < i; first++)
            if (!strcmp(o->listed[first].tier, o->listed[i].tier))
                return (uint32_t)first + 1;
        return (uint32_t)i + 1;
    }
    return 0;
}

t4_status t4_ladder_lists_make(t4_ladder *l, t4_error *err)
{
    if (l->tier)
        return T4_OK;
    l->tier = t4_alloc_zero(l->levels[0].count + 1, sizeof *l->tier);
    if (!l->tier)
        return t4_fail_memory(err);
    for (uint32_t k = 0; k < l->levels[0].count; k++)
        l->tier[k] = tier_of(l, l->levels[0].text[k]);
    l->lists = (t4_ladder_view){.of = l, .level = 0, .period = 0, .partner = 0};
    return t4_ladder_view_of_tiers(l, &l->lists, err);
}

size_t t4_ladder_list_cell(const t4_ladder *l, const t4_ladder_view *view, uint64_t key)
{
    t4_ladder_place at = t4_ladder_place_of(key);
    size_t cell;

    if (view->period || view->partner || view->level >= l->level_count || !l->levels[view->level].listed[at.code])
        return SIZE_MAX;
    at.code = l->tier[l->levels[view->level].first[at.code]];
    cell = at.code ? t4_ladder_find(&l->lists, t4_ladder_key(&at)) : SIZE_MAX;
    return cell == SIZE_MAX || l->lists.rule[cell] != T4_RULE_NONE ? SIZE_MAX : cell;
}
