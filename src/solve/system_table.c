/* SPDX-License-Identifier: MIT */
#include "solve/system_table.h"

#include <string.h>

#include "base/memory.h"
#include "solve/system_build.h"

static bool allocate(t4_system *s)
{
    size_t terms = s->relations ? s->relation_start[s->relations] : 0;

    s->amount = t4_alloc(s->cells, sizeof *s->amount);
    s->place = t4_alloc_zero(s->cells, sizeof *s->place);
    s->variable = t4_alloc(s->cells, sizeof *s->variable);
    s->value = t4_alloc(s->cells, sizeof *s->value);
    s->lower = t4_alloc(s->cells, sizeof *s->lower);
    s->upper = t4_alloc(s->cells, sizeof *s->upper);
    s->first = t4_alloc(s->cells, sizeof *s->first);
    s->copies = t4_alloc(s->cells, sizeof *s->copies);
    s->use_start = t4_alloc_zero(s->cells + 2, sizeof *s->use_start);
    s->use_relation = t4_alloc(terms, sizeof *s->use_relation);
    return s->amount && s->place && s->variable && s->value && s->lower && s->upper && s->first &&
           s->copies && s->use_start && s->use_relation;
}

static bool copy_relations(t4_system *s, const t4_jointtable *t)
{
    s->relations = t->relations;
    s->relation_start = t4_alloc(t->relations + 1, sizeof *s->relation_start);
    s->relation_cell = t4_alloc(t->terms, sizeof *s->relation_cell);
    s->relation_factor = t4_alloc(t->terms, sizeof *s->relation_factor);
    s->relation_axis = t4_alloc_zero(t->relations, 1);
    s->relation_rest = t4_alloc(t->relations, sizeof *s->relation_rest);
    if (!s->relation_start || !s->relation_cell || !s->relation_factor || !s->relation_axis ||
        !s->relation_rest)
        return false;
    for (size_t r = 0; r <= t->relations; r++)
        s->relation_start[r] = t->start ? t->start[r] : 0;
    for (size_t r = 0; r < t->relations; r++)
        s->relation_rest[r] = t->right[r];
    for (size_t i = 0; i < t->terms; i++) {
        s->relation_cell[i] = t->cell[i];
        s->relation_factor[i] = t->factor[i];
    }
    return true;
}

static void fill(t4_system *s, const t4_jointtable *t)
{
    for (size_t c = 0; c < s->cells; c++) {
        const t4_joint_cell *cell = &t->cells[c];

        s->amount[c] = s->value[c] = cell->value;
        s->variable[c] = s->first[c] = (uint32_t)c;
        s->copies[c] = 1;
        s->lower[c] = cell->lower;
        s->upper[c] = cell->upper == INT64_MAX ? T4_UNBOUNDED : cell->upper;
    }
    for (size_t i = 0; i < t->terms; i++)
        s->use_start[t->cell[i] + 2]++;
    for (size_t c = 0; c < s->cells; c++)
        s->use_start[c + 2] += s->use_start[c + 1];
    for (size_t r = 0; r < t->relations; r++)
        for (size_t i = t->start[r]; i < t->start[r + 1]; i++)
            s->use_relation[s->use_start[t->cell[i] + 1]++] = (uint32_t)r;
}

t4_status t4_system_from_table(t4_system **system, const t4_jointtable *table, t4_error *err)
{
    static const int levels[] = {0};
    t4_system *s = NULL;
    t4_status status = t4_system_new(&s, levels, 1, T4_NO_INDEX - 1, NULL, NULL, err);

    if (status)
        return status;
    if (table->count >= T4_NO_INDEX - 1) {
        status = t4_fail(err, T4_ERR_MEMORY, "more than %u cells in one table", T4_NO_INDEX - 2);
    } else {
        s->cells = s->variables = table->count;
        if (t4_system_node(s, "TOTAL", 0) == T4_NO_INDEX || !copy_relations(s, table) || !allocate(s))
            status = t4_fail_memory(err);
    }
    if (status) {
        t4_system_free(s);
        return status;
    }
    fill(s, table);
    *system = s;
    return T4_OK;
}

/* --- the network behind it --------------------------------------------------------- */

typedef struct {
    const t4_system *s;
    uint32_t *uses;       /* by variable: relations kept that hold it */
    uint8_t *dropped;     /* by relation */
    int8_t *turn;         /* by relation: +1, -1; 0 = not reached */
    uint32_t *queue;
} peel;

static int32_t factor_in(const t4_system *s, uint32_t r, uint32_t cell)
{
    for (size_t i = s->relation_start[r]; i < s->relation_start[r + 1]; i++)
        if (s->relation_cell[i] == cell)
            return s->relation_factor[i];
    return 0;
}

