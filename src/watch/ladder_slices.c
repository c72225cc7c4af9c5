/* SPDX-License-Identifier: MIT */
/* Published codes beside list totals: what each can hold of every tier, as unknowns, and what these tell of a cell. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "watch/ladder_state.h"

static size_t width(const t4_ladder *l)
{
    return l->tiers + 1;
}

/* The code at the published length that holds a code of a finer one. */
static uint32_t holder_of(const t4_ladder *l, int level, uint32_t code)
{
    for (; level < l->slices.level; level++)
        code = l->levels[level].above[code];
    return code;
}

/* --- making them ---------------------------------------------------------------------------- */

/* A code that can hold several tiers, or listed and other goods, has a slice for each. */
static void number(t4_ladder *l)
{
    t4_ladder_slices *s = &l->slices;

    for (uint32_t code = 0; code < l->levels[s->level].count; code++) {
        const uint32_t *below = l->tier_below[s->level] + code * width(l);
        uint32_t kinds = 0;

        for (size_t t = 0; t < width(l); t++)
            kinds += below[t] > 0;
        for (uint32_t t = 0; t < width(l) && kinds > 1; t++) {
            if (!below[t])
                continue;
            s->first[code] = s->first[code] ? s->first[code] : s->count + 1;
            s->count++;
            s->code[s->count] = code;
            s->tier[s->count] = t;
        }
    }
    for (uint32_t k = 0; k < l->levels[0].count; k++)
        s->of[k] = t4_ladder_slice(l, holder_of(l, 0, k), l->tier[k]);
}

uint32_t t4_ladder_slice(const t4_ladder *l, uint32_t code, uint32_t tier)
{
    const t4_ladder_slices *s = &l->slices;

    for (uint32_t i = s->first[code]; i && i <= s->count && s->code[i] == code; i++)
        if (s->tier[i] == tier)
            return i;
    return 0;
}

/* The cells of slices: of every published cell that is split, also where nothing was traded in one. */
static t4_status fill(t4_ladder *l, int period, int partner, t4_error *err)
{
    const t4_ladder_slices *s = &l->slices;
    const t4_ladder_view *whole = &l->views[t4_ladder_view_index(l, s->level, period, partner)];
    t4_ladder_view *view = &l->sliced[period * l->partner_count + partner];
    uint64_t *keys = NULL;
    size_t count = 0, room = 0;
    t4_status status;

    *view = (t4_ladder_view){.of = l, .level = T4_LADDER_LEVELS, .period = period, .partner = partner};
    status = t4_ladder_view_by(l, view, s->of, 0, err);
    for (size_t c = 0; c < whole->cells && !status; c++) {
        t4_ladder_place at = t4_ladder_place_of(whole->key[c]);
        uint32_t code = at.code;

        for (uint32_t i = s->first[code]; i && i <= s->count && s->code[i] == code && !status; i++) {
            at.code = i;
            if (!t4_grow(&keys, &room, count, sizeof *keys))
                status = t4_fail_memory(err);
            else
                keys[count++] = t4_ladder_key(&at);
        }
    }
    if (!status)
        status = t4_ladder_view_pad(view, keys, count, err);
    t4_free(keys);
    return status;
}

t4_status t4_ladder_slices_make(t4_ladder *l, const t4_ladder_design *design, t4_error *err)
{
    t4_ladder_slices *s = &l->slices;
    size_t most;
    t4_status status = T4_OK;

    *s = (t4_ladder_slices){.level = l->level_count};
    for (int t = 0; t < design->tables; t++) {
        int level = t4_ladder_level_at(l, design->table[t].level);

        s->level = level < s->level ? level : s->level;
    }
    most = l->levels[s->level].count * width(l) + 2;
    s->of = t4_alloc_zero(l->levels[0].count + 1, sizeof *s->of);
    s->first = t4_alloc_zero(l->levels[s->level].count + 1, sizeof *s->first);
    s->code = t4_alloc_zero(most, sizeof *s->code);
    s->tier = t4_alloc_zero(most, sizeof *s->tier);
    if (!s->of || !s->first || !s->code || !s->tier)
        return t4_fail_memory(err);
    number(l);
    if (s->count >= T4_LADDER_CODES_MAX)
        return t4_fail(err, T4_ERR_MEMORY, "more than %d parts of codes by tier", T4_LADDER_CODES_MAX);
    for (int k = 0; k < l->period_count; k++)
        for (int p = 0; p < l->partner_count && !status; p++)
            if (t4_ladder_publishes(l, design, &l->views[t4_ladder_view_index(l, s->level, k, p)]))
                status = fill(l, k, p, err);
    return status;
}

