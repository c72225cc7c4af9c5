/* SPDX-License-Identifier: MIT */
/* Close a system: the code tree, the relations among cells, cells that are one variable. */
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "model/flow.h"
#include "solve/system_build.h"

/* --- the code tree --------------------------------------------------------- */

static void ancestor_text(const t4_system_build *b, const char *code, int level, char out[16])
{
    if (level == 0) {
        strcpy(out, "TOTAL");
    } else if (b->ancestor) {
        b->ancestor(b->ancestor_context, code, level, out);
    } else {
        size_t n = strnlen(code, 15);

        if ((size_t)level < n)
            n = (size_t)level;
        memcpy(out, code, n);
        out[n] = '\0';
    }
}

/* The nearest published code above a node. */
static uint32_t find_parent(const t4_system *s, uint32_t node)
{
    const t4_system_build *b = s->build;
    const char *text = t4_system_code_text(s, node);
    char above[16];

    for (int i = 0; i < b->level_count; i++) {
        uint32_t id;

        if (b->levels[i] >= s->code[node].level)
            continue;
        ancestor_text(b, text, b->levels[i], above);
        id = t4_dict_find(b->codes, above, strlen(above));
        if (id != T4_DICT_NONE && s->code[id].level == b->levels[i])
            return id;
    }
    return T4_NO_INDEX;
}

/* Number the nodes in a walk that visits children in bytewise order of their texts. */
static bool walk_codes(t4_system *s)
{
    uint32_t n = (uint32_t)s->codes, walked = 0, top = T4_NO_INDEX;
    uint32_t *by_text = t4_dict_order(s->build->codes);
    uint32_t *child = t4_alloc(n, sizeof *child), *next = t4_alloc(n, sizeof *next);
    bool ok = by_text && child && next;

    for (uint32_t i = 0; ok && i < n; i++)
        child[i] = T4_NO_INDEX;
    for (uint32_t i = n; ok && i-- > 0;) {  /* backwards: lists end up in order */
        uint32_t node = by_text[i], above = s->code[node].parent;

        next[node] = above == T4_NO_INDEX ? top : child[above];
        *(above == T4_NO_INDEX ? &top : &child[above]) = node;
    }
    for (uint32_t node = ok ? top : T4_NO_INDEX; node != T4_NO_INDEX;) {
        s->code[node].order = walked++;
        if (child[node] != T4_NO_INDEX) {
            node = child[node];
            continue;
        }
        while (node != T4_NO_INDEX) {
            s->code[node].last = walked - 1;
            if (next[node] != T4_NO_INDEX)
                break;
            node = s->code[node].parent;
        }
        if (node != T4_NO_INDEX)
            node = next[node];
    }
    t4_free(by_text);
    t4_free(child);
    t4_free(next);
    return ok;
}

/* --- parents of cells ------------------------------------------------------ */

static uint32_t find_with_period(const t4_system *s, const t4_place *place, t4_period_kind kind)
{
    t4_place up = *place;

    up.period = t4_period_coarsen(place->period, kind);
    return t4_system_find(s, &up);
}

uint32_t t4_system_period_parent(const t4_system *s, uint32_t cell)
{
    const t4_place *place = &s->place[cell];
    t4_period_kind kind = t4_period_kind_of(place->period);
    uint32_t up = T4_NO_INDEX;

    if (kind == T4_MONTH)
        up = find_with_period(s, place, T4_QUARTER);
    if (up == T4_NO_INDEX && (kind == T4_MONTH || kind == T4_QUARTER))
        up = find_with_period(s, place, T4_YEAR);
    return up;
}

uint32_t t4_system_flow_parent(const t4_system *s, uint32_t cell)
{
    t4_place up = s->place[cell];
    t4_flow total = t4_flow_total((t4_flow)up.flow);

    if (total == (t4_flow)up.flow)
        return T4_NO_INDEX;
    up.flow = total;
    return t4_system_find(s, &up);
}