/* +1 where the cell is the sum of the others in a relation, -1 where it is a part: the lone sign is the sum's. */
static int side_in(const t4_system *s, uint32_t r, uint32_t cell)
{
    int64_t balance = 0;
    int32_t own = factor_in(s, r, cell);

    for (size_t i = s->relation_start[r]; i < s->relation_start[r + 1]; i++)
        balance += s->relation_factor[i] > 0 ? 1 : -1;
    return (own > 0 ? 1 : -1) * (balance > 0 ? -1 : 1);
}

static bool is_settled(const peel *p, uint32_t r)
{
    for (size_t k = p->s->relation_start[r]; k < p->s->relation_start[r + 1]; k++)
        if (p->uses[p->s->relation_cell[k]] < 3)
            return true;
    return false;
}

/*
 * May the relation be dropped, as far as it shows?  All its cells are in two
 * others, a part here and a sum there, and one of those two has cells that
 * stand in two relations only.
 */
static bool is_implied(const peel *p, uint32_t r)
{
    const t4_system *s = p->s;

    for (size_t i = s->relation_start[r]; i < s->relation_start[r + 1]; i++)
        if (p->uses[s->relation_cell[i]] != 3)
            return false;
    for (size_t i = s->relation_start[r]; i < s->relation_start[r + 1]; i++) {
        uint32_t c = s->relation_cell[i];
        bool settled = false;
        int sides = 0;

        for (size_t u = s->use_start[c]; u < s->use_start[c + 1]; u++) {
            uint32_t other = s->use_relation[u];

            if (other == r || p->dropped[other])
                continue;
            sides += side_in(s, other, c);
            settled = settled || is_settled(p, other);
        }
        if (!settled || sides != 0)
            return false;
    }
    return true;
}

/* Drop relation after relation until nothing more can go. True when two uses are left everywhere. */
static bool drop_implied(peel *p)
{
    const t4_system *s = p->s;
    size_t gone = 1;

    while (gone) {
        gone = 0;
        for (uint32_t r = 0; r < s->relations; r++)  /* a whole round by the uses at its beginning */
            if (!p->dropped[r] && is_implied(p, r))
                p->queue[gone++] = r;
        for (size_t g = 0; g < gone; g++) {
            uint32_t r = p->queue[g];

            p->dropped[r] = 1;
            for (size_t i = s->relation_start[r]; i < s->relation_start[r + 1]; i++)
                p->uses[s->relation_cell[i]]--;
        }
    }
    for (size_t v = 0; v < s->variables; v++)
        if (p->uses[v] > 2)
            return false;
    return true;
}

/* Turn relations round so that every cell stands once on each side. */
static bool turn_from(peel *p, uint32_t root)
{
    const t4_system *s = p->s;
    size_t first = 0, last = 0;

    p->queue[last++] = root;
    p->turn[root] = 1;
    while (first < last) {
        uint32_t r = p->queue[first++];

        for (size_t i = s->relation_start[r]; i < s->relation_start[r + 1]; i++) {
            uint32_t c = s->relation_cell[i];
            int32_t f = s->relation_factor[i];

            if (f != 1 && f != -1)
                return false;
            for (size_t u = s->use_start[c]; u < s->use_start[c + 1]; u++) {
                uint32_t other = s->use_relation[u];
                int8_t want;

                if (other == r || p->dropped[other])
                    continue;
                want = (int8_t)(-p->turn[r] * f * factor_in(s, other, c));
                if (want != 1 && want != -1)
                    return false;
                if (p->turn[other] == 0) {
                    p->turn[other] = want;
                    p->queue[last++] = other;
                } else if (p->turn[other] != want) {
                    return false;
                }
            }
        }
    }
    return true;
}

t4_status t4_system_ends(const t4_system *s, uint32_t *tail, uint32_t *head, size_t *nodes,
                         bool *found, t4_error *err)
{
    peel p = {s, t4_alloc_zero(s->variables, sizeof(uint32_t)), t4_alloc_zero(s->relations, 1),
              t4_alloc_zero(s->relations, 1), t4_alloc(s->relations, sizeof(uint32_t))};
    bool ok = p.uses && p.dropped && p.turn && p.queue;

    *found = false;
    *nodes = s->relations + 1;
    for (size_t v = 0; ok && v < s->variables; v++)
        p.uses[v] = (uint32_t)(s->use_start[v + 1] - s->use_start[v]);
    if (ok) {
        *found = drop_implied(&p);
        for (uint32_t r = 0; r < s->relations && *found; r++)
            if (!p.dropped[r] && p.turn[r] == 0)
                *found = turn_from(&p, r);
    }
    for (size_t v = 0; v < s->variables && *found; v++) {
        tail[v] = head[v] = (uint32_t)s->relations;
        for (size_t u = s->use_start[v]; u < s->use_start[v + 1]; u++) {
            uint32_t r = s->use_relation[u];

            if (!p.dropped[r])
                *(p.turn[r] * factor_in(s, r, (uint32_t)v) > 0 ? &tail[v] : &head[v]) = r;
        }
    }
    t4_free(p.uses);
    t4_free(p.dropped);
    t4_free(p.turn);
    t4_free(p.queue);
    return ok ? T4_OK : t4_fail_memory(err);
}