void t4_ladder_slices_release(t4_ladder *l)
{
    t4_ladder_slices *s = &l->slices;

    for (int v = 0; l->sliced && v < l->period_count * l->partner_count; v++) {
        t4_ladder_view_release(&l->sliced[v]);
        l->sliced[v] = (t4_ladder_view){.cells = 0};
    }
    t4_free(s->of);
    t4_free(s->first);
    t4_free(s->code);
    t4_free(s->tier);
    *s = (t4_ladder_slices){.count = 0};
}

/* --- what they tell ------------------------------------------------------------------------------ */

/* A slice at the place of a cell in `view`; of a coarser period than `sliced` has, the sum of its parts. */
static t4_ladder_bound look(const t4_ladder *l, const t4_ladder_pattern *pattern, const t4_ladder_view *view, uint64_t key,
                            const t4_ladder_view *sliced, uint32_t slice)
{
    t4_ladder_view like = {.of = l, .level = view->level, .period = sliced->period, .partner = sliced->partner};
    t4_ladder_place at = t4_ladder_place_of(t4_ladder_lift(l, view, key, &like));

    at.code = slice;
    return t4_ladder_look_at(l, pattern, view, t4_ladder_key(&at), sliced);
}

/* The share of the published cell's periods and partners that the place has. */
static double share_of(const t4_ladder *l, const t4_ladder_view *view, uint64_t key, const t4_ladder_view *sliced)
{
    t4_ladder_view like = {.of = l, .level = view->level, .period = sliced->period, .partner = sliced->partner};
    t4_ladder_place own = t4_ladder_place_of(key), at = t4_ladder_place_of(t4_ladder_lift(l, view, key, &like));
    double periods = sliced->period >= view->period ? (double)l->periods[view->period].below[own.period] /
                                                          (double)l->periods[sliced->period].below[at.period] : 1;

    return periods * (double)l->partner_below[view->partner][own.partner] /
           (double)l->partner_below[sliced->partner][at.partner];
}

const t4_ladder_view *t4_ladder_slices_at(const t4_ladder *l, const t4_ladder_table *table, const t4_ladder_view *view)
{
    int partner = t4_ladder_partner_at(l, table->partners);

    if (!l->slices.count || view->level > l->slices.level || t4_ladder_level_at(l, table->level) != l->slices.level)
        return NULL;
    return &l->sliced[t4_ladder_period_at(l, table->period) * l->partner_count +
                      (view->partner > partner ? view->partner : partner)];
}

size_t t4_ladder_slice_cell(const t4_ladder *l, const t4_ladder_view *sliced, const t4_ladder_view *view, uint64_t key)
{
    t4_ladder_view like = {.of = l, .level = view->level, .period = sliced->period, .partner = sliced->partner};
    uint32_t code = t4_ladder_place_of(key).code, slice = 0;
    t4_ladder_place at;

    for (uint32_t t = 0; t < width(l); t++)
        if (l->tier_below[view->level][code * width(l) + t]) {
            if (slice)
                return SIZE_MAX;
            slice = t4_ladder_slice(l, holder_of(l, view->level, code), t);
        }
    if (!slice || sliced->period < view->period)
        return SIZE_MAX;
    at = t4_ladder_place_of(t4_ladder_lift(l, view, key, &like));
    at.code = slice;
    return t4_ladder_find(sliced, t4_ladder_key(&at));
}

bool t4_ladder_slices_tell(const t4_ladder *l, const t4_ladder_pattern *pattern, const t4_ladder_view *sliced,
                           const t4_ladder_view *view, uint64_t key, t4_ladder_bound *bound)
{
    uint32_t code = t4_ladder_place_of(key).code, whole = holder_of(l, view->level, code);
    const uint32_t *below = l->tier_below[view->level] + code * width(l);
    const uint32_t *all = l->tier_below[l->slices.level] + whole * width(l);
    double share = share_of(l, view, key, sliced);

    *bound = (t4_ladder_bound){0, 0, 0};
    for (uint32_t t = 0; t < width(l) && l->slices.first[whole]; t++) {
        t4_ladder_bound part;

        if (!below[t])
            continue;
        part = look(l, pattern, view, key, sliced, t4_ladder_slice(l, whole, t));
        bound->upper += part.upper;
        bound->guess += part.guess * share * (double)below[t] / (double)all[t];
        bound->lower += below[t] >= all[t] && share >= 1 ? part.lower : 0;   /* nothing else can lie in it */
    }
    return l->slices.first[whole] != 0;
}