static uint32_t parent_on(const t4_system *s, uint32_t cell, t4_axis axis, uint32_t group)
{
    t4_place up = s->place[cell];

    switch (axis) {
    case T4_AXIS_CODE:
        up.node = s->code[up.node].parent;
        return up.node == T4_NO_INDEX ? T4_NO_INDEX : t4_system_find(s, &up);
    case T4_AXIS_WORLD:
        if (up.partner == s->build->world || t4_system_is_group(s, up.partner))
            return T4_NO_INDEX;
        up.partner = s->build->world;
        return t4_system_find(s, &up);
    case T4_AXIS_GROUP:
        up.partner = group;
        return t4_system_find(s, &up);
    case T4_AXIS_PERIOD:
        return t4_system_period_parent(s, cell);
    default:
        return t4_system_flow_parent(s, cell);
    }
}

/* --- relations ------------------------------------------------------------- */

typedef struct {
    uint32_t parent, child;
} link_pair;

typedef struct {
    link_pair *pairs;
    size_t count, room;
    size_t relation_room, cell_room, axis_room, rest_room, relation_cells;
    uint32_t *counter;     /* per cell: children, then place */
} linker;

static bool add_pair(linker *l, uint32_t parent, uint32_t child)
{
    if (!t4_grow(&l->pairs, &l->room, l->count, sizeof *l->pairs))
        return false;
    l->pairs[l->count++] = (link_pair){parent, child};
    return true;
}

/* Years to date are sums of months, of quarters where there are no months. */
static bool collect_to_date(t4_system *s, linker *l)
{
    bool months = false;

    l->count = 0;
    for (size_t c = 0; c < s->cells && !months; c++)
        months = t4_period_kind_of(s->place[c].period) == T4_MONTH;
    for (size_t c = 0; c < s->cells; c++) {
        t4_period holding[T4_PERIOD_HOLDING];
        t4_place up = s->place[c];
        int count;

        if (t4_period_kind_of(up.period) != (months ? T4_MONTH : T4_QUARTER))
            continue;
        count = t4_period_holding(up.period, holding);
        for (int i = 0; i < count; i++) {
            uint32_t parent;

            up.period = holding[i];
            parent = t4_period_kind_of(up.period) == T4_TO_DATE ? t4_system_find(s, &up) : T4_NO_INDEX;
            if (parent != T4_NO_INDEX && !add_pair(l, parent, (uint32_t)c))
                return false;
        }
    }
    return true;
}

/* Collect parent-child pairs of one axis (one group or list of it). */
static bool collect(t4_system *s, linker *l, t4_axis axis, int group)
{
    l->count = 0;
    if (axis == T4_AXIS_GROUP) {
        const t4_system_build *b = s->build;
        size_t most = 0;
        uint8_t *is_member;

        for (size_t i = 0; i < b->member_count[group]; i++)
            if (b->members[group][i] < UINT32_MAX - 2 * T4_SYSTEM_GROUPS &&
                b->members[group][i] >= most)
                most = (size_t)b->members[group][i] + 1;
        is_member = t4_alloc_zero(most, 1);
        if (!is_member)
            return false;
        for (size_t i = 0; i < b->member_count[group]; i++)
            if (b->members[group][i] < most)
                is_member[b->members[group][i]] = 1;
        for (size_t c = 0; c < s->cells; c++)
            if (s->place[c].partner < most && is_member[s->place[c].partner]) {
                uint32_t up = parent_on(s, (uint32_t)c, axis, b->group[group]);

                if (up != T4_NO_INDEX && !add_pair(l, up, (uint32_t)c)) {
                    t4_free(is_member);
                    return false;
                }
            }
        t4_free(is_member);
        return true;
    }
    for (size_t c = 0; c < s->cells && axis == T4_AXIS_LIST; c++) {
        t4_place up = s->place[c];
        uint32_t total;

        if (up.node >= s->build->list_nodes[group] || !s->build->listed[group][up.node])
            continue;
        up.node = s->build->list[group];
        total = t4_system_find(s, &up);
        if (total != T4_NO_INDEX && !add_pair(l, total, (uint32_t)c))
            return false;
    }
    for (size_t c = 0; c < s->cells && axis != T4_AXIS_LIST; c++) {
        uint32_t up = parent_on(s, (uint32_t)c, axis, 0);

        if (up != T4_NO_INDEX && !add_pair(l, up, (uint32_t)c))
            return false;
    }
    return true;
}

