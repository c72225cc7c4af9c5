/* SPDX-License-Identifier: MIT */
/* Rows taken apart by heading, chapter or partner: never only one number for all. */
#include "base/memory.h"
#include "watch/ladder_state.h"

void t4_ladder_parts_begin(t4_ladder *l)
{
    t4_ladder_by by = l->options.by;

    l->part_level = l->options.level ? t4_ladder_level_at(l, by == T4_LADDER_BY_CHAPTER ? 2 : l->options.level) : -1;
    if (l->part_level >= 0)
        l->part_count = by == T4_LADDER_BY_PARTNER ? l->partners[0] : l->levels[l->part_level].count;
}

t4_status t4_ladder_parts_make(t4_ladder *l, const t4_ladder_row *row, t4_error *err)
{
    size_t i = (size_t)(row - l->rows);

    if (l->part_level < 0)
        return T4_OK;
    l->parts[i] = t4_alloc_zero(l->part_count + 1, sizeof **l->parts);
    return l->parts[i] ? T4_OK : t4_fail_memory(err);
}

t4_ladder_part *t4_ladder_part_at(const t4_ladder *l, const t4_ladder_row *row, const t4_ladder_view *view, uint64_t key)
{
    t4_ladder_part *parts = l->parts[row - l->rows];
    t4_ladder_place at = t4_ladder_place_of(key);

    if (!parts)
        return NULL;
    if (l->options.by == T4_LADDER_BY_PARTNER)
        return &parts[l->partner_kinds[view->partner] == T4_LADDER_EACH ? at.partner : l->part_count];
    for (int i = view->level; i < l->part_level; i++)
        at.code = l->levels[i].above[at.code];
    return &parts[view->level <= l->part_level ? at.code : l->part_count];
}

const t4_ladder_part *t4_ladder_part_of(const t4_ladder *l, size_t row, size_t group)
{
    return l->parts[row] ? &l->parts[row][group < l->part_count ? group : l->part_count] : NULL;
}
