/* SPDX-License-Identifier: MIT */
/* Find linked layers (period, flow, further dimensions) and the sign patterns that keep their sums. */
#include "solve/layers.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "model/flow.h"

typedef struct {
    t4_period period;
    uint32_t flow, dims;
    uint32_t up_period, up_flow;   /* layers that it adds up to, T4_NO_INDEX = none */
    uint32_t link;                 /* union-find, then block */
    uint32_t local;                /* index within the block */
} layer;

static int compare_layers(const void *left, const void *right)
{
    const layer *a = left, *b = right;

    if (a->dims != b->dims)
        return a->dims < b->dims ? -1 : 1;
    if (a->flow != b->flow)
        return a->flow < b->flow ? -1 : 1;
    return (a->period > b->period) - (a->period < b->period);
}

static uint32_t find_layer(const layer *layers, size_t count, const t4_place *place)
{
    layer key = {.period = place->period, .flow = place->flow, .dims = place->dims};
    const layer *found = bsearch(&key, layers, count, sizeof *layers, compare_layers);

    return found ? (uint32_t)(found - layers) : T4_NO_INDEX;
}

/* The distinct layers of all cells, sorted. */
static layer *list_layers(const t4_system *s, size_t *count)
{
    layer *list = NULL;
    size_t used = 0, room = 0;

    for (size_t c = 0; c < s->cells; c++) {
        const t4_place *p = &s->place[c];
        layer item = {p->period, p->flow, p->dims, T4_NO_INDEX, T4_NO_INDEX, 0, 0};
        size_t low = 0, high = used;

        if (c > 0 && p->period == p[-1].period && p->flow == p[-1].flow && p->dims == p[-1].dims)
            continue;
        while (low < high) {
            size_t middle = (low + high) / 2;

            if (compare_layers(&list[middle], &item) < 0)
                low = middle + 1;
            else
                high = middle;
        }
        if (low < used && compare_layers(&list[low], &item) == 0)
            continue;
        if (!t4_grow(&list, &room, used, sizeof *list)) {
            t4_free(list);
            return NULL;
        }
        memmove(list + low + 1, list + low, (used - low) * sizeof *list);
        list[low] = item;
        used++;
    }
    *count = used;
    return list ? list : t4_alloc(1, sizeof *list);
}

static uint32_t root_of(layer *layers, uint32_t i)
{
    while (layers[i].link != i)
        i = layers[i].link = layers[layers[i].link].link;
    return i;
}

/* The layer of January to `month` of the same year beside a layer. */
static uint32_t to_date_beside(const layer *layers, size_t count, uint32_t i, int month)
{
    t4_place place = {t4_period_to_date(t4_period_year_of(layers[i].period), month), layers[i].flow, layers[i].dims, 0, 0};

    return find_layer(layers, count, &place);
}

static void join_layers(layer *layers, uint32_t i, uint32_t other)
{
    uint32_t a = root_of(layers, i), b = root_of(layers, other);

    layers[a > b ? a : b].link = a > b ? b : a;
}

/* A layer's sums: the quarter, else the year; the years to date; the total flow. */
static void link_layers(layer *layers, size_t count)
{
    for (size_t i = 0; i < count; i++)
        layers[i].link = (uint32_t)i;
    for (size_t i = 0; i < count; i++) {
        t4_place up = {layers[i].period, layers[i].flow, layers[i].dims, 0, 0};
        t4_period_kind kind = t4_period_kind_of(up.period);

        if (kind == T4_MONTH) {
            up.period = t4_period_coarsen(layers[i].period, T4_QUARTER);
            layers[i].up_period = find_layer(layers, count, &up);
        }
        if (layers[i].up_period == T4_NO_INDEX && (kind == T4_MONTH || kind == T4_QUARTER)) {
            up.period = t4_period_coarsen(layers[i].period, T4_YEAR);
            layers[i].up_period = find_layer(layers, count, &up);
        }
        up.period = layers[i].period;
        up.flow = t4_flow_total((t4_flow)up.flow);
        if (up.flow != layers[i].flow)
            layers[i].up_flow = find_layer(layers, count, &up);
        for (int k = 0; k < 2; k++) {
            uint32_t other = k ? layers[i].up_flow : layers[i].up_period;

            if (other != T4_NO_INDEX)
                join_layers(layers, (uint32_t)i, other);
        }
        for (int month = 2; month <= 12 && kind != T4_TO_DATE; month++) {
            uint32_t other = to_date_beside(layers, count, (uint32_t)i, month);

            if (other != T4_NO_INDEX)
                join_layers(layers, (uint32_t)i, other);
        }
    }
}

