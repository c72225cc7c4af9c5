/* SPDX-License-Identifier: MIT */
#include "model/watchlist.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/memory.h"

enum { CODE_LEAST = 2, CODE_MOST = 10 };

struct t4_watchlist {
    t4_arena arena;
    const char *name;
    t4_watchlist_entry *entries;
    size_t count, room;
};

t4_watchlist *t4_watchlist_new(const char *name)
{
    t4_watchlist *list = t4_alloc_zero(1, sizeof *list);

    if (!list)
        return NULL;
    t4_arena_init(&list->arena);
    list->name = t4_arena_strndup(&list->arena, name, strlen(name));
    if (list->name)
        return list;
    t4_watchlist_free(list);
    return NULL;
}

void t4_watchlist_free(t4_watchlist *list)
{
    if (!list)
        return;
    t4_arena_release(&list->arena);
    t4_free(list->entries);
    t4_free(list);
}

t4_status t4_watchlist_add(t4_watchlist *list, const t4_watchlist_entry *entry, t4_error *err)
{
    size_t n = strlen(entry->code);
    t4_watchlist_entry copy = *entry;

    if (n < CODE_LEAST || n > CODE_MOST || strspn(entry->code, "0123456789") != n)
        return t4_fail(err, T4_ERR_DATA, "'%.40s' is no code: expected 2 to 10 digits", entry->code);
    if (entry->until && entry->until < entry->since)
        return t4_fail(err, T4_ERR_DATA, "code %s is listed until a day before it is listed since", entry->code);
    if (list->count == T4_WATCHLIST_MOST)
        return t4_fail(err, T4_ERR_MEMORY, "more than %d entries in a watch list", T4_WATCHLIST_MOST);
    copy.code = t4_arena_strndup(&list->arena, entry->code, n);
    copy.tier = t4_arena_strndup(&list->arena, entry->tier, strlen(entry->tier));
    copy.edition = t4_arena_strndup(&list->arena, entry->edition, strlen(entry->edition));
    if (!copy.code || !copy.tier || !copy.edition ||
        !t4_grow(&list->entries, &list->room, list->count, sizeof *list->entries))
        return t4_fail_memory(err);
    list->entries[list->count++] = copy;
    return T4_OK;
}

static int by_code(const void *left, const void *right)
{
    const t4_watchlist_entry *a = left, *b = right;
    int order = strcmp(a->code, b->code);

    return order ? order : (a->since > b->since) - (a->since < b->since);
}

t4_status t4_watchlist_finish(t4_watchlist *list, t4_error *err)
{
    if (list->count)
        qsort(list->entries, list->count, sizeof *list->entries, by_code);
    for (size_t i = 1; i < list->count; i++) {
        const t4_watchlist_entry *before = &list->entries[i - 1], *entry = &list->entries[i];

        if (!strcmp(before->code, entry->code) && (!before->until || before->until >= entry->since))
            return t4_fail(err, T4_ERR_DATA, "code %s stands on the watch list twice at the same time", entry->code);
    }
    return T4_OK;
}

const char *t4_watchlist_name(const t4_watchlist *list)
{
    return list->name;
}

size_t t4_watchlist_count(const t4_watchlist *list)
{
    return list->count;
}

const t4_watchlist_entry *t4_watchlist_at(const t4_watchlist *list, size_t index)
{
    return &list->entries[index];
}

bool t4_watchlist_stood(const t4_watchlist_entry *entry, t4_watchday day)
{
    return !day || (entry->since <= day && (!entry->until || day <= entry->until));
}

size_t t4_watchlist_size(const t4_watchlist *list, t4_watchday day)
{
    size_t size = 0;

    for (size_t i = 0; i < list->count; i++)
        size += t4_watchlist_stood(&list->entries[i], day) &&
                (day || i == 0 || strcmp(list->entries[i].code, list->entries[i - 1].code));
    return size;
}

/* The first entry whose code is not before the n digits. */
static size_t lower(const t4_watchlist *list, const char *code, size_t n)
{
    size_t low = 0, high = list->count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        const char *there = list->entries[middle].code;
        size_t length = strlen(there);
        int order = memcmp(there, code, length < n ? length : n);

        if (order < 0 || (order == 0 && length < n))
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

size_t t4_watchlist_below(const t4_watchlist *list, const char *code, size_t n, size_t *end)
{
    size_t first = lower(list, code, n), last = first;

    while (last < list->count && !strncmp(list->entries[last].code, code, n))
        last++;
    *end = last;
    return first;
}

const t4_watchlist_entry *t4_watchlist_find(const t4_watchlist *list, const char *code, size_t n,
                                            t4_watchday day)
{
    for (size_t length = n < CODE_MOST ? n : CODE_MOST; length >= CODE_LEAST; length--)
        for (size_t i = lower(list, code, length);
             i < list->count && !strncmp(list->entries[i].code, code, length) && !list->entries[i].code[length]; i++)
            if (t4_watchlist_stood(&list->entries[i], day))
                return &list->entries[i];
    return NULL;
}

t4_watch_state t4_watchlist_state(const t4_watchlist *list, const char *code, size_t n, t4_watchday day)
{
    size_t end;

    if (t4_watchlist_find(list, code, n, day))
        return T4_WATCH_LISTED;
    for (size_t i = t4_watchlist_below(list, code, n, &end); i < end; i++)
        if (t4_watchlist_stood(&list->entries[i], day))
            return T4_WATCH_PART;
    return T4_WATCH_NONE;
}

/* --- days ------------------------------------------------------------------------ */

static bool digits(const char *text, size_t n, unsigned *number)
{
    *number = 0;
    for (size_t i = 0; i < n; i++) {
        if (text[i] < '0' || text[i] > '9')
            return false;
        *number = *number * 10 + (unsigned)(text[i] - '0');
    }
    return true;
}

t4_watchday t4_watchday_parse(const char *text, size_t n)
{
    static const unsigned char lengths[] = {31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    unsigned year, month = 1, day = 1;
    bool dashed = n > 4 && text[4] == '-';
    size_t step = dashed ? 1 : 0;

    if (n != 4 && n != 7 + step - 1 && n != 8 + 2 * step)
        return 0;
    if (!digits(text, 4, &year) || year < 1900 || year > 2199)
        return 0;
    if (n > 4 && (!digits(text + 4 + step, 2, &month) || month < 1 || month > 12))
        return 0;
    if (n > 7 && ((dashed && text[7] != '-') || !digits(text + 6 + 2 * step, 2, &day) || day < 1 ||
                  day > lengths[month - 1]))
        return 0;
    if (month == 2 && day == 29 && (year % 4 || (year % 100 == 0 && year % 400)))
        return 0;
    return year * 10000 + month * 100 + day;
}
