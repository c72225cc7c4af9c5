/* SPDX-License-Identifier: MIT */
#include "model/codelist.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/memory.h"

enum {
    CODE_BYTES = 15,            /* longest code: what t4_codelist_ancestor() can hand out */
    MOST_ENTRIES = 4 * 1000 * 1000
};

/* What finish() still needs to know of an entry. */
typedef struct {
    t4_code_entry entry;
    const char *parent_code;    /* NULL = by prefix */
    size_t order;               /* as added */
} draft;

struct t4_codelist {
    t4_arena arena;
    const char *edition;
    draft *drafts;              /* until finish() */
    size_t draft_count, draft_room;
    t4_code_entry *entries;     /* sorted by code, then by first month of validity */
    size_t count, digits;
};

static const char *copy_text(t4_codelist *list, const char *text)
{
    return text && *text ? t4_arena_strndup(&list->arena, text, strlen(text)) : "";
}

t4_codelist *t4_codelist_new(const char *edition)
{
    t4_codelist *list = t4_alloc_zero(1, sizeof *list);

    if (!list)
        return NULL;
    list->edition = copy_text(list, edition);
    if (list->edition)
        return list;
    t4_codelist_free(list);
    return NULL;
}

void t4_codelist_free(t4_codelist *list)
{
    if (!list)
        return;
    t4_arena_release(&list->arena);
    t4_free(list->drafts);
    t4_free(list->entries);
    t4_free(list);
}

t4_status t4_codelist_add(t4_codelist *list, const char *code, const char *parent,
                          const char *label, const char *label_ru, const char *unit,
                          t4_period from, t4_period until, t4_error *err)
{
    size_t n = strlen(code);
    draft *d;

    if (!n || n > CODE_BYTES)
        return t4_fail(err, T4_ERR_DATA, "code '%.40s' has %zu characters; a code has 1 to %d",
                       code, n, CODE_BYTES);
    if (list->draft_count >= MOST_ENTRIES)
        return t4_fail(err, T4_ERR_MEMORY, "a code list may hold %d entries", MOST_ENTRIES);
    if (from && until && t4_period_first_month(from) > t4_period_last_month(until))
        return t4_fail(err, T4_ERR_DATA, "code '%s' ends before it begins", code);
    if (!t4_grow(&list->drafts, &list->draft_room, list->draft_count, sizeof *list->drafts))
        return t4_fail_memory(err);
    d = &list->drafts[list->draft_count];
    d->entry = (t4_code_entry){copy_text(list, code), copy_text(list, label),
                               copy_text(list, label_ru), copy_text(list, unit), -1, from, until,
                               false};
    d->parent_code = parent && *parent ? copy_text(list, parent) : NULL;
    d->order = list->draft_count;
    if (!d->entry.code || !d->entry.label || !d->entry.label_ru || !d->entry.unit ||
        (parent && *parent && !d->parent_code))
        return t4_fail_memory(err);
    list->draft_count++;
    return T4_OK;
}

/* First month of validity; an open beginning comes before all. */
static int begins(const t4_code_entry *e)
{
    return e->from ? t4_period_first_month(e->from) : 0;
}

static int compare_drafts(const void *a, const void *b)
{
    const draft *x = a, *y = b;
    int order = strcmp(x->entry.code, y->entry.code);

    if (!order)
        order = (begins(&x->entry) > begins(&y->entry)) - (begins(&x->entry) < begins(&y->entry));
    return order ? order : (x->order > y->order) - (x->order < y->order);
}

static bool same_parent(const draft *a, const draft *b)
{
    if (!a->parent_code || !b->parent_code)
        return a->parent_code == b->parent_code;
    return !strcmp(a->parent_code, b->parent_code);
}

/*
 * The same code beginning in the same month more than once: the first as
 * read stays, unless the two disagree on more than a label.
 */
static t4_status drop_repeats(t4_codelist *list, t4_error *err)
{
    size_t kept = 0;

    for (size_t i = 0; i < list->draft_count; i++) {
        const draft *d = &list->drafts[i], *last = kept ? &list->drafts[kept - 1] : NULL;

        if (!last || strcmp(last->entry.code, d->entry.code) ||
            begins(&last->entry) != begins(&d->entry)) {
            list->drafts[kept++] = *d;
            continue;
        }
        if (strcmp(last->entry.unit, d->entry.unit) || !same_parent(last, d))
            return t4_fail(err, T4_ERR_DATA,
                           "code '%s' stands in the list twice, with another %s and the same "
                           "beginning; give each version its own validity", d->entry.code,
                           same_parent(last, d) ? "unit" : "parent");
    }
    list->draft_count = kept;
    return T4_OK;
}

