/* SPDX-License-Identifier: MIT */
/* The chain of a correlation as a graph: links, families, what a code leads to. */
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "model/correlation_state.h"

/* --- nodes and links ------------------------------------------------------------------------- */

static const char *text_of(const t4_correlation *c, uint32_t code)
{
    size_t n;

    return t4_dict_text(c->codes, code, &n);
}

static t4_status node_at(t4_correlation *c, size_t edition, uint32_t code, uint32_t *node, t4_error *err)
{
    uint32_t *slot = &c->node_of[edition * c->code_count + code];

    if (*slot == T4_CORRELATION_NONE) {
        if (!t4_grow(&c->nodes, &c->node_room, c->node_count, sizeof *c->nodes))
            return t4_fail_memory(err);
        c->nodes[c->node_count] = (t4_correlation_node){(uint32_t)edition, code, (uint32_t)c->node_count};
        *slot = (uint32_t)c->node_count++;
    }
    *node = *slot;
    return T4_OK;
}

static t4_status add_link(t4_correlation *c, uint32_t from, uint32_t to, int32_t fact, t4_error *err)
{
    if (!t4_grow(&c->links, &c->link_room, c->link_count, sizeof *c->links))
        return t4_fail_memory(err);
    c->links[c->link_count++] = (t4_correlation_link){from, to, fact};
    return T4_OK;
}

static bool meets(const char *pattern, const char *code)
{
    bool not = *pattern == '!';

    return !strcmp(pattern, "*") || !strncmp(pattern + not, code, strlen(pattern + not)) != not;
}

/* The first fact that sets the link of two codes aside; T4_LINK_TABLE = none. */
static int32_t fact_of(t4_correlation *c, size_t step, const char *from, const char *to)
{
    for (size_t i = 0; i < c->fact_count; i++) {
        t4_correlation_used *used = &c->facts[i];

        if (used->step == step && used->fact.kind != T4_LINKS_ADDED && meets(used->fact.from, from) &&
            meets(used->fact.to, to)) {
            used->links++;
            return (int32_t)i;
        }
    }
    return T4_LINK_TABLE;
}

static t4_status link_pairs(t4_correlation *c, size_t step, t4_error *err)
{
    t4_status status = T4_OK;

    for (size_t i = 0; !status && i < c->pair_count; i++) {
        const t4_correlation_pair *pair = &c->pairs[i];
        uint32_t from, to;

        if (pair->step != c->chain[step])
            continue;
        status = node_at(c, step, pair->from, &from, err);
        if (!status)
            status = node_at(c, step + 1, pair->to, &to, err);
        if (!status)
            status = add_link(c, from, to, fact_of(c, step, text_of(c, pair->from), text_of(c, pair->to)), err);
    }
    return status;
}

/* Facts that add a link: between codes that the table knows. */
static t4_status link_facts(t4_correlation *c, size_t step, t4_error *err)
{
    t4_status status = T4_OK;

    for (size_t i = 0; !status && i < c->fact_count; i++) {
        t4_correlation_used *used = &c->facts[i];
        uint32_t from = t4_dict_find(c->codes, used->fact.from, strlen(used->fact.from));
        uint32_t to = t4_dict_find(c->codes, used->fact.to, strlen(used->fact.to));

        if (used->step != step || used->fact.kind != T4_LINKS_ADDED || from == T4_DICT_NONE || to == T4_DICT_NONE)
            continue;
        from = c->node_of[step * c->code_count + from];
        to = c->node_of[(step + 1) * c->code_count + to];
        if (from == T4_CORRELATION_NONE || to == T4_CORRELATION_NONE)
            continue;
        used->links++;
        c->added++;
        status = add_link(c, from, to, (int32_t)i, err);
    }
    return status;
}

