/* SPDX-License-Identifier: MIT */
/* Find deviations for an audit: maximum flows where relations form a network, else programs by component. */
#include "sdc/audit_find.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "solve/flow.h"
#include "solve/linear.h"
#include "solve/span.h"
#include "solve/system_table.h"

enum { PROGRAM_MOST = 20000 };  /* most variables of one linear program */

struct t4_audit_finder {
    const t4_audit_problem *problem;
    bool network;
    /* network: arcs are the hidden cells one by one, nodes the relations */
    t4_flow *flow;
    t4_flow_arc *arcs_all;
    size_t arc_count;
    size_t *arcs_start;      /* with stakes: variable -> its arcs */
    uint32_t *arcs;
    uint32_t *arc_of;        /* by cell, T4_NO_INDEX = open */
    uint32_t *cell_of;       /* by arc */
    int64_t *moved;          /* by variable */
    uint8_t *seen;
    size_t nodes;
    uint8_t *row;            /* by relation: what a row of partners is in the network */
    bool relaxed;            /* not all relations are in the network: what it cannot do, no table can */
    uint32_t *tail, *head;   /* by variable, of tables with factors; NULL else */
    /* else: linear programs of connected hidden variables */
    uint32_t *part;          /* by variable: root of its component */
    uint32_t *by_part;       /* hidden variables, by component */
    size_t hidden_count;
    t4_linear *linear;
    uint32_t linear_part;
    double *cost;
    size_t cost_room;
    /* owners' variables */
    size_t *owned_start;
    uint32_t *owned;
    uint32_t owners;
    t4_shift *result;
    size_t result_room;
};

void t4_audit_finder_free(t4_audit_finder *f)
{
    if (!f)
        return;
    t4_flow_free(f->flow);
    t4_free(f->arcs_all);
    t4_free(f->arcs_start);
    t4_free(f->arcs);
    t4_linear_free(f->linear);
    t4_free(f->arc_of);
    t4_free(f->cell_of);
    t4_free(f->moved);
    t4_free(f->seen);
    t4_free(f->row);
    t4_free(f->tail);
    t4_free(f->head);
    t4_free(f->part);
    t4_free(f->by_part);
    t4_free(f->cost);
    t4_free(f->owned_start);
    t4_free(f->owned);
    t4_free(f->result);
    t4_free(f);
}

bool t4_audit_finder_network(const t4_audit_finder *f)
{
    return f->network;
}

/* --- the network ------------------------------------------------------------- */

/* The relation on an axis in which the cell is a part, or (whole) which it is the sum of. */
static uint32_t relation_on(const t4_system *s, uint32_t cell, t4_axis axis, bool whole)
{
    for (size_t i = s->use_start[cell]; i < s->use_start[cell + 1]; i++) {
        uint32_t r = s->use_relation[i];

        if (s->relation_axis[r] == axis &&
            (s->relation_cell[s->relation_start[r]] == cell) == whole)
            return r;
    }
    return T4_NO_INDEX;
}

/* The row of partners that a cell is in, as a part or as the sum. */
static uint32_t row_of(const t4_system *s, uint32_t cell)
{
    uint32_t r = relation_on(s, cell, T4_AXIS_WORLD, false);

    return r != T4_NO_INDEX ? r : relation_on(s, cell, T4_AXIS_WORLD, true);
}

/* What a row of partners is in the network. */
enum { ROW_LEAF, ROW_IMPLIED, ROW_DEEPER, ROW_BROKEN };

/* By which of its cells have parts of finer codes: none, all, the world alone, other ones. */
static uint8_t row_kind(const t4_system *s, size_t r)
{
    size_t begin = s->relation_start[r], with = 0;
    bool world = relation_on(s, s->relation_cell[begin], T4_AXIS_CODE, true) != T4_NO_INDEX;

    for (size_t i = begin + 1; i < s->relation_start[r + 1]; i++)
        with += relation_on(s, s->relation_cell[i], T4_AXIS_CODE, true) != T4_NO_INDEX;
    if (with + 1 == s->relation_start[r + 1] - begin && world)
        return ROW_IMPLIED;
    return with ? ROW_BROKEN : world ? ROW_DEEPER : ROW_LEAF;
}