/* --- patterns -------------------------------------------------------------- */

enum { STEPS_MOST = 32, SIDE_MOST = 256 };

/* One way along one axis: layers with signs, the first is where it began. */
typedef struct {
    uint32_t layer[STEPS_MOST];
    int32_t sign[STEPS_MOST];
    int count;
} way;

typedef struct {
    const layer *layers;
    size_t count;
    bool by_flow;
    way *ways;
    int used;
} ways;

static uint32_t up_of(const ways *w, uint32_t i)
{
    return w->by_flow ? w->layers[i].up_flow : w->layers[i].up_period;
}

/* Extend `done` downwards from its last layer to a layer without parts, every way there is. */
static void descend(ways *w, const way *done)
{
    uint32_t last = done->layer[done->count - 1];
    bool parts = false;

    for (size_t i = 0; i < w->count; i++)
        if (up_of(w, (uint32_t)i) == last && done->count < STEPS_MOST) {
            way more = *done;

            parts = true;
            more.layer[more.count] = (uint32_t)i;
            more.sign[more.count++] = done->sign[done->count - 1];
            descend(w, &more);
        }
    if (!parts && w->used < SIDE_MOST)
        w->ways[w->used++] = *done;
}

/* May two layers without a sum above them change places? Only within years to date, which their sums then cross. */
static bool are_parts(const ways *w, uint32_t a, uint32_t b)
{
    const layer *x = &w->layers[a], *y = &w->layers[b];
    t4_period_kind kind = t4_period_kind_of(x->period);
    bool crossed = false;

    if (w->by_flow || a == b || x->flow != y->flow || x->dims != y->dims || kind == T4_TO_DATE || kind == T4_YEAR ||
        t4_period_kind_of(y->period) != kind || t4_period_year_of(x->period) != t4_period_year_of(y->period))
        return false;
    for (int month = 2; month <= 12 && !crossed; month++)
        crossed = to_date_beside(w->layers, w->count, a, month) != T4_NO_INDEX;
    return crossed;
}

/* From the first layer upwards: stop at a sibling (opposite sign) or at the top. */
static void ascend(ways *w, const way *done)
{
    uint32_t at = done->layer[done->count - 1], up = up_of(w, at);

    if (up == T4_NO_INDEX) {
        if (w->used < SIDE_MOST)
            w->ways[w->used++] = *done;
        for (size_t i = 0; i < w->count; i++)
            if (are_parts(w, at, (uint32_t)i) && up_of(w, (uint32_t)i) == T4_NO_INDEX && done->count < STEPS_MOST) {
                way more = *done;

                more.layer[more.count] = (uint32_t)i;
                more.sign[more.count++] = -1;
                descend(w, &more);
            }
        return;
    }
    if (done->count == STEPS_MOST)
        return;
    for (size_t i = 0; i < w->count; i++)
        if (up_of(w, (uint32_t)i) == up && i != at) {
            way more = *done;

            more.layer[more.count] = (uint32_t)i;
            more.sign[more.count++] = -1;
            descend(w, &more);
        }
    {
        way more = *done;

        more.layer[more.count] = up;
        more.sign[more.count++] = 1;
        ascend(w, &more);
    }
}