/* A table of changes: a code that it does not name on one side stayed what it was on the other. */
static t4_status link_stayed(t4_correlation *c, size_t step, bool forth, t4_error *err)
{
    size_t nodes = c->node_count;
    bool *told = t4_alloc_zero(nodes + 1, sizeof *told);
    t4_status status = told ? T4_OK : t4_fail_memory(err);

    for (size_t i = 0; told && i < c->link_count; i++)
        told[forth ? c->links[i].from : c->links[i].to] = true;
    for (size_t i = 0; !status && i < nodes; i++) {
        uint32_t other;

        if (c->nodes[i].edition != step + (forth ? 0 : 1) || told[i] ||
            c->node_of[(step + forth) * c->code_count + c->nodes[i].code] != T4_CORRELATION_NONE)
            continue;
        status = node_at(c, step + forth, c->nodes[i].code, &other, err);
        if (!status)
            status = add_link(c, forth ? (uint32_t)i : other, forth ? other : (uint32_t)i, T4_LINK_STAYED, err);
    }
    t4_free(told);
    return status;
}

/* --- families --------------------------------------------------------------------------------- */

static bool counts(const t4_correlation *c, const t4_correlation_link *link, t4_reach reach)
{
    t4_correlation_kind kind = link->fact < 0 ? T4_LINKS_ASIDE : c->facts[link->fact].fact.kind;

    if (reach == T4_REACH_COUNTED)
        return link->fact < 0 || (c->mode == T4_FAMILIES_MATERIAL) == (kind == T4_LINKS_ADDED);
    if (link->fact >= 0 && kind == T4_LINKS_ADDED)
        return false;
    return reach == T4_REACH_TABLE || link->fact < 0 || kind != T4_LINKS_WASTE;
}

static uint32_t root_of(t4_correlation *c, uint32_t node)
{
    while (c->nodes[node].family != node)
        node = c->nodes[node].family = c->nodes[c->nodes[node].family].family;
    return node;
}

static void join_families(t4_correlation *c)
{
    c->aside = 0;
    for (size_t i = 0; i < c->link_count; i++) {
        uint32_t a, b;

        if (!counts(c, &c->links[i], T4_REACH_COUNTED)) {
            c->aside += c->facts[c->links[i].fact].fact.kind != T4_LINKS_ADDED;
            continue;
        }
        a = root_of(c, c->links[i].from);
        b = root_of(c, c->links[i].to);
        c->nodes[a < b ? b : a].family = a < b ? a : b;
    }
    for (size_t i = 0; i < c->node_count; i++)
        c->nodes[i].family = root_of(c, (uint32_t)i);
}

/* Sort `items` by a key below `keys`: start[key] .. start[key + 1]; those that have none are left out. */
static bool bucket(const uint32_t *key, size_t items, size_t keys, uint32_t **order, uint32_t **start)
{
    uint32_t *at;

    *start = t4_alloc_zero(keys + 2, sizeof **start);
    *order = t4_alloc(items + 1, sizeof **order);
    if (!*start || !*order)
        return false;
    at = *start;
    for (size_t i = 0; i < items; i++)
        if (key[i] != T4_CORRELATION_NONE)
            at[key[i] + 2]++;
    for (size_t i = 2; i < keys + 2; i++)
        at[i] += at[i - 1];
    for (size_t i = 0; i < items; i++)
        if (key[i] != T4_CORRELATION_NONE)
            (*order)[at[key[i] + 1]++] = (uint32_t)i;
    return true;
}

static int by_code(const void *left, const void *right, void *context)
{
    const t4_correlation *c = context;

    return strcmp(text_of(c, c->nodes[*(const uint32_t *)left].code), text_of(c, c->nodes[*(const uint32_t *)right].code));
}