/* The row of the nearest coarser code that has one. */
static uint32_t row_above(const t4_system *s, uint32_t cell)
{
    uint32_t up, row = T4_NO_INDEX;

    while (row == T4_NO_INDEX && (up = relation_on(s, cell, T4_AXIS_CODE, false)) != T4_NO_INDEX) {
        cell = s->relation_cell[s->relation_start[up]];
        row = row_of(s, cell);
    }
    return row;
}

/*
 * Codes x partners: rows of inner codes follow from those of leaf codes and
 * from the sums over codes.  Where the world alone has finer codes, these make
 * up the row in its place.  It takes that no other axis adds up and that no
 * row mixes cells with and without parts otherwise.
 */
static bool find_rows(t4_audit_finder *f)
{
    const t4_system *s = f->problem->system;

    f->network = true;
    f->row = t4_alloc_zero(s->relations + 1, 1);
    for (size_t r = 0; f->row && r < s->relations; r++)
        if (s->relation_axis[r] == T4_AXIS_WORLD)
            f->row[r] = row_kind(s, r);
        else if (s->relation_axis[r] != T4_AXIS_CODE)
            f->relaxed = true;
    for (size_t r = 0; f->row && r < s->relations; r++) {
        uint32_t above = s->relation_axis[r] == T4_AXIS_WORLD ? row_above(s, s->relation_cell[s->relation_start[r]]) : T4_NO_INDEX;

        if (above != T4_NO_INDEX && f->row[above] == ROW_DEEPER)
            f->row[above] = ROW_BROKEN;   /* some of the finer codes have rows of their own */
    }
    for (size_t r = 0; f->row && r < s->relations; r++)
        f->relaxed = f->relaxed || f->row[r] == ROW_BROKEN;
    f->network = !f->relaxed;
    return f->row != NULL;
}

/* The node on the side of partners: a row that is kept. */
static uint32_t row_node(const t4_audit_finder *f, uint32_t cell)
{
    const t4_system *s = f->problem->system;
    uint32_t row = row_of(s, cell);

    if (row != T4_NO_INDEX)
        return f->row[row] == ROW_BROKEN ? T4_NO_INDEX : row;
    row = row_above(s, cell);
    return row != T4_NO_INDEX && f->row[row] == ROW_DEEPER ? row : T4_NO_INDEX;
}

static t4_flow_arc arc_of_cell(const t4_audit_finder *f, uint32_t cell)
{
    const t4_system *s = f->problem->system;
    uint32_t v = s->variable[cell], closing = (uint32_t)s->relations;
    uint32_t above = relation_on(s, cell, T4_AXIS_CODE, false);
    uint32_t below = relation_on(s, cell, T4_AXIS_CODE, true);
    t4_flow_arc arc = {
        .up = s->upper[v] == T4_UNBOUNDED ? T4_UNBOUNDED : s->upper[v] - s->value[v],
        .down = s->value[v] - s->lower[v]
    };

    if (below == T4_NO_INDEX)
        below = row_node(f, cell);
    arc.tail = above == T4_NO_INDEX ? closing : above;
    arc.head = below == T4_NO_INDEX ? closing : below;
    if (relation_on(s, cell, T4_AXIS_WORLD, true) != T4_NO_INDEX ||
        s->place[cell].partner == t4_system_world(s)) {
        uint32_t swap = arc.tail;

        arc.tail = arc.head;
        arc.head = swap;
    }
    if (arc.down < 0)
        arc.down = 0;
    return arc;
}

/* A table with factors: its ends are searched for. */
static t4_status find_ends(t4_audit_finder *f, t4_error *err)
{
    const t4_system *s = f->problem->system;

    f->tail = t4_alloc(s->variables, sizeof *f->tail);
    f->head = t4_alloc(s->variables, sizeof *f->head);
    if (!f->tail || !f->head)
        return t4_fail_memory(err);
    return t4_system_ends(s, f->tail, f->head, &f->nodes, &f->network, err);
}

