/* SPDX-License-Identifier: MIT */
/* Build the network of a system: positions, blocks of linked layers, nodes, arcs. */
#include "solve/network.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "model/flow.h"
#include "solve/layers.h"

/* One (block, code, partner) with its cells sorted by layer. */
typedef struct {
    uint32_t block, order, partner, layer, cell;
} spot;

static int compare_spots(const void *left, const void *right)
{
    const spot *a = left, *b = right;

    if (a->block != b->block)
        return a->block < b->block ? -1 : 1;
    if (a->order != b->order)
        return a->order < b->order ? -1 : 1;
    if (a->partner != b->partner)
        return a->partner < b->partner ? -1 : 1;
    return (a->layer > b->layer) - (a->layer < b->layer);
}

void t4_network_free(t4_network *n)
{
    if (!n)
        return;
    t4_free(n->tail);
    t4_free(n->head);
    t4_free(n->arc_block);
    t4_free(n->arc_code);
    t4_free(n->arc_above);
    t4_free(n->grid);
    t4_free(n->slot);
    t4_free(n->variable_arc);
    t4_free(n->variable_layer);
    t4_free(n->star_start);
    t4_free(n->star);
    t4_free(n->node_order);
    t4_free(n->block);
    t4_free(n->pattern_of);
    t4_free(n->pattern_start);
    t4_free(n->step);
    t4_free(n->cell_arc);
    t4_free(n->cell_layer);
    t4_free(n->group_start);
    t4_free(n->group_row);
    t4_free(n);
}

static bool same_position(const spot *a, const spot *b)
{
    return a->block == b->block && a->order == b->order && a->partner == b->partner;
}

/* Positions become arcs, with a row of cells (until make_slots) for the layers of their block. */
static bool make_arcs(t4_network *n, const spot *spots)
{
    const t4_system *s = n->system;
    size_t room = 0, arc = 0;

    for (size_t i = 0; i < s->cells; i++)
        if (i == 0 || !same_position(&spots[i - 1], &spots[i])) {
            n->arcs++;
            room += n->block[spots[i].block].layers;
        }
    n->tail = t4_alloc(n->arcs, sizeof *n->tail);
    n->head = t4_alloc(n->arcs, sizeof *n->head);
    n->arc_block = t4_alloc(n->arcs, sizeof *n->arc_block);
    n->arc_code = t4_alloc(n->arcs, sizeof *n->arc_code);
    n->arc_above = t4_alloc(n->arcs, sizeof *n->arc_above);
    n->grid = t4_alloc(n->arcs + 1, sizeof *n->grid);
    n->slot = t4_alloc(room, sizeof *n->slot);
    n->cell_arc = t4_alloc(s->cells, sizeof *n->cell_arc);
    if (!n->tail || !n->head || !n->arc_block || !n->arc_code || !n->arc_above || !n->grid ||
        !n->slot || !n->cell_arc)
        return false;
    memset(n->slot, 0xff, room * sizeof *n->slot);
    room = 0;
    for (size_t i = 0; i < s->cells; i++) {
        if (i == 0 || !same_position(&spots[i - 1], &spots[i])) {
            arc = i == 0 ? 0 : arc + 1;
            n->arc_block[arc] = spots[i].block;
            n->arc_code[arc] = s->place[spots[i].cell].node;
            n->grid[arc] = room;
            room += n->block[spots[i].block].layers;
        }
        n->slot[n->grid[arc] + spots[i].layer] = spots[i].cell;
        n->cell_arc[spots[i].cell] = (uint32_t)arc;
    }
    n->grid[n->arcs] = room;
    return true;
}

static const t4_place *arc_place(const t4_network *n, size_t arc)
{
    size_t i = n->grid[arc];

    while (n->slot[i] == T4_NO_INDEX)
        i++;
    return &n->system->place[n->slot[i]];
}