static bool allocate_network(t4_network *n)
{
    n->tail = t4_alloc(n->arcs, sizeof *n->tail);
    n->head = t4_alloc(n->arcs, sizeof *n->head);
    n->arc_block = t4_alloc_zero(n->arcs, sizeof *n->arc_block);
    n->arc_code = t4_alloc_zero(n->arcs, sizeof *n->arc_code);
    n->arc_above = t4_alloc(n->arcs, sizeof *n->arc_above);
    n->grid = t4_alloc(n->arcs + 1, sizeof *n->grid);
    n->slot = t4_alloc(n->arcs, sizeof *n->slot);
    n->variable_arc = t4_alloc(n->arcs, sizeof *n->variable_arc);
    n->variable_layer = t4_alloc_zero(n->arcs, sizeof *n->variable_layer);
    n->cell_arc = t4_alloc(n->arcs, sizeof *n->cell_arc);
    n->cell_layer = t4_alloc_zero(n->arcs, sizeof *n->cell_layer);
    n->block = t4_alloc_zero(1, sizeof *n->block);
    n->pattern_of = t4_alloc_zero(2, sizeof *n->pattern_of);
    n->pattern_start = t4_alloc_zero(2, sizeof *n->pattern_start);
    n->step = t4_alloc_zero(1, sizeof *n->step);
    return n->tail && n->head && n->arc_block && n->arc_code && n->arc_above && n->grid && n->slot &&
           n->variable_arc && n->variable_layer && n->cell_arc && n->cell_layer && n->block &&
           n->pattern_of && n->pattern_start && n->step;
}

/* One block, one layer, one pattern; every variable is an arc. */
static bool fill_network(t4_network *n)
{
    n->star_start = t4_alloc_zero(n->nodes + 2, sizeof *n->star_start);
    n->star = t4_alloc(2 * n->arcs, sizeof *n->star);
    n->node_order = t4_alloc(n->nodes, sizeof *n->node_order);
    if (!n->star_start || !n->star || !n->node_order)
        return false;
    memset(n->node_order, 0xff, n->nodes * sizeof *n->node_order);
    n->blocks = n->layers = n->patterns = 1;
    n->block[0] = (t4_block){0, 1, (uint32_t)n->nodes - 1};
    n->pattern_of[1] = n->pattern_start[1] = 1;
    n->step[0] = (t4_layer_step){0, 1};
    n->plain = true;
    for (size_t a = 0; a < n->arcs; a++) {
        n->arc_above[a] = T4_NO_INDEX;
        n->grid[a] = a;
        n->slot[a] = (uint32_t)a << 1 | 1;
        n->variable_arc[a] = n->cell_arc[a] = (uint32_t)a;
        n->star_start[n->tail[a] + 2]++;
        n->star_start[n->head[a] + 2]++;
    }
    n->grid[n->arcs] = n->arcs;
    for (size_t i = 2; i < n->nodes + 2; i++)
        n->star_start[i] += n->star_start[i - 1];
    for (size_t a = 0; a < n->arcs; a++) {
        n->star[n->star_start[n->tail[a] + 1]++] = (t4_spoke){(uint32_t)a << 1, n->head[a]};
        n->star[n->star_start[n->head[a] + 1]++] = (t4_spoke){(uint32_t)a << 1 | 1, n->tail[a]};
    }
    return true;
}

t4_status t4_network_from_table(t4_network **network, const t4_system *system, t4_error *err)
{
    t4_network *n = t4_alloc_zero(1, sizeof *n);
    bool found = false, ok = n != NULL;
    t4_status status = T4_OK;

    *network = NULL;
    if (ok) {
        n->system = system;
        n->arcs = system->variables;
        ok = allocate_network(n);
    }
    if (ok)
        status = t4_system_ends(system, n->tail, n->head, &n->nodes, &found, err);
    if (ok && !status && found)
        ok = fill_network(n);
    if (!ok)
        status = t4_fail_memory(err);
    if (status || !found)
        t4_network_free(n);
    else
        *network = n;
    return status;
}