/* First entry whose code is not less than the n bytes. */
static size_t lower_bound(const t4_codelist *list, const char *code, size_t n)
{
    size_t low = 0, high = list->count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (strncmp(list->entries[middle].code, code, n) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static bool is_code(const t4_code_entry *e, const char *code, size_t n)
{
    return !strncmp(e->code, code, n) && !e->code[n];
}

static bool valid_at(const t4_code_entry *e, t4_period period)
{
    return !period || ((!e->from || t4_period_first_month(e->from) <= t4_period_last_month(period)) &&
                       (!e->until || t4_period_last_month(e->until) >= t4_period_first_month(period)));
}

int64_t t4_codelist_find(const t4_codelist *list, const char *code, size_t n, t4_period period)
{
    int64_t found = -1;

    if (!n || n > CODE_BYTES)
        return -1;
    for (size_t i = lower_bound(list, code, n); i < list->count; i++) {
        if (!is_code(&list->entries[i], code, n))
            break;
        if (valid_at(&list->entries[i], period))
            found = (int64_t)i;
    }
    return found;
}

/* A version of the code that is valid when the child begins, else any version. */
static int64_t find_for_child(const t4_codelist *list, const char *code, size_t n,
                              const t4_code_entry *child)
{
    int64_t found = t4_codelist_find(list, code, n, child->from);

    return found >= 0 ? found : t4_codelist_find(list, code, n, 0);
}

static int64_t find_parent(const t4_codelist *list, size_t index)
{
    const t4_code_entry *e = &list->entries[index];
    const char *named = list->drafts[index].parent_code;
    int64_t found = -1;

    if (named && strcmp(named, e->code))
        found = find_for_child(list, named, strlen(named), e);
    for (size_t n = strlen(e->code); found < 0 && n-- > 1;)
        found = find_for_child(list, e->code, n, e);
    return found;
}

/* No entry may be its own ancestor: every walk up must end within the number of levels there can be. */
static t4_status check_ancestry(const t4_codelist *list, t4_error *err)
{
    for (size_t i = 0; i < list->count; i++) {
        int64_t up = list->entries[i].parent;

        for (int steps = 0; up >= 0; steps++, up = list->entries[up].parent)
            if (steps > CODE_BYTES || up == (int64_t)i)
                return t4_fail(err, T4_ERR_DATA, "the parents of code '%s' go round in a circle or "
                               "more than %d levels up", list->entries[i].code, CODE_BYTES);
    }
    return T4_OK;
}

static void settle_children(t4_codelist *list)
{
    for (size_t i = 0; i < list->count; i++) {
        int64_t parent = list->entries[i].parent;
        size_t n = strlen(list->entries[i].code);

        if (n > list->digits)
            list->digits = n;
        if (parent < 0)
            continue;
        /* All versions of the parent have the child. */
        n = strlen(list->entries[parent].code);
        for (size_t k = lower_bound(list, list->entries[parent].code, n);
             k < list->count && is_code(&list->entries[k], list->entries[parent].code, n); k++)
            list->entries[k].has_children = true;
    }
}

t4_status t4_codelist_finish(t4_codelist *list, t4_error *err)
{
    t4_status status;

    if (list->draft_count)
        qsort(list->drafts, list->draft_count, sizeof *list->drafts, compare_drafts);
    status = drop_repeats(list, err);
    if (status)
        return status;
    list->entries = t4_alloc(list->draft_count, sizeof *list->entries);
    if (!list->entries)
        return t4_fail_memory(err);
    for (size_t i = 0; i < list->draft_count; i++)
        list->entries[i] = list->drafts[i].entry;
    list->count = list->draft_count;
    for (size_t i = 0; i < list->count; i++)
        list->entries[i].parent = find_parent(list, i);
    status = check_ancestry(list, err);
    if (status)
        return status;
    settle_children(list);
    t4_free(list->drafts);
    list->drafts = NULL;
    return T4_OK;
}

const char *t4_codelist_edition(const t4_codelist *list)
{
    return list->edition;
}

size_t t4_codelist_count(const t4_codelist *list)
{
    return list->count;
}

const t4_code_entry *t4_codelist_entry(const t4_codelist *list, size_t index)
{
    return &list->entries[index];
}

size_t t4_codelist_digits(const t4_codelist *list)
{
    return list->digits;
}

size_t t4_codelist_known_prefix(const t4_codelist *list, const char *code, size_t n)
{
    n = n > CODE_BYTES ? CODE_BYTES : n;
    for (n &= ~(size_t)1; n >= 2; n -= 2)
        if (t4_codelist_find(list, code, n, 0) >= 0)
            return n;
    return 0;
}

void t4_codelist_ancestor(const t4_codelist *list, const char *code, int level, char out[16])
{
    size_t n = strlen(code), wanted = level < 0 ? 0 : level > CODE_BYTES ? CODE_BYTES : (size_t)level;
    int64_t up = list ? t4_codelist_find(list, code, n, 0) : -1;

    while (up >= 0 && strlen(list->entries[up].code) > wanted)
        up = list->entries[up].parent;
    if (up >= 0 && strlen(list->entries[up].code) == wanted && !strncmp(list->entries[up].code, code, 2))
        code = list->entries[up].code;
    n = strnlen(code, wanted);
    memcpy(out, code, n);
    out[n] = '\0';
}

size_t t4_codelist_below(const t4_codelist *list, const char *prefix, size_t n, size_t *end)
{
    size_t first, last;

    if (n > CODE_BYTES)
        return *end = list->count;
    first = lower_bound(list, prefix, n);
    for (last = first; last < list->count && !strncmp(list->entries[last].code, prefix, n);)
        last++;
    *end = last;
    return first;
}

/* Could the digits be a code, or the beginning of one, as they stand? */
static bool reads_as_it_is(const t4_codelist *list, const char *code, size_t n)
{
    size_t end, first;

    if (n > list->digits)
        n = list->digits;
    first = t4_codelist_below(list, code, n, &end);
    return first < end;
}

bool t4_codelist_repair_zero(const t4_codelist *list, const char *code, size_t n, size_t digits,
                             char out[16])
{
    size_t full, known;

    if (n + 1 != digits && n % 2 == 0)
        return false;
    if (n < 3 || n + 1 > digits || digits > CODE_BYTES || reads_as_it_is(list, code, n))
        return false;
    full = n + 1;
    out[0] = '0';
    memcpy(out + 1, code, n);
    out[full] = '\0';
    known = full < list->digits ? full : list->digits;
    return t4_codelist_find(list, out, known, 0) >= 0;
}