/* All ways of one axis from one layer: parts below it, then siblings and sums above it. */
static int all_ways(const layer *layers, size_t count, uint32_t from, bool by_flow, way *out)
{
    way start = {.layer = {from}, .sign = {1}, .count = 1};
    way *below = t4_alloc(SIDE_MOST, sizeof *below);
    ways w = {layers, count, by_flow, below, 0};
    ways all = {layers, count, by_flow, out, 0};

    if (!below)
        return -1;
    descend(&w, &start);
    for (int i = 0; i < w.used; i++) {
        ways up = {layers, count, by_flow, out + all.used, 0};
        way *above = t4_alloc(SIDE_MOST, sizeof *above);

        if (!above) {
            t4_free(below);
            return -1;
        }
        up.ways = above;
        ascend(&up, &start);
        for (int k = 0; k < up.used && all.used < SIDE_MOST; k++) {
            way joined = above[k];

            for (int j = 1; j < below[i].count && joined.count < STEPS_MOST; j++) {
                joined.layer[joined.count] = below[i].layer[j];
                joined.sign[joined.count++] = below[i].sign[j];
            }
            if (joined.count == above[k].count + below[i].count - 1)
                out[all.used++] = joined;
        }
        t4_free(above);
    }
    t4_free(below);
    return all.used;
}

/* --- years to date --------------------------------------------------------- */

/* Years to date move with the months that end in them, with the quarters of a way without months. */
static bool move_to_date(const layer *layers, size_t count, way *w)
{
    t4_period_kind finest = T4_YEAR;
    int parts = w->count;

    for (int i = 0; i < parts; i++)
        if (t4_period_kind_of(layers[w->layer[i]].period) > finest)
            finest = t4_period_kind_of(layers[w->layer[i]].period);
    for (int month = 2; month <= 12; month++) {
        uint32_t at = to_date_beside(layers, count, w->layer[0], month);
        int32_t sign = 0;

        for (int i = 0; i < parts && at != T4_NO_INDEX; i++)
            if (t4_period_kind_of(layers[w->layer[i]].period) == finest &&
                t4_period_last_month(layers[w->layer[i]].period) <= t4_period_last_month(layers[at].period))
                sign += w->sign[i];
        if (!sign)
            continue;
        if (w->count == STEPS_MOST)
            return false;
        w->layer[w->count] = at;
        w->sign[w->count++] = sign;
    }
    return true;
}

/* The same way seen from one of its layers; false when it does not move that by one. */
static bool turn(way *w, uint32_t first)
{
    for (int i = 0; i < w->count; i++)
        if (w->layer[i] == first && (w->sign[i] == 1 || w->sign[i] == -1)) {
            int32_t sign = w->sign[i];

            w->layer[i] = w->layer[0];
            w->sign[i] = w->sign[0];
            w->layer[0] = first;
            w->sign[0] = sign;
            for (int k = 0; k < w->count; k++)
                w->sign[k] *= sign;
            return true;
        }
    return false;
}

/* All ways over periods from one layer; -1 without memory. */
static int time_ways(const layer *layers, size_t count, uint32_t from, way *out)
{
    bool to_date = t4_period_kind_of(layers[from].period) == T4_TO_DATE;
    way *some = t4_alloc(SIDE_MOST, sizeof *some);
    int used = 0;

    if (!some)
        return -1;
    for (uint32_t i = 0; i < count && used >= 0; i++) {
        const layer *l = &layers[i];
        int found;

        if (to_date ? l->flow != layers[from].flow || l->dims != layers[from].dims ||
                          t4_period_year_of(l->period) != t4_period_year_of(layers[from].period) ||
                          t4_period_kind_of(l->period) < T4_QUARTER
                    : i != from)
            continue;
        found = all_ways(layers, count, i, false, some);
        if (found < 0)
            used = -1;
        for (int k = 0; k < found && used < SIDE_MOST; k++)
            if (move_to_date(layers, count, &some[k]) && (!to_date || turn(&some[k], from)))
                out[used++] = some[k];
    }
    t4_free(some);
    return used;
}

static uint32_t at_flow(const layer *layers, size_t count, uint32_t i, uint32_t flow)
{
    t4_place place = {layers[i].period, flow, layers[i].dims, 0, 0};

    return find_layer(layers, count, &place);
}

typedef struct {
    t4_network *network;
    size_t start_room, step_room, steps;
} pattern_list;

