/* SPDX-License-Identifier: MIT */
#include "solve/stakes.h"

#include "base/memory.h"

void t4_stakes_release(t4_stakes *s)
{
    t4_free(s->start);
    t4_free(s->stake);
    t4_free(s->rows);
    t4_free(s->own_start);
    t4_free(s->own);
    *s = (t4_stakes){0};
}

bool t4_stakes_add(t4_stakes *s, const t4_stake *list, size_t count, int64_t rows)
{
    size_t at;

    if (!t4_grow(&s->start, &s->start_room, s->variables + 1, sizeof *s->start) ||
        !t4_grow(&s->rows, &s->rows_room, s->variables, sizeof *s->rows))
        return false;
    s->rows[s->variables] = rows;
    if (s->variables == 0)
        s->start[0] = 0;
    at = s->start[s->variables];
    for (size_t i = 0; i < count; i++) {
        if (!t4_grow(&s->stake, &s->room, at + i, sizeof *s->stake))
            return false;
        s->stake[at + i] = list[i];
        if (list[i].attacker >= s->attackers)
            s->attackers = list[i].attacker + 1;
    }
    s->start[++s->variables] = at + count;
    return true;
}

bool t4_stakes_close(t4_stakes *s)
{
    size_t total = s->variables ? s->start[s->variables] : 0;

    s->own_start = t4_alloc_zero((size_t)s->attackers + 2, sizeof *s->own_start);
    s->own = t4_alloc(total, sizeof *s->own);
    if (!s->own_start || !s->own)
        return false;
    for (size_t i = 0; i < total; i++)
        s->own_start[s->stake[i].attacker + 2]++;
    for (size_t a = 2; a < (size_t)s->attackers + 2; a++)
        s->own_start[a] += s->own_start[a - 1];
    for (size_t v = 0; v < s->variables; v++)
        for (size_t i = s->start[v]; i < s->start[v + 1]; i++)
            s->own[s->own_start[s->stake[i].attacker + 1]++] =
                (t4_own_stake){(uint32_t)v, s->stake[i].alone, s->stake[i].amount, s->stake[i].least};
    return true;
}

const t4_own_stake *t4_stakes_of(const t4_stakes *s, uint32_t variable, uint32_t attacker)
{
    size_t low, high;

    if (attacker >= s->attackers)
        return NULL;
    low = s->own_start[attacker];
    high = s->own_start[attacker + 1];
    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (s->own[middle].variable < variable)
            low = middle + 1;
        else
            high = middle;
    }
    return low < s->own_start[attacker + 1] && s->own[low].variable == variable ? &s->own[low] : NULL;
}

bool t4_stakes_allow(const t4_stakes *s, uint32_t variable, uint32_t attacker, int64_t moved)
{
    const t4_own_stake *own = t4_stakes_of(s, variable, attacker);

    return !own || (!own->alone && own->amount <= moved);
}

size_t t4_stakes_doubting(const t4_stakes *s, uint32_t variable, int64_t moved)
{
    size_t i = s->start[variable];

    while (i < s->start[variable + 1] && (s->stake[i].alone || s->stake[i].amount > moved))
        i++;
    return i - s->start[variable];
}

int64_t t4_stakes_least(const t4_stakes *s, uint32_t variable, uint32_t attacker, int64_t lower)
{
    const t4_own_stake *own = t4_stakes_of(s, variable, attacker);
    int64_t least = own ? own->least : s->rows[variable];

    return least > lower ? least : lower;
}
