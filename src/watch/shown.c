/* SPDX-License-Identifier: MIT */
#include "watch/shown.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "model/domain.h"

#define ANYONE (UINT32_MAX - 2)   /* all single partners */
#define WORLD (UINT32_MAX - 1)

/* A code with a partner in a period, or pooled: all periods of a kind (which stands in their place), partner ANYONE. */
typedef struct {
    t4_period period;
    uint32_t partner, code;
    uint8_t flow;
    bool split, rest;
    size_t open, hidden;
} entry;

struct t4_shown {
    const t4_flows *flows;
    entry *entries;
    size_t count;
    t4_period *periods;
    size_t period_count;
    const char **codes;               /* of all rows, in order */
    size_t code_count;
    bool alike, total;
    t4_period_kind kind;              /* of the publication, where it has none of the kind that is asked for */
    unsigned kinds;
    bool has[T4_PERIOD_KINDS][2][T4_CODE_MAX + 1];     /* [kind of period][world][digits] */
};

static int by_key(const void *left, const void *right)
{
    const entry *a = left, *b = right;
    const uint32_t keys[][2] = {{a->flow, b->flow}, {a->code, b->code}, {a->partner, b->partner}, {a->period, b->period}};

    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
        if (keys[i][0] != keys[i][1])
            return keys[i][0] < keys[i][1] ? -1 : 1;
    return 0;
}

static int by_period(const void *left, const void *right)
{
    t4_period a = *(const t4_period *)left, b = *(const t4_period *)right;

    return (a > b) - (a < b);
}

static void merge(t4_shown *s)
{
    size_t n = 0;

    if (s->count)
        qsort(s->entries, s->count, sizeof *s->entries, by_key);
    for (size_t i = 0; i < s->count; i++) {
        entry *last = n ? &s->entries[n - 1] : NULL;

        if (!last || by_key(last, &s->entries[i])) {
            s->entries[n++] = s->entries[i];
            continue;
        }
        last->open += s->entries[i].open;
        last->hidden += s->entries[i].hidden;
        last->split = last->split || s->entries[i].split;
        last->rest = last->rest || s->entries[i].rest;
    }
    s->count = n;
}

static int by_text(const void *left, const void *right)
{
    return strcmp(*(const char *const *)left, *(const char *const *)right);
}

static t4_status take_codes(t4_shown *s, t4_error *err)
{
    s->codes = t4_alloc(s->count + 1, sizeof *s->codes);
    if (!s->codes)
        return t4_fail_memory(err);
    for (size_t i = 0; i < s->count; i++)
        if (i == 0 || s->entries[i].code != s->entries[i - 1].code)
            s->codes[s->code_count++] = t4_flows_code_text(s->flows, s->entries[i].code);
    if (s->code_count)
        qsort(s->codes, s->code_count, sizeof *s->codes, by_text);
    return T4_OK;
}