/* The arc of the parent code, found through any cell whose parent cell exists. */
static uint32_t find_above(const t4_network *n, size_t arc)
{
    const t4_system *s = n->system;

    for (size_t i = n->grid[arc]; i < n->grid[arc + 1]; i++) {
        t4_place up;
        uint32_t cell;

        if (n->slot[i] == T4_NO_INDEX)
            continue;
        up = s->place[n->slot[i]];
        up.node = s->code[up.node].parent;
        if (up.node == T4_NO_INDEX)
            return T4_NO_INDEX;
        cell = t4_system_find(s, &up);
        if (cell != T4_NO_INDEX)
            return n->cell_arc[cell];
    }
    return T4_NO_INDEX;
}

/* Which arcs are group cells beside single partners, or of lists; they have no place in the network. */
static void mark_groups(const t4_network *n, uint8_t *is_group, uint8_t *has_world,
                        uint8_t *has_single)
{
    const t4_system *s = n->system;

    for (size_t a = 0; a < n->arcs; a++) {
        uint32_t partner = arc_place(n, a)->partner;

        if (t4_system_is_list(s, arc_place(n, a)->node))
            is_group[a] = 1;
        else if (partner == t4_system_world(s))
            has_world[n->arc_block[a]] = 1;
        else if (t4_system_is_group(s, partner))
            is_group[a] = 1;
        else
            has_single[n->arc_block[a]] = 1;
    }
    for (size_t a = 0; a < n->arcs; a++)
        if (is_group[a] && !has_single[n->arc_block[a]] && !t4_system_is_list(s, arc_place(n, a)->node))
            is_group[a] = 0;  /* then groups are columns of their own */
}

/*
 * The node of the leaf code whose arcs begin at `a`; made where arcs of single
 * partners end in it.  Where the world alone goes on to finer codes, these end
 * in the node of the code at which partners do.  leaf_of: by arc of the world.
 */
static uint32_t leaf_node(t4_network *n, size_t a, const uint32_t *inner, const uint8_t *is_group, uint32_t *leaf_of,
                          uint32_t *next)
{
    const t4_system *s = n->system;
    uint32_t world = T4_NO_INDEX, up = T4_NO_INDEX;
    bool single = false;

    for (size_t i = a; i < n->arcs && n->arc_code[i] == n->arc_code[a] && n->arc_block[i] == n->arc_block[a]; i++)
        if (arc_place(n, i)->partner == t4_system_world(s))
            world = (uint32_t)i;
        else
            single = single || (!is_group[i] && inner[i] == T4_NO_INDEX);
    for (up = world; !single && up != T4_NO_INDEX; up = n->arc_above[up])
        if (leaf_of[up] != T4_NO_INDEX)
            return leaf_of[up];
    n->node_order[*next] = s->code[n->arc_code[a]].order;
    if (world != T4_NO_INDEX && single)
        leaf_of[world] = *next;
    return (*next)++;
}