/* Turn the pairs into relations: parent first, children in cell order. */
static bool emit(t4_system *s, linker *l, t4_axis axis)
{
    size_t made = 0, total = 0, at;

    memset(l->counter, 0, s->cells * sizeof *l->counter);
    for (size_t i = 0; i < l->count; i++)
        l->counter[l->pairs[i].parent]++;
    for (size_t c = 0; c < s->cells; c++)
        if (l->counter[c]) {
            made++;
            total += l->counter[c] + 1;
        }
    s->relation_start = t4_realloc(s->relation_start, s->relations + made + 1, sizeof(size_t));
    s->relation_cell = t4_realloc(s->relation_cell, l->relation_cells + total, sizeof(uint32_t));
    s->relation_axis = t4_realloc(s->relation_axis, s->relations + made, 1);
    s->relation_rest = t4_realloc(s->relation_rest, s->relations + made, sizeof(int64_t));
    if (!s->relation_start || !s->relation_cell || !s->relation_axis || !s->relation_rest)
        return false;
    at = l->relation_cells;
    for (size_t c = 0; c < s->cells; c++) {
        uint32_t children = l->counter[c];

        if (!children)
            continue;
        s->relation_axis[s->relations] = (uint8_t)axis;
        s->relation_start[s->relations++] = at;
        s->relation_cell[at] = (uint32_t)c;
        l->counter[c] = (uint32_t)(at + 1 - l->relation_cells);
        at += children + 1;
    }
    for (size_t i = 0; i < l->count; i++)
        s->relation_cell[l->relation_cells + l->counter[l->pairs[i].parent]++] = l->pairs[i].child;
    l->relation_cells = at;
    s->relation_start[s->relations] = at;
    return true;
}

/* Name the sum that does not hold. */
static t4_status wrong_sum(const t4_system *s, size_t relation, const char *how, t4_error *err)
{
    static const char *const axes[T4_AXES] = {"codes", "partners", "members", "periods", "flows", "listed codes", "periods"};
    const t4_place *place = &s->place[s->relation_cell[s->relation_start[relation]]];
    char period[T4_PERIOD_TEXT];

    t4_period_print(place->period, period);
    return t4_fail(err, T4_ERR_DATA, "the %s of '%s', %s %s, %s", axes[s->relation_axis[relation]],
                   t4_system_code_text(s, place->node), t4_flow_text((t4_flow)place->flow), period, how);
}

static t4_status check_sums(t4_system *s, t4_error *err)
{
    for (size_t r = 0; r < s->relations; r++) {
        t4_int128 rest = s->amount[s->relation_cell[s->relation_start[r]]];
        bool negative = false;

        for (size_t i = s->relation_start[r] + 1; i < s->relation_start[r + 1]; i++) {
            rest -= s->amount[s->relation_cell[i]];
            negative |= s->amount[s->relation_cell[i]] < 0;
        }
        if (rest < 0 && !negative)
            return wrong_sum(s, r, "add up to more than it", err);
        if (rest >= T4_SYSTEM_MOST || rest <= -T4_SYSTEM_MOST)
            return wrong_sum(s, r, "are out of range", err);
        s->relation_rest[r] = (int64_t)rest;
    }
    return T4_OK;
}

/* --- variables ------------------------------------------------------------- */

static uint32_t root_of(uint32_t *link, uint32_t c)
{
    while (link[c] != c)
        c = link[c] = link[link[c]];
    return c;
}

static t4_status make_variables(t4_system *s, t4_error *err)
{
    uint32_t *link = s->variable;

    for (size_t c = 0; c < s->cells; c++)
        link[c] = (uint32_t)c;
    for (size_t r = 0; r < s->relations; r++) {
        const uint32_t *cell = s->relation_cell + s->relation_start[r];

        if (s->relation_start[r + 1] - s->relation_start[r] == 2 && s->relation_rest[r] == 0) {
            uint32_t a = root_of(link, cell[0]), b = root_of(link, cell[1]);

            link[a > b ? a : b] = a > b ? b : a;  /* the root is the first cell */
        }
    }
    s->variables = 0;
    for (size_t c = 0; c < s->cells; c++)
        s->variables += root_of(link, (uint32_t)c) == c;
    s->value = t4_alloc(s->variables, sizeof *s->value);
    s->lower = t4_alloc(s->variables, sizeof *s->lower);
    s->upper = t4_alloc(s->variables, sizeof *s->upper);
    s->first = t4_alloc(s->variables, sizeof *s->first);
    s->copies = t4_alloc_zero(s->variables, sizeof *s->copies);
    if (!s->value || !s->lower || !s->upper || !s->first || !s->copies)
        return t4_fail_memory(err);
    return T4_OK;
}

