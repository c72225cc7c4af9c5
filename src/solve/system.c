/* SPDX-License-Identifier: MIT */
/* Cells of a system and the look-up of places; the links are made in system_link.c. */
#include "solve/system.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "solve/system_build.h"

enum { CODES_MOST = 1 << 24 };

t4_status t4_system_new(t4_system **system, const int *levels, int level_count, uint32_t world,
                        t4_system_ancestor *ancestor, const void *ancestor_context, t4_error *err)
{
    t4_system *s = t4_alloc_zero(1, sizeof *s);
    t4_system_build *b;

    if (!s || !(s->build = b = t4_alloc_zero(1, sizeof *b)) ||
        !(b->codes = t4_dict_new(CODES_MOST)) || level_count > T4_SYSTEM_LEVELS) {
        t4_system_free(s);
        return level_count > T4_SYSTEM_LEVELS
            ? t4_fail(err, T4_ERR_USAGE, "more than %d levels in one release", T4_SYSTEM_LEVELS)
            : t4_fail_memory(err);
    }
    for (int i = 0; i < level_count; i++)
        b->levels[i] = levels[i];
    b->level_count = level_count;
    b->world = world;
    b->ancestor = ancestor;
    b->ancestor_context = ancestor_context;
    *system = s;
    return T4_OK;
}

void t4_system_free(t4_system *s)
{
    if (!s)
        return;
    if (s->build) {
        for (int g = 0; g < s->build->groups; g++)
            t4_free(s->build->members[g]);
        for (int i = 0; i < s->build->lists; i++)
            t4_free(s->build->listed[i]);
        t4_dict_free(s->build->codes);
        t4_free(s->build->table);
        t4_free(s->build->cell_lower);
        t4_free(s->build);
    }
    t4_free(s->place);
    t4_free(s->amount);
    t4_free(s->variable);
    t4_free(s->relation_start);
    t4_free(s->relation_cell);
    t4_free(s->relation_axis);
    t4_free(s->relation_rest);
    t4_free(s->relation_factor);
    t4_free(s->value);
    t4_free(s->lower);
    t4_free(s->upper);
    t4_free(s->first);
    t4_free(s->copies);
    t4_free(s->code);
    t4_free(s->use_start);
    t4_free(s->use_relation);
    t4_free(s);
}

t4_status t4_system_group(t4_system *system, uint32_t group, const uint32_t *members, size_t count,
                          t4_error *err)
{
    t4_system_build *b = system->build;
    int g = b->groups;

    if (g == T4_SYSTEM_GROUPS)
        return t4_fail(err, T4_ERR_USAGE, "more than %d partner groups", T4_SYSTEM_GROUPS);
    b->members[g] = t4_alloc(count, sizeof *members);
    if (!b->members[g])
        return t4_fail_memory(err);
    if (count)
        memcpy(b->members[g], members, count * sizeof *members);
    b->member_count[g] = count;
    b->group[g] = group;
    b->groups++;
    return T4_OK;
}

t4_status t4_system_list(t4_system *system, uint32_t node, const uint32_t *members, size_t count,
                         t4_error *err)
{
    t4_system_build *b = system->build;
    int i = b->lists;

    if (i == T4_SYSTEM_LISTS)
        return t4_fail(err, T4_ERR_USAGE, "more than %d list aggregates", T4_SYSTEM_LISTS);
    b->listed[i] = t4_alloc_zero(system->codes, 1);
    if (!b->listed[i])
        return t4_fail_memory(err);
    b->list_nodes[i] = system->codes;
    for (size_t k = 0; k < count; k++)
        b->listed[i][members[k]] = 1;
    b->list[b->lists++] = node;
    return T4_OK;
}

bool t4_system_is_list(const t4_system *system, uint32_t node)
{
    for (int i = 0; i < system->build->lists; i++)
        if (system->build->list[i] == node)
            return true;
    return false;
}

size_t t4_system_lists_of(const t4_system *system, uint32_t node, uint32_t lists[T4_SYSTEM_LISTS])
{
    const t4_system_build *b = system->build;
    size_t n = 0;

    for (int i = 0; i < b->lists; i++)
        if (node < b->list_nodes[i] && b->listed[i][node])
            lists[n++] = b->list[i];
    return n;
}

size_t t4_system_groups_of(const t4_system *system, uint32_t partner,
                           uint32_t groups[T4_SYSTEM_GROUPS])
{
    const t4_system_build *b = system->build;
    size_t n = 0;

    for (int g = 0; g < b->groups; g++)
        for (size_t i = 0; i < b->member_count[g]; i++)
            if (b->members[g][i] == partner) {
                groups[n++] = b->group[g];
                break;
            }
    return n;
}

bool t4_system_is_group(const t4_system *system, uint32_t partner)
{
    for (int g = 0; g < system->build->groups; g++)
        if (system->build->group[g] == partner)
            return true;
    return false;
}

uint32_t t4_system_world(const t4_system *system)
{
    return system->build->world;
}

