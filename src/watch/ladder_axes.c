/* SPDX-License-Identifier: MIT */
/* The axes of a ladder: codes of every length, periods of every kind, partners, from what the data have. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "model/placer.h"
#include "watch/ladder_state.h"
#include "watch/ladder_structure.h"

/* --- levels ------------------------------------------------------------------------------- */

/* The ancestor of a code: by the tree within its chapter, else its beginning; shorter codes stay. */
void t4_ladder_ancestor(const t4_ladder *l, const char *code, int level, char out[16])
{
    if (level == 0) {
        strcpy(out, "TOTAL");
        return;
    }
    t4_codelist_ancestor(l->options.codes, code, level, out);
}

static int compare_texts(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

uint32_t t4_ladder_code_at(const t4_ladder_codes *c, const char *text)
{
    const char **found = bsearch(&text, c->text, c->count, sizeof *c->text, compare_texts);

    return found ? (uint32_t)(found - c->text) : UINT32_MAX;
}

/* All texts of one level, sorted, and where each code of the domain goes. */
static t4_status make_level(t4_ladder *l, t4_ladder_codes *c, const uint8_t *used, t4_error *err)
{
    size_t codes = t4_dict_count(l->options.domain->codes), n;
    char text[16];

    c->of = t4_alloc(codes + 1, sizeof *c->of);
    c->text = t4_alloc_zero(codes + 1, sizeof *c->text);
    if (!c->of || !c->text)
        return t4_fail_memory(err);
    for (size_t id = 0; id < codes; id++) {
        const char *code = t4_dict_text(l->options.domain->codes, (uint32_t)id, &n);

        if (!used[id])
            continue;
        t4_ladder_ancestor(l, code, c->level, text);
        c->text[c->count] = t4_arena_strndup(&l->arena, text, strlen(text));
        if (!c->text[c->count++])
            return t4_fail_memory(err);
    }
    qsort(c->text, c->count, sizeof *c->text, compare_texts);
    n = 0;
    for (size_t i = 0; i < c->count; i++)
        if (n == 0 || strcmp(c->text[n - 1], c->text[i]))
            c->text[n++] = c->text[i];
    c->count = (uint32_t)n;
    if (n >= T4_LADDER_CODES_MAX)
        return t4_fail(err, T4_ERR_MEMORY, "more than %d distinct codes", T4_LADDER_CODES_MAX);
    for (size_t id = 0; id < codes; id++) {
        const char *code = t4_dict_text(l->options.domain->codes, (uint32_t)id, &n);

        if (!used[id])
            continue;
        t4_ladder_ancestor(l, code, c->level, text);
        c->of[id] = t4_ladder_code_at(c, text);
    }
    return T4_OK;
}

/* Links from each level to the next coarser one, and how many finest codes lie below. */
static t4_status link_levels(t4_ladder *l, const uint8_t *used, t4_error *err)
{
    size_t codes = t4_dict_count(l->options.domain->codes);

    for (int i = 0; i < l->level_count; i++) {
        t4_ladder_codes *c = &l->levels[i];

        c->below = t4_alloc_zero(c->count + 1, sizeof *c->below);
        c->above = t4_alloc_zero(c->count + 1, sizeof *c->above);
        c->first = t4_alloc_zero(c->count + 1, sizeof *c->first);
        c->listed = t4_alloc_zero(c->count + 1, 1);
        if (!c->below || !c->above || !c->first || !c->listed)
            return t4_fail_memory(err);
        for (size_t id = 0; id < codes; id++)
            if (used[id] && i + 1 < l->level_count)
                c->above[c->of[id]] = l->levels[i + 1].of[id];
    }
    for (uint32_t k = 0; k < l->levels[0].count; k++) {
        uint32_t at = k;

        for (int i = 0; i < l->level_count; at = l->levels[i].above[at], i++) {
            l->levels[i].below[at]++;
            l->levels[i].first[at] = k;
        }
    }
    return T4_OK;
}

/* Is there a finest code that begins like this? */
static bool occurs(const t4_ladder_codes *finest, const char *beginning)
{
    size_t low = 0, high = finest->count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (strcmp(finest->text[middle], beginning) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low < finest->count && !strncmp(finest->text[low], beginning, strlen(beginning));
}

bool t4_ladder_unseen(const t4_ladder *l, size_t at)
{
    const t4_codelist *codes = l->options.structure;
    const t4_code_entry *e = t4_codelist_entry(codes, at);

    return !e->has_children && (at == 0 || strcmp(t4_codelist_entry(codes, at - 1)->code, e->code)) &&
           !occurs(&l->levels[0], e->code);
}

/* Codes of the tree of which the records know nothing could hold goods as well: they count in everything above them. */
static void count_tree(t4_ladder *l)
{
    const t4_codelist *codes = l->options.structure;

    for (size_t at = 0; codes && at < t4_codelist_count(codes); at++) {
        const char *code = t4_codelist_entry(codes, at)->code;
        char text[16];

        for (int i = 0; t4_ladder_unseen(l, at) && i < l->level_count; i++) {
            uint32_t k;

            t4_ladder_ancestor(l, code, l->levels[i].level, text);
            k = t4_ladder_code_at(&l->levels[i], text);
            if (k != UINT32_MAX)
                l->levels[i].below[k]++;
        }
    }
}

/* A code is listed when it lies below a listed one, or when everything below it is listed. */
static void mark_listed(t4_ladder *l)
{
    const t4_ladder_options *o = &l->options;
    char known[T4_CODE_MAX + 4];

    for (int i = 0; i < l->level_count; i++)
        for (uint32_t k = 0; k < l->levels[i].count; k++) {
            const char *text = l->levels[i].text[k];

            for (size_t w = 0; w < o->listed_count; w++)
                if (!strncmp(text, o->listed[w].code, strlen(o->listed[w].code)))
                    l->levels[i].listed[k] = 1;
            if (l->levels[i].listed[k] || !o->structure || !o->listed_count)
                continue;
            snprintf(known, sizeof known, "%.*s", (int)strcspn(text, "X"), text);   /* a rest is of what it begins with */
            l->levels[i].listed[k] = t4_structure_whole(o->structure, known, o->listed, o->listed_count);
        }
}

static int list_digits(const t4_ladder *l)
{
    return (int)t4_structure_digits(l->options.listed, l->options.listed_count);
}

static void add_level(t4_ladder *l, int digits, bool tree, int longest)
{
    int at = l->level_count;

    for (int i = 0; i < l->level_count; i++)
        if (l->levels[i].level == digits)
            return;
    if (digits > longest || l->level_count == T4_LADDER_LEVELS)
        return;
    for (; at > 0 && l->levels[at - 1].level < digits; at--)
        l->levels[at] = l->levels[at - 1];
    l->levels[at] = (t4_ladder_codes){.level = digits, .tree = tree};
    l->level_count++;
}

static t4_status make_levels(t4_ladder *l, const uint8_t *used, t4_error *err)
{
    static const int usual[] = {10, 8, 6, 4, 2, 0};
    const t4_template *t = l->options.template_;
    int longest = 0;
    t4_status status = T4_OK;
    size_t n;

    for (size_t id = 0; id < t4_dict_count(l->options.domain->codes); id++)
        if (used[id]) {
            const char *code = t4_dict_text(l->options.domain->codes, (uint32_t)id, &n);

            longest = (int)n > longest && strcmp(code, "TOTAL") ? (int)n : longest;
        }
    for (int i = 0; l->outer && i < l->outer->level_count; i++)
        l->levels[l->level_count++] = (t4_ladder_codes){.level = l->outer->levels[i].level, .tree = l->outer->levels[i].tree};
    for (size_t i = 0; !l->outer && !t && i < sizeof usual / sizeof *usual; i++)
        add_level(l, usual[i], true, longest);
    if (!l->outer && !t)
        add_level(l, longest, true, longest);
    for (int i = 0; !l->outer && t && i < t->plan.level_count; i++)
        add_level(l, t->plan.levels[i], true, longest);
    if (list_digits(l))
        add_level(l, list_digits(l), false, longest);
    for (int i = 0; i < l->level_count && !status; i++)
        status = make_level(l, &l->levels[i], used, err);
    if (!status)
        status = link_levels(l, used, err);
    if (!status) {
        count_tree(l);
        mark_listed(l);
    }
    return status;
}

/* --- periods -------------------------------------------------------------------------------- */

static int compare_periods(const void *a, const void *b)
{
    t4_period x = *(const t4_period *)a, y = *(const t4_period *)b;

    return (x > y) - (x < y);
}

/* All periods of one kind; false: some are not wholly covered, or there are too many. */
static bool periods_of(t4_ladder *l, t4_period_kind kind, t4_ladder_periods *p)
{
    const t4_ladder_periods *fine = &l->periods[0];

    *p = (t4_ladder_periods){.kind = kind};
    for (uint32_t i = 0; i < fine->count; i++) {
        t4_period at = t4_period_coarsen(fine->period[i], kind);

        if (!t4_period_within(at, fine->period[0], fine->period[fine->count - 1]))
            return false;
        if (p->count == 0 || p->period[p->count - 1] != at)
            p->period[p->count++] = at;
        p->below[p->count - 1]++;
    }
    return true;
}

/* The distinct finest periods, sorted. */
static t4_status finest_periods(t4_ladder *l, t4_error *err)
{
    t4_ladder_periods *p = &l->periods[0];
    t4_period last = 0;

    p->kind = T4_YEAR;
    for (size_t i = 0; i < l->share_count; i++) {
        t4_period at = l->shares[i].period;

        if (at == last || bsearch(&at, p->period, p->count, sizeof at, compare_periods))
            continue;
        last = at;
        if (p->count == T4_LADDER_PERIODS_MAX)
            return t4_fail(err, T4_ERR_MEMORY, "more than %d periods", T4_LADDER_PERIODS_MAX);
        p->period[p->count++] = at;
        qsort(p->period, p->count, sizeof at, compare_periods);
        if (t4_period_kind_of(at) > p->kind)
            p->kind = t4_period_kind_of(at);
    }
    for (uint32_t i = 0; i < p->count; i++)
        p->below[i] = 1;
    l->period_count = 1;
    return T4_OK;
}

static t4_status make_periods(t4_ladder *l, t4_error *err)
{
    t4_status status = finest_periods(l, err);

    for (int kind = (int)l->periods[0].kind - 1; !status && kind >= T4_YEAR; kind--)
        if (periods_of(l, (t4_period_kind)kind, &l->periods[l->period_count]))
            l->period_count++;
    return status;
}

/* --- partners --------------------------------------------------------------------------------- */

static t4_status make_each(t4_ladder *l, t4_error *err)
{
    size_t ids = t4_dict_count(l->options.domain->partners);
    uint32_t *order = t4_dict_order(l->options.domain->partners);
    uint8_t *used = t4_alloc_zero(ids + 1, 1);

    l->partner_of[0] = t4_alloc_zero(ids + 1, sizeof(uint32_t));
    l->partner_id = t4_alloc(ids + 1, sizeof *l->partner_id);
    l->partner_group = t4_alloc_zero(ids + 1, sizeof *l->partner_group);
    if (!order || !used || !l->partner_of[0] || !l->partner_id || !l->partner_group) {
        t4_free(order);
        t4_free(used);
        return t4_fail_memory(err);
    }
    for (size_t i = 0; i < l->share_count; i++)
        used[l->shares[i].partner] = 1;
    for (size_t r = 0; r < ids; r++)
        if (used[order[r]]) {
            l->partner_id[l->partners[0]] = order[r];
            l->partner_of[0][order[r]] = l->partners[0]++;
        }
    t4_free(order);
    t4_free(used);
    return l->partners[0] < T4_LADDER_PARTNERS_MAX
               ? T4_OK : t4_fail(err, T4_ERR_MEMORY, "more than %d partners", T4_LADDER_PARTNERS_MAX);
}

/* Groups as the template names them, the first that has the partner; what is in none makes the rest. */
static void group_partners(t4_ladder *l, const t4_cube_plan *plan)
{
    for (uint32_t p = 0; p < l->partners[0]; p++) {
        const char *code = t4_dict_text(l->options.domain->partners, l->partner_id[p], NULL);
        int found = plan->group_count;

        for (int g = plan->group_count - 1; g >= 0; g--)
            for (const char *const *m = plan->groups[g].members; *m; m++)
                if (!strcmp(*m, code))
                    found = g;
        l->partner_group[p] = (uint32_t)found;
    }
}

static t4_status make_partners(t4_ladder *l, t4_error *err)
{
    const t4_cube_plan *plan = l->options.template_ ? &l->options.template_->plan : NULL;
    t4_status status = make_each(l, err);

    l->partner_kinds[l->partner_count++] = T4_LADDER_EACH;
    if (!status && plan && plan->group_count) {
        l->partner_kinds[l->partner_count] = T4_LADDER_GROUPS;
        l->partners[l->partner_count++] = (uint32_t)plan->group_count + 1;
        group_partners(l, plan);
    }
    l->partner_kinds[l->partner_count] = T4_LADDER_WORLD;
    l->partners[l->partner_count++] = 1;
    for (int k = 0; k < l->partner_count && !status; k++) {
        l->partner_below[k] = t4_alloc_zero(l->partners[k] + 1, sizeof(uint32_t));
        if (!l->partner_below[k])
            return t4_fail_memory(err);
        for (uint32_t p = 0; p < l->partners[0]; p++)
            l->partner_below[k][k == 0 ? p : l->partner_kinds[k] == T4_LADDER_WORLD ? 0 : l->partner_group[p]]++;
    }
    return status;
}

t4_status t4_ladder_axes(t4_ladder *l, t4_error *err)
{
    uint8_t *used = t4_alloc_zero(t4_dict_count(l->options.domain->codes) + 1, 1);
    t4_status status = used ? T4_OK : t4_fail_memory(err);

    for (size_t i = 0; !status && i < l->share_count; i++)
        used[l->shares[i].code] = 1;
    if (!status && l->outer)   /* codes without trade stand somewhere too */
        memset(used, 1, t4_dict_count(l->options.domain->codes));
    if (!status)
        status = make_levels(l, used, err);
    if (!status)
        status = make_periods(l, err);
    if (!status)
        status = make_partners(l, err);
    t4_free(used);
    return status;
}

/* --- finding one's way ------------------------------------------------------------------------ */

bool t4_ladder_stands(const t4_ladder *l, int level, uint32_t code)
{
    size_t n = strlen(l->levels[level].text[code]);

    if (l->levels[level].level == 0)
        return true;
    return strcmp(l->levels[level].text[code], T4_PLACER_ALL) && n <= (size_t)l->levels[level].level &&
           (level + 1 == l->level_count || n > (size_t)l->levels[level + 1].level);
}

int t4_ladder_level_at(const t4_ladder *l, int digits)
{
    for (int i = 0; i < l->level_count; i++)
        if (l->levels[i].level == digits)
            return i;
    return -1;
}

int t4_ladder_period_at(const t4_ladder *l, t4_period_kind kind)
{
    for (int i = 0; i < l->period_count; i++)
        if (l->periods[i].kind == kind)
            return i;
    return -1;
}

int t4_ladder_partner_at(const t4_ladder *l, t4_ladder_partners partners)
{
    for (int i = 0; i < l->partner_count; i++)
        if (l->partner_kinds[i] == (int)partners)
            return i;
    return -1;
}

static uint32_t lift_period(const t4_ladder *l, int from, uint32_t at, int to)
{
    t4_period p = t4_period_coarsen(l->periods[from].period[at], l->periods[to].kind), *found;

    if (from >= to)
        return at;
    found = bsearch(&p, l->periods[to].period, l->periods[to].count, sizeof p, compare_periods);
    return found ? (uint32_t)(found - l->periods[to].period) : 0;
}

uint64_t t4_ladder_lift(const t4_ladder *l, const t4_ladder_view *from, uint64_t key, const t4_ladder_view *to)
{
    t4_ladder_place p = t4_ladder_place_of(key);

    p.period = lift_period(l, from->period, p.period, to->period);
    if (to->of != from->of)
        p.code = t4_ladder_placed_code(l, from, key, to->level);
    for (int i = from->level; i < to->level && to->of == from->of; i++)
        p.code = to->of->levels[i].above[p.code];
    if (from->partner != to->partner)
        p.partner = l->partner_kinds[to->partner] == T4_LADDER_WORLD ? 0 : l->partner_group[p.partner];
    return t4_ladder_key(&p);
}
