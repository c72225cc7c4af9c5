/* SPDX-License-Identifier: MIT */
#include "watch/listing.h"

#include <string.h>

#include "base/memory.h"

enum { CHAPTER = 2, SUBHEADING = 6 };

void t4_listing_maps_release(t4_listing_maps *maps)
{
    for (size_t i = 0; i < maps->count; i++)
        t4_correlation_free(maps->of[i].map);
    t4_free(maps->of);
    *maps = (t4_listing_maps){.count = 0};
}

/* The tier that a code belongs to; of a part listed code the one tier of all below it, else "several"; NULL = none. */
static const char *tier_of(const t4_watchlist *list, const char *code, size_t n, t4_watchday day)
{
    const t4_watchlist_entry *entry = n < 2 ? NULL : t4_watchlist_find(list, code, n, day);
    const char *tier = NULL;
    size_t end;

    if (entry)
        return *entry->tier ? entry->tier : "listed";
    for (size_t i = n < 2 ? 0 : t4_watchlist_below(list, code, n, &end); n >= 2 && i < end; i++) {
        const t4_watchlist_entry *below = t4_watchlist_at(list, i);

        if (!t4_watchlist_stood(below, day))
            continue;
        if (tier && strcmp(tier, below->tier))
            return "several";
        tier = below->tier;
    }
    return tier && !*tier ? "listed" : tier;
}

bool t4_listing_whole(const t4_watchlist *list, const t4_codelist *codes, const char *code, size_t n, t4_watchday day)
{
    size_t end, count = 0;

    for (size_t i = codes && n < SUBHEADING ? t4_codelist_below(codes, code, n, &end) : 0; codes && n < SUBHEADING && i < end; i++) {
        const char *below = t4_codelist_entry(codes, i)->code;

        if (strlen(below) != SUBHEADING)
            continue;
        if (t4_watchlist_state(list, below, SUBHEADING, day) != T4_WATCH_LISTED)
            return false;
        count++;
    }
    return count > 0;
}

static t4_watch_state state_of(const t4_watchlist *list, const t4_codelist *codes, const char *code, size_t n, t4_watchday day)
{
    t4_watch_state state = n < 2 ? T4_WATCH_NONE : t4_watchlist_state(list, code, n, day);

    return state == T4_WATCH_PART && t4_listing_whole(list, codes, code, n, day) ? T4_WATCH_LISTED : state;
}

/* What all codes that a foreign one leads to are together: listed only where every one is. */
static void join(t4_listing *found, const t4_watchlist *list, const t4_correlation *map, const t4_correlation_set *set,
                 t4_watchday day, size_t *seen)
{
    for (size_t i = 0; i < set->count; i++, ++*seen) {
        const char *code = t4_correlation_code(map, set->nodes[i]), *tier = tier_of(list, code, strlen(code), day);
        t4_watch_state state = state_of(list, NULL, code, strlen(code), day);

        found->state = !*seen || found->state == state ? state : T4_WATCH_PART;
        if (tier)
            found->tier = !found->tier || !strcmp(found->tier, tier) ? tier : "several";
    }
}

static t4_correlation_end end_of(const t4_listing_maps *maps, const t4_listing_edition *from)
{
    return maps->list.year > from->edition.year ? T4_CORRELATION_NEW : T4_CORRELATION_OLD;
}

static t4_status find_mapped(t4_listing *found, const t4_watchlist *list, const t4_listing_maps *maps,
                             const t4_listing_edition *from, const char *code, size_t n, t4_watchday day, t4_error *err)
{
    t4_correlation_end to = end_of(maps, from), at = to == T4_CORRELATION_NEW ? T4_CORRELATION_OLD : T4_CORRELATION_NEW;
    t4_correlation_set sources = {0}, set = {0};
    uint32_t node = n < 2 ? T4_CORRELATION_NONE : t4_correlation_find(from->map, at, code, n);
    size_t seen = 0;
    t4_status status = T4_OK;

    found->tier = NULL;
    if (node != T4_CORRELATION_NONE)
        status = t4_correlation_reach(from->map, node, to, T4_REACH_COUNTED, &set, err);
    else if (n >= 2 && n < t4_correlation_digits(from->map))
        status = t4_correlation_below(from->map, at, code, n, &sources, err);
    if (!status)
        join(found, list, from->map, &set, day, &seen);
    for (size_t i = 0; !status && i < sources.count; i++) {
        status = t4_correlation_reach(from->map, sources.nodes[i], to, T4_REACH_COUNTED, &set, err);
        if (!status)
            join(found, list, from->map, &set, day, &seen);
    }
    found->way = seen ? T4_LISTING_MAPPED : T4_LISTING_UNMAPPED;
    if (!seen && n >= 2 && t4_correlation_stayed(from->map, code, n)) {
        found->way = T4_LISTING_MAPPED;
        found->state = state_of(list, maps->codes, code, n, day);
        found->tier = tier_of(list, code, n, day);
    }
    t4_correlation_set_release(&sources);
    t4_correlation_set_release(&set);
    return status;
}

/* A code of a chapter that the list's edition has, but not its subheading, can only be of another edition. */
static bool is_strange(const t4_listing_maps *maps, const char *code, size_t n)
{
    return maps->codes && n >= SUBHEADING && t4_codelist_find(maps->codes, code, SUBHEADING, 0) < 0 &&
           t4_codelist_find(maps->codes, code, CHAPTER, 0) >= 0;
}

t4_status t4_listing_find(t4_listing *found, const t4_watchlist *list, const t4_listing_maps *maps,
                          const t4_flows *flows, const t4_flows_row *row, t4_watchday day, t4_error *err)
{
    const char *code = t4_flows_code_text(flows, row->code);
    size_t n = strspn(code, "0123456789");
    const t4_listing_edition *of = maps && row->edition < maps->count ? &maps->of[row->edition] : NULL;
    t4_status status = T4_OK;

    *found = (t4_listing){.state = T4_WATCH_NONE, .way = T4_LISTING_UNMAPPED};
    if (of && of->map)
        status = find_mapped(found, list, maps, of, code, n, day, err);
    else if (!(of && of->foreign) && !(maps && is_strange(maps, code, n)))
        *found = (t4_listing){state_of(list, maps ? maps->codes : NULL, code, n, day), T4_LISTING_DIRECT, tier_of(list, code, n, day)};
    if (!found->tier)
        found->tier = found->way == T4_LISTING_UNMAPPED ? "unmapped" : "not listed";
    return status;
}