uint32_t t4_system_node(t4_system *system, const char *code, int level)
{
    t4_system_build *b = system->build;
    uint32_t id = t4_dict_add(b->codes, code, strlen(code));

    if (id == T4_DICT_NONE)
        return T4_NO_INDEX;
    if (id == system->codes) {
        if (!t4_grow(&system->code, &b->code_room, system->codes, sizeof *system->code))
            return T4_NO_INDEX;
        system->code[system->codes++] = (t4_system_code){T4_NO_INDEX, 0, 0, level};
    }
    return id;
}

uint32_t t4_system_known(const t4_system *system, const char *code, int level)
{
    uint32_t id = t4_dict_find(system->build->codes, code, strlen(code));

    return id == T4_DICT_NONE || system->code[id].level != level ? T4_NO_INDEX : id;
}

const char *t4_system_code_text(const t4_system *system, uint32_t node)
{
    return t4_dict_text(system->build->codes, node, NULL);
}

static uint64_t place_hash(const t4_place *p)
{
    uint64_t h = ((uint64_t)p->node << 32 | p->partner) * UINT64_C(0x9E3779B97F4A7C15);

    h ^= h >> 29;
    h += (uint64_t)p->period << 24 ^ (uint64_t)p->dims << 4 ^ p->flow;
    h *= UINT64_C(0xBF58476D1CE4E5B9);
    return h ^ h >> 32;
}

static bool same_place(const t4_place *a, const t4_place *b)
{
    return a->node == b->node && a->partner == b->partner && a->period == b->period &&
           a->flow == b->flow && a->dims == b->dims;
}

uint32_t t4_system_find(const t4_system *system, const t4_place *place)
{
    const t4_system_build *b = system->build;
    size_t slot;

    if (!b->table || !(b->kinds >> t4_period_kind_of(place->period) & 1))
        return T4_NO_INDEX;
    for (slot = place_hash(place) & b->table_mask; b->table[slot] != T4_NO_INDEX;
         slot = (slot + 1) & b->table_mask)
        if (same_place(&system->place[b->table[slot]], place))
            return b->table[slot];
    return T4_NO_INDEX;
}

static void table_put(t4_system_build *b, const t4_place *place, uint32_t cell)
{
    size_t slot = place_hash(place) & b->table_mask;

    while (b->table[slot] != T4_NO_INDEX)
        slot = (slot + 1) & b->table_mask;
    b->table[slot] = cell;
}

static bool table_grow(t4_system *s)
{
    t4_system_build *b = s->build;
    size_t room = b->table ? (b->table_mask + 1) * 2 : 1024;

    t4_free(b->table);
    b->table = t4_alloc(room, sizeof *b->table);
    if (!b->table)
        return false;
    memset(b->table, 0xff, room * sizeof *b->table);
    b->table_mask = room - 1;
    for (size_t i = 0; i < s->cells; i++)
        table_put(b, &s->place[i], (uint32_t)i);
    return true;
}

t4_status t4_system_add(t4_system *s, const t4_place *place, int64_t amount, int64_t lower,
                        t4_error *err)
{
    t4_system_build *b = s->build;

    if (amount >= T4_SYSTEM_MOST || amount <= -T4_SYSTEM_MOST)
        return t4_fail(err, T4_ERR_DATA, "an amount of cell '%s' has more than 60 bits; "
                       "publish it with fewer decimals", t4_system_code_text(s, place->node));
    if (s->cells == T4_NO_INDEX - 1)
        return t4_fail(err, T4_ERR_MEMORY, "more than %u cells in one release", T4_NO_INDEX - 1);
    if (t4_system_find(s, place) != T4_NO_INDEX)
        return t4_fail(err, T4_ERR_DATA, "cell '%s' comes twice",
                       t4_system_code_text(s, place->node));
    if (!t4_grow(&s->place, &b->place_room, s->cells, sizeof *s->place) ||
        !t4_grow(&s->amount, &b->amount_room, s->cells, sizeof *s->amount) ||
        !t4_grow(&b->cell_lower, &b->lower_room, s->cells, sizeof *b->cell_lower))
        return t4_fail_memory(err);
    s->place[s->cells] = *place;
    s->amount[s->cells] = amount;
    b->cell_lower[s->cells] = lower;
    b->kinds |= 1u << t4_period_kind_of(place->period);
    if (!b->table || (s->cells + 1) * 2 > b->table_mask) {
        s->cells++;
        return table_grow(s) ? T4_OK : t4_fail_memory(err);
    }
    table_put(b, place, (uint32_t)s->cells++);
    return T4_OK;
}

void t4_system_floor(const t4_system *s, int64_t *floor)
{
    bool changed = true;

    memcpy(floor, s->lower, s->variables * sizeof *floor);
    while (changed) {  /* sums of sums: as often as the tables are deep */
        changed = false;
        for (size_t r = 0; r < s->relations; r++) {
            size_t i = s->relation_start[r];
            uint32_t parent = s->variable[s->relation_cell[i]];
            t4_int128 least = s->relation_rest[r];

            while (++i < s->relation_start[r + 1])
                least += floor[s->variable[s->relation_cell[i]]];
            if (least <= floor[parent] || least > s->value[parent])
                continue;
            floor[parent] = (int64_t)least;
            changed = true;
        }
    }
}
