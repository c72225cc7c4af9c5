/* SPDX-License-Identifier: MIT */
#include "model/listset.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char signs[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-";

bool t4_listset_names(const char *code)
{
    return !strncmp(code, "LIST:", 5) || !strncmp(code, "REST:", 5);
}

/* heading: "" = all of them. */
static t4_status add_one(t4_listset *set, const t4_watchlist *list, const char *tier, const char *heading, bool rest,
                         t4_error *err)
{
    t4_list_aggregate a = {.list = list, .tier = tier, .rest = rest};
    const char *name = t4_watchlist_name(list), *what = tier ? tier : *heading ? heading : "all";

    snprintf(a.heading, sizeof a.heading, "%s", heading);
    if (name[strspn(name, signs)] || what[strspn(what, signs)] || !*what)
        return t4_fail(err, T4_ERR_USAGE, "the list '%.40s' has a name or a tier ('%.20s') that cannot stand in a code; "
                       "expected letters, digits, '.', '_' and '-'", name, what);
    if (snprintf(a.name, sizeof a.name, "%s:%s:%s", rest ? "REST" : "LIST", name, what) >= (int)sizeof a.name)
        return t4_fail(err, T4_ERR_USAGE, "the list '%.40s' and its tier '%.20s' have more than 9 signs "
                       "together, the most for a published code; give the file a shorter name", name, what);
    for (int i = 0; i < set->count; i++)
        if (!strcmp(set->item[i].name, a.name))
            return set->item[i].list == list && !tier == !set->item[i].tier && (tier || *heading)
                       ? T4_OK : t4_fail(err, T4_ERR_USAGE, "the list '%.40s' is named twice, or has a tier '%.20s' as well",
                                         name, what);
    if (set->count == T4_LISTSET_MAX)
        return t4_fail(err, T4_ERR_USAGE, "more than %d list aggregates in one release", T4_LISTSET_MAX);
    set->item[set->count++] = a;
    return T4_OK;
}

static int compare_names(const void *a, const void *b)
{
    return strcmp(((const t4_list_aggregate *)a)->name, ((const t4_list_aggregate *)b)->name);
}

t4_status t4_listset_add(t4_listset *set, t4_watchlist *list, bool by_tier, bool all, t4_error *err)
{
    t4_status status = T4_OK;

    if (set->list_count == T4_LISTSET_MAX) {
        t4_watchlist_free(list);
        return t4_fail(err, T4_ERR_USAGE, "more than %d lists in one release", T4_LISTSET_MAX);
    }
    set->lists[set->list_count++] = list;
    if (all)
        status = add_one(set, list, NULL, "", false, err);
    for (size_t i = 0; by_tier && i < t4_watchlist_count(list) && !status; i++)
        if (*t4_watchlist_at(list, i)->tier)
            status = add_one(set, list, t4_watchlist_at(list, i)->tier, "", false, err);
    qsort(set->item, (size_t)set->count, sizeof *set->item, compare_names);
    return status;
}

t4_status t4_listset_add_headings(t4_listset *set, const t4_watchlist *list, t4_error *err)
{
    t4_status status = T4_OK;

    for (size_t i = 0; i < t4_watchlist_count(list) && !status; i++) {
        const char *code = t4_watchlist_at(list, i)->code;
        char heading[5];

        snprintf(heading, sizeof heading, "%.4s", code);
        if (strlen(heading) == 4)
            status = add_one(set, list, NULL, heading, false, err);
    }
    qsort(set->item, (size_t)set->count, sizeof *set->item, compare_names);
    return status;
}

t4_status t4_listset_add_rest(t4_listset *set, const t4_watchlist *list, const char *heading, t4_error *err)
{
    t4_status status = add_one(set, list, NULL, heading, true, err);

    qsort(set->item, (size_t)set->count, sizeof *set->item, compare_names);
    return status;
}

/* Does a code stand in the heading of an aggregate, if it has one? */
static bool in_heading(const t4_list_aggregate *a, const char *code, size_t n)
{
    return !a->heading[0] || (n >= 4 && !memcmp(code, a->heading, 4));
}

void t4_listset_release(t4_listset *set)
{
    for (int i = 0; i < set->list_count; i++)
        t4_watchlist_free(set->lists[i]);
    *set = (t4_listset){0};
}

t4_listbits t4_listset_of(const t4_listset *set, const char *code, size_t n)
{
    t4_listbits bits = 0;

    for (int i = 0; i < set->count; i++) {
        const t4_list_aggregate *a = &set->item[i];
        const t4_watchlist_entry *entry = t4_watchlist_find(a->list, code, n, 0);

        if (a->rest == !entry && in_heading(a, code, n) && (!a->tier || !strcmp(entry->tier, a->tier)))
            bits |= T4_LISTBIT(i);
    }
    return bits;
}

/* A residual ("8542XX") holds some of what is below its code. */
static size_t without_rest(const char *code, size_t n)
{
    while (n && code[n - 1] == 'X')
        n--;
    return n;
}

/* Is something below a code of n digits listed and in the aggregate's heading, or in the rest of that? */
static bool touches(const t4_list_aggregate *a, const char *code, size_t n)
{
    size_t end, begin = t4_watchlist_below(a->list, code, n, &end);

    if (a->rest)  /* whatever else the code, or its heading below it, may hold */
        return !t4_watchlist_find(a->list, code, n, 0) && !strncmp(code, a->heading, n < 4 ? n : 4);
    for (size_t k = begin; k < end; k++) {
        const t4_watchlist_entry *entry = t4_watchlist_at(a->list, k);

        if (in_heading(a, entry->code, strlen(entry->code)) && (!a->tier || !strcmp(entry->tier, a->tier)))
            return true;
    }
    return false;
}

t4_listbits t4_listset_touching(const t4_listset *set, const char *code, size_t n)
{
    t4_listbits bits = t4_listset_of(set, code, n = without_rest(code, n));

    for (int i = 0; i < set->count; i++)
        if (touches(&set->item[i], code, n))
            bits |= T4_LISTBIT(i);
    return bits;
}

t4_listbits t4_listset_whole(const t4_listset *set, const char *code, size_t n)
{
    t4_listbits bits = t4_listset_of(set, code, n = without_rest(code, n));

    for (int i = 0; i < set->count && bits; i++) {
        const t4_list_aggregate *a = &set->item[i];
        size_t end, begin = t4_watchlist_below(a->list, code, n, &end);

        for (size_t k = begin; k < end && (a->tier || a->rest); k++)
            if (a->rest || strcmp(t4_watchlist_at(a->list, k)->tier, a->tier))
                bits &= ~T4_LISTBIT(i);
    }
    return bits;
}
