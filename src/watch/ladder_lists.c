/* SPDX-License-Identifier: MIT */
/* Totals of the watch list, by tier and of all of it, at the periods and partners of a design's tables. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "watch/ladder_state.h"

/* --- the list --------------------------------------------------------------------------- */

/* Number of a tier, by its first place in the list: 1, 2, ...; 0 without memory. */
static uint32_t tier_number(t4_ladder *l, t4_dict *tiers, const char *tier)
{
    uint32_t id = t4_dict_add(tiers, tier, strlen(tier));

    if (id == T4_DICT_NONE)
        return 0;
    l->tiers = id + 1 > l->tiers ? id + 1 : l->tiers;
    return id + 1;
}

enum { DIGITS_MOST = 10 };   /* of a code of a watch list */

/* Are there more tiers than a release can have totals?  Then the list counts as one. */
static bool too_many(const t4_ladder_options *o)
{
    t4_dict *tiers = t4_dict_new(T4_LADDER_CODES_MAX);
    bool many = !tiers;

    for (size_t i = 0; i < o->listed_count && !many; i++)
        many = t4_dict_add(tiers, o->listed[i].tier, strlen(o->listed[i].tier)) >= T4_LISTSET_MAX - 1;
    t4_dict_free(tiers);
    return many;
}

/* The list with numbers for tiers, so that they can stand in codes; a code that comes again counts once. */
static t4_status number_tiers(t4_ladder *l, t4_watchlist *list, t4_dict *tiers, t4_dict *codes, t4_error *err)
{
    const t4_ladder_options *o = &l->options;
    bool one = too_many(o);
    t4_status status = T4_OK;

    for (size_t i = 0; i < o->listed_count && !status; i++) {
        size_t known = t4_dict_count(codes);
        uint32_t code = t4_dict_add(codes, o->listed[i].code, strlen(o->listed[i].code)), tier;
        char number[12];

        if (code == T4_DICT_NONE)
            return t4_fail_memory(err);
        if (code < known || strlen(o->listed[i].code) > DIGITS_MOST)
            continue;
        tier = tier_number(l, tiers, one ? "" : o->listed[i].tier);
        if (!tier)
            return t4_fail_memory(err);
        snprintf(number, sizeof number, "%u", tier);
        status = t4_watchlist_add(list, &(t4_watchlist_entry){o->listed[i].code, number, "", 0, 0}, err);
    }
    return status ? status : t4_watchlist_finish(list, err);
}

static t4_status read_list(t4_ladder *l, t4_error *err)
{
    t4_watchlist *list = t4_watchlist_new("w");
    t4_dict *tiers = t4_dict_new(T4_LADDER_CODES_MAX), *codes = t4_dict_new(T4_LADDER_CODES_MAX);
    t4_status status = list && tiers && codes ? number_tiers(l, list, tiers, codes, err) : t4_fail_memory(err);

    t4_dict_free(tiers);
    t4_dict_free(codes);
    if (!status)
        return t4_listset_add(&l->listset, list, true, l->tiers > 1, err);
    t4_watchlist_free(list);
    return status;
}

static uint32_t tier_of(const t4_ladder *l, const char *code, size_t n)
{
    const t4_watchlist_entry *entry = t4_watchlist_find(l->listset.lists[0], code, n, 0);

    return entry ? (uint32_t)strtoul(entry->tier, NULL, 10) : 0;
}

/* --- how many finest codes of each tier lie below a code ------------------------------------ */

/* Where the tree is known, as many as it says; added to nothing but compared with those that occur. */
static void count_leaves(const t4_ladder *l, int level, uint32_t code, uint32_t *leaves)
{
    const t4_codelist *codes = l->options.structure;
    const char *text = l->levels[level].text[code];
    size_t end = t4_codelist_count(codes), at = 0;

    memset(leaves, 0, (l->tiers + 1) * sizeof *leaves);
    if (l->levels[level].level)
        at = t4_codelist_below(codes, text, strlen(text), &end);
    for (; at < end; at++) {
        const t4_code_entry *entry = t4_codelist_entry(codes, at);

        if (!entry->has_children)
            leaves[tier_of(l, entry->code, strlen(entry->code))]++;
    }
}

