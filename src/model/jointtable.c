/* SPDX-License-Identifier: MIT */
#include "model/jointtable.h"

#include "base/decimal.h"
#include "base/memory.h"

void t4_jointtable_release(t4_jointtable *t)
{
    t4_free(t->cells);
    t4_free(t->start);
    t4_free(t->cell);
    t4_free(t->factor);
    t4_free(t->right);
    t4_free(t->line);
    *t = (t4_jointtable){0};
}

bool t4_jointtable_add_cell(t4_jointtable *t, const t4_joint_cell *cell)
{
    if (!t4_grow(&t->cells, &t->room, t->count, sizeof *t->cells))
        return false;
    t->cells[t->count++] = *cell;
    return true;
}

bool t4_jointtable_add_relation(t4_jointtable *t, int64_t right, uint64_t line)
{
    if (!t4_grow(&t->start, &t->start_room, t->relations, sizeof *t->start) ||
        !t4_grow(&t->start, &t->start_room, t->relations + 1, sizeof *t->start) ||
        !t4_grow(&t->right, &t->right_room, t->relations, sizeof *t->right) ||
        !t4_grow(&t->line, &t->line_room, t->relations, sizeof *t->line))
        return false;
    t->start[t->relations] = t->terms;
    t->right[t->relations] = right;
    t->line[t->relations] = line;
    t->start[++t->relations] = t->terms;
    return true;
}

bool t4_jointtable_add_term(t4_jointtable *t, uint32_t cell, int32_t factor)
{
    if (!t4_grow(&t->cell, &t->term_room, t->terms, sizeof *t->cell) ||
        !t4_grow(&t->factor, &t->factor_room, t->terms, sizeof *t->factor))
        return false;
    t->cell[t->terms] = cell;
    t->factor[t->terms] = factor;
    t->start[t->relations] = ++t->terms;
    return true;
}

size_t t4_jointtable_broken(const t4_jointtable *t)
{
    for (size_t r = 0; r < t->relations; r++) {
        t4_int128 sum = 0;

        for (size_t i = t->start[r]; i < t->start[r + 1]; i++)
            sum += (t4_int128)t->factor[i] * t->cells[t->cell[i]].value;
        if (sum != t->right[r])
            return r;
    }
    return t->relations;
}
