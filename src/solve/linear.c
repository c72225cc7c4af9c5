/* SPDX-License-Identifier: MIT */
#include "solve/linear.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

enum { NODES_MOST = 60 };  /* programs of one branching */

#define MOST_MOVE ((int64_t)1 << 50)

/* Column 2i moves variable i up, column 2i + 1 down. */
struct t4_linear {
    const t4_system *system;
    const uint32_t *owner;
    const uint8_t *unmoved;
    const t4_stakes *stakes;
    uint32_t *variables;
    size_t count;
    t4_lp *lp;
    t4_shift *result;
    bool started, afresh;
};

typedef struct {
    uint32_t row, column;
    int64_t factor;
} entry;

void t4_linear_free(t4_linear *l)
{
    if (!l)
        return;
    t4_free(l->variables);
    t4_free(l->result);
    t4_lp_free(l->lp);
    t4_free(l);
}

void t4_linear_still(t4_linear *l, const uint8_t *still)
{
    l->unmoved = still;
}

const uint32_t *t4_linear_variables(const t4_linear *l, size_t *count)
{
    *count = l->count;
    return l->variables;
}

void t4_linear_stakes(t4_linear *l, const t4_stakes *stakes)
{
    l->stakes = stakes;
}

void t4_linear_afresh(t4_linear *l)
{
    l->afresh = true;
}

static int compare_u32(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

    return (x > y) - (x < y);
}

static int64_t place_of(const t4_linear *l, uint32_t variable)
{
    const uint32_t *at = bsearch(&variable, l->variables, l->count, sizeof *at, compare_u32);

    return at ? at - l->variables : -1;
}

static int compare_entries(const void *left, const void *right)
{
    const entry *a = left, *b = right;

    if (a->column != b->column)
        return a->column < b->column ? -1 : 1;
    return (a->row > b->row) - (a->row < b->row);
}

typedef struct {
    entry *items;
    size_t count, room;
    uint32_t *rows;
    size_t row_count, row_room;
} entries;

static bool add_entry(entries *e, uint32_t row, uint32_t column, int64_t factor)
{
    if (!t4_grow(&e->items, &e->room, e->count, sizeof *e->items))
        return false;
    e->items[e->count++] = (entry){row, column, factor};
    return true;
}

/* The relations of a variable's cells: every cell of the system that is this variable. */
static bool add_relations(entries *e, const t4_system *s, uint32_t cell)
{
    for (size_t i = s->use_start[cell]; i < s->use_start[cell + 1]; i++) {
        if (!t4_grow(&e->rows, &e->row_room, e->row_count, sizeof *e->rows))
            return false;
        e->rows[e->row_count++] = s->use_relation[i];
    }
    return true;
}

/* One-child relations that made cells one variable hold by themselves. */
static bool is_identity(const t4_system *s, uint32_t r)
{
    size_t at = s->relation_start[r];

    return s->relation_start[r + 1] - at == 2 &&
           s->variable[s->relation_cell[at]] == s->variable[s->relation_cell[at + 1]];
}

/* Rows: the relations that any of the variables is in, through its first cell's links and their chains. */
static bool collect(t4_linear *l, entries *e)
{
    const t4_system *s = l->system;
    uint32_t *stack = NULL;
    size_t used, room = 0, distinct = 0;
    bool ok = true;

    for (size_t i = 0; ok && i < l->count; i++) {
        /* Walk the chain of identical cells from the first one. */
        used = 0;
        ok = t4_grow(&stack, &room, used, sizeof *stack);
        if (!ok)
            break;
        stack[used++] = s->first[l->variables[i]];
        for (size_t at = 0; ok && at < used; at++) {
            uint32_t cell = stack[at];

            ok = add_relations(e, s, cell);
            for (size_t u = s->use_start[cell]; ok && u < s->use_start[cell + 1]; u++) {
                uint32_t r = s->use_relation[u], other;
                bool known = false;

                if (!is_identity(s, r))
                    continue;
                other = s->relation_cell[s->relation_start[r]];
                if (other == cell)
                    other = s->relation_cell[s->relation_start[r] + 1];
                for (size_t k = 0; k < used; k++)
                    known |= stack[k] == other;
                if (!known && (ok = t4_grow(&stack, &room, used, sizeof *stack)))
                    stack[used++] = other;
            }
        }
    }
    t4_free(stack);
    if (!ok)
        return false;
    if (e->row_count)
        qsort(e->rows, e->row_count, sizeof *e->rows, compare_u32);
    for (size_t i = 0; i < e->row_count; i++)
        if ((i == 0 || e->rows[i] != e->rows[i - 1]) && !is_identity(s, e->rows[i]))
            e->rows[distinct++] = e->rows[i];
    e->row_count = distinct;
    for (size_t i = 0; ok && i < e->row_count; i++) {
        size_t begin = s->relation_start[e->rows[i]];

        for (size_t k = begin; ok && k < s->relation_start[e->rows[i] + 1]; k++) {
            int64_t column = place_of(l, s->variable[s->relation_cell[k]]);

            if (column >= 0)
                ok = add_entry(e, (uint32_t)i, (uint32_t)column, t4_system_factor(s, begin, k));
        }
    }
    return ok;
}