static t4_status index_graph(t4_correlation *c, t4_error *err)
{
    size_t most = c->link_count > c->node_count ? c->link_count : c->node_count;
    uint32_t *key = t4_alloc(most + 1, sizeof *key);
    bool good = key != NULL;

    for (size_t i = 0; good && i < c->link_count; i++)
        key[i] = c->links[i].from;
    good = good && bucket(key, c->link_count, c->node_count, &c->forth, &c->forth_start);
    for (size_t i = 0; good && i < c->link_count; i++)
        key[i] = c->links[i].to;
    good = good && bucket(key, c->link_count, c->node_count, &c->back, &c->back_start);
    for (size_t i = 0; good && i < c->node_count; i++)
        key[i] = c->nodes[i].edition == 0 ? 2 * c->nodes[i].family
                 : c->nodes[i].edition == c->chain_count ? 2 * c->nodes[i].family + 1 : T4_CORRELATION_NONE;
    good = good && bucket(key, c->node_count, 2 * c->node_count, &c->members, &c->member_start);
    for (size_t i = 0; good && i < 2 * c->node_count; i++)
        qsort_r(c->members + c->member_start[i], c->member_start[i + 1] - c->member_start[i], sizeof *c->members, by_code, c);
    t4_free(key);
    return good ? T4_OK : t4_fail_memory(err);
}

t4_status t4_correlation_finish(t4_correlation *c, t4_families mode, t4_error *err)
{
    size_t slots = (c->chain_count + 1) * (c->code_count = t4_dict_count(c->codes));
    t4_status status = T4_OK;

    c->mode = mode;
    c->node_of = t4_alloc(slots + 1, sizeof *c->node_of);
    if (!c->node_of)
        return t4_fail_memory(err);
    for (size_t i = 0; i < slots; i++)
        c->node_of[i] = T4_CORRELATION_NONE;
    for (size_t step = 0; !status && step < c->chain_count; step++)
        status = link_pairs(c, step, err);
    for (size_t step = 0; !status && step < c->chain_count; step++)
        if (c->steps[c->chain[step]].changes)
            status = link_stayed(c, step, true, err);
    for (size_t step = c->chain_count; !status && step-- > 0;)
        if (c->steps[c->chain[step]].changes)
            status = link_stayed(c, step, false, err);
    for (size_t step = 0; !status && step < c->chain_count; step++)
        status = link_facts(c, step, err);
    if (status)
        return status;
    join_families(c);
    for (size_t i = 0; i < c->node_count; i++) {
        size_t n = strlen(text_of(c, c->nodes[i].code));

        if (n > c->digits)
            c->digits = n;
    }
    return index_graph(c, err);
}

/* --- questions -------------------------------------------------------------------------------- */

static size_t place_of(const t4_correlation *c, t4_correlation_end end)
{
    return end == T4_CORRELATION_OLD ? 0 : c->chain_count;
}

uint32_t t4_correlation_find(const t4_correlation *c, t4_correlation_end end, const char *code, size_t n)
{
    uint32_t id = t4_dict_find(c->codes, code, n < c->digits ? n : c->digits);

    return id == T4_DICT_NONE ? T4_CORRELATION_NONE : c->node_of[place_of(c, end) * c->code_count + id];
}

const char *t4_correlation_code(const t4_correlation *c, uint32_t node)
{
    return text_of(c, c->nodes[node].code);
}

uint32_t t4_correlation_family(const t4_correlation *c, uint32_t node)
{
    return c->nodes[node].family;
}

const uint32_t *t4_correlation_members(const t4_correlation *c, uint32_t family, t4_correlation_end end, size_t *count)
{
    size_t slot = 2 * (size_t)family + (end == T4_CORRELATION_NEW);

    *count = c->member_start[slot + 1] - c->member_start[slot];
    return c->members + c->member_start[slot];
}

static t4_status put_node(t4_correlation_set *set, uint32_t node, t4_error *err)
{
    if (!t4_grow(&set->nodes, &set->room, set->count, sizeof *set->nodes))
        return t4_fail_memory(err);
    set->nodes[set->count++] = node;
    return T4_OK;
}