static t4_status count_tiers(t4_ladder *l, t4_error *err)
{
    size_t width = l->tiers + 1;
    uint32_t *leaves = t4_alloc(width, sizeof *leaves);
    bool good = leaves;

    for (int i = 0; i < l->level_count && good; i++) {
        l->tier_below[i] = t4_alloc_zero(l->levels[i].count * width + 1, sizeof **l->tier_below);
        good = l->tier_below[i];
    }
    for (uint32_t k = 0; k < l->levels[0].count && good; k++) {
        uint32_t at = k;

        for (int i = 0; i < l->level_count; at = l->levels[i].above[at], i++)
            l->tier_below[i][at * width + l->tier[k]]++;
    }
    for (int i = 0; i < l->level_count && good && l->options.structure; i++)
        for (uint32_t k = 0; k < l->levels[i].count; k++) {
            uint32_t *below = l->tier_below[i] + k * width;

            count_leaves(l, i, k, leaves);
            for (size_t t = 0; t < width; t++)
                below[t] = leaves[t] > below[t] ? leaves[t] : below[t];
        }
    t4_free(leaves);
    return good ? T4_OK : t4_fail_memory(err);
}

/* --- totals ----------------------------------------------------------------------------------- */

t4_status t4_ladder_lists_make(t4_ladder *l, t4_error *err)
{
    t4_status status;

    if (l->tier)
        return T4_OK;
    l->tier = t4_alloc_zero(l->levels[0].count + 1, sizeof *l->tier);
    status = l->tier ? read_list(l, err) : t4_fail_memory(err);
    for (uint32_t k = 0; k < l->levels[0].count && !status; k++)
        l->tier[k] = tier_of(l, l->levels[0].text[k], strlen(l->levels[0].text[k]));
    if (!status)
        status = count_tiers(l, err);
    for (int k = 0; k < l->period_count && !status; k++)
        for (int p = 0; p < l->partner_count && !status; p++) {
            t4_ladder_view *view = &l->lists[k * l->partner_count + p];

            *view = (t4_ladder_view){.of = l, .level = T4_LADDER_LEVELS, .period = k, .partner = p};
            status = t4_ladder_view_by(l, view, l->tier, l->tiers > 1 ? l->tiers + 1 : 0, err);
        }
    return status;
}

bool t4_ladder_publishes_at(const t4_ladder *l, const t4_ladder_design *design, int period, int partner)
{
    for (int t = 0; t < design->tables; t++)
        if ((l->periods[period].kind == design->table[t].period || design->table[t].also >> l->periods[period].kind & 1) &&
            l->partner_kinds[partner] >= (int)design->table[t].partners)
            return true;
    return false;
}

/* The tier that all of a code is in; 0 = none, or several. */
static uint32_t tier_of_code(const t4_ladder *l, const t4_ladder_view *view, uint32_t code)
{
    const uint32_t *below = l->tier_below[view->level] + code * (l->tiers + 1);
    uint32_t found = 0;

    for (uint32_t t = 0; t <= l->tiers; t++) {
        if (below[t] && (t == 0 || found))
            return 0;
        found = below[t] ? t : found;
    }
    return found;
}

const t4_ladder_view *t4_ladder_list_of(const t4_ladder *l, const t4_ladder_table *table, const t4_ladder_view *view,
                                        uint64_t key, uint64_t *list_key)
{
    int period = table->also >> l->periods[view->period].kind & 1 ? view->period : t4_ladder_period_at(l, table->period);
    int partner = t4_ladder_partner_at(l, table->partners);
    t4_ladder_view like = {.of = l, .level = view->level, .period = period, .partner = view->partner > partner ? view->partner : partner};
    t4_ladder_place at;
    uint32_t tier;

    if (view->level >= l->level_count || period < view->period)
        return NULL;
    tier = tier_of_code(l, view, t4_ladder_place_of(key).code);
    at = t4_ladder_place_of(t4_ladder_lift(l, view, key, &like));
    at.code = tier;
    *list_key = t4_ladder_key(&at);
    return tier ? &l->lists[period * l->partner_count + like.partner] : NULL;
}

bool t4_ladder_list_shown(const t4_ladder *l, const t4_ladder_pattern *pattern, const t4_ladder_view *list, size_t cell)
{
    int64_t lower, upper;

    return cell != SIZE_MAX && (l->placed ? list->rule[cell] == T4_RULE_NONE
                                            : !t4_ladder_hidden(l, pattern, list, cell, &lower, &upper));
}

t4_ladder_bound t4_ladder_list_bound(const t4_ladder *l, const t4_ladder_pattern *pattern, const t4_ladder_view *list,
                                     size_t cell)
{
    if (!l->placed)
        return t4_ladder_look(l, pattern, list, list->key[cell]);
    return (t4_ladder_bound){(double)list->total[cell], (double)list->total[cell], (double)list->total[cell]};
}