/* Turn entries (sorted by column) into the columns of the program, each twice with opposite signs. */
static bool load(t4_linear *l, const entries *e)
{
    int columns = (int)(2 * l->count), rows = (int)e->row_count, used = 0;
    int *start = t4_alloc((size_t)columns + 1, sizeof *start);
    int *index = t4_alloc(2 * e->count, sizeof *index);
    double *value = t4_alloc(2 * e->count, sizeof *value);
    double *zero = t4_alloc_zero((size_t)columns + (size_t)rows, sizeof *zero);
    double *upper = t4_alloc((size_t)columns, sizeof *upper);
    size_t at = 0;

    if (start && index && value && zero && upper) {
        for (size_t i = 0; i < l->count; i++) {
            size_t first = at;

            for (int down = 0; down < 2; down++) {
                start[2 * i + (size_t)down] = used;
                upper[2 * i + (size_t)down] = 0;
                for (at = first; at < e->count && e->items[at].column == i; at++) {
                    bool same = used > start[2 * i + (size_t)down] &&
                                index[used - 1] == (int)e->items[at].row;

                    if (same) {
                        value[used - 1] += (double)(down ? -e->items[at].factor : e->items[at].factor);
                    } else {
                        index[used] = (int)e->items[at].row;
                        value[used++] = (double)(down ? -e->items[at].factor : e->items[at].factor);
                    }
                }
            }
        }
        start[columns] = used;
        l->lp = t4_lp_new(columns, rows, start, index, value, zero, upper, zero, zero, zero);
    }
    t4_free(start);
    t4_free(index);
    t4_free(value);
    t4_free(zero);
    t4_free(upper);
    return l->lp != NULL;
}

t4_status t4_linear_new(t4_linear **linear, const t4_system *system, const uint32_t *variables,
                        size_t count, const uint32_t *owner, t4_error *err)
{
    t4_linear *l = t4_alloc_zero(1, sizeof *l);
    entries e = {0};
    bool ok = l != NULL && count < INT32_MAX / 8;

    if (ok) {
        l->system = system;
        l->owner = owner;
        l->count = count;
        l->variables = t4_alloc(count, sizeof *l->variables);
        l->result = t4_alloc(count, sizeof *l->result);
        ok = l->variables && l->result;
    }
    if (ok) {
        memcpy(l->variables, variables, count * sizeof *variables);
        if (count)
            qsort(l->variables, count, sizeof *variables, compare_u32);
        ok = collect(l, &e);
    }
    if (ok) {
        if (e.count)
            qsort(e.items, e.count, sizeof *e.items, compare_entries);
        ok = e.count < INT32_MAX / 4 && load(l, &e);
    }
    t4_free(e.items);
    t4_free(e.rows);
    if (!ok) {
        t4_linear_free(l);
        return t4_fail_memory(err);
    }
    *linear = l;
    return T4_OK;
}

static double capped(int64_t room)
{
    return (double)(room < 0 ? 0 : room > MOST_MOVE ? MOST_MOVE : room);
}

static void set_bounds(t4_linear *l, uint32_t barred, double infinity)
{
    const t4_system *s = l->system;
    double *lower = t4_lp_lower(l->lp), *upper = t4_lp_upper(l->lp);

    for (size_t i = 0; i < l->count; i++) {
        uint32_t v = l->variables[i];
        bool still = l->unmoved && l->unmoved[v];
        int64_t floor = s->lower[v];

        if (l->stakes && barred) {
            const t4_own_stake *own = t4_stakes_of(l->stakes, v, barred);

            still = still || (own && own->alone);
            floor = own && own->amount > floor ? own->amount : floor;
        } else if (barred && l->owner) {
            still = still || l->owner[v] == barred;
        }
        lower[2 * i] = lower[2 * i + 1] = 0;
        upper[2 * i] = still ? 0 : s->upper[v] == T4_UNBOUNDED ? infinity
                                                               : capped(s->upper[v] - s->value[v]);
        upper[2 * i + 1] = still ? 0 : capped(s->value[v] - floor);
    }
}

/* The variable whose move is farthest from whole; -1 when all are whole. */
static int64_t most_broken(const t4_linear *l, double *moved)
{
    const double *x = t4_lp_solution(l->lp);
    double worst = 0;
    int64_t found = -1;

    for (size_t i = 0; i < l->count; i++) {
        double by = x[2 * i] - x[2 * i + 1], off = fabs(by - nearbyint(by));

        if (off > 1e-6 * (1 + fabs(by) * 1e-6) && off > worst) {
            worst = off;
            found = (int64_t)i;
            *moved = by;
        }
    }
    return found;
}