static bool make_arcs(t4_audit_finder *f)
{
    const t4_system *s = f->problem->system;

    f->arcs_all = t4_alloc(s->cells, sizeof *f->arcs_all);
    f->arc_of = t4_alloc(s->cells, sizeof *f->arc_of);
    f->cell_of = t4_alloc(s->cells, sizeof *f->cell_of);
    f->seen = t4_alloc_zero(s->variables, 1);
    if (!f->arcs_all || !f->arc_of || !f->cell_of || !f->seen)
        return false;
    for (size_t c = 0; c < s->cells; c++) {
        t4_flow_arc *arc = &f->arcs_all[f->arc_count];

        f->arc_of[c] = T4_NO_INDEX;
        if (!f->problem->hidden[s->variable[c]])
            continue;
        f->arc_of[c] = (uint32_t)f->arc_count;
        f->cell_of[f->arc_count++] = (uint32_t)c;
        *arc = arc_of_cell(f, (uint32_t)c);
        if (f->tail) {
            arc->tail = f->tail[c];
            arc->head = f->head[c];
        }
    }
    return true;
}

/* The flow is made where a claim asks for it. */
static bool has_flow(t4_audit_finder *f)
{
    if (!f->flow)
        f->flow = t4_flow_new(f->nodes, f->arcs_all, f->arc_count);
    return f->flow != NULL;
}

/* With stakes: which arcs a variable is. */
static bool make_arcs_of(t4_audit_finder *f)
{
    const t4_system *s = f->problem->system;

    if (!f->problem->stakes)
        return true;
    f->arcs_start = t4_alloc_zero(s->variables + 2, sizeof *f->arcs_start);
    f->arcs = t4_alloc(s->cells, sizeof *f->arcs);
    if (!f->arcs_start || !f->arcs)
        return false;
    for (uint32_t c = 0; c < s->cells; c++)
        if (f->arc_of[c] != T4_NO_INDEX)
            f->arcs_start[s->variable[c] + 2]++;
    for (size_t v = 2; v < s->variables + 2; v++)
        f->arcs_start[v] += f->arcs_start[v - 1];
    for (uint32_t c = 0; c < s->cells; c++)
        if (f->arc_of[c] != T4_NO_INDEX)
            f->arcs[f->arcs_start[s->variable[c] + 1]++] = f->arc_of[c];
    return true;
}

/* Put on, or take off, what an attacker knows of his own cells. */
static void wear(t4_audit_finder *f, uint32_t attacker, bool on)
{
    const t4_stakes *k = f->problem->stakes;
    const t4_system *s = f->problem->system;

    if (attacker >= k->attackers)
        return;
    for (size_t i = k->own_start[attacker]; i < k->own_start[attacker + 1]; i++) {
        uint32_t v = k->own[i].variable;

        for (size_t a = f->arcs_start[v]; a < f->arcs_start[v + 1]; a++) {
            int64_t floor = on && k->own[i].amount > s->lower[v] ? k->own[i].amount : s->lower[v];

            t4_flow_limit(f->flow, f->arcs[a], s->value[v] - floor);
            t4_flow_close(f->flow, f->arcs[a], on && k->own[i].alone);
        }
    }
}

/* Let an owner's cells stand still, or release them. */
static void hold_owner(t4_audit_finder *f, uint32_t owner, bool still)
{
    if (!owner)
        return;
    if (f->problem->stakes) {
        wear(f, owner, still);
        return;
    }
    for (size_t i = f->owned_start[owner]; i < f->owned_start[owner + 1]; i++)
        t4_flow_close(f->flow, f->owned[i], still);
}

static int64_t find_by_flow(t4_audit_finder *f, uint32_t variable, int sign, int64_t need,
                            uint32_t barred, const t4_shift **shifts, size_t *count)
{
    const t4_system *s = f->problem->system;
    uint32_t arc = f->arc_of[s->first[variable]];
    const uint32_t *moved;
    size_t moves, used = 0;
    int64_t done;

    if (!has_flow(f))
        return 0;
    hold_owner(f, barred, true);
    done = t4_flow_push(f->flow, arc, sign, need);
    hold_owner(f, barred, false);
    moved = t4_flow_moved(f->flow, &moves);
    for (size_t i = 0; i < moves; i++) {
        uint32_t v = s->variable[f->cell_of[moved[i]]];
        int64_t by = t4_flow_amount(f->flow, moved[i]);

        if (by == 0 || f->seen[v])
            continue;
        if (!t4_grow(&f->result, &f->result_room, used, sizeof *f->result))
            break;
        f->seen[v] = 1;
        f->result[used++] = (t4_shift){v, by};
    }
    for (size_t i = 0; i < used; i++)
        f->seen[f->result[i].variable] = 0;
    *shifts = f->result;
    *count = used;
    return done;
}