/* Number nodes: closing nodes, inner positions, leaf codes; give every arc its ends. */
static bool make_nodes(t4_network *n, const uint8_t *is_group, const uint8_t *has_world,
                       const uint8_t *has_single)
{
    const t4_system *s = n->system;
    uint32_t *inner = t4_alloc(n->arcs, sizeof *inner), *leaf_of = t4_alloc(n->arcs, sizeof *leaf_of);
    uint32_t leaf = T4_NO_INDEX, leaf_code = T4_NO_INDEX, leaf_block = T4_NO_INDEX;
    uint32_t next = (uint32_t)n->blocks;

    n->node_order = t4_alloc(n->blocks + 2 * n->arcs, sizeof *n->node_order);
    if (!inner || !leaf_of || !n->node_order) {
        t4_free(inner);
        t4_free(leaf_of);
        return false;
    }
    for (size_t b = 0; b < n->blocks; b++) {
        n->block[b].closing_node = (uint32_t)b;
        n->node_order[b] = T4_NO_INDEX;
    }
    for (size_t a = 0; a < n->arcs; a++)
        inner[a] = leaf_of[a] = T4_NO_INDEX;
    for (size_t a = 0; a < n->arcs; a++) {
        n->arc_above[a] = find_above(n, a);
        if (n->arc_above[a] != T4_NO_INDEX)
            inner[n->arc_above[a]] = 0;
    }
    for (size_t a = 0; a < n->arcs; a++)
        if (inner[a] == 0) {
            inner[a] = next;
            n->node_order[next++] = s->code[n->arc_code[a]].order;
        }
    for (size_t a = 0; a < n->arcs; a++) {  /* arcs of one leaf code stand together */
        uint32_t block = n->arc_block[a], closing = n->block[block].closing_node, low, high;

        high = n->arc_above[a] == T4_NO_INDEX ? closing : inner[n->arc_above[a]];
        if (inner[a] != T4_NO_INDEX) {
            low = inner[a];
        } else if (!has_world[block] || !has_single[block]) {
            low = closing;
        } else {
            if (leaf_code != n->arc_code[a] || leaf_block != block) {
                leaf = leaf_node(n, a, inner, is_group, leaf_of, &next);
                leaf_code = n->arc_code[a];
                leaf_block = block;
            }
            low = leaf;
        }
        if (is_group[a])
            n->tail[a] = n->head[a] = T4_NO_INDEX;
        else if (arc_place(n, a)->partner == t4_system_world(s)) {
            n->tail[a] = low;
            n->head[a] = high;
        } else {
            n->tail[a] = high;
            n->head[a] = low;
        }
    }
    n->nodes = next;
    t4_free(inner);
    t4_free(leaf_of);
    return true;
}

/* Do two arcs hold the same variables in every layer?  (Rows still hold cells.) */
static bool same_rows(const t4_network *n, uint32_t a, uint32_t b)
{
    const t4_system *s = n->system;
    size_t layers = n->grid[a + 1] - n->grid[a];

    if (n->arc_block[a] != n->arc_block[b])
        return false;
    for (size_t i = 0; i < layers; i++) {
        uint32_t x = n->slot[n->grid[a] + i], y = n->slot[n->grid[b] + i];

        if ((x == T4_NO_INDEX) != (y == T4_NO_INDEX) ||
            (x != T4_NO_INDEX && s->variable[x] != s->variable[y]))
            return false;
    }
    return true;
}

static uint32_t other_end(const t4_network *n, uint32_t arc, uint32_t node)
{
    return n->tail[arc] == node ? n->head[arc] : n->tail[arc];
}

/* Join arc b to arc a where they meet at a node with no other arc. */
static void join_at(t4_network *n, uint32_t *pair, const uint32_t *degree, uint32_t node,
                    uint32_t *joined)
{
    uint32_t a = pair[2 * (size_t)node], b = pair[2 * (size_t)node + 1];
    uint32_t far;

    if (a == b || n->tail[a] == n->head[a] || n->tail[b] == n->head[b] ||
        (n->tail[a] == node) == (n->tail[b] == node) || !same_rows(n, a, b))
        return;
    far = other_end(n, b, node);
    if (far == other_end(n, a, node))
        return;
    if (n->tail[a] == node)
        n->tail[a] = far;
    else
        n->head[a] = far;
    n->tail[b] = n->head[b] = T4_NO_INDEX;
    joined[b] = a;
    if (n->system->code[n->arc_code[b]].level < n->system->code[n->arc_code[a]].level)
        n->arc_code[a] = n->arc_code[b];
    if (degree[far] == 2)
        for (int i = 0; i < 2; i++)
            if (pair[2 * (size_t)far + i] == b)
                pair[2 * (size_t)far + i] = a;
}