/* Replace the links by variable numbers, in order of first cells. */
static void number_variables(t4_system *s)
{
    uint32_t n = 0;

    for (size_t c = 0; c < s->cells; c++) {
        uint32_t root = s->variable[c];
        uint32_t v;

        if (root == c) {
            v = n++;
            s->first[v] = (uint32_t)c;
            s->value[v] = s->amount[c];
            s->lower[v] = s->build->cell_lower[c];
            s->upper[v] = T4_UNBOUNDED;
        } else {
            v = s->variable[root];
        }
        s->variable[c] = v;
        s->copies[v]++;
        if (s->build->cell_lower[c] > s->lower[v])
            s->lower[v] = s->build->cell_lower[c];
    }
}

static bool make_uses(t4_system *s)
{
    size_t total = s->relations ? s->relation_start[s->relations] : 0;

    s->use_start = t4_alloc_zero(s->cells + 2, sizeof *s->use_start);
    s->use_relation = t4_alloc(total, sizeof *s->use_relation);
    if (!s->use_start || !s->use_relation)
        return false;
    for (size_t i = 0; i < total; i++)
        s->use_start[s->relation_cell[i] + 2]++;
    for (size_t c = 0; c < s->cells; c++)
        s->use_start[c + 2] += s->use_start[c + 1];
    for (size_t r = 0; r < s->relations; r++)
        for (size_t i = s->relation_start[r]; i < s->relation_start[r + 1]; i++)
            s->use_relation[s->use_start[s->relation_cell[i] + 1]++] = (uint32_t)r;
    return true;
}

static bool make_relations(t4_system *s)
{
    static const t4_axis axes[] = {T4_AXIS_CODE, T4_AXIS_WORLD, T4_AXIS_PERIOD, T4_AXIS_FLOW};
    linker l = {.counter = t4_alloc(s->cells, sizeof *l.counter)};
    bool ok = l.counter != NULL;

    for (size_t i = 0; ok && i < sizeof axes / sizeof *axes; i++)
        ok = collect(s, &l, axes[i], 0) && emit(s, &l, axes[i]);
    ok = ok && collect_to_date(s, &l) && emit(s, &l, T4_AXIS_TO_DATE);
    for (int g = 0; ok && g < s->build->groups; g++)
        ok = collect(s, &l, T4_AXIS_GROUP, g) && emit(s, &l, T4_AXIS_GROUP);
    for (int i = 0; ok && i < s->build->lists; i++)
        ok = collect(s, &l, T4_AXIS_LIST, i) && emit(s, &l, T4_AXIS_LIST);
    t4_free(l.counter);
    t4_free(l.pairs);
    return ok;
}

t4_status t4_system_close(t4_system *s, const t4_run *run, t4_error *err)
{
    t4_status status;

    for (uint32_t n = 0; n < s->codes; n++)
        s->code[n].parent = find_parent(s, n);
    if (!walk_codes(s))
        return t4_fail_memory(err);
    status = t4_run_check(run, err);
    if (status)
        return status;
    s->variable = t4_alloc(s->cells, sizeof *s->variable);
    if (!s->variable || !make_relations(s))
        return t4_fail_memory(err);
    status = check_sums(s, err);
    if (status)
        return status;
    status = make_variables(s, err);
    if (status)
        return status;
    for (size_t c = 0; c < s->cells; c++)
        s->variable[c] = root_of(s->variable, (uint32_t)c);
    number_variables(s);
    return make_uses(s) ? T4_OK : t4_fail_memory(err);
}