t4_status t4_correlation_below(const t4_correlation *c, t4_correlation_end end, const char *code, size_t n,
                               t4_correlation_set *set, t4_error *err)
{
    t4_status status = T4_OK;

    set->count = 0;
    for (size_t i = 0; !status && i < c->node_count; i++)
        if (c->nodes[i].edition == place_of(c, end) && !strncmp(t4_correlation_code(c, (uint32_t)i), code, n))
            status = put_node(set, (uint32_t)i, err);
    if (!status && set->count)
        qsort_r(set->nodes, set->count, sizeof *set->nodes, by_code, (void *)c);
    return status;
}

static void unique(t4_correlation_set *set)
{
    size_t kept = 0;

    for (size_t i = 0; i < set->count; i++)
        if (!i || set->nodes[i] != set->nodes[i - 1])
            set->nodes[kept++] = set->nodes[i];
    set->count = kept;
}

/* One step on from every code of the set. */
static t4_status advance(const t4_correlation *c, bool forth, t4_reach links, t4_correlation_set *set, t4_error *err)
{
    const uint32_t *order = forth ? c->forth : c->back, *start = forth ? c->forth_start : c->back_start;
    t4_correlation_set next = {0};
    t4_status status = T4_OK;

    for (size_t i = 0; !status && i < set->count; i++)
        for (uint32_t k = start[set->nodes[i]]; !status && k < start[set->nodes[i] + 1]; k++) {
            const t4_correlation_link *link = &c->links[order[k]];

            if (counts(c, link, links))
                status = put_node(&next, forth ? link->to : link->from, err);
        }
    if (next.count)
        qsort_r(next.nodes, next.count, sizeof *next.nodes, by_code, (void *)c);
    unique(&next);
    t4_correlation_set_release(set);
    *set = next;
    return status;
}

t4_status t4_correlation_reach(const t4_correlation *c, uint32_t node, t4_correlation_end end, t4_reach links,
                               t4_correlation_set *set, t4_error *err)
{
    t4_status status;

    set->count = 0;
    status = put_node(set, node, err);
    for (size_t step = 0; !status && step < c->chain_count; step++)
        status = advance(c, end == T4_CORRELATION_NEW, links, set, err);
    return status;
}

void t4_correlation_set_release(t4_correlation_set *set)
{
    t4_free(set->nodes);
    *set = (t4_correlation_set){.count = 0};
}

/* Do the links keep the code to itself, both ways? */
static t4_status keeps(const t4_correlation *c, uint32_t old, uint32_t new, t4_reach links, bool *kept, t4_error *err)
{
    t4_correlation_set set = {0};
    t4_status status = t4_correlation_reach(c, old, T4_CORRELATION_NEW, links, &set, err);

    *kept = !status && set.count == 1 && set.nodes[0] == new;
    if (!status)
        status = t4_correlation_reach(c, new, T4_CORRELATION_OLD, links, &set, err);
    *kept = *kept && set.count == 1 && set.nodes[0] == old;
    t4_correlation_set_release(&set);
    return status;
}

t4_status t4_correlation_scope(const t4_correlation *c, const char *code, size_t n, t4_code_scope *scope, t4_error *err)
{
    uint32_t old = t4_correlation_find(c, T4_CORRELATION_OLD, code, n);
    uint32_t new = t4_correlation_find(c, T4_CORRELATION_NEW, code, n);
    bool kept = false;
    t4_status status;

    *scope = T4_CODE_SCOPE_NEW_NUMBER;
    if (old == T4_CORRELATION_NONE || new == T4_CORRELATION_NONE)
        return T4_OK;
    status = keeps(c, old, new, T4_REACH_TABLE, &kept, err);
    *scope = kept ? T4_CODE_SCOPE_SAME : T4_CODE_SCOPE_MORE;
    if (!status && !kept) {
        status = keeps(c, old, new, T4_REACH_BUT_WASTE, &kept, err);
        *scope = kept ? T4_CODE_SCOPE_WASTE_ONLY : T4_CODE_SCOPE_MORE;
    }
    return status;
}