/* Chains of arcs that are one variable become one arc. */
static bool join_chains(t4_network *n)
{
    uint32_t *degree = t4_alloc_zero(n->nodes, sizeof *degree);
    uint32_t *pair = t4_alloc(2 * n->nodes, sizeof *pair);
    uint32_t *joined = t4_alloc(n->arcs, sizeof *joined);
    bool ok = degree && pair && joined;

    for (uint32_t a = 0; ok && a < n->arcs; a++) {
        joined[a] = a;
        for (int i = 0; i < 2 && n->tail[a] != T4_NO_INDEX; i++) {
            uint32_t node = i ? n->head[a] : n->tail[a];

            if (degree[node] < 2)
                pair[2 * (size_t)node + degree[node]] = a;
            degree[node]++;
        }
    }
    for (size_t node = n->blocks; ok && node < n->nodes; node++)
        if (degree[node] == 2)
            join_at(n, pair, degree, (uint32_t)node, joined);
    for (size_t c = 0; ok && c < n->system->cells; c++) {
        uint32_t a = n->cell_arc[c];

        while (joined[a] != a)
            a = joined[a] = joined[joined[a]];
        n->cell_arc[c] = a;
    }
    t4_free(degree);
    t4_free(pair);
    t4_free(joined);
    return ok;
}

/* Rows of cells become rows of variables; each variable is counted on one arc. */
static bool make_slots(t4_network *n, const uint8_t *is_group)
{
    const t4_system *s = n->system;

    n->variable_arc = t4_alloc(s->variables, sizeof *n->variable_arc);
    n->variable_layer = t4_alloc_zero(s->variables, sizeof *n->variable_layer);
    if (!n->variable_arc || !n->variable_layer)
        return false;
    memset(n->variable_arc, 0xff, s->variables * sizeof *n->variable_arc);
    for (int groups = 0; groups < 2; groups++)  /* single partners have the first claim */
        for (size_t a = 0; a < n->arcs; a++)
            for (size_t i = n->grid[a]; i < n->grid[a + 1]; i++) {
                uint32_t cell = n->slot[i], v;

                if (is_group[a] != groups || cell == T4_NO_INDEX)
                    continue;
                v = s->variable[cell];
                n->slot[i] = v << 1;
                if (n->variable_arc[v] == T4_NO_INDEX && (groups || n->tail[a] != T4_NO_INDEX)) {
                    n->variable_arc[v] = (uint32_t)a;
                    n->variable_layer[v] = (uint32_t)(i - n->grid[a]);
                    n->slot[i] |= 1;
                }
            }
    return true;
}

static bool make_stars(t4_network *n)
{
    n->star_start = t4_alloc_zero(n->nodes + 2, sizeof *n->star_start);
    n->star = t4_alloc(2 * n->arcs, sizeof *n->star);
    if (!n->star_start || !n->star)
        return false;
    for (size_t a = 0; a < n->arcs; a++)
        if (n->tail[a] != T4_NO_INDEX) {
            n->star_start[n->tail[a] + 2]++;
            n->star_start[n->head[a] + 2]++;
        }
    for (size_t i = 2; i < n->nodes + 2; i++)
        n->star_start[i] += n->star_start[i - 1];
    for (size_t a = 0; a < n->arcs; a++)
        if (n->tail[a] != T4_NO_INDEX) {
            n->star[n->star_start[n->tail[a] + 1]++] = (t4_spoke){(uint32_t)a << 1, n->head[a]};
            n->star[n->star_start[n->head[a] + 1]++] = (t4_spoke){(uint32_t)a << 1 | 1, n->tail[a]};
        }
    return true;
}

/* Append the row of the arc that holds a cell. */
static bool add_row(t4_network *n, size_t *room, size_t *used, uint32_t cell)
{
    if (!t4_grow(&n->group_row, room, *used, sizeof *n->group_row))
        return false;
    n->group_row[(*used)++] = n->grid[n->cell_arc[cell]];
    return true;
}

/* A cell at one of the arc's places with another partner or node; T4_NO_INDEX when no layer has one. */
static uint32_t cell_with(const t4_network *n, size_t arc, uint32_t partner, uint32_t node)
{
    for (size_t i = n->grid[arc]; i < n->grid[arc + 1]; i++) {
        t4_place place;
        uint32_t cell;

        if (n->slot[i] == T4_NO_INDEX)
            continue;
        place = n->system->place[n->slot[i]];
        place.partner = partner;
        place.node = node == T4_NO_INDEX ? place.node : node;
        cell = t4_system_find(n->system, &place);
        if (cell != T4_NO_INDEX)
            return cell;
    }
    return T4_NO_INDEX;
}