/* Which arcs (network) each owner's cells are. */
static bool make_owned(t4_audit_finder *f)
{
    const t4_audit_problem *p = f->problem;
    const t4_system *s = p->system;
    size_t total = 0;

    for (size_t v = 0; p->owner && v < s->variables; v++)
        if (p->owner[v] > f->owners)
            f->owners = p->owner[v];
    f->owned_start = t4_alloc_zero((size_t)f->owners + 3, sizeof *f->owned_start);
    if (!f->owned_start)
        return false;
    for (size_t c = 0; p->owner && c < s->cells; c++)
        if (f->arc_of[c] != T4_NO_INDEX && p->owner[s->variable[c]]) {
            f->owned_start[p->owner[s->variable[c]] + 2]++;
            total++;
        }
    for (size_t i = 2; i < (size_t)f->owners + 3; i++)
        f->owned_start[i] += f->owned_start[i - 1];
    f->owned = t4_alloc(total, sizeof *f->owned);
    if (!f->owned)
        return false;
    for (size_t c = 0; p->owner && c < s->cells; c++)
        if (f->arc_of[c] != T4_NO_INDEX && p->owner[s->variable[c]])
            f->owned[f->owned_start[p->owner[s->variable[c]] + 1]++] = f->arc_of[c];
    return true;
}

/* --- linear programs ---------------------------------------------------------- */

static uint32_t root_of(uint32_t *part, uint32_t v)
{
    while (part[v] != v)
        v = part[v] = part[part[v]];
    return v;
}

static int compare_parts(const void *left, const void *right, void *context)
{
    const uint32_t *part = context;
    uint32_t a = *(const uint32_t *)left, b = *(const uint32_t *)right;

    if (part[a] != part[b])
        return part[a] < part[b] ? -1 : 1;
    return (a > b) - (a < b);
}

/* Hidden variables that share a relation belong together. */
static bool make_parts(t4_audit_finder *f)
{
    const t4_system *s = f->problem->system;
    const uint8_t *hidden = f->problem->hidden;

    f->part = t4_alloc(s->variables, sizeof *f->part);
    f->by_part = t4_alloc(s->variables, sizeof *f->by_part);
    if (!f->part || !f->by_part)
        return false;
    for (size_t v = 0; v < s->variables; v++)
        f->part[v] = (uint32_t)v;
    for (size_t r = 0; r < s->relations; r++) {
        uint32_t first = T4_NO_INDEX;

        for (size_t i = s->relation_start[r]; i < s->relation_start[r + 1]; i++) {
            uint32_t v = s->variable[s->relation_cell[i]];

            if (!hidden[v])
                continue;
            if (first != T4_NO_INDEX) {
                uint32_t a = root_of(f->part, first), b = root_of(f->part, v);

                f->part[a > b ? a : b] = a > b ? b : a;
            }
            first = v;
        }
    }
    for (size_t v = 0; v < s->variables; v++) {
        f->part[v] = root_of(f->part, (uint32_t)v);
        if (hidden[v])
            f->by_part[f->hidden_count++] = (uint32_t)v;
    }
    qsort_r(f->by_part, f->hidden_count, sizeof *f->by_part, compare_parts, f->part);
    return true;
}