/* Does any row have a longer code that begins so? */
static bool has_below(const t4_shown *s, const char *code, size_t n)
{
    size_t low = 0, high = s->code_count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (strcmp(s->codes[middle], code) <= 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low < s->code_count && !strncmp(s->codes[low], code, n);
}

/* Every row for itself, with all periods, and with all partners. */
static void take(t4_shown *s, const t4_published *p)
{
    for (size_t i = 0; i < p->place_count; i++) {
        const t4_published_place *at = &p->places[i];
        entry e = {at->period, at->world ? WORLD : at->partner, at->code, at->flow, at->split, at->rest, at->open, !at->open};

        s->has[t4_period_kind_of(at->period)][at->world][at->level] = true;
        s->total = s->total || (at->level == 0 && at->open);
        s->periods[s->period_count++] = at->period;
        s->entries[s->count++] = e;
        e.period = (t4_period)t4_period_kind_of(at->period);
        s->entries[s->count++] = e;
        e.partner = at->world ? WORLD : ANYONE;
        if (!at->world)
            s->entries[s->count++] = e;
    }
}

t4_status t4_shown_new(t4_shown **shown, const t4_published *p, const t4_flows *flows, bool alike, t4_error *err)
{
    t4_shown *s = *shown = t4_alloc_zero(1, sizeof *s);
    size_t n = 0;

    if (!s)
        return t4_fail_memory(err);
    s->flows = flows;
    s->alike = alike;
    s->kind = p->kind;
    s->kinds = p->kinds;
    s->entries = t4_alloc(3 * p->place_count + 1, sizeof *s->entries);
    s->periods = t4_alloc(p->place_count + 1, sizeof *s->periods);
    if (!s->entries || !s->periods)
        return t4_fail_memory(err);
    take(s, p);
    merge(s);
    if (take_codes(s, err))
        return T4_ERR_MEMORY;
    if (s->period_count)
        qsort(s->periods, s->period_count, sizeof *s->periods, by_period);
    for (size_t i = 0; i < s->period_count; i++)
        if (n == 0 || s->periods[n - 1] != s->periods[i])
            s->periods[n++] = s->periods[i];
    s->period_count = n;
    return T4_OK;
}

void t4_shown_free(t4_shown *s)
{
    if (!s)
        return;
    t4_free(s->entries);
    t4_free(s->codes);
    t4_free(s->periods);
    t4_free(s);
}

bool t4_shown_has_period(const t4_shown *s, t4_period period)
{
    return bsearch(&period, s->periods, s->period_count, sizeof period, by_period) != NULL;
}

bool t4_shown_has_total(const t4_shown *s)
{
    return s->total;
}

static const entry *look(const t4_shown *s, t4_flow flow, const char *code, size_t n, uint32_t partner, t4_period period)
{
    entry key = {.flow = (uint8_t)flow, .partner = partner, .period = period};

    key.code = n ? t4_dict_find(s->flows->codes, code, n) : t4_dict_find(s->flows->codes, "TOTAL", 5);
    return key.code == T4_DICT_NONE ? NULL : bsearch(&key, s->entries, s->count, sizeof key, by_key);
}

/* The code itself is not there: has what stands above it room for it? */
static t4_shown_state above(const t4_shown *s, t4_flow flow, const char *code, size_t n, uint32_t partner, t4_period period)
{
    for (size_t length = n + 1; length > 0; length--) {
        const entry *e = look(s, flow, code, length - 1, partner, period);

        if (e)
            return e->hidden >= e->open || !e->split || e->rest ? T4_SHOWN_LEFT : T4_SHOWN_OPEN;
    }
    return T4_SHOWN_LEFT;
}

t4_shown_state t4_shown_find(const t4_shown *s, t4_flow flow, const char *code, const char *partner, t4_period period)
{
    size_t n = strcmp(code, "TOTAL") ? strlen(code) : 0, known = n ? strcspn(code, "X") : 0;
    uint32_t id = partner ? t4_dict_find(s->flows->places, partner, strlen(partner)) : WORLD;
    bool exact = s->alike && t4_shown_has_period(s, period);
    t4_period_kind kind = s->kinds >> t4_period_kind_of(period) & 1 ? t4_period_kind_of(period) : s->kind;
    const entry *e = NULL;

    if (!s->has[kind][!partner][n])
        return T4_SHOWN_NOT;
    if (!exact)
        period = (t4_period)kind;
    if (known == n && id != T4_DICT_NONE)
        e = look(s, flow, code, n, id, period);
    if (!e && !exact && partner) {
        id = ANYONE;
        e = known == n ? look(s, flow, code, n, id, period) : NULL;
    }
    if (e)
        return e->hidden > e->open ? T4_SHOWN_HIDDEN : T4_SHOWN_OPEN;
    if (known == n && n && has_below(s, code, n))
        return T4_SHOWN_NOT;
    if (id == T4_DICT_NONE)
        return T4_SHOWN_LEFT;
    return above(s, flow, code, known == n && n ? n - 1 : known, id, period);
}
