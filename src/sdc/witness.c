/* SPDX-License-Identifier: MIT */
#include "sdc/witness.h"

#include "base/memory.h"

struct t4_witness_check {
    const t4_system *system;
    const uint8_t *hidden;
    size_t *start;           /* variable -> its cells */
    uint32_t *cells;
    t4_int128 *change;       /* by relation: parent minus children */
    uint32_t *touched;
    size_t touched_count, touched_room;
    uint8_t *is_touched;     /* by relation */
    uint8_t *seen;           /* by variable */
};

void t4_witness_check_free(t4_witness_check *w)
{
    if (!w)
        return;
    t4_free(w->start);
    t4_free(w->cells);
    t4_free(w->change);
    t4_free(w->touched);
    t4_free(w->is_touched);
    t4_free(w->seen);
    t4_free(w);
}

t4_witness_check *t4_witness_check_new(const t4_system *s, const uint8_t *hidden)
{
    t4_witness_check *w = t4_alloc_zero(1, sizeof *w);

    if (!w)
        return NULL;
    w->system = s;
    w->hidden = hidden;
    w->start = t4_alloc_zero(s->variables + 2, sizeof *w->start);
    w->cells = t4_alloc(s->cells, sizeof *w->cells);
    w->change = t4_alloc_zero(s->relations, sizeof *w->change);
    w->is_touched = t4_alloc_zero(s->relations, 1);
    w->seen = t4_alloc_zero(s->variables, 1);
    if (!w->start || !w->cells || !w->change || !w->is_touched || !w->seen) {
        t4_witness_check_free(w);
        return NULL;
    }
    for (size_t c = 0; c < s->cells; c++)
        w->start[s->variable[c] + 2]++;
    for (size_t v = 2; v < s->variables + 2; v++)
        w->start[v] += w->start[v - 1];
    for (size_t c = 0; c < s->cells; c++)
        w->cells[w->start[s->variable[c] + 1]++] = (uint32_t)c;
    return w;
}

const uint32_t *t4_witness_cells(const t4_witness_check *w, uint32_t variable, size_t *count)
{
    *count = w->start[variable + 1] - w->start[variable];
    return w->cells + w->start[variable];
}

/* Add the move of one cell to every sum that it is part of. */
static bool add_cell(t4_witness_check *w, uint32_t cell, t4_int128 by)
{
    const t4_system *s = w->system;

    for (size_t i = s->use_start[cell]; i < s->use_start[cell + 1]; i++) {
        uint32_t r = s->use_relation[i];
        size_t at = s->relation_start[r];

        if (!w->is_touched[r]) {
            if (!t4_grow(&w->touched, &w->touched_room, w->touched_count, sizeof *w->touched))
                return false;
            w->touched[w->touched_count++] = r;
            w->is_touched[r] = 1;
        }
        if (s->relation_factor)
            while (s->relation_cell[at] != cell)
                at++;
        else if (s->relation_cell[at] != cell)
            at++;  /* any part */
        w->change[r] += by * t4_system_factor(s, s->relation_start[r], at);
    }
    return true;
}

bool t4_witness_holds(t4_witness_check *w, const t4_shift *shifts, size_t count, int sign)
{
    const t4_system *s = w->system;
    bool holds = true;

    for (size_t i = 0; i < count && holds; i++) {
        uint32_t v = shifts[i].variable;
        t4_int128 by = (t4_int128)shifts[i].delta * sign, moved = s->value[v] + by;

        holds = w->hidden[v] && !w->seen[v] && moved >= s->lower[v] &&
                (s->upper[v] == T4_UNBOUNDED || moved <= s->upper[v]);
        w->seen[v] = 1;
        for (size_t k = w->start[v]; k < w->start[v + 1] && holds; k++)
            holds = add_cell(w, w->cells[k], by);
    }
    for (size_t i = 0; i < w->touched_count; i++) {
        holds = holds && w->change[w->touched[i]] == 0;
        w->change[w->touched[i]] = 0;
        w->is_touched[w->touched[i]] = 0;
    }
    w->touched_count = 0;
    for (size_t i = 0; i < count; i++)
        w->seen[shifts[i].variable] = 0;
    return holds;
}