/* The product of a way over periods and a way over flows. */
static bool add_product(pattern_list *p, const layer *layers, size_t count, const way *time,
                        const way *flow)
{
    t4_network *n = p->network;
    size_t begin = p->steps;

    for (int i = 0; i < time->count; i++)
        for (int j = 0; j < flow->count; j++) {
            uint32_t at = at_flow(layers, count, time->layer[i], layers[flow->layer[j]].flow);

            if (at == T4_NO_INDEX) {
                p->steps = begin;
                return true;
            }
            if (!t4_grow(&n->step, &p->step_room, p->steps, sizeof *n->step))
                return false;
            n->step[p->steps++] = (t4_layer_step){layers[at].local, time->sign[i] * flow->sign[j]};
        }
    if (!t4_grow(&n->pattern_start, &p->start_room, n->patterns + 1, sizeof *n->pattern_start))
        return false;
    n->pattern_start[n->patterns++] = begin;
    n->pattern_start[n->patterns] = p->steps;
    return true;
}

/* Patterns of every layer, indexed by block and local number. */
static bool make_patterns(t4_network *n, const layer *layers, size_t count)
{
    way *time = t4_alloc(SIDE_MOST, sizeof *time), *flow = t4_alloc(SIDE_MOST, sizeof *flow);
    uint32_t *at = t4_alloc(count, sizeof *at);
    pattern_list list = {.network = n};
    bool ok = time && flow && at;

    n->pattern_of = t4_alloc(count + 1, sizeof *n->pattern_of);
    ok = ok && n->pattern_of && t4_grow(&n->pattern_start, &list.start_room, 0, sizeof(size_t));
    if (ok)
        n->pattern_start[0] = 0;
    for (size_t i = 0; ok && i < count; i++)
        at[n->block[layers[i].link].first_layer + layers[i].local] = (uint32_t)i;
    for (size_t i = 0; ok && i < count; i++) {
        int times = time_ways(layers, count, at[i], time);
        int flows = all_ways(layers, count, at[i], true, flow);

        ok = times >= 0 && flows >= 0;
        n->pattern_of[i] = n->patterns;
        for (int t = 0; ok && t < times; t++)
            for (int f = 0; ok && f < flows; f++)
                ok = add_product(&list, layers, count, &time[t], &flow[f]);
    }
    if (ok)
        n->pattern_of[count] = n->patterns;
    t4_free(time);
    t4_free(flow);
    t4_free(at);
    return ok;
}

static bool make_blocks(t4_network *n, layer *layers, size_t count)
{
    uint32_t *number = t4_alloc(count, sizeof *number);
    uint32_t first = 0;

    n->layers = count;
    n->block = t4_alloc_zero(count, sizeof *n->block);
    if (!number || !n->block) {
        t4_free(number);
        return false;
    }
    n->plain = true;
    for (size_t i = 0; i < count; i++) {
        uint32_t root = root_of(layers, (uint32_t)i);

        if (root == i)
            number[i] = (uint32_t)n->blocks++;
        layers[i].local = n->block[number[root]].layers++;
        if (layers[i].local > 0)
            n->plain = false;
    }
    for (size_t i = 0; i < count; i++)  /* a root comes first, so its number is known */
        number[i] = number[root_of(layers, (uint32_t)i)];
    for (size_t i = 0; i < count; i++)
        layers[i].link = number[i];
    for (size_t b = 0; b < n->blocks; b++) {
        n->block[b].first_layer = first;
        first += n->block[b].layers;
    }
    t4_free(number);
    return true;
}

t4_status t4_layers_make(t4_network *n, t4_error *err)
{
    const t4_system *s = n->system;
    size_t count = 0;
    layer *layers = list_layers(s, &count);
    bool ok = layers != NULL;

    n->cell_layer = t4_alloc(s->cells, sizeof *n->cell_layer);
    n->cell_arc = t4_alloc(s->cells, sizeof *n->cell_arc);
    ok = ok && n->cell_layer && n->cell_arc;
    if (ok) {
        link_layers(layers, count);
        ok = make_blocks(n, layers, count) && make_patterns(n, layers, count);
    }
    for (size_t c = 0; ok && c < s->cells; c++) {
        const layer *l = &layers[find_layer(layers, count, &s->place[c])];

        n->cell_layer[c] = l->local;
        n->cell_arc[c] = l->link;
    }
    t4_free(layers);
    return ok ? T4_OK : t4_fail_memory(err);
}
