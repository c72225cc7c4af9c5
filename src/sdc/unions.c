/* SPDX-License-Identifier: MIT */
#include "sdc/unions.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

enum { TRIED = 8 };   /* open members looked at for one relation, cheapest first */

struct t4_unions {
    t4_unions_problem problem;
    t4_stake *parts;           /* of the sum at hand */
    size_t room;
    uint32_t *open;            /* scratch: open members */
    size_t open_room;
};

t4_unions *t4_unions_new(const t4_unions_problem *problem)
{
    t4_unions *u = t4_alloc_zero(1, sizeof *u);

    if (u)
        u->problem = *problem;
    return u;
}

void t4_unions_free(t4_unions *u)
{
    if (!u)
        return;
    t4_free(u->parts);
    t4_free(u->open);
    t4_free(u);
}

/* --- one sum ------------------------------------------------------------------------------ */

/* Add a variable's contributors; *rest grows by what comes without an id. False: corrections, or no memory. */
static bool add_parts(t4_unions *u, uint32_t v, size_t *count, int64_t *total, int64_t *rest)
{
    const t4_stakes *k = u->problem.stakes;
    int64_t left = u->problem.system->value[v];

    if (k->rows[v] < 0)
        return false;
    *total += left;
    for (size_t i = k->start[v]; i < k->start[v + 1]; i++) {
        if (k->stake[i].attacker >= u->problem.traders)
            continue;
        if (!t4_grow(&u->parts, &u->room, *count, sizeof *u->parts))
            return false;
        u->parts[(*count)++] = k->stake[i];
        left -= k->stake[i].amount;
    }
    *rest += left;
    return true;
}

static int compare_parts(const void *left, const void *right)
{
    const t4_stake *a = left, *b = right;

    return (a->attacker > b->attacker) - (a->attacker < b->attacker);
}

/* Join the parts of one contributor and keep the largest; judge the sum as a cell. */
static bool judge(const t4_unions *u, size_t count, int64_t total, int64_t rest, int64_t *level)
{
    uint64_t top[T4_TOPS_MOST] = {0};
    t4_tops_cell cell = {.sum = (uint64_t)total};
    t4_tops tops = {.cell = &cell, .top = top, .tops = t4_rules_tops(u->problem.rules)};

    if (count)
        qsort(u->parts, count, sizeof *u->parts, compare_parts);
    for (size_t i = 0, k; i <= count; i = k) {
        uint64_t sum = i < count ? 0 : (uint64_t)rest;
        int at;

        for (k = i; k < count && u->parts[k].attacker == u->parts[i].attacker; k++)
            sum += (uint64_t)u->parts[k].amount;
        if (i == count)
            k++;
        else
            cell.contributors++;
        for (at = tops.tops; at > 0 && top[at - 1] < sum; at--)
            if (at < tops.tops)
                top[at] = top[at - 1];
        if (at < tops.tops)
            top[at] = sum;
    }
    return t4_rules_cell(u->problem.rules, &tops, 0, false, level) != T4_RULE_NONE;
}

bool t4_unions_unsafe(t4_unions *u, size_t relation, uint32_t more, int64_t *level, bool *judged)
{
    const t4_system *s = u->problem.system;
    size_t begin = s->relation_start[relation], count = 0, members = 0;
    int64_t total = 0, rest = 0;

    *level = 0;
    *judged = true;
    if (u->problem.hidden[s->variable[s->relation_cell[begin]]])
        return false;
    for (size_t i = begin + 1; i < s->relation_start[relation + 1]; i++) {
        uint32_t v = s->variable[s->relation_cell[i]];

        if (!u->problem.hidden[v] && v != more)
            continue;
        members++;
        if (!add_parts(u, v, &count, &total, &rest)) {
            *judged = false;
            return false;
        }
    }
    return members > 0 && judge(u, count, total, rest, level);
}

/* --- all relations ------------------------------------------------------------------------- */

/* Members and totals that are one variable imply nothing new. */
static bool is_identity(const t4_system *s, size_t r)
{
    return s->relation_start[r + 1] - s->relation_start[r] == 2;
}

static int compare_weights(const void *left, const void *right, void *context)
{
    const uint64_t *weight = context;
    uint32_t a = *(const uint32_t *)left, b = *(const uint32_t *)right;

    if (weight[a] != weight[b])
        return weight[a] < weight[b] ? -1 : 1;
    return (a > b) - (a < b);
}

/* The cheapest open variable of a relation whose hiding makes the sum safe, or the total itself. */
static uint32_t choose(t4_unions *u, size_t r, const uint64_t *weight, const uint8_t *fixed)
{
    const t4_system *s = u->problem.system;
    size_t begin = s->relation_start[r], count = 0;
    uint32_t total = s->variable[s->relation_cell[begin]];
    bool total_free = !fixed || !fixed[total];

    for (size_t i = begin + 1; i < s->relation_start[r + 1]; i++) {
        uint32_t v = s->variable[s->relation_cell[i]];

        if (u->problem.hidden[v] || (fixed && fixed[v]))
            continue;
        if (!t4_grow(&u->open, &u->open_room, count, sizeof *u->open))
            return T4_NO_INDEX;
        u->open[count++] = v;
    }
    if (count)
        qsort_r(u->open, count, sizeof *u->open, compare_weights, (void *)(uintptr_t)weight);
    for (size_t i = 0; i < count && i < TRIED; i++) {
        int64_t level;
        bool judged;

        if (total_free && weight[total] <= weight[u->open[i]])
            break;
        if (!t4_unions_unsafe(u, r, u->open[i], &level, &judged))
            return u->open[i];
    }
    return total_free ? total : count ? u->open[count - 1] : T4_NO_INDEX;
}

size_t t4_unions_choose(t4_unions *u, const uint64_t *weight, const uint8_t *fixed,
                        t4_unions_choice *list, size_t *count)
{
    const t4_system *s = u->problem.system;
    size_t unsafe = 0;

    *count = 0;
    for (size_t r = 0; r < s->relations; r++) {
        int64_t level;
        bool judged, known = false;
        uint32_t v;

        if (is_identity(s, r) || !t4_unions_unsafe(u, r, T4_NO_INDEX, &level, &judged))
            continue;
        unsafe++;
        if (*count == T4_UNIONS_AT_ONCE || (v = choose(u, r, weight, fixed)) == T4_NO_INDEX)
            continue;
        for (size_t i = 0; i < *count; i++)
            if (list[i].variable == v) {
                known = true;
                list[i].level = level > list[i].level ? level : list[i].level;
            }
        if (!known)
            list[(*count)++] = (t4_unions_choice){v, level};
    }
    return unsafe;
}

void t4_unions_count(t4_unions *u, size_t *implied, size_t *unsafe, size_t *not_judged)
{
    const t4_system *s = u->problem.system;

    *implied = *unsafe = *not_judged = 0;
    for (size_t r = 0; r < s->relations; r++) {
        int64_t level;
        bool judged, any = false;

        if (is_identity(s, r) || u->problem.hidden[s->variable[s->relation_cell[s->relation_start[r]]]])
            continue;
        for (size_t i = s->relation_start[r] + 1; i < s->relation_start[r + 1] && !any; i++)
            any = u->problem.hidden[s->variable[s->relation_cell[i]]];
        *implied += any;
        *unsafe += t4_unions_unsafe(u, r, T4_NO_INDEX, &level, &judged);
        *not_judged += !judged;
    }
}