/* Let variable i move by at most (or at least) so much, within what it could before. */
static void bound_move(t4_linear *l, size_t i, double by, bool most)
{
    double *lower = t4_lp_lower(l->lp) + 2 * i, *upper = t4_lp_upper(l->lp) + 2 * i;
    size_t own = most ? 0 : 1;      /* the column that moves towards the bound's far side */

    if (!most)
        by = -by;
    if (by >= 0) {
        upper[own] = fmin(upper[own], by);
    } else {
        upper[own] = 0;
        lower[own ^ 1] = fmax(lower[own ^ 1], -by);
    }
}

/*
 * Whole numbers by branching on the most broken variable, nearest side first
 * (Land and Doig, 1960); `nodes` programs are solved at most.
 */
static bool branch(t4_linear *l, int *nodes)
{
    double moved = 0, kept[4];
    int64_t at = most_broken(l, &moved);
    double *lower, *upper;
    bool up = moved - floor(moved) > 0.5;

    if (at < 0)
        return true;
    lower = t4_lp_lower(l->lp) + 2 * at;
    upper = t4_lp_upper(l->lp) + 2 * at;
    for (int way = 0; way < 2 && *nodes > 0; way++, up = !up) {
        memcpy(kept, lower, 2 * sizeof *kept);
        memcpy(kept + 2, upper, 2 * sizeof *kept);
        bound_move(l, (size_t)at, up ? ceil(moved) : floor(moved), !up);
        --*nodes;
        if (lower[0] <= upper[0] && lower[1] <= upper[1] &&
            t4_lp_solve(l->lp, true) == T4_LP_OPTIMAL && branch(l, nodes))
            return true;
        lower = t4_lp_lower(l->lp) + 2 * at;
        upper = t4_lp_upper(l->lp) + 2 * at;
        memcpy(lower, kept, 2 * sizeof *kept);
        memcpy(upper, kept + 2, 2 * sizeof *kept);
    }
    return false;
}

static size_t read_moves(t4_linear *l, bool *whole)
{
    const double *x = t4_lp_solution(l->lp);
    size_t used = 0;

    *whole = true;
    for (size_t i = 0; i < l->count; i++) {
        double moved = x[2 * i] - x[2 * i + 1], rounded = nearbyint(moved);

        *whole &= fabs(moved - rounded) <= 1e-6 * (1 + fabs(moved) * 1e-6);
        if (rounded != 0)
            l->result[used++] = (t4_shift){l->variables[i], (int64_t)rounded};
    }
    return used;
}

bool t4_linear_route(t4_linear *l, const t4_request *q, const double *cost,
                     const t4_shift **shifts, size_t *count, bool *whole)
{
    int64_t at = place_of(l, q->variable);
    double *lower, *upper, *price;
    int nodes = NODES_MOST;
    size_t own;
    bool solved;

    if (at < 0 || q->need > MOST_MOVE)
        return false;
    own = 2 * (size_t)at + (q->sign < 0);
    set_bounds(l, q->barred, (double)MOST_MOVE);
    lower = t4_lp_lower(l->lp);
    upper = t4_lp_upper(l->lp);
    if (upper[own] < (double)q->need)
        return false;
    lower[own] = (double)q->need;
    upper[own ^ 1] = 0;
    price = t4_lp_cost(l->lp);
    for (size_t i = 0; i < l->count; i++)
        price[2 * i] = price[2 * i + 1] = cost ? cost[i] : 1;
    if (l->afresh)
        t4_lp_restart(l->lp);
    solved = t4_lp_solve(l->lp, l->afresh || !l->started) == T4_LP_OPTIMAL;
    l->started = true;
    if (!solved)
        return false;
    *count = read_moves(l, whole);
    if (!*whole && branch(l, &nodes))
        *count = read_moves(l, whole);
    *shifts = l->result;
    return true;
}

double t4_linear_most(t4_linear *l, uint32_t variable, int sign)
{
    int64_t at = place_of(l, variable);
    double *price;
    t4_lp_result result;

    if (at < 0)
        return 0;
    set_bounds(l, 0, T4_LP_INFINITY);
    price = t4_lp_cost(l->lp);
    for (size_t i = 0; i < 2 * l->count; i++)
        price[i] = 0;
    price[2 * at] = -sign;
    price[2 * at + 1] = sign;
    result = t4_lp_solve(l->lp, false);
    l->started = true;
    if (result == T4_LP_UNBOUNDED)
        return T4_LP_INFINITY;
    return result == T4_LP_OPTIMAL ? -t4_lp_objective(l->lp) : -1;
}