/* The program of the component that holds a variable. */
static bool load_part(t4_audit_finder *f, uint32_t variable)
{
    size_t low = 0, high = f->hidden_count, end;

    if (f->linear && f->linear_part == f->part[variable])
        return true;
    while (low < high) {
        size_t middle = (low + high) / 2;

        if (f->part[f->by_part[middle]] < f->part[variable])
            low = middle + 1;
        else
            high = middle;
    }
    for (end = low; end < f->hidden_count && f->part[f->by_part[end]] == f->part[variable]; end++)
        ;
    t4_linear_free(f->linear);
    f->linear = NULL;
    if (end - low > PROGRAM_MOST ||
        t4_linear_new(&f->linear, f->problem->system, f->by_part + low, end - low,
                      f->problem->owner, NULL))
        return false;
    t4_linear_stakes(f->linear, f->problem->stakes);
    f->linear_part = f->part[variable];
    return true;
}

static int64_t find_by_program(t4_audit_finder *f, uint32_t variable, int sign, int64_t need,
                               uint32_t barred, const t4_shift **shifts, size_t *count)
{
    if (f->problem->hints_only || !load_part(f, variable))
        return 0;
    /* A vertex may have halves or thirds: a multiple of the need may then be whole. */
    for (int64_t factor = 1; factor <= 12; factor += factor < 4 ? 1 : 2) {
        t4_request q = {variable, sign, need * factor, barred, true, UINT64_MAX};
        bool whole;

        if (!t4_linear_route(f->linear, &q, NULL, shifts, count, &whole))
            return 0;
        if (whole)
            return q.need;
    }
    return 0;
}

/* --- both ----------------------------------------------------------------------- */

t4_status t4_audit_finder_new(t4_audit_finder **finder, const t4_audit_problem *problem,
                              t4_error *err)
{
    t4_audit_finder *f = t4_alloc_zero(1, sizeof *f);
    bool ok = f != NULL;

    if (ok) {
        f->problem = problem;
        f->nodes = problem->system->relations + 1;
        ok = problem->system->relation_factor ? !find_ends(f, err) : find_rows(f);
    }
    if (ok && f->network)
        ok = make_arcs(f) && make_owned(f) && make_arcs_of(f);
    else if (ok)
        ok = make_parts(f) && (!problem->outer || !f->relaxed || make_arcs(f));
    if (!ok) {
        t4_audit_finder_free(f);
        return t4_fail_memory(err);
    }
    *finder = f;
    return T4_OK;
}

int64_t t4_audit_find(t4_audit_finder *f, uint32_t variable, int sign, int64_t need,
                      uint32_t barred, const t4_shift **shifts, size_t *count)
{
    *count = 0;
    if (barred && !f->problem->stakes && f->problem->owner[variable] == barred)
        return 0;
    if (f->network)
        return find_by_flow(f, variable, sign, need, barred, shifts, count);
    return find_by_program(f, variable, sign, need, barred, shifts, count);
}

bool t4_audit_relaxed(const t4_audit_finder *f)
{
    return f->relaxed && f->arcs_all;
}

void t4_audit_limit(t4_audit_finder *f, const t4_extent *extent)
{
    for (size_t a = 0; a < f->arc_count; a++) {
        uint32_t v = f->problem->system->variable[f->cell_of[a]];

        f->arcs_all[a].up = t4_extent_bound(extent, v, 1);
        f->arcs_all[a].down = t4_extent_bound(extent, v, -1);
    }
}

t4_status t4_audit_spans(const t4_audit_finder *f, const t4_run *run, int64_t *rises, int64_t *falls, t4_error *err)
{
    const t4_system *s = f->problem->system;
    int64_t *rise = t4_alloc(f->arc_count, sizeof *rise), *fall = t4_alloc(f->arc_count, sizeof *fall);
    t4_status status = rise && fall ? t4_span(run, f->nodes, f->arcs_all, f->arc_count, rise, fall, err)
                                    : t4_fail_memory(err);

    for (size_t v = 0; v < s->variables && !status; v++)
        rises[v] = falls[v] = f->arc_of[s->first[v]] == T4_NO_INDEX ? 0 : T4_UNBOUNDED;
    for (size_t a = 0; a < f->arc_count && !status; a++) {
        uint32_t v = s->variable[f->cell_of[a]];   /* of cells that are one variable the narrowest counts */

        rises[v] = rise[a] < rises[v] ? rise[a] : rises[v];
        falls[v] = fall[a] < falls[v] ? fall[a] : falls[v];
    }
    t4_free(rise);
    t4_free(fall);
    return status;
}