/* The rows of the lists that the arc's code counts in, for a partner: also where only some layers publish lists. */
static bool add_lists(t4_network *n, size_t *room, size_t *used, size_t arc, uint32_t partner)
{
    const t4_system *s = n->system;
    uint32_t lists[T4_SYSTEM_LISTS];
    size_t count = t4_system_lists_of(s, n->arc_code[arc], lists);

    for (size_t i = 0; i < count; i++) {
        uint32_t total = cell_with(n, arc, partner, lists[i]);

        if (total != T4_NO_INDEX && !add_row(n, room, used, total))
            return false;
    }
    return true;
}

/* Arcs of group members and listed codes get the rows of their groups' and lists' cells. */
static bool make_group_rows(t4_network *n, const uint8_t *is_group)
{
    const t4_system *s = n->system;
    size_t room = 0, used = 0;
    bool any = false, ok = true;

    for (size_t a = 0; a < n->arcs && !any; a++)
        any = is_group[a];
    if (!any)
        return true;
    n->plain = false;
    n->group_start = t4_alloc(n->arcs + 1, sizeof *n->group_start);
    if (!n->group_start)
        return false;
    for (size_t a = 0; a < n->arcs && ok; a++) {
        uint32_t groups[T4_SYSTEM_GROUPS], partner = arc_place(n, a)->partner;
        size_t count = is_group[a] || partner == t4_system_world(s) ? 0 : t4_system_groups_of(s, partner, groups);

        n->group_start[a] = used;
        if (!is_group[a])
            ok = add_lists(n, &room, &used, a, partner);
        for (size_t g = 0; g < count && ok; g++) {
            uint32_t cell = cell_with(n, a, groups[g], T4_NO_INDEX);

            if (cell != T4_NO_INDEX)
                ok = add_row(n, &room, &used, cell) && add_lists(n, &room, &used, a, groups[g]);
        }
    }
    n->group_start[n->arcs] = used;
    return ok;
}

static bool build(t4_network *n, spot *spots)
{
    const t4_system *s = n->system;
    uint8_t *is_group = NULL, *has_world = t4_alloc_zero(n->blocks, 1);
    uint8_t *has_single = t4_alloc_zero(n->blocks, 1);
    bool ok = has_world && has_single;

    for (size_t c = 0; c < s->cells; c++)
        spots[c] = (spot){n->cell_arc[c], s->code[s->place[c].node].order, s->place[c].partner,
                          n->cell_layer[c], (uint32_t)c};
    t4_free(n->cell_arc);
    n->cell_arc = NULL;
    qsort(spots, s->cells, sizeof *spots, compare_spots);
    ok = ok && make_arcs(n, spots) && (is_group = t4_alloc_zero(n->arcs, 1));
    if (ok) {
        mark_groups(n, is_group, has_world, has_single);
        ok = make_nodes(n, is_group, has_world, has_single) && make_group_rows(n, is_group) &&
             (n->group_start || join_chains(n)) && make_slots(n, is_group) && make_stars(n);
    }
    t4_free(is_group);
    t4_free(has_world);
    t4_free(has_single);
    return ok;
}

t4_status t4_network_new(t4_network **network, const t4_system *system, const t4_run *run,
                         t4_error *err)
{
    t4_network *n = t4_alloc_zero(1, sizeof *n);
    spot *spots = t4_alloc(system->cells, sizeof *spots);
    t4_status status = T4_OK;

    if (!n || !spots) {
        status = t4_fail_memory(err);
        goto done;
    }
    n->system = system;
    status = t4_layers_make(n, err);
    if (!status)
        status = t4_run_check(run, err);
    if (!status && !build(n, spots))
        status = t4_fail_memory(err);
done:
    t4_free(spots);
    if (status) {
        t4_network_free(n);
        n = NULL;
    }
    *network = n;
    return status;
}
